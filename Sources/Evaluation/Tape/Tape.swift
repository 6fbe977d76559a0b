import Language
import Numbers

/// A formula as a list of operations on single numbers, each on the results of earlier ones.
///
/// What decides a claim reads it many times, in several arithmetics: sizes, residues, enclosures, conditions. Lowering the
/// tensors of a program once to a list of small values makes each reading a loop over memory in a row. Equal
/// operations are stored once (``TapeBuilder``); none is left out, so that a tape has a value only where the formula has.
public struct Tape: Sendable {
  /// The place of an operation, and so of its result.
  public typealias Slot = Int32

  @usableFromInline enum Operation: Sendable {
    case variable(Slot)
    /// By its place in ``constants``.
    case constant(Int32)
    case sum(Slot, Slot)
    case difference(Slot, Slot)
    case product(Slot, Slot)
    case quotient(Slot, Slot)
    case negation(Slot)
    case power(Slot, exponent: Int32)
    case function(Function, Slot)
    case maximum(Slot, Slot)
    case indicator(Relation, Slot, Slot)
    /// Σ of so many products; the factors stand in ``factors`` in turn, from twice this place on.
    case contraction(start: Int32, count: Int32)
  }

  /// The first ones are the variables.
  @usableFromInline let operations: [Operation]
  let constants: [Rational]
  let factors: [Slot]
  public let variableCount: Int

  /// More operations than this, factors of contractions counted, are not recorded.
  public static let limit = 1 << 23

  public var count: Int { operations.count }
}

extension Tape {
  /// The results at some places, at a point.
  ///
  /// - Precondition: the point has as many numbers as the tape has variables.
  /// - Throws: what the first operation throws that has no value.
  @specialized(where A == SignatureArithmetic)
  @specialized(where A == SizeArithmetic)
  @specialized(where A == BallArithmetic)
  @specialized(where A == CertifiedArithmetic)
  @specialized(where A == RationalArithmetic)
  @specialized(where A == DomainArithmetic)
  @specialized(where A == RecordingArithmetic)
  public func results<A: Arithmetic>(
    at places: [[Slot]], in arithmetic: A, point: [A.Number]
  ) throws(ArithmeticError) -> [[A.Number]] {
    guard point.count == variableCount else { throw .unknownValue("variable \(point.count + 1)") }
    let values = UnsafeMutablePointer<A.Number>.allocate(capacity: max(operations.count, 1))
    var done = 0
    defer {
      values.deinitialize(count: done)
      values.deallocate()
    }
    while done < operations.count {
      let value = try result(of: operations[done], in: arithmetic, values, point)
      (values + done).initialize(to: value)
      done += 1
    }
    return places.map { $0.map { values[Int($0)] } }
  }

  /// One operation on the results before it: the builder sees to it that all it reads is there.
  @inline(__always)
  private func result<A: Arithmetic>(
    of operation: Operation, in arithmetic: A, _ values: UnsafeMutablePointer<A.Number>, _ point: [A.Number]
  ) throws(ArithmeticError) -> A.Number {
    switch operation {
    case .variable(let index): return point[Int(index)]
    case .constant(let place): return try arithmetic.number(constants[Int(place)])
    case .sum(let a, let b): return try arithmetic.sum(values[Int(a)], values[Int(b)])
    case .difference(let a, let b): return try arithmetic.difference(values[Int(a)], values[Int(b)])
    case .product(let a, let b): return try arithmetic.product(values[Int(a)], values[Int(b)])
    case .quotient(let a, let b): return try arithmetic.quotient(values[Int(a)], values[Int(b)])
    case .negation(let a): return try arithmetic.negation(values[Int(a)])
    case .power(let a, let exponent):
      return try arithmetic.power(values[Int(a)], Int(exponent))
    case .function(let function, let a): return try arithmetic.value(of: function, at: values[Int(a)])
    case .maximum(let a, let b): return try arithmetic.maximum(values[Int(a)], values[Int(b)])
    case .indicator(let relation, let a, let b):
      return try arithmetic.indicator(relation, values[Int(a)], values[Int(b)])
    case .contraction(let start, let count):
      var left: [A.Number] = []
      var right: [A.Number] = []
      left.reserveCapacity(Int(count))
      right.reserveCapacity(Int(count))
      for k in Int(start)..<Int(start + count) {
        left.append(values[Int(factors[2 * k])])
        right.append(values[Int(factors[2 * k + 1])])
      }
      return try arithmetic.contraction(count: Int(count), left, 1, right, 1)
    }
  }
}
