// The sigmoid and the hyperbolic tangent of an enclosure, sharp where they are tiny or next to one.

extension Enclosure {
  /// σ(x) = 1/(1 + e^(−x)), with a relative error of about 2^(−precision) also where it is tiny.
  ///
  /// For the midpoint m and the radius r ≤ 1, |σ(x) − σ(m)| ≤ σ(m)·(1 − σ(m))·(r + r²): the slope is
  /// σ′ = σ·(1 − σ), whose own logarithmic slope 1 − 2σ lies between −1 and 1, so that
  /// σ′(m + s) ≤ σ′(m)·e^|s|, and the integral of e^s up to r is e^r − 1. A wider enclosure is enclosed by
  /// the values at its ends, as σ increases.
  ///
  /// Throws `tooLarge` for an unbounded argument only.
  public func sigmoid(precision: Int) throws(NumberError) -> Enclosure {
    try checkedSize()
    if isExact { return try sigmoidOfPoint(precision: precision).value }
    guard error.isAtMostPowerOfTwo(-2) else {
      return try monotone(precision: precision) { end throws(NumberError) in
        try end.sigmoidOfPoint(precision: precision).value
      }
    }
    let (value, slope) = try sigmoidOfPoint(precision: precision)
    return value.withError(slope * (error + error * error))
  }

  /// 1 − σ(x) = σ(−x), with a relative error of about 2^(−precision) also where σ(x) is next to one: there
  /// subtracting σ(x) from one would leave nothing.
  public func complementarySigmoid(precision: Int) throws(NumberError) -> Enclosure {
    try negated().sigmoid(precision: precision)
  }

  /// σ and an upper bound of σ′ at the midpoint: with t = e^(−|m|), σ is 1/(1 + t) or t/(1 + t), which
  /// cancels nowhere, and σ′ = t/(1 + t)² = t·(1/(1 + t))².
  private func sigmoidOfPoint(precision: Int) throws(NumberError) -> (value: Enclosure, slope: ErrorBound) {
    let working = max(precision, 2) + 4
    let t = try (mantissa.isNegative ? point : point.negated()).exp(precision: working)
    let denominator = t.adding(.one, precision: working)
    let value = try (mantissa.isNegative ? t : .one).divided(by: denominator, precision: precision)
    guard !isExact else { return (value, .zero) }
    let (tail, share) = (t.magnitudeBound, value.magnitudeBound)
    guard mantissa.isNegative else { return (value, tail * share * share) }
    // σ is the smaller part here, and the larger one, at most 1, is its quotient by t.
    guard let least = PositiveLowerBound(t.mantissa, timesTwoToThe: t.exponent, minus: t.error) else {
      return (value, share)
    }
    return (value, share * .minimum(share.divided(by: least), .powerOfTwo(0)))
  }

  /// tanh x, with a relative error of about 2^(−precision) also where it is tiny.
  ///
  /// For the midpoint m and the radius r ≤ ½, |tanh x − tanh m| ≤ (1 − tanh² m)·(r + 2r²): tanh x = 2σ(2x) − 1,
  /// so the bound of the sigmoid holds with 2·σ′(2m)·(2r + 4r²), and 1 − tanh² m = 4·σ′(2m). A wider enclosure is
  /// enclosed by the values at its ends, as tanh increases.
  ///
  /// Throws `tooLarge` for an unbounded argument only.
  public func tanh(precision: Int) throws(NumberError) -> Enclosure {
    try checkedSize()
    if isExact { return try hyperbolicTangentOfPoint(precision: precision).value }
    guard error.isAtMostPowerOfTwo(-3) else {
      return try monotone(precision: precision) { end throws(NumberError) in
        try end.hyperbolicTangentOfPoint(precision: precision).value
      }
    }
    let (value, slope) = try hyperbolicTangentOfPoint(precision: precision)
    return value.withError(slope * (error + (error * error).scaled(byTwoToThe: 1)))
  }

  /// tanh and an upper bound of its slope at the midpoint m.
  ///
  /// With u = e^(−2|m|), tanh |m| = (1 − u)/(1 + u) and the slope is 4u/(1 + u)². For |m| < 1, 1 − u cancels about
  /// as many bits as |m| has zeros behind the point, and the working precision is raised by that many. Where
  /// that is more than half the precision, |tanh x − x| ≤ |x|³/3 is sharp enough, and the slope is at most 1.
  private func hyperbolicTangentOfPoint(
    precision: Int
  ) throws(NumberError) -> (value: Enclosure, slope: ErrorBound) {
    let precision = max(precision, 2)
    if mantissa.isZero { return (.zero, .powerOfTwo(0)) }
    if 2 * top < -precision - 2 {
      return (point.rounded(to: precision).withError(.powerOfTwo(3 * top - 1)), .powerOfTwo(0))
    }
    let working = precision + 8 - min(0, top)
    let exponent = (mantissa.isNegative ? point : point.negated()).scaled(byTwoToThe: 1)
    let u = try exponent.exp(precision: working)
    let denominator = u.adding(.one, precision: working)
    let value = try Enclosure.one.subtracting(u, precision: working)
      .divided(by: denominator, precision: precision)
    let signed = mantissa.isNegative ? value.negated() : value
    guard !isExact else { return (signed, .zero) }
    // 1/(1 + u) ≤ ½·(1 + tanh |m|), so that the slope is at most u·(1 + tanh |m|)².
    let share = value.magnitudeBound + .powerOfTwo(0)
    return (signed, u.magnitudeBound * share * share)
  }
}
