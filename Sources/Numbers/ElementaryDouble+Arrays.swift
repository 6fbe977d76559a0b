/// Functions of many numbers at once: the same bits as one by one.
///
/// Where all numbers of a block lie in the range in which a function needs no case of its own, its formula is one loop
/// without a branch, which the compiler turns into operations on several numbers.
extension ElementaryDouble {
  /// σ(x) for each of so many numbers; `result` is `x` itself or lies apart from it.
  public static func sigmoids(
    of x: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, count: Int
  ) {
    inBlocks(x, result, count, -700, 40, { sigmoid($0) }) { x, result, count in
      for place in 0..<count { result[place] = ordinarySigmoid(x[place]) }
    }
  }

  /// e^x for each of so many numbers; `result` is `x` itself or lies apart from it.
  public static func exponentials(
    of x: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, count: Int
  ) {
    inBlocks(x, result, count, -700, 700, { exp($0) }) { x, result, count in
      for place in 0..<count { result[place] = ordinaryExp(x[place]) }
    }
  }

  private static let blockSize = 64

  @inline(__always) private static func inBlocks(
    _ x: UnsafePointer<Double>, _ result: UnsafeMutablePointer<Double>, _ count: Int, _ least: Double,
    _ most: Double, _ one: (Double) -> Double,
    _ block: (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void
  ) {
    var start = 0
    while start < count {
      let size = min(blockSize, count &- start)
      if areOrdinary(x + start, size, least, most) {
        block(x + start, result + start, size)
      } else {
        for place in start..<start &+ size { result[place] = one(x[place]) }
      }
      start &+= size
    }
  }

  @inline(__always) private static func areOrdinary(
    _ x: UnsafePointer<Double>, _ count: Int, _ least: Double, _ most: Double
  ) -> Bool {
    var others: UInt64 = 0
    for place in 0..<count { others |= (x[place] >= least ? 0 : 1) | (x[place] <= most ? 0 : 1) }
    return others == 0
  }
}
