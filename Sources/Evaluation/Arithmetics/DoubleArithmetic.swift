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

  /// Doubles are computed by routines alone.
  public typealias Workspace = RoutineMemory

  public func run(
    _ order: [Program.ID], on evaluator: inout Evaluator<DoubleArithmetic>
  ) throws(EvaluationError) {
    try evaluator.computeInRoutine(order)
  }

  public func routine(_ program: Program, _ order: [Program.ID], _ moves: [Move]) -> Routine? {
    Routine(program, lowering: order, moves: moves)
  }

  public func run(
    _ routine: Routine, on evaluator: inout Evaluator<DoubleArithmetic>
  ) throws(EvaluationError) {
    try evaluator.run(routine)
  }
}
