import Checking
import Evaluation
import Language
import Numbers

/// A small formula of the tests: read in any arithmetic, written with Swift's operators.
indirect enum Expression: Sendable, Hashable, CustomStringConvertible {
  case variable(Int)
  case constant(Rational)
  case sum(Expression, Expression)
  case difference(Expression, Expression)
  case product(Expression, Expression)
  case quotient(Expression, Expression)
  case power(Expression, Int)
  case apply(Function, Expression)
  case maximum(Expression, Expression)
  case indicator(Relation, Expression, Expression)

  func value<A: Arithmetic>(in a: A, at point: [A.Number]) throws(ArithmeticError) -> A.Number {
    switch self {
    case .variable(let i): return point[i]
    case .constant(let value): return try a.number(value)
    case .sum(let x, let y): return try a.sum(x.value(in: a, at: point), y.value(in: a, at: point))
    case .difference(let x, let y):
      return try a.difference(x.value(in: a, at: point), y.value(in: a, at: point))
    case .product(let x, let y): return try a.product(x.value(in: a, at: point), y.value(in: a, at: point))
    case .quotient(let x, let y): return try a.quotient(x.value(in: a, at: point), y.value(in: a, at: point))
    case .power(let x, let n): return try a.power(x.value(in: a, at: point), n)
    case .apply(let function, let x): return try a.value(of: function, at: x.value(in: a, at: point))
    case .maximum(let x, let y): return try a.maximum(x.value(in: a, at: point), y.value(in: a, at: point))
    case .indicator(let relation, let x, let y):
      return try a.indicator(relation, x.value(in: a, at: point), y.value(in: a, at: point))
    }
  }

  var description: String {
    switch self {
    case .variable(let i): "x\(i)"
    case .constant(let value): "\(value)"
    case .sum(let x, let y): "(\(x) + \(y))"
    case .difference(let x, let y): "(\(x) - \(y))"
    case .product(let x, let y): "\(x)*\(y)"
    case .quotient(let x, let y): "(\(x))/(\(y))"
    case .power(let x, let n): "(\(x))^\(n)"
    case .apply(let function, let x): "\(function.rawValue)(\(x))"
    case .maximum(let x, let y): "max(\(x), \(y))"
    case .indicator(let relation, let x, let y): "[\(x) \(relation.rawValue) \(y)]"
    }
  }
}

extension Expression: ExpressibleByIntegerLiteral {
  init(integerLiteral value: Int) { self = .constant(Rational(value)) }
  static func + (a: Expression, b: Expression) -> Expression { .sum(a, b) }
  static func - (a: Expression, b: Expression) -> Expression { .difference(a, b) }
  static func * (a: Expression, b: Expression) -> Expression { .product(a, b) }
  static func / (a: Expression, b: Expression) -> Expression { .quotient(a, b) }
  static prefix func - (a: Expression) -> Expression { .constant(-1) * a }
  static func ^ (a: Expression, n: Int) -> Expression { .power(a, n) }
}

func exp(_ x: Expression) -> Expression { .apply(.exp, x) }
func log(_ x: Expression) -> Expression { .apply(.log, x) }
func sqrt(_ x: Expression) -> Expression { .apply(.sqrt, x) }
func sigmoid(_ x: Expression) -> Expression { .apply(.sigmoid, x) }
func tanh(_ x: Expression) -> Expression { .apply(.tanh, x) }
func relu(_ x: Expression) -> Expression { .apply(.relu, x) }
func abs(_ x: Expression) -> Expression { .apply(.abs, x) }
func sign(_ x: Expression) -> Expression { .apply(.sign, x) }
func step(_ x: Expression) -> Expression { .apply(.step, x) }
func max(_ x: Expression, _ y: Expression) -> Expression { .maximum(x, y) }

/// left = right over the first `variableCount` variables.
struct Claim: Equation, CustomStringConvertible {
  let left: [Expression]
  let right: [Expression]
  let variableCount: Int

  init(_ left: Expression, _ right: Expression, variables: Int = 6) {
    self.left = [left]
    self.right = [right]
    variableCount = variables
  }

  init(_ left: [Expression], _ right: [Expression], variables: Int) {
    self.left = left
    self.right = right
    variableCount = variables
  }

  func sides<A: Arithmetic>(
    in a: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number]) {
    var values: ([A.Number], [A.Number]) = ([], [])
    for side in left { values.0.append(try side.value(in: a, at: point)) }
    for side in right { values.1.append(try side.value(in: a, at: point)) }
    return values
  }

  var description: String { "\(left) = \(right)" }
}
