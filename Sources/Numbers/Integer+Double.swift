// Correctly rounded conversion to Double, of integers and of rationals.

internal import CGMP

extension Integer {
  /// The nearest `Double`, ties to even; ±∞ where that is out of range.
  public var asDouble: Double { nearestDouble(self, over: .one) }
}

extension Rational {
  /// The nearest `Double`, ties to even; ±∞ where that is out of range.
  public var asDouble: Double { nearestDouble(numerator, over: denominator) }
}

/// The `Double` nearest to a/b, b > 0, ties to even.
///
/// |a|/b is scaled by a power of two so that the integer part of the quotient has 64 or 65 bits; what lies
/// below it only matters by being there, and is folded into the last bit. The quotient then has at least 11
/// bits more than any `Double`, so one rounding at the place of the result's last bit, which is
/// 2⁻¹⁰⁷⁴ at the least, is the correct one.
private func nearestDouble(_ a: Integer, over b: Integer) -> Double {
  if a.isZero { return 0 }
  let shift = 65 - (a.bitWidth - b.bitWidth)
  let numerator = shift > 0 ? a.magnitude << shift : a.magnitude
  let denominator = shift < 0 ? b << (0 - shift) : b
  var (quotient, remainder) = numerator.floorDivided(by: denominator)
  var exponent = 0 - shift
  var inexact = !remainder.isZero
  let excess = quotient.bitWidth - 64
  if excess > 0 {
    inexact = inexact || quotient.trailingZeroBitCount < excess
    quotient = quotient >> excess
    exponent += excess
  }
  let significand = quotient.read { UInt64(__gmpz_get_ui($0)) } | (inexact ? 1 : 0)
  let magnitude = nearestDouble(significand, timesTwoToThe: exponent)
  return a.isNegative ? -magnitude : magnitude
}

/// The `Double` nearest to m·2ᵉ for m ≥ 2⁶³ (or whose last bit stands for everything below it).
private func nearestDouble(_ m: UInt64, timesTwoToThe e: Int) -> Double {
  let lastPlace = max(e + 11, -1074)
  let dropped = lastPlace - e
  if dropped > 64 { return 0 }
  if lastPlace > 971 { return .infinity }
  let kept = dropped == 64 ? 0 : m >> UInt64(dropped)
  let half: UInt64 = 1 << UInt64(dropped - 1)
  let rest = dropped == 64 ? m : m & ((1 << UInt64(dropped)) - 1)
  let roundsUp = rest > half || (rest == half && kept & 1 == 1)
  // kept is at most 2⁵³, so the product is exact unless it overflows to the infinity that is meant.
  return Double(sign: .plus, exponent: lastPlace, significand: Double(kept + (roundsUp ? 1 : 0)))
}
