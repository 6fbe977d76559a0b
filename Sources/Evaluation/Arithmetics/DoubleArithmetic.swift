import Language
import Numbers

/// Binary floating point: fast training, and the finite differences everybody knows. It never judges.
///
/// The functions are our own (``ElementaryDouble``), for a C library's differ from machine to machine.
public struct DoubleArithmetic: Arithmetic {
  public init() {}

  @inlinable public func number(_ value: Rational) -> Double { value.asDouble }
  @inlinable public func sum(_ a: Double, _ b: Double) -> Double { a + b }
  @inlinable public func difference(_ a: Double, _ b: Double) -> Double { a - b }
  @inlinable public func product(_ a: Double, _ b: Double) -> Double { a * b }
  @inlinable public func quotient(_ a: Double, _ b: Double) -> Double { a / b }
  @inlinable public func negation(_ a: Double) -> Double { -a }
  @inlinable public func maximum(_ a: Double, _ b: Double) -> Double { a >= b ? a : b }

  /// By repeated squaring: the same bits everywhere.
  @inlinable public func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var square = base
    var remaining = exponent.magnitude
    while remaining > 0 {
      if remaining & 1 == 1 { result *= square }
      remaining >>= 1
      if remaining > 0 { square *= square }
    }
    return exponent < 0 ? 1 / result : result
  }

  @inlinable public func value(of function: Function, at x: Double) -> Double {
    switch function {
    case .exp: ElementaryDouble.exp(x)
    case .log: ElementaryDouble.log(x)
    case .sqrt: x.squareRoot()
    case .sigmoid: ElementaryDouble.sigmoid(x)
    case .tanh: ElementaryDouble.tanh(x)
    case .relu: x > 0 ? x : 0
    case .abs: Swift.abs(x)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : 0
    case .step: x > 0 ? 1 : 0
    }
  }

  @inlinable public func indicator(_ relation: Relation, _ a: Double, _ b: Double) -> Double {
    let holds =
      switch relation {
      case .equal, .approximately: a == b
      case .unequal: a != b
      case .less: a < b
      case .lessOrEqual: a <= b
      case .greater: a > b
      case .greaterOrEqual: a >= b
      }
    return holds ? 1 : 0
  }

  public func run(
    _ order: [Program.ID], on evaluator: inout Evaluator<DoubleArithmetic>
  ) throws(EvaluationError) {
    try evaluator.compute(order)
  }

  /// The sums of one row grow side by side, eight at a time, so that the processor can add several at once;
  /// each of them takes its terms in their order, one rounding a product and one a sum, whatever the walk.
  public func contract(
    _ walk: Contraction, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    into result: UnsafeMutablePointer<Double>
  ) {
    walk.leftSums.withUnsafeBufferPointer { leftSums in
      walk.rightSums.withUnsafeBufferPointer { rightSums in
        var sums = result
        for (leftRow, rightRow) in zip(walk.leftRows, walk.rightRows) {
          DoubleArithmetic.fill(sums, walk, leftSums, rightSums, a + leftRow, b + rightRow)
          sums += walk.inner
        }
      }
    }
  }

  /// The entries of one row.
  @inline(__always) private static func fill(
    _ sums: UnsafeMutablePointer<Double>, _ walk: Contraction, _ leftSums: UnsafeBufferPointer<Int>,
    _ rightSums: UnsafeBufferPointer<Int>, _ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>
  ) {
    let (leftStride, rightStride) = (walk.leftStride, walk.rightStride)
    let terms = 1..<max(leftSums.count, 1)
    if leftSums.isEmpty { return sums.update(repeating: 0, count: walk.inner) }
    var j = 0
    while j &+ 8 <= walk.inner {
      let (x, y) = (left + j &* leftStride, right + j &* rightStride)
      var total = eight(x + leftSums[0], leftStride) * eight(y + rightSums[0], rightStride)
      for k in terms { total += eight(x + leftSums[k], leftStride) * eight(y + rightSums[k], rightStride) }
      UnsafeMutableRawPointer(sums + j).storeBytes(of: total, as: SIMD8<Double>.self)
      j &+= 8
    }
    while j < walk.inner {
      let (x, y) = (left + j &* leftStride, right + j &* rightStride)
      var total = x[leftSums[0]] * y[rightSums[0]]
      for k in terms { total += x[leftSums[k]] * y[rightSums[k]] }
      sums[j] = total
      j &+= 1
    }
  }

  /// Eight numbers that lie `stride` apart.
  @inline(__always) private static func eight(_ x: UnsafePointer<Double>, _ stride: Int) -> SIMD8<Double> {
    switch stride {
    case 0: SIMD8(repeating: x[0])
    case 1: UnsafeRawPointer(x).loadUnaligned(as: SIMD8<Double>.self)
    default:
      SIMD8(
        x[0], x[stride], x[2 * stride], x[3 * stride], x[4 * stride], x[5 * stride], x[6 * stride],
        x[7 * stride])
    }
  }
}
