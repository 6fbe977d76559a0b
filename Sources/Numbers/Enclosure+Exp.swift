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
  /// |m| is cut to n limbs behind the point, and k·ln 2 ± |m| = r in [0, 1) is what is left of it, off by less than 6
  /// units of 2^(−64n): one for m, one for k·ln 2 and 2⁻³⁸ for the limb more of ln 2 (k < 2²⁵·1.45), one for each of at
  /// most two corrections. e^r < 2.72 carries 17 of them over, which `FixedPoint.errorExponent` has room for. n is
  /// such that all of it stays below the last place by six bits.
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
    let isNegative = mantissa.isNegative
    // The power of two below or above, or the one next to it.
    let k = Int(leadingMagnitude * 1.442695040888963407) + (isNegative ? 1 : 0)
    if k > Enclosure.exponentLimit && !isNegative { throw Enclosure.exponentialTooLarge }
    var n = max(2, (precision + 14 + UInt.bitWidth - 1) / UInt.bitWidth)
    if n > FixedPoint.tableLimit {
      n = (precision + FixedPoint.halvings(count: n + 2) + 14) / UInt.bitWidth + 1
    }
    return withLimbs(3 * n + 5 + mantissa.count) { memory in
      let (rest, value) = (memory, memory + n + 1)
      let power = reduce(by: k, count: n, into: rest, memory + n + 1)
      FixedPoint.exponential(rest, count: n, into: value)
      let place = power - UInt.bitWidth * n
      return Enclosure(
        rounding: value, count: n + 1, isNegative: false, exponent: place,
        error: .powerOfTwo(FixedPoint.errorExponent(count: n) + place), precision: precision)
    }
  }

  /// Writes m − k·ln 2, or k·ln 2 − |m| for a negative m, which is to be about between 0 and 1, in n limbs behind the
  /// point and one before it.
  ///
  /// - Returns: the power of two that goes with it, k or −k, or one next to that.
  private func reduce(by k: Int, count n: Int, into rest: Limbs, _ scratch: Limbs) -> Int {
    let isNegative = mantissa.isNegative
    let shift = exponent + UInt.bitWidth * n
    if shift >= 0 {
      mantissa.withLimbs { rest.assign($0, mantissa.count, shiftedUpBy: shift, count: n + 1) }
    } else {
      var count = mantissa.count
      mantissa.withLimbs { scratch.update(from: $0, count: count) }
      _ = scratch.shiftDown(by: 0 - shift, count: &count)
      rest.update(from: scratch, count: min(count, n + 1))
      for index in min(count, n + 1)..<n + 1 { rest[index] = 0 }
    }
    if k == 0 { return 0 }
    return LogarithmOfTwo.withLimbs(n + 1) { logarithm in
      var power = k
      scratch[n + 1] = __gmpn_mul_1(scratch, logarithm, n + 1, UInt(k))
      // The last limb was for the multiplication only.
      let borrow =
        isNegative
        ? __gmpn_sub_n(rest, scratch + 1, rest, n + 1) : __gmpn_sub_n(rest, rest, scratch + 1, n + 1)
      if borrow != 0 {
        rest[n] &+= __gmpn_add_n(rest, rest, logarithm + 1, n)
        power += isNegative ? 1 : -1
      }
      while rest[n] != 0 {
        rest[n] &-= __gmpn_sub_n(rest, rest, logarithm + 1, n)
        power += isNegative ? -1 : 1
      }
      return isNegative ? 0 - power : power
    }
  }

  private static let exponentialTooLarge = NumberError.tooLarge(
    "the exponential passes 2^\(Enclosure.exponentLimit)")

  /// The midpoint's absolute value cut to 32 bits, for estimates that need not be right.
  private var leadingMagnitude: Double {
    let (bits, dropped, _) = mantissa.leadingBits
    return Double(sign: .plus, exponent: exponent + dropped, significand: Double(bits))
  }

  /// The midpoint cut to 53 bits, for estimates that need not be right.
  var leadingDouble: Double {
    var power = 0
    let significand = mantissa.read { __gmpz_get_d_2exp(&power, $0) }
    return Double(sign: .plus, exponent: exponent + power, significand: significand)
  }
}
