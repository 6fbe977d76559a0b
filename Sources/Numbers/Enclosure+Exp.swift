// The exponential of an enclosure.

internal import CGMP

extension Enclosure {
  /// e^x.
  ///
  /// For the midpoint m and the radius r ≤ 1, |e^x − e^m| ≤ e^m·(e^r − 1) ≤ e^m·(r + r²); a wider
  /// enclosure is enclosed by the values at its ends, as e^x increases.
  ///
  /// Throws `tooLarge` where e^x may pass 2^exponentLimit. A result below 2^(−exponentLimit) is no error: it
  /// is enclosed from zero on.
  public func exp(precision: Int) throws(NumberError) -> Enclosure {
    try checkedSize()
    if isExact { return try exponentialOfPoint(precision: precision) }
    guard error.isAtMostPowerOfTwo(-2) else {
      return try monotone(precision: precision) { end throws(NumberError) in
        try end.exponentialOfPoint(precision: precision)
      }
    }
    let value = try exponentialOfPoint(precision: precision)
    return value.withError(value.magnitudeBound * (error + error * error))
  }

  /// e^m for the midpoint m.
  ///
  /// m is reduced by n·ln 2 to r in [0, 1), in fixed point of w = max(precision, 16) + k + 12 bits (k the halvings).
  /// r is off by less than 4 units of 2^(−w): one for m, one for n·ln 2 and 2⁻⁶ for the 32 bits more of ln 2
  /// (|n| < 2²⁵·1.45), one for a floor. e^r < 2.72 carries at most 11 of them over, and
  /// `FixedPoint.exponential` adds 2^(k+7): together less than 2^(k+8) units, times 2ⁿ.
  private func exponentialOfPoint(precision: Int) throws(NumberError) -> Enclosure {
    if mantissa.isZero { return .one }
    let precision = max(precision, 2)
    if top < -precision - 2 {
      // |e^x − 1| ≤ 2|x| for |x| ≤ 1.
      return Enclosure.one.withError(.powerOfTwo(top + 1))
    }
    let limitTop = 25  // e^(2²⁴) is already beyond 2^(2²⁴).
    if top > limitTop {
      if mantissa.isNegative { return Enclosure.zero.withError(.powerOfTwo(-Enclosure.exponentLimit)) }
      throw Enclosure.exponentialTooLarge
    }
    let k = FixedPoint.halvings(bits: precision)
    let bits = max(precision, 16) + k + 12
    // Rounded down without a library call, also for a negative midpoint so tiny that it is −0 as a Double.
    var n = Int(leadingDouble * 1.442695040888963407) - (mantissa.isNegative ? 1 : 0)
    if n > Enclosure.exponentLimit { throw Enclosure.exponentialTooLarge }
    var reduced = mantissa << (exponent + bits)
    if n != 0 {
      let logarithm = LogarithmOfTwo.fixedPoint(bits: bits + 32)
      reduced = reduced - (Integer(n) * logarithm) >> 32
      // The estimate of n can be one off either way next to a multiple of ln 2.
      while reduced.isNegative {
        reduced = reduced + logarithm >> 32
        n -= 1
      }
    }
    let exponent = n - bits
    let error = ErrorBound.powerOfTwo(k + 8 + exponent)
    let value = FixedPoint.exponential(reduced, bits: bits, halvings: k)
    return Enclosure(mantissa: value, exponent: exponent, error: error).rounded(to: precision)
  }

  private static let exponentialTooLarge = NumberError.tooLarge(
    "the exponential passes 2^\(Enclosure.exponentLimit)")

  /// The midpoint cut to 53 bits, for estimates that need not be right.
  var leadingDouble: Double {
    var power = 0
    let significand = mantissa.read { __gmpz_get_d_2exp(&power, $0) }
    return Double(sign: .plus, exponent: exponent + power, significand: significand)
  }
}
