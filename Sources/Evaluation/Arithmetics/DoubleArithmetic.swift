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

  @inlinable public func contraction(
    count: Int, _ a: [Double], _ aStart: Int, _ aStride: Int, _ b: [Double], _ bStart: Int, _ bStride: Int
  ) -> Double {
    var total = 0.0
    var i = aStart
    var j = bStart
    for _ in 0..<count {
      total += a[i] * b[j]
      i += aStride
      j += bStride
    }
    return total
  }

  /// The sums of one row grow side by side, so that the processor can add several at once; each of them
  /// still takes its terms in order.
  public func contract(_ walk: Contraction, _ a: [Double], _ b: [Double], into result: inout [Double]) {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        result.withUnsafeMutableBufferPointer { result in contract(walk, a, b, into: result) }
      }
    }
  }

  public func gather(_ walk: Gathering, _ source: [Double], into result: inout [Double]) {
    var place = 0
    for row in walk.rows {
      for j in 0..<walk.inner {
        let start = row + j * walk.stride
        if let sums = walk.sums {
          var total = 0.0
          for offset in sums { total += source[start + offset] }
          result[place] = total
        } else {
          result[place] = source[start]
        }
        place += 1
      }
    }
  }

  private func contract(
    _ walk: Contraction, _ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>,
    into result: UnsafeMutableBufferPointer<Double>
  ) {
    let inner = walk.inner
    for row in walk.leftRows.indices {
      let sums = UnsafeMutableBufferPointer(rebasing: result[row * inner..<(row + 1) * inner])
      sums.update(repeating: 0)
      let (leftRow, rightRow) = (walk.leftRows[row], walk.rightRows[row])
      for k in walk.leftSums.indices {
        let (left, right) = (leftRow + walk.leftSums[k], rightRow + walk.rightSums[k])
        switch (walk.leftStride, walk.rightStride) {
        case (0, 1): DoubleArithmetic.add(a[left], times: b, from: right, to: sums)
        case (1, 0): DoubleArithmetic.add(b[right], times: a, from: left, to: sums)
        default:
          for j in 0..<inner { sums[j] += a[left + j * walk.leftStride] * b[right + j * walk.rightStride] }
        }
      }
    }
  }

  /// sums[j] += factor·row[start + j].
  @inline(__always) private static func add(
    _ factor: Double, times row: UnsafeBufferPointer<Double>, from start: Int,
    to sums: UnsafeMutableBufferPointer<Double>
  ) {
    let row = UnsafeBufferPointer(rebasing: row[start..<start + sums.count])
    for j in 0..<sums.count { sums[j] += factor * row[j] }
  }
}
