// Inner products of enclosures: one accumulator, rounded once.

internal import CGMP

extension Enclosure {
  /// Σ a[aStart + t·aStride]·b[bStart + t·bStride] over t in 0..<count.
  ///
  /// The products of the midpoints are added in fixed point, whose last place lies `precision` + 20 bits, and
  /// as many as `count` has, below the top of the largest product. A product that has bits below it is rounded
  /// down by less than one unit; the radii of the products are added to these units.
  ///
  /// - Precondition: the indices are in the ranges of the arrays.
  public static func dot(
    count: Int, _ a: [Enclosure], _ aStart: Int = 0, _ aStride: Int = 1,
    _ b: [Enclosure], _ bStart: Int = 0, _ bStride: Int = 1, precision: Int
  ) -> Enclosure {
    var top = Int.min
    var error = ErrorBound.zero
    for t in 0..<max(count, 0) {
      let (x, y) = (a[aStart + t * aStride], b[bStart + t * bStride])
      error = error + x.productError(y)
      if !x.mantissa.isZero && !y.mantissa.isZero { top = max(top, x.top + y.top) }
    }
    guard top > .min else { return Enclosure(mantissa: .zero, exponent: 0, error: error) }
    let guardBits = 20 + Int.bitWidth - count.leadingZeroBitCount
    let place = top - max(precision, 2) - guardBits
    var truncated: UInt64 = 0
    let total = Integer { sum in
      var product = __mpz_struct()
      __gmpz_init(&product)
      defer { __gmpz_clear(&product) }
      for t in 0..<count {
        let (x, y) = (a[aStart + t * aStride], b[bStart + t * bStride])
        if x.mantissa.isZero || y.mantissa.isZero { continue }
        x.mantissa.read { x in y.mantissa.read { y in __gmpz_mul(&product, x, y) } }
        let shift = x.exponent + y.exponent - place
        withUnsafeMutablePointer(to: &product) {
          if shift >= 0 {
            __gmpz_mul_2exp($0, UnsafePointer($0), UInt(shift))
          } else {
            if __gmpz_scan1($0, 0) < shift.magnitude { truncated += 1 }
            __gmpz_fdiv_q_2exp($0, UnsafePointer($0), shift.magnitude)
          }
        }
        __gmpz_add(sum, UnsafePointer(sum), &product)
      }
    }
    error = error + ErrorBound(roundingUp: truncated, timesTwoToThe: place)
    return Enclosure(mantissa: total, exponent: place, error: error).rounded(to: precision)
  }
}
