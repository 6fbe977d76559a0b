// The natural logarithm of an enclosure.

extension Enclosure {
  /// ln x.
  ///
  /// For the midpoint m and the radius r < m, |ln x − ln m| ≤ r/(m − r), the largest slope times the
  /// distance; where r is more than m/4 the values at the ends enclose it, as ln increases.
  ///
  /// Throws `outsideDomain` where nothing inside is positive, `undecided` where not everything is.
  public func log(precision: Int) throws(NumberError) -> Enclosure {
    try checkedSize()
    switch signum {
    case 0, -1: throw .outsideDomain("the logarithm of a number that is not positive")
    case nil:
      if end(.up, precision: 64).signum ?? 0 <= 0 {
        throw .outsideDomain("the logarithm of a number that is not positive")
      }
      throw .undecided("whether the argument of a logarithm is positive")
    default: break
    }
    if isExact { return try logarithmOfPoint(precision: precision) }
    guard error.top < top - 2,
      let least = PositiveLowerBound(mantissa, timesTwoToThe: exponent, minus: error)
    else {
      let lower = end(.down, precision: precision + 32)
      // The end was rounded outwards, and may have lost the sign that is known.
      guard lower.signum == 1 else { throw .undecided("whether the argument of a logarithm is positive") }
      return Enclosure.hull(
        try lower.logarithmOfPoint(precision: precision),
        try end(.up, precision: precision + 32).logarithmOfPoint(precision: precision), precision: precision)
    }
    return try logarithmOfPoint(precision: precision).withError(error.divided(by: least))
  }

  /// ln m for the midpoint m > 0.
  ///
  /// m = c·2ʲ with c between 0.7 and 1.42, and ln m = ln c + j·ln 2. For j ≠ 0 the sum is at least 0.34 in
  /// absolute value, so a few more bits cover what cancels. For j = 0, ln c has as many bits less as c
  /// agrees with 1: with t = c − 1, |ln(1 + t) − t| ≤ t² for |t| ≤ ½, which is enough where t is below
  /// 2^(−precision), and else the precision is raised by that many bits.
  private func logarithmOfPoint(precision: Int) throws(NumberError) -> Enclosure {
    let precision = max(precision, 2)
    var j = top
    if Enclosure(mantissa: mantissa, exponent: exponent - j).leadingDouble < 0.7071 { j -= 1 }
    let c = Enclosure(mantissa: mantissa, exponent: exponent - j)
    if j == 0 {
      let t = Enclosure(mantissa: c.mantissa - (Integer.one << -c.exponent), exponent: c.exponent)
      if t.mantissa.isZero { return .zero }
      if t.top < -precision { return t.rounded(to: precision).withError(.powerOfTwo(2 * t.top)) }
      return try c.logarithmNearOne(bits: precision + 8 - min(0, t.top)).rounded(to: precision)
    }
    let working = precision + 8
    let logarithm = try c.logarithmNearOne(bits: working)
    return Enclosure.logarithmOfTwo(bits: working + 26)
      .multiplying(Enclosure(j), precision: working + 26)
      .adding(logarithm, precision: precision)
  }

  /// ln c for c between 0.7 and 1.42, within about 2^(−bits).
  ///
  /// Whatever y is, ln c = y + ln(c/e^y) = y + 2·artanh(q) with q = (c − e^y)/(c + e^y), and
  /// |2·artanh q − 2q| ≤ |q|³ for |q| ≤ ½ (the series is 2q³/3 + 2q⁵/5 + …, at most 2q³/3·1/(1 − q²)). So y
  /// needs no proof, and only a third of the bits: it is the same function at that precision, and a Double
  /// at the bottom.
  private func logarithmNearOne(bits: Int) throws(NumberError) -> Enclosure {
    let start: Enclosure
    if bits <= 140 {
      start = Enclosure(cutting: ElementaryDouble.log(leadingDouble))
    } else {
      let third = bits / 3 + 8
      start = try rounded(to: third + 8).point.logarithmNearOne(bits: third).point
    }
    let working = bits + 8
    let exponential = try start.exp(precision: working)
    let q = try subtracting(exponential, precision: working)
      .divided(by: adding(exponential, precision: working), precision: working)
    let size = q.magnitudeBound
    return start.adding(q.scaled(byTwoToThe: 1), precision: working).withError(size * size * size)
  }

  /// A number of moderate size, cut to multiples of 2⁻⁶⁰.
  private init(cutting value: Double) {
    self.init(mantissa: Integer(Int(value * 0x1p60)), exponent: -60)
  }

  /// ln 2, within one unit of 2^(−bits).
  static func logarithmOfTwo(bits: Int) -> Enclosure {
    Enclosure(
      mantissa: LogarithmOfTwo.fixedPoint(bits: bits), exponent: -bits, error: .powerOfTwo(1 - bits))
  }
}
