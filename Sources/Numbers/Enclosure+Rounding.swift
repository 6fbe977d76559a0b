// The rounding of a midpoint, limb by limb.

extension Enclosure {
  /// ±m·2^exponent for the magnitude m in `limbs`, which is overwritten, rounded down to `precision` bits.
  ///
  /// Down is towards −∞: a negative midpoint grows in magnitude. What is dropped is less than one unit of the
  /// last place, and goes into the radius.
  ///
  /// - Parameter count: how many limbs there are; leading zeros may stand among them.
  @inline(__always)
  init(
    rounding limbs: Limbs, count: Int, isNegative: Bool, exponent: Int, error: ErrorBound, precision: Int
  ) {
    var count = count
    while count > 0 && limbs[count - 1] == 0 { count -= 1 }
    var exponent = exponent
    var error = error
    if count > 0 {
      let dropped = UInt.bitWidth * count - limbs[count - 1].leadingZeroBitCount - max(precision, 2)
      if dropped > 0 {
        let isInexact = limbs.shiftDown(by: dropped, count: &count)
        exponent += dropped
        if isInexact {
          error = error + .powerOfTwo(exponent)
          // At least one bit was dropped, so there is room for a carry.
          if isNegative { limbs.increment(count: &count) }
        }
      }
    }
    self.init(
      mantissa: Integer(copying: limbs, count: count, isNegative: isNegative), exponent: exponent,
      error: error)
  }
}
