// Sums, products, quotients and integer powers of enclosures.

extension Enclosure {
  public func negated() -> Enclosure {
    Enclosure(mantissa: -mantissa, exponent: exponent, error: error)
  }

  /// The sum; the radius is the sum of the radii and what rounding drops.
  public func adding(_ other: Enclosure, precision: Int) -> Enclosure {
    let error = error + other.error
    if other.mantissa.isZero { return rounded(error: error, precision: precision) }
    if mantissa.isZero { return other.rounded(error: error, precision: precision) }
    if let sum = shortSum(other, error: error, precision: precision) { return sum }
    let (large, small) = top >= other.top ? (self, other) : (other, self)
    if small.top < large.top - max(precision, 2) - 2 {
      // Below the last place of the result: bounded, so that a huge gap costs nothing.
      return large.rounded(error: error + small.midpointBound, precision: precision)
    }
    let (high, low) = exponent >= other.exponent ? (self, other) : (other, self)
    return Enclosure.sum(high, low, error: error, precision: precision)
  }

  /// The sum of two midpoints that are not zero, `low` with the smaller exponent or the same.
  ///
  /// In units of the smaller exponent both have fewer bits than the larger top says, and their sum one more.
  private static func sum(
    _ high: Enclosure, _ low: Enclosure, error: ErrorBound, precision: Int
  ) -> Enclosure {
    let count = (max(high.top, low.top) - low.exponent) / UInt.bitWidth + 1
    return withLimbs(count) { sum in
      high.mantissa.withLimbs {
        sum.assign($0, high.mantissa.count, shiftedUpBy: high.exponent - low.exponent, count: count)
      }
      var isNegative = high.mantissa.isNegative
      if isNegative == low.mantissa.isNegative {
        low.mantissa.withLimbs { sum.add($0, low.mantissa.count, count: count) }
      } else if low.mantissa.withLimbs({ sum.subtract($0, low.mantissa.count, count: count) }) {
        isNegative.toggle()
      }
      return Enclosure(
        rounding: sum, count: count, isNegative: isNegative, exponent: low.exponent, error: error,
        precision: precision)
    }
  }

  public func subtracting(_ other: Enclosure, precision: Int) -> Enclosure {
    adding(other.negated(), precision: precision)
  }

  /// The product: |a′b′ − ab| ≤ |a|·r_b + |b|·r_a + r_a·r_b for |a′ − a| ≤ r_a, |b′ − b| ≤ r_b.
  public func multiplying(_ other: Enclosure, precision: Int) -> Enclosure {
    let error = productError(other)
    if mantissa.isZero || other.mantissa.isZero {
      return Enclosure(mantissa: .zero, exponent: 0, error: error)
    }
    if isShort && other.isShort && precision <= FourLimbs.precisionLimit {
      return FourLimbs(productOf: mantissa, other.mantissa).rounded(
        isNegative: mantissa.isNegative != other.mantissa.isNegative, exponent: exponent &+ other.exponent,
        error: error, precision: precision)
    }
    let (count, otherCount) = (mantissa.count, other.mantissa.count)
    return withLimbs(count + otherCount) { product in
      mantissa.withLimbs { a in
        other.mantissa.withLimbs { b in product.assignProduct(a, count, b, otherCount) }
      }
      return Enclosure(
        rounding: product, count: count + otherCount,
        isNegative: mantissa.isNegative != other.mantissa.isNegative, exponent: exponent + other.exponent,
        error: error, precision: precision)
    }
  }

  @inline(__always)
  func productError(_ other: Enclosure) -> ErrorBound {
    if error.isZero {
      return other.error.isZero ? .zero : midpointBound * other.error
    }
    if other.error.isZero { return other.midpointBound * error }
    let (a, b) = (mantissa.leadingBound, other.mantissa.leadingBound)
    let (aPlace, bPlace) = (exponent &+ a.dropped, other.exponent &+ b.dropped)
    // Nearly always a radius is small beside its midpoint, so that one unit more of the leading bits covers it.
    guard a.bits != 0, b.bits != 0, other.error.top <= bPlace, !error.isInfinite else {
      return midpointBound * other.error + other.magnitudeBound * error
    }
    // Below 2³² + 1 times 2³² − 1.
    return ErrorBound(
      a.bits &* other.error.mantissa, aPlace &+ other.error.exponent,
      plus: (b.bits &+ 1) &* error.mantissa, bPlace &+ error.exponent)
  }

  /// The quotient: with q = a/b, |a′/b′ − q| = |(a′ − a) − q·(b′ − b)|/|b′| ≤ (r_a + |q|·r_b)/(|b| − r_b).
  ///
  /// Where the divisor is wide, that is far from sharp, and its reciprocal is enclosed by the reciprocals of
  /// its ends instead.
  ///
  /// Throws `divisionByZero` for a divisor that is exactly zero, `undecided` where the divisor may be zero.
  public func divided(by other: Enclosure, precision: Int) throws(NumberError) -> Enclosure {
    if other.mantissa.isZero && other.isExact { throw .divisionByZero }
    guard let least = PositiveLowerBound(other.mantissa, timesTwoToThe: other.exponent, minus: other.error)
    else { throw .undecided("whether a divisor is zero") }
    if other.error.top > other.top - 10, !other.isExact, other.isBounded {
      return multiplying(try other.reciprocalByEnds(precision: precision + 8), precision: precision)
    }
    let quotient = Enclosure.quotient(
      mantissa, other.mantissa, exponent: exponent - other.exponent, error: .zero, precision: precision)
    if error.isZero && other.error.isZero { return quotient }
    return quotient.withError((error + quotient.magnitudeBound * other.error).divided(by: least))
  }

  private func reciprocalByEnds(precision: Int) throws(NumberError) -> Enclosure {
    let (lower, upper) = (end(.down, precision: precision), end(.up, precision: precision))
    // The ends were rounded outwards, and may have reached zero.
    guard lower.signum == upper.signum, lower.signum != 0 else {
      throw .undecided("whether a divisor is zero")
    }
    return Enclosure.hull(
      try Enclosure.one.divided(by: lower, precision: precision),
      try Enclosure.one.divided(by: upper, precision: precision), precision: precision)
  }

  /// An integer power, with x⁰ = 1.
  ///
  /// A narrow enclosure is multiplied up, eight bits wider than asked for and one more for each bit of
  /// the exponent, since each squaring doubles an early rounding. A wide one would forget that all factors
  /// are the same number: xⁿ is monotone on either side of zero, and the powers of the ends enclose it.
  ///
  /// Throws `divisionByZero` or `undecided` for a negative power of (what may be) zero, `tooLarge` where the
  /// result is out of bounds.
  public func power(_ n: Int, precision: Int) throws(NumberError) -> Enclosure {
    if n == 0 { return .one }
    if n == 1 { return rounded(error: error, precision: precision) }
    let working = max(precision, 2) + 8 + Int.bitWidth - n.magnitude.leadingZeroBitCount
    if n < 0 {
      // The reciprocal first: a power too large to be held may still be the divisor of a tiny result.
      let reciprocal = try Enclosure.one.divided(by: self, precision: working)
      return try reciprocal.naturalPower(n.magnitude, precision: precision, working: working)
    }
    return try naturalPower(n.magnitude, precision: precision, working: working)
  }

  private func naturalPower(_ n: UInt, precision: Int, working: Int) throws(NumberError) -> Enclosure {
    if isExact || error.top < top - 10 {
      return try repeatedProduct(n, working: working).rounded(to: precision)
    }
    let (lower, upper) = (end(.down, precision: working), end(.up, precision: working))
    if n.isMultiple(of: 2) && lower.signum != upper.signum {
      let greatest = Enclosure.fromZero(to: magnitudeBound).end(.up, precision: working)
      return Enclosure.fromZero(to: try greatest.repeatedProduct(n, working: working).magnitudeBound)
    }
    return Enclosure.hull(
      try lower.repeatedProduct(n, working: working), try upper.repeatedProduct(n, working: working),
      precision: precision)
  }

  /// Square and multiply from the leading bit.
  private func repeatedProduct(_ n: UInt, working: Int) throws(NumberError) -> Enclosure {
    var result = self
    var bit = UInt.bitWidth - 2 - n.leadingZeroBitCount
    while bit >= 0 {
      result = result.multiplying(result, precision: working)
      if n >> UInt(bit) & 1 == 1 { result = result.multiplying(self, precision: working) }
      try result.checkedSize()
      bit -= 1
    }
    return result
  }

  /// The same interval, its midpoint rounded to `precision` bits.
  public func rounded(to precision: Int) -> Enclosure { rounded(error: error, precision: precision) }

  func rounded(error: ErrorBound, precision: Int) -> Enclosure {
    if mantissa.bitWidth <= max(precision, 2) {
      return Enclosure(mantissa: mantissa, exponent: exponent, error: error)
    }
    let count = mantissa.count
    return withLimbs(count) { copy in
      mantissa.withLimbs { copy.update(from: $0, count: count) }
      return Enclosure(
        rounding: copy, count: count, isNegative: mantissa.isNegative, exponent: exponent, error: error,
        precision: precision)
    }
  }
}
