// Sums, products, quotients and integer powers of enclosures.

internal import CGMP

extension Enclosure {
  public func negated() -> Enclosure {
    Enclosure(mantissa: -mantissa, exponent: exponent, error: error)
  }

  /// The sum; the radius is the sum of the radii and what rounding drops.
  public func adding(_ other: Enclosure, precision: Int) -> Enclosure {
    let error = error + other.error
    if other.mantissa.isZero { return rounded(error: error, precision: precision) }
    if mantissa.isZero { return other.rounded(error: error, precision: precision) }
    let (large, small) = top >= other.top ? (self, other) : (other, self)
    if small.top < large.top - max(precision, 2) - 2 {
      // Below the last place of the result: bounded, so that a huge gap costs nothing.
      return large.rounded(error: error + small.midpointBound, precision: precision)
    }
    let (high, low) = exponent >= other.exponent ? (self, other) : (other, self)
    return Enclosure(exponent: low.exponent, error: error, precision: precision) { m in
      high.mantissa.read { __gmpz_mul_2exp(m, $0, UInt(high.exponent - low.exponent)) }
      low.mantissa.read { __gmpz_add(m, UnsafePointer(m), $0) }
    }
  }

  public func subtracting(_ other: Enclosure, precision: Int) -> Enclosure {
    adding(other.negated(), precision: precision)
  }

  /// The product: |a′b′ − ab| ≤ |a|·r_b + |b|·r_a + r_a·r_b for |a′ − a| ≤ r_a, |b′ − b| ≤ r_b.
  public func multiplying(_ other: Enclosure, precision: Int) -> Enclosure {
    Enclosure(
      exponent: exponent + other.exponent, error: productError(other), precision: precision
    ) { m in
      mantissa.read { a in other.mantissa.read { b in __gmpz_mul(m, a, b) } }
    }
  }

  func productError(_ other: Enclosure) -> ErrorBound {
    if error.isZero && other.error.isZero { return .zero }
    return midpointBound * other.error + other.magnitudeBound * error
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
    return Enclosure(exponent: exponent, error: error, precision: precision) { m in
      mantissa.read { __gmpz_set(m, $0) }
    }
  }
}
