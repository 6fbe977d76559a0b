// Sums of products: where a training of any size spends its time.

extension Routine {
  /// All entries of a contraction.
  ///
  /// Sums grow side by side, so that the processor can add several at once; each of them takes its terms in their
  /// order, one rounding a product and one a sum, whatever the walk. What a product of matrices reads column by
  /// column is packed, eight columns at a time, so that eight sums take their next terms from one line of memory.
  static func contract(
    _ walk: Walk, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ result: UnsafeMutablePointer<Double>, packing: UnsafeMutablePointer<Double>?
  ) {
    guard walk.terms > 0 else { return result.update(repeating: 0, count: walk.rows &* walk.inner) }
    guard walk.isUniform else { return contractByTable(walk, a, b, result) }
    let isBlocked = walk.leftStride == 0 && walk.sharesRight && (packing != nil || walk.rightStride == 1)
    guard isBlocked, walk.inner >= Walk.blockWidth, walk.rows > 0 else {
      return contract(walk, a, b, result, from: 0)
    }
    let (left, right) = (a + walk.leftSums[0], b + walk.rightRows[0] + walk.rightSums[0])
    var j = 0
    while j &+ 8 <= walk.inner {
      if let packing {
        pack(right + j &* walk.rightStride, walk, into: packing)
        columns(walk, left, packing, 8, result + j &* walk.resultStride)
      } else {
        columns(walk, left, right + j, walk.rightStep, result + j &* walk.resultStride)
      }
      j &+= 8
    }
    if j < walk.inner { contract(walk, a, b, result, from: j) }
  }

  /// Eight columns of the right operand, the eight terms of each step beside each other.
  @inline(__always) private static func pack(
    _ right: UnsafePointer<Double>, _ walk: Walk, into packing: UnsafeMutablePointer<Double>
  ) {
    var (source, target) = (right, packing)
    for _ in 0..<walk.terms {
      target.eight = source.eight(walk.rightStride)
      source += walk.rightStep
      target += 8
    }
  }

  /// Eight entries of each row, two rows at a time: their sixteen sums stay in registers.
  @inline(__always) private static func columns(
    _ walk: Walk, _ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>, _ rightStep: Int,
    _ result: UnsafeMutablePointer<Double>
  ) {
    let (terms, leftStep) = (walk.terms, walk.leftStep)
    var row = 0
    while row &+ 2 <= walk.rows {
      var (x, y, z) = (left + walk.leftRows[row], left + walk.leftRows[row &+ 1], right)
      var first = SIMD8(repeating: x[0]) * z.eight
      var second = SIMD8(repeating: y[0]) * z.eight
      for _ in 1..<terms {
        x += leftStep
        y += leftStep
        z += rightStep
        let eight = z.eight
        first += SIMD8(repeating: x[0]) * eight
        second += SIMD8(repeating: y[0]) * eight
      }
      store(first, at: result + row &* walk.resultRow, walk.resultStride)
      store(second, at: result + (row &+ 1) &* walk.resultRow, walk.resultStride)
      row &+= 2
    }
    guard row < walk.rows else { return }
    var (x, z) = (left + walk.leftRows[row], right)
    var sums = SIMD8(repeating: x[0]) * z.eight
    for _ in 1..<terms {
      x += leftStep
      z += rightStep
      sums += SIMD8(repeating: x[0]) * z.eight
    }
    store(sums, at: result + row &* walk.resultRow, walk.resultStride)
  }

  @inline(__always) private static func store(
    _ sums: SIMD8<Double>, at result: UnsafeMutablePointer<Double>, _ stride: Int
  ) {
    if stride == 1 { return result.eight = sums }
    for place in 0..<8 { result[place &* stride] = sums[place] }
  }

  /// The entries from one column on, one after the other: small products, and what is left over of large ones.
  @inline(__always) private static func contract(
    _ walk: Walk, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ result: UnsafeMutablePointer<Double>, from column: Int
  ) {
    let (inner, terms) = (walk.inner, walk.terms)
    let (leftStride, rightStride) = (walk.leftStride, walk.rightStride)
    let (leftStep, rightStep, resultStride) = (walk.leftStep, walk.rightStep, walk.resultStride)
    let (left, right) = (a + walk.leftSums[0], b + walk.rightSums[0])
    var sums = result
    for row in 0..<walk.rows {
      var x = left + (walk.leftRows[row] &+ column &* leftStride)
      var y = right + (walk.rightRows[row] &+ column &* rightStride)
      var j = column
      while j < inner {
        var total = x[0] * y[0]
        var (p, q, k) = (leftStep, rightStep, 1)
        while k < terms {
          total += x[p] * y[q]
          p &+= leftStep
          q &+= rightStep
          k &+= 1
        }
        sums[j &* resultStride] = total
        x += leftStride
        y += rightStride
        j &+= 1
      }
      sums += walk.resultRow
    }
  }

  /// Any walk: several axes are summed over, which do not lie evenly in memory.
  private static func contractByTable(
    _ walk: Walk, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ result: UnsafeMutablePointer<Double>
  ) {
    let (leftStride, rightStride, terms) = (walk.leftStride, walk.rightStride, walk.terms)
    for row in 0..<walk.rows {
      let (left, right) = (a + walk.leftRows[row], b + walk.rightRows[row])
      let sums = result + row &* walk.inner
      var j = 0
      while j &+ 8 <= walk.inner {
        let (x, y) = (left + j &* leftStride, right + j &* rightStride)
        var total =
          (x + walk.leftSums[0]).eight(leftStride) * (y + walk.rightSums[0]).eight(rightStride)
        for k in 1..<max(terms, 1) {
          total += (x + walk.leftSums[k]).eight(leftStride) * (y + walk.rightSums[k]).eight(rightStride)
        }
        (sums + j).eight = total
        j &+= 8
      }
      while j < walk.inner {
        let (x, y) = (left + j &* leftStride, right + j &* rightStride)
        var total = x[walk.leftSums[0]] * y[walk.rightSums[0]]
        for k in 1..<max(terms, 1) { total += x[walk.leftSums[k]] * y[walk.rightSums[k]] }
        sums[j] = total
        j &+= 1
      }
    }
  }
}
