// Magnitudes on the stack, limb by limb: what Integer and Enclosure compute with before anything is stored.

internal import CGMP

/// The limbs of a magnitude that is being computed, the least significant first.
typealias Limbs = UnsafeMutablePointer<UInt>

/// Lends memory for so many limbs: on the stack, where they are few.
@inline(__always)
func withLimbs<Result>(_ count: Int, _ body: (Limbs) -> Result) -> Result {
  withUnsafeTemporaryAllocation(of: UInt.self, capacity: max(count, 1)) { buffer in
    // The capacity is not zero.
    body(buffer.baseAddress.unsafelyUnwrapped)
  }
}

extension Limbs {
  /// Divides by 2^bits, rounding down.
  ///
  /// - Returns: whether one of the bits that were dropped was set.
  @inline(__always)
  func shiftDown(by bits: Int, count: inout Int) -> Bool {
    let whole = bits / UInt.bitWidth
    let part = UInt32(truncatingIfNeeded: bits % UInt.bitWidth)
    var dropped: UInt = 0
    for index in 0..<Swift.min(whole, count) { dropped |= self[index] }
    count = Swift.max(count - whole, 0)
    guard count > 0 else { return dropped != 0 }
    if part == 0 {
      for index in 0..<count { self[index] = self[whole + index] }
    } else {
      dropped |= __gmpn_rshift(self, self + whole, count, part)
    }
    return dropped != 0
  }

  /// Adds one; a carry out of the last limb becomes a limb of its own.
  func increment(count: inout Int) {
    for index in 0..<count {
      self[index] &+= 1
      if self[index] != 0 { return }
    }
    self[count] = 1
    count += 1
  }

  /// Writes x·2^bits, and zeros above it up to `count` limbs.
  ///
  /// - Precondition: x is not zero, and x·2^bits fits.
  @inline(__always)
  func assign(_ x: UnsafePointer<UInt>, _ xCount: Int, shiftedUpBy bits: Int, count: Int) {
    let whole = bits / UInt.bitWidth
    let part = UInt32(truncatingIfNeeded: bits % UInt.bitWidth)
    for index in 0..<whole { self[index] = 0 }
    var carry: UInt = 0
    if part == 0 {
      for index in 0..<xCount { self[whole + index] = x[index] }
    } else {
      carry = __gmpn_lshift(self + whole, x, xCount, part)
    }
    for index in whole + xCount..<count {
      self[index] = carry
      carry = 0
    }
  }

  /// Adds a magnitude of at least one limb.
  ///
  /// - Precondition: the sum fits into `count` limbs.
  @inline(__always)
  func add(_ x: UnsafePointer<UInt>, _ xCount: Int, count: Int) {
    var carry = __gmpn_add_n(self, self, x, xCount)
    var index = xCount
    while carry != 0 && index < count {
      self[index] &+= 1
      carry = self[index] == 0 ? 1 : 0
      index += 1
    }
  }

  /// Replaces a magnitude by its distance to another one of at least one limb and at most `count`.
  ///
  /// - Returns: whether the other one is larger.
  @inline(__always)
  func subtract(_ x: UnsafePointer<UInt>, _ xCount: Int, count: Int) -> Bool {
    var borrow = __gmpn_sub_n(self, self, x, xCount)
    var index = xCount
    while borrow != 0 && index < count {
      borrow = self[index] == 0 ? 1 : 0
      self[index] &-= 1
      index += 1
    }
    guard borrow != 0 else { return false }
    // The distance in two's complement, turned round.
    var carry: UInt = 1
    for index in 0..<count {
      let (negated, overflow) = (~self[index]).addingReportingOverflow(carry)
      self[index] = negated
      carry = overflow ? 1 : 0
    }
    return true
  }

  /// Writes the product of two magnitudes of at least one limb each, into aCount + bCount limbs.
  @inline(__always)
  func assignProduct(
    _ a: UnsafePointer<UInt>, _ aCount: Int, _ b: UnsafePointer<UInt>, _ bCount: Int
  ) {
    if aCount == 1 && bCount == 1 {
      (self[1], self[0]) = a[0].multipliedFullWidth(by: b[0])
    } else if aCount >= bCount {
      _ = __gmpn_mul(self, a, aCount, b, bCount)
    } else {
      _ = __gmpn_mul(self, b, bCount, a, aCount)
    }
  }
}
