// Arithmetic of enclosures whose midpoints have two limbs at the most: all of it in registers.

/// A magnitude of 256 bits: what comes of two numbers of 128 bits before it is rounded.
struct FourLimbs {
  var limbs: (UInt, UInt, UInt, UInt)

  /// The highest precision at which rounded results have two limbs.
  static let precisionLimit = 128

  @inline(__always)
  init(_ a: UInt, _ b: UInt, _ c: UInt, _ d: UInt) { limbs = (a, b, c, d) }

  /// The product of two magnitudes of at most two limbs each.
  @inline(__always)
  init(productOf a: Integer, _ b: Integer) {
    let ((a0, a1, _, _), (b0, b1, _, _)) = (a.few, b.few)
    let (low, cross, other, high) = (
      a0.multipliedFullWidth(by: b0), a0.multipliedFullWidth(by: b1), a1.multipliedFullWidth(by: b0),
      a1.multipliedFullWidth(by: b1)
    )
    let (s1, c1) = low.high.addingReportingOverflow(cross.low)
    let (l1, c2) = s1.addingReportingOverflow(other.low)
    let (s2, c3) = cross.high.addingReportingOverflow(other.high)
    let (s3, c4) = s2.addingReportingOverflow(high.low)
    let (l2, c5) = s3.addingReportingOverflow((c1 ? 1 : 0) &+ (c2 ? 1 : 0))
    self.init(low.low, l1, l2, high.high &+ (c3 ? 1 : 0) &+ (c4 ? 1 : 0) &+ (c5 ? 1 : 0))
  }

  /// The number of significant bits.
  @inline(__always)
  var bitWidth: Int {
    if limbs.3 != 0 { return 256 &- limbs.3.leadingZeroBitCount }
    if limbs.2 != 0 { return 192 &- limbs.2.leadingZeroBitCount }
    if limbs.1 != 0 { return 128 &- limbs.1.leadingZeroBitCount }
    return 64 &- limbs.0.leadingZeroBitCount
  }

  /// ⌊x/2^bits⌋ for 0 ≤ bits < 256, and whether a bit that was dropped was set.
  @inline(__always)
  func shiftedDown(by bits: Int) -> (FourLimbs, isInexact: Bool) {
    var (a, b, c, d) = limbs
    var dropped: UInt = 0
    if bits >= 128 {
      dropped = a | b
      (a, b, c, d) = (c, d, 0, 0)
    }
    if bits & 64 != 0 {
      dropped |= a
      (a, b, c, d) = (b, c, d, 0)
    }
    let down = UInt(bitPattern: bits) & 63
    // Up by 64 − down in two steps, for a shift by 64 would be one by 0.
    let up = 63 &- down
    dropped |= (a &<< 1) &<< up
    return (
      FourLimbs(
        a &>> down | (b &<< 1) &<< up, b &>> down | (c &<< 1) &<< up, c &>> down | (d &<< 1) &<< up,
        d &>> down),
      dropped != 0
    )
  }

  /// x·2^bits modulo 2²⁵⁶, for 0 ≤ bits < 256.
  @inline(__always)
  func shiftedUp(by bits: Int) -> FourLimbs {
    var (a, b, c, d) = limbs
    if bits >= 128 { (a, b, c, d) = (0, 0, a, b) }
    if bits & 64 != 0 { (a, b, c, d) = (0, a, b, c) }
    let up = UInt(bitPattern: bits) & 63
    let down = 63 &- up
    return FourLimbs(
      a &<< up, b &<< up | (a &>> 1) &>> down, c &<< up | (b &>> 1) &>> down, d &<< up | (c &>> 1) &>> down)
  }

  /// The sum modulo 2²⁵⁶.
  @inline(__always)
  static func &+ (x: FourLimbs, y: FourLimbs) -> FourLimbs {
    let (a, c0) = x.limbs.0.addingReportingOverflow(y.limbs.0)
    let (b, c1) = carrying(x.limbs.1, y.limbs.1, c0)
    let (c, c2) = carrying(x.limbs.2, y.limbs.2, c1)
    return FourLimbs(a, b, c, x.limbs.3 &+ y.limbs.3 &+ (c2 ? 1 : 0))
  }

  @inline(__always)
  private static func carrying(_ x: UInt, _ y: UInt, _ carry: Bool) -> (UInt, Bool) {
    let (sum, first) = x.addingReportingOverflow(y)
    let (total, second) = sum.addingReportingOverflow(carry ? 1 : 0)
    return (total, first != second)
  }

  /// −x modulo 2²⁵⁶.
  @inline(__always)
  var negated: FourLimbs {
    FourLimbs(~limbs.0, ~limbs.1, ~limbs.2, ~limbs.3) &+ FourLimbs(1, 0, 0, 0)
  }

  /// ±x·2^exponent rounded down, that is towards −∞, to so many bits, at most `precisionLimit`.
  @inline(__always)
  func rounded(isNegative: Bool, exponent: Int, error: ErrorBound, precision: Int) -> Enclosure {
    let dropped = bitWidth &- max(precision, 2)
    guard dropped > 0 else {
      return Enclosure(
        low: limbs.0, high: limbs.1, isNegative: isNegative, exponent: exponent, error: error)
    }
    let (kept, isInexact) = shiftedDown(by: dropped)
    var (low, high) = (kept.limbs.0, kept.limbs.1)
    var place = exponent &+ dropped
    var error = error
    if isInexact {
      error = error + .powerOfTwo(place)
      if isNegative {
        low &+= 1
        if low == 0 {
          high &+= 1
          // Only 2¹²⁸ needs a limb more.
          if high == 0 { (high, place) = (1 << 63, place &+ 1) }
        }
      }
    }
    return Enclosure(low: low, high: high, isNegative: isNegative, exponent: place, error: error)
  }
}

extension Enclosure {
  /// Whether the midpoint has two limbs at the most.
  @inline(__always)
  var isShort: Bool { mantissa.size >= -2 && mantissa.size <= 2 }

  /// The sum of two midpoints that are not zero; nil where 256 bits do not hold both.
  @inline(__always)
  func shortSum(_ other: Enclosure, error: ErrorBound, precision: Int) -> Enclosure? {
    let shift = exponent &- other.exponent
    guard isShort, other.isShort, precision <= FourLimbs.precisionLimit, shift > -127, shift < 127 else {
      return nil
    }
    let (x, y) = (mantissa.few, other.mantissa.few)
    let (a, b) = (FourLimbs(x.0, x.1, 0, 0), FourLimbs(y.0, y.1, 0, 0))
    let (left, right) = shift >= 0 ? (a.shiftedUp(by: shift), b) : (a, b.shiftedUp(by: 0 &- shift))
    let isOpposite = mantissa.isNegative != other.mantissa.isNegative
    var sum = left &+ (isOpposite ? right.negated : right)
    // Both are below 2²⁵⁵, so that the leading bit is the sign of a difference.
    let isTurned = sum.limbs.3 >> 63 != 0
    if isTurned { sum = sum.negated }
    return sum.rounded(
      isNegative: mantissa.isNegative != isTurned, exponent: min(exponent, other.exponent), error: error,
      precision: precision)
  }

  /// The sum of products of `dot`, in two's complement of 256 bits: a product has at most `precision` + 21 bits above
  /// `place` and twice those of the count, 182 in all. A product that is cut loses less than a unit of `place`, to
  /// either side. The radii of the products are summed in the same units, where 63 bits hold them; else nil.
  static func shortDot(
    count: Int, _ a: UnsafePointer<Enclosure>, _ aStride: Int, _ b: UnsafePointer<Enclosure>, _ bStride: Int,
    place: Int, precision: Int
  ) -> Enclosure? {
    var sum = FourLimbs(0, 0, 0, 0)
    var units: UInt64 = 0
    for t in 0..<count {
      let (x, y) = (a + t &* aStride, b + t &* bStride)
      let product = FourLimbs(productOf: x.pointee.mantissa, y.pointee.mantissa)
      let shift = x.pointee.exponent &+ y.pointee.exponent &- place
      if !(x.pointee.error.isZero && y.pointee.error.isZero) {
        guard let added = x.pointee.productError(y.pointee).units(of: place) else { return nil }
        units &+= added
        if units >> 63 != 0 { return nil }
      }
      var term: FourLimbs
      if shift >= 0 {
        term = product.shiftedUp(by: min(shift, 255))
      } else {
        let isInexact: Bool
        (term, isInexact) = product.shiftedDown(by: min(0 &- shift, 255))
        // A product that vanishes altogether counts as well.
        if isInexact || shift < -255 { units &+= 1 }
      }
      if x.pointee.mantissa.isNegative != y.pointee.mantissa.isNegative { term = term.negated }
      sum = sum &+ term
    }
    let isNegative = sum.limbs.3 >> 63 != 0
    if isNegative { sum = sum.negated }
    return sum.rounded(
      isNegative: isNegative, exponent: place, error: ErrorBound(roundingUp: units, timesTwoToThe: place),
      precision: precision)
  }
}
