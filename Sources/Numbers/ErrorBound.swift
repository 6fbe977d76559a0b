// Radii: small upper bounds whose arithmetic always rounds up.

internal import CGMP

/// An upper bound for an absolute error: m·2ᵉ with 2³¹ ≤ m < 2³², or zero, or infinity.
///
/// Every operation returns a bound that is at least the exact result, and above it by a factor of at most
/// 1 + 2⁻²⁹. Nothing here can overflow: beyond 2^(2⁴⁰) a bound is infinite, and below 2^(−2⁴⁰) it is rounded up.
struct ErrorBound: Sendable, Hashable {
  let mantissa: UInt64
  let exponent: Int

  private static let exponentLimit = 1 << 40

  static let zero = ErrorBound(unchecked: 0, 0)
  static let infinity = ErrorBound(unchecked: 1 << 31, .max)

  @inline(__always)
  private init(unchecked mantissa: UInt64, _ exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// At least m·2ᵉ, for an exponent that is a sum of few others that are in range.
  init(roundingUp m: UInt64, timesTwoToThe e: Int) {
    if m == 0 {
      self = .zero
      return
    }
    let width = 64 - m.leadingZeroBitCount
    var mantissa = m
    var exponent = e
    if width > 32 {
      let dropped = width - 32
      mantissa = (m >> UInt64(dropped)) + (m & ((1 << UInt64(dropped)) - 1) == 0 ? 0 : 1)
      exponent += dropped
      if mantissa == 1 << 32 {
        mantissa = 1 << 31
        exponent += 1
      }
    } else {
      mantissa <<= UInt64(32 - width)
      exponent -= 32 - width
    }
    if exponent > ErrorBound.exponentLimit {
      self = .infinity
    } else if exponent < -ErrorBound.exponentLimit {
      self.init(unchecked: 1 << 31, -ErrorBound.exponentLimit)
    } else {
      self.init(unchecked: mantissa, exponent)
    }
  }

  /// m·2ᵉ for a mantissa that is already between 2³¹ and 2³², or is 2³² by having been rounded up.
  @inline(__always)
  init(normal m: UInt64, timesTwoToThe e: Int) {
    let carry = m &>> 32
    let e = e &+ Int(truncatingIfNeeded: carry)
    if e.magnitude <= UInt(bitPattern: ErrorBound.exponentLimit) {
      self.init(unchecked: m &>> carry, e)
    } else {
      self = e > 0 ? .infinity : ErrorBound(unchecked: 1 << 31, -ErrorBound.exponentLimit)
    }
  }

  /// At least p·2ᵈ + q·2ᵉ, for products of two bounds each, which are at least 2⁶².
  ///
  /// Both are halved and cut, which the 2 added makes up for, and what rounding to 32 bits drops by another unit.
  @inline(__always)
  init(_ p: UInt64, _ d: Int, plus q: UInt64, _ e: Int) {
    let gap = d &- e
    let (left, right, place) = gap >= 0 ? (p, q, d) : (q, p, e)
    let sum = left &>> 1 &+ (right &>> 1) >> UInt64(gap.magnitude) &+ 2
    let dropped = 32 &- sum.leadingZeroBitCount
    self.init(
      normal: sum &>> UInt64(truncatingIfNeeded: dropped) &+ 1, timesTwoToThe: place &+ 1 &+ dropped)
  }

  /// Exactly 2ᵏ.
  @inline(__always)
  static func powerOfTwo(_ k: Int) -> ErrorBound { ErrorBound(normal: 1 << 31, timesTwoToThe: k - 31) }

  var isZero: Bool { mantissa == 0 }
  var isInfinite: Bool { exponent == .max }

  /// The bound is below 2^top (and at least half of it), unless it is zero.
  var top: Int { isZero ? ErrorBound.topOfZero : (isInfinite ? -ErrorBound.topOfZero : exponent + 32) }

  /// Below every other `top`, with room to add and subtract.
  static let topOfZero = -(1 << 60)

  @inline(__always)
  static func + (a: ErrorBound, b: ErrorBound) -> ErrorBound {
    if a.isZero || b.isInfinite { return b }
    if b.isZero || a.isInfinite { return a }
    let (large, small) = a.exponent >= b.exponent ? (a, b) : (b, a)
    let gap = large.exponent - small.exponent
    // 32 bits below the last one of the larger, the smaller is less than 1 there.
    if gap >= 32 { return ErrorBound(normal: large.mantissa &+ 1, timesTwoToThe: large.exponent) }
    let shift = UInt64(truncatingIfNeeded: gap)
    let sum = large.mantissa &+ small.mantissa &>> shift
    let rest: UInt64 = small.mantissa & (1 &<< shift &- 1) == 0 ? 0 : 1
    if sum < 1 << 32 { return ErrorBound(normal: sum &+ rest, timesTwoToThe: large.exponent) }
    return ErrorBound(normal: sum &>> 1 &+ (sum & 1 | rest), timesTwoToThe: large.exponent &+ 1)
  }

  @inline(__always)
  static func * (a: ErrorBound, b: ErrorBound) -> ErrorBound {
    if a.isZero || b.isZero { return .zero }
    if a.isInfinite || b.isInfinite { return .infinity }
    // Between 2⁶² and 2⁶⁴.
    let product = a.mantissa &* b.mantissa
    let dropped = 31 &+ product &>> 63
    let rest: UInt64 = product & (1 &<< dropped &- 1) == 0 ? 0 : 1
    return ErrorBound(
      normal: product &>> dropped &+ rest,
      timesTwoToThe: a.exponent &+ b.exponent &+ Int(truncatingIfNeeded: dropped))
  }

  /// At least self/divisor.
  func divided(by divisor: PositiveLowerBound) -> ErrorBound {
    if isZero || isInfinite { return self }
    let quotient = (mantissa << 32) / divisor.mantissa + 1
    return ErrorBound(roundingUp: quotient, timesTwoToThe: exponent - 32 - divisor.exponent)
  }

  /// self·2ᵏ, for a small k.
  func scaled(byTwoToThe k: Int) -> ErrorBound {
    isZero || isInfinite ? self : ErrorBound(roundingUp: mantissa, timesTwoToThe: exponent + k)
  }

  static func maximum(_ a: ErrorBound, _ b: ErrorBound) -> ErrorBound {
    if a.isZero || b.isInfinite { return b }
    if b.isZero || a.isInfinite { return a }
    return (a.exponent, a.mantissa) >= (b.exponent, b.mantissa) ? a : b
  }

  static func minimum(_ a: ErrorBound, _ b: ErrorBound) -> ErrorBound { maximum(a, b) == a ? b : a }

  /// At least the bound in units of 2^place; nil where that is 2⁶² or more.
  @inline(__always)
  func units(of place: Int) -> UInt64? {
    if isZero { return 0 }
    if isInfinite { return nil }
    let shift = exponent &- place
    if shift <= 0 { return mantissa >> UInt64(bitPattern: Int64(0 &- shift)) &+ 1 }
    return shift <= 30 ? mantissa &<< UInt64(truncatingIfNeeded: shift) : nil
  }

  /// Whether the bound is at most 2ᵏ.
  func isAtMostPowerOfTwo(_ k: Int) -> Bool { isZero || top <= k || self == .powerOfTwo(k) }
}

/// A lower bound for a positive number: m·2ᵉ with 0 < m < 2³².
struct PositiveLowerBound {
  let mantissa: UInt64
  let exponent: Int

  /// The greatest such bound found for |m|·2ᵉ − error; nil where that may not be positive.
  init?(_ m: Integer, timesTwoToThe e: Int, minus error: ErrorBound) {
    if m.isZero || error.isInfinite { return nil }
    let (leading, dropped, _) = m.leadingBits
    if error.isZero {
      mantissa = leading
      exponent = e + dropped
      return
    }
    // Both with 31 more bits below the leading ones; the error is rounded up to there.
    let place = e + dropped - 31
    let shift = error.exponent - place
    guard shift < 32 else { return nil }
    let subtrahend =
      shift >= 0 ? error.mantissa << UInt64(shift) : (shift > -64 ? error.mantissa >> UInt64(-shift) : 0) + 1
    let minuend = leading << 31
    guard minuend > subtrahend else { return nil }
    let difference = minuend - subtrahend
    let excess = max(0, 32 - difference.leadingZeroBitCount)
    mantissa = difference >> UInt64(excess)
    exponent = place + excess
  }
}

extension Integer {
  /// At least |x| in 32 bits, 2³² included, and how many bits were dropped below them; 0 for zero.
  @inline(__always)
  var leadingBound: (bits: UInt64, dropped: Int) {
    if size >= -2 && size <= 2 {
      let isLong = few.1 != 0
      let high = isLong ? few.1 : few.0
      let zeros = high.leadingZeroBitCount
      if high == 0 { return (0, 0) }
      let window = high &<< UInt(zeros) | (isLong ? (few.0 &>> 1) &>> UInt(63 &- zeros) : 0)
      return (UInt64(window &>> 32 &+ 1), (isLong ? 96 : 32) &- zeros)
    }
    let (bits, dropped, _) = leadingBits
    return (bits &+ 1, dropped)
  }

  /// The 32 leading bits of |x|, how many bits were dropped below them, and whether one of those was set. The
  /// number of dropped bits is negative where |x| is shorter than 32 bits.
  @inline(__always)
  var leadingBits: (bits: UInt64, dropped: Int, inexact: Bool) {
    let count = count
    guard count > 0 else { return (0, 0, false) }
    let high = UInt64(topLimb)
    let zeros = high.leadingZeroBitCount
    var window = high &<< UInt64(truncatingIfNeeded: zeros)
    if count > 1 && zeros > 32 {
      let below = count == 2 ? UInt64(few.0) : withLimbs { UInt64($0[count &- 2]) }
      window |= below &>> UInt64(truncatingIfNeeded: 64 &- zeros)
    }
    let inexact = window & 0xFFFF_FFFF != 0 || count > 1
    return (window &>> 32, 64 &* count &- zeros &- 32, inexact)
  }
}
