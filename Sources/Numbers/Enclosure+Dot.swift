// Inner products of enclosures: one accumulator, rounded once.

extension Enclosure {
  /// Σ a[t·aStride]·b[t·bStride] over t in 0..<count.
  ///
  /// The products of the midpoints are added in fixed point, whose last place lies `precision` + 20 bits, and
  /// as many as `count` has, below the top of the largest product. A product that has bits below it is rounded
  /// down by less than one unit; the radii of the products are added to these units.
  ///
  /// - Precondition: there are as many entries as are read.
  public static func dot(
    count: Int, _ a: UnsafePointer<Enclosure>, _ aStride: Int, _ b: UnsafePointer<Enclosure>, _ bStride: Int,
    precision: Int
  ) -> Enclosure {
    var top = Int.min
    var room = 0
    for t in 0..<max(count, 0) {
      // Field by field: a copy of the whole would count references.
      let (x, y) = (a + t * aStride, b + t * bStride)
      let (xCount, yCount) = (x.pointee.mantissa.count, y.pointee.mantissa.count)
      if xCount > 0 && yCount > 0 {
        top = max(top, x.pointee.top + y.pointee.top)
        room = max(room, xCount, yCount)
      }
    }
    let countBits = Int.bitWidth - count.leadingZeroBitCount
    let place = top > .min ? top - max(precision, 2) - 20 - countBits : 0
    if room <= 2, precision <= FourLimbs.precisionLimit, count < 1 << 16,
      let sum = shortDot(count: count, a, aStride, b, bStride, place: place, precision: precision)
    {
      return sum
    }
    var error = ErrorBound.zero
    for t in 0..<max(count, 0) { error = error + a[t * aStride].productError(b[t * bStride]) }
    guard top > .min else { return Enclosure(mantissa: .zero, exponent: 0, error: error) }
    let limbs = (top - place + countBits + 1) / UInt.bitWidth + 1
    return withLimbs(3 * limbs + 2 * room + 1) { memory in
      var sum = Accumulator(place: place, count: limbs, memory: memory)
      for t in 0..<count { sum.add(a[t * aStride], times: b[t * bStride]) }
      return sum.result(error: error, precision: precision)
    }
  }
}

/// A sum of products in fixed point: what is positive and what is negative apart, so that each only grows.
private struct Accumulator {
  /// The exponent of the last place.
  let place: Int
  /// How many limbs hold either sum.
  let count: Int
  let positive: Limbs
  let negative: Limbs
  let shifted: Limbs
  let product: Limbs
  /// How many products were rounded down.
  var truncated: UInt64 = 0

  /// - Parameter memory: for 3·count limbs, and for those of the longest product and one more.
  init(place: Int, count: Int, memory: Limbs) {
    self.place = place
    self.count = count
    positive = memory
    negative = memory + count
    shifted = memory + 2 * count
    product = memory + 3 * count
    memory.update(repeating: 0, count: 2 * count)
  }

  @inline(__always)
  mutating func add(_ x: Enclosure, times y: Enclosure) {
    if x.mantissa.isZero || y.mantissa.isZero { return }
    let isNegative = x.mantissa.isNegative != y.mantissa.isNegative
    let sum = isNegative ? negative : positive
    let shift = x.exponent + y.exponent - place
    var size = x.mantissa.count + y.mantissa.count
    x.mantissa.withLimbs { a in
      y.mantissa.withLimbs { b in product.assignProduct(a, x.mantissa.count, b, y.mantissa.count) }
    }
    if product[size - 1] == 0 { size -= 1 }
    if shift >= 0 {
      shifted.assign(product, size, shiftedUpBy: shift, count: count)
      sum.add(shifted, count, count: count)
      return
    }
    if product.shiftDown(by: 0 - shift, count: &size) {
      truncated += 1
      // Down is towards −∞.
      if isNegative { product.increment(count: &size) }
    }
    while size > 0 && product[size - 1] == 0 { size -= 1 }
    if size > 0 { sum.add(product, size, count: count) }
  }

  func result(error: ErrorBound, precision: Int) -> Enclosure {
    let isNegative = positive.subtract(negative, count, count: count)
    return Enclosure(
      rounding: positive, count: count, isNegative: isNegative, exponent: place,
      error: error + ErrorBound(roundingUp: truncated, timesTwoToThe: place), precision: precision)
  }
}
