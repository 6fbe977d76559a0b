import Language
import Numbers

/// Enclosures in two doubles: the first tier of certified arithmetic, tens of times faster than the others.
///
/// Some fifteen digits are known at the most, and nothing beyond the range of doubles. Where a ball is too wide to tell
/// (a divisor that may be zero, a comparison), an operation throws ``ArithmeticError/undecided(_:)``; what leaves the
/// range comes out unbounded. Either way ``CertifiedArithmetic`` may tell.
public struct BallArithmetic: EnclosingArithmetic {
  public init() {}

  @inlinable public func number(_ value: Rational) -> Ball { Ball(value) }
  @inlinable public func sum(_ a: Ball, _ b: Ball) -> Ball { a + b }
  @inlinable public func difference(_ a: Ball, _ b: Ball) -> Ball { a - b }
  @inlinable public func product(_ a: Ball, _ b: Ball) -> Ball { a * b }
  @inlinable public func negation(_ a: Ball) -> Ball { -a }
  @inlinable public func maximum(_ a: Ball, _ b: Ball) -> Ball { Ball.maximum(a, b) }

  @inlinable public func quotient(_ a: Ball, _ b: Ball) throws(ArithmeticError) -> Ball {
    try lifted { () throws(NumberError) in try a.divided(by: b) }
  }

  @inlinable public func power(_ base: Ball, _ exponent: Int) throws(ArithmeticError) -> Ball {
    try lifted { () throws(NumberError) in try base.power(exponent) }
  }

  @inlinable public func value(of function: Function, at x: Ball) throws(ArithmeticError) -> Ball {
    do throws(NumberError) {
      switch function {
      case .exp: return x.exp()
      case .log: return try x.log()
      case .sqrt: return try x.squareRoot()
      case .sigmoid: return x.sigmoid()
      case .tanh: return x.tanh()
      case .relu: return x.relu()
      case .abs: return x.absoluteValue()
      case .sign: return Ball(exactly: Double(try sign(x)))
      case .step: return try sign(x) > 0 ? .one : .zero
      }
    } catch {
      if case .outsideDomain = error { throw .outsideDomain(function) }
      throw ArithmeticError(error)
    }
  }

  @inlinable func sign(_ x: Ball) throws(NumberError) -> Int {
    guard let sign = x.signum else { throw .undecided("the sign of a number") }
    return sign
  }

  @inlinable public func indicator(
    _ relation: Relation, _ a: Ball, _ b: Ball
  ) throws(ArithmeticError) -> Ball {
    switch a.compare(b) {
    case .less: return relation.holds(-1) ? .one : .zero
    case .equal: return relation.holds(0) ? .one : .zero
    case .greater: return relation.holds(1) ? .one : .zero
    case nil: throw .undecided("how two numbers compare")
    }
  }

  @inlinable public func contraction(
    count: Int, _ a: UnsafePointer<Ball>, _ aStride: Int, _ b: UnsafePointer<Ball>, _ bStride: Int
  ) -> Ball {
    Ball.dot(count: count, a, aStride, b, bStride)
  }

  public func run(_ order: [Program.ID], on evaluator: inout Evaluator<BallArithmetic>)
    throws(EvaluationError)
  {
    try evaluator.compute(order)
  }
}
