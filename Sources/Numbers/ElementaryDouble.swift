// Elementary functions for Double of our own: the same bits on every machine, in debug and in release.

/// exp, log, tanh and sigmoid for `Double`.
///
/// They use IEEE addition, subtraction, multiplication, division and bit operations only: no C library, whose
/// last digit differs from machine to machine, and no fused operation. Each result is within one unit in the
/// last place of the exact one (the tests measure the worst seen). They are for training and illustration, and
/// for the midpoints of ``Ball``, whose radii hold what is proven here: with the unit roundoff u = 2⁻⁵³, exp is
/// off by less than 2u of its result (and 2⁻¹⁰⁷⁴ where that is subnormal), log and tanh by less than 4u.
public enum ElementaryDouble {
  /// ln 2 cut to 32 bits, so that its product with any exponent of a Double is exact, and the rest.
  @usableFromInline static let log2High = 0x1.62e42fee00000p-1
  @usableFromInline static let log2Low = 0x1.a39ef35793c76p-33
  /// Adding 3·2⁵¹ leaves a Double no bits behind the point: what it rounds to is the nearest integer.
  @usableFromInline static let integerShift = 0x1.8p52

  /// e^x as 2ᵏ·(high + low), for |x| < 1000; the sum is good to a few bits more than a Double has.
  ///
  /// x = k·ln 2 + r with |r| ≤ 0.35, r again in two parts. The series r²/2 + … + r¹⁴/14! (the next term is below
  /// 2⁻⁶²) is at most 0.07, so its own rounding errors hardly count; the sums of it with r and with 1 keep
  /// what they round away.
  ///
  /// The sum is off by less than 0.6u from e^r ≥ 0.707, hence by less than 0.8u of it. k·log2High has 43 bits, and x
  /// minus it is a multiple of 2⁻⁵⁴ below ½: both are exact, and r in two parts is good to 2⁻⁷³. The series is taken
  /// at an r rounded once, by at most u/4, and its slope e^r − 1 is at most 0.42: 0.11u. What
  /// ``seriesAboveLinear(_:)`` rounds is 0.36u and subtracting rLow 0.07u; the rest is below 0.01u.
  @inlinable @inline(__always)
  static func exponential(_ x: Double) -> (high: Double, low: Double, k: Int) {
    let shifted = x * 1.4426950408889634 + integerShift
    let k = shifted - integerShift
    let rHigh = x - k * log2High
    let rLow = k * log2Low
    let (tail, leading) = (seriesAboveLinear(rHigh - rLow) - rLow, rHigh)
    // |leading| may be less than |tail| only where both are nearly zero: the exact sum of two in any order.
    let sum = leading + tail
    let shadow = sum - leading
    let sumError = (leading - (sum - shadow)) + (tail - shadow)
    let high = 1 + sum
    let low = (sum - (high - 1)) + sumError
    // The last bits of the shifted number are k itself, in two's complement.
    return (high, low, Int(truncatingIfNeeded: Int64(bitPattern: shifted.bitPattern << 32) >> 32))
  }

  /// e^r − 1 − r for |r| ≤ 0.35. The terms are paired (Estrin's scheme), so that a processor can work on
  /// several at once.
  ///
  /// Off by less than 5.5u of its value, and 0.36u at all: ½ + r/6 rounds by 0.68u (its sum is at most 0.56, r/6 has
  /// two roundings), adding r²·(1/24 + …) ≤ 0.0054 by 0.59u and adding r⁴·(…) ≤ 3·10⁻⁵ by 0.57u: 1.84u of at least
  /// 0.44, to which r² and the last product add one u each. The terms left out are below 2⁻⁶².
  @inlinable @inline(__always)
  static func seriesAboveLinear(_ r: Double) -> Double {
    let r2 = r * r
    let r4 = r2 * r2
    let a = 1.0 / 2 + r * (1.0 / 6) + r2 * (1.0 / 24 + r * (1.0 / 120))
    let b = 1.0 / 720 + r * (1.0 / 5040) + r2 * (1.0 / 40320 + r * (1.0 / 362880))
    let c =
      1.0 / 3_628_800 + r * (1.0 / 39_916_800)
      + r2 * (1.0 / 479_001_600 + r * (1.0 / 6_227_020_800) + r2 * (1.0 / 87_178_291_200))
    return r2 * (a + r4 * (b + r4 * c))
  }

  /// x·2ᵏ for x between ½ and 4 and any k that an exponential needs; rounded once where it is subnormal.
  @inlinable
  static func scale(_ x: Double, _ k: Int) -> Double {
    if k > -1020 && k < 1020 { return x * power(k) }
    let half = k / 2
    let rest = k - half
    // |k| ≤ 1100: both halves are exact powers of two, and only the second product can round.
    return x * power(half) * power(rest)
  }

  /// 2ᵏ for |k| ≤ 1022.
  @inlinable @inline(__always)
  static func power(_ k: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: k &+ 1023) &<< 52)
  }

  /// e^x: 0 and +∞ beyond the range. The sum of the two parts rounds once more: 0.8u + u.
  @inlinable
  public static func exp(_ x: Double) -> Double {
    if isOrdinary(x, -700, 700) { return ordinaryExp(x) }
    if !(x < 709.9) { return x.isNaN ? x : .infinity }
    if x < -745.2 { return 0 }
    let (high, low, k) = exponential(x)
    return scale(high + low, k)
  }

  /// e^x for |x| ≤ 700, without a branch.
  @inlinable @inline(__always)
  static func ordinaryExp(_ x: Double) -> Double {
    let (high, low, k) = exponential(x)
    return (high + low) * power(k)
  }

  /// Whether x lies in a range; NaN does in none.
  @inlinable @inline(__always)
  static func isOrdinary(_ x: Double, _ least: Double, _ most: Double) -> Bool { x >= least && x <= most }

  /// The natural logarithm: −∞ at zero, NaN below it.
  ///
  /// x = 2ᵏ·m with m between √½ and √2, f = m − 1 (exactly), s = f/(2 + f): ln m = 2·artanh s =
  /// f − f²/2 + s·(f²/2 + R) with R = 2s²/3 + 2s⁴/5 + …. f is exact and carries most of the value, and the rest
  /// is small against it, so that its rounding hardly counts.
  ///
  /// For |f| ≤ 0.4143 the errors are at most 0.09u in f²/2, 0.12u in s·(f²/2 + R) ≤ 0.0184 (seven roundings of
  /// its parts), 0.07u in their difference and 0.35u where f is taken in; the terms of R left out are below 2⁻⁶¹. All
  /// of them shrink with f, and |ln m| ≥ 0.83·|f|, so that for k = 0, with the last rounding at 0.42u·|f| among
  /// them, the result is off by less than 2u of itself. For k ≠ 0, k·log2High is exact, k·log2Low good to 2⁻⁷³, and
  /// the result is at least 0.34: the same 0.63u and its own rounding are less than 3u of it.
  @inlinable
  public static func log(_ x: Double) -> Double {
    if !(x > 0) || x == .infinity { return x == 0 ? -.infinity : (x == .infinity ? x : .nan) }
    var bits = x.bitPattern
    var k = 0
    if bits < 1 << 52 {
      bits = (x * 0x1p54).bitPattern
      k = -54
    }
    k += Int(bits >> 52) - 1023
    bits = bits & ((1 << 52) - 1) | 1023 << 52
    var m = Double(bitPattern: bits)
    if m > 1.4142135623730951 {
      m *= 0.5
      k += 1
    }
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    let z2 = z * z
    let z4 = z2 * z2
    let a = 2.0 / 3 + z * (2.0 / 5) + z2 * (2.0 / 7 + z * (2.0 / 9))
    let b = 2.0 / 11 + z * (2.0 / 13) + z2 * (2.0 / 15 + z * (2.0 / 17))
    let c = 2.0 / 19 + z * (2.0 / 21)
    let r = z * (a + z4 * (b + z4 * c))
    let halfSquare = 0.5 * f * f
    let exponent = Double(k)
    return exponent * log2High - ((halfSquare - (s * (halfSquare + r) + exponent * log2Low)) - f)
  }

  /// σ(x) = 1/(1 + e^(−x)), relatively sharp also where it is tiny.
  ///
  /// With t = e^(−|x|) in two parts, it is 1/(1 + t) or t/(1 + t); the quotient of the leading parts is
  /// corrected once by the exact remainder.
  @inlinable
  public static func sigmoid(_ x: Double) -> Double {
    if isOrdinary(x, -700, 40) { return ordinarySigmoid(x) }
    if x.isNaN { return x }
    if x < -745.2 { return 0 }
    return x > 40 ? 1 : exp(x)
  }

  /// σ(x) for −700 ≤ x ≤ 40, without a branch.
  @inlinable @inline(__always)
  static func ordinarySigmoid(_ x: Double) -> Double {
    let isNegative = x < 0
    let e = exponential(isNegative ? x : -x)
    let (tHigh, tLow) = (e.high * power(e.k), e.low * power(e.k))
    let denominator = 1 + tHigh
    let denominatorLow = (tHigh - (denominator - 1)) + tLow
    return quotient(isNegative ? tHigh : 1, isNegative ? tLow : 0, denominator, denominatorLow)
  }

  /// tanh x, relatively sharp also where it is tiny.
  ///
  /// With E = e^(2|x|) in two parts it is (E − 1)/(E + 1). For 2|x| ≤ 0.34, where E − 1 would cancel, E − 1
  /// = r + (r²/2 + …) is summed without the 1.
  ///
  /// A relative error ε of E becomes 2E/(E² − 1)·ε ≤ 2.9·ε of the quotient for 2|x| ≥ 0.34, that is 2.4u; for a smaller
  /// argument the series is off by 5.5u·r²·0.56 ≤ 1.1u·r, and E − 1 ≥ r. The corrected quotient rounds once, up to
  /// terms of u²: less than 4u in all.
  @inlinable
  public static func tanh(_ x: Double) -> Double {
    if x.isNaN { return x }
    let magnitude = x.magnitude
    if magnitude > 20 { return x < 0 ? -1 : 1 }
    // |tanh x − x| ≤ |x|³/3 is below half a unit of the last place.
    if magnitude < 0x1p-28 { return x }
    let value: Double
    let r = 2 * magnitude
    if r < 0.34 {
      let tail = seriesAboveLinear(r)
      let high = r + tail
      let low = tail - (high - r)
      let denominator = 2 + high
      value = quotient(high, low, denominator, (high - (denominator - 2)) + low)
    } else {
      let e = exponential(r)
      let (eHigh, eLow) = (scale(e.high, e.k), scale(e.low, e.k))
      let numerator = eHigh - 1
      let denominator = eHigh + 1
      // Either sum may round; what it rounds away is exact from the larger operand's side (eHigh > 1).
      let numeratorLow = (-1 - (numerator - eHigh)) + eLow
      let denominatorLow = (1 - (denominator - eHigh)) + eLow
      value = quotient(numerator, numeratorLow, denominator, denominatorLow)
    }
    return x < 0 ? -value : value
  }

  /// (a + a′)/(b + b′) for small parts a′ and b′: q = a/b, and the remainder a − q·b, exact by splitting the
  /// factors into halves of 26 bits (Dekker, 1971), gives the correction.
  @inlinable @inline(__always)
  static func quotient(_ a: Double, _ aLow: Double, _ b: Double, _ bLow: Double) -> Double {
    let q = a / b
    let (qHigh, bHigh) = (leadingHalf(q), leadingHalf(b))
    let (qRest, bRest) = (q - qHigh, b - bHigh)
    let product = q * b
    let productLow = ((qHigh * bHigh - product) + qHigh * bRest + qRest * bHigh) + qRest * bRest
    let remainder = ((a - product) - productLow) + (aLow - q * bLow)
    return q + remainder / b
  }

  /// The leading 26 bits.
  @inlinable @inline(__always)
  static func leadingHalf(_ x: Double) -> Double {
    Double(bitPattern: x.bitPattern & ~((1 << 27) - 1))
  }
}
