import Language
import Numbers

/// Where a formula may be undefined: the operations in it that are not defined everywhere.
///
/// A divisor counts unless it is a number or known not to be zero from the signs of what it is made of; likewise the
/// arguments of logarithms and roots. What is not known is reported, so the list may be too long, never too short.
public struct DomainArithmetic: Arithmetic {
  public struct Number: Sendable {
    var sign = KnownSign.unknown
    var constant: Rational?
    /// Which variable the value is, where it is one.
    public internal(set) var variable: Int?
    public var isZero: Bool { constant?.isZero ?? false }
    /// Whether it lies strictly between 0 and 1.
    var isFraction = false
    var isNonzero: Bool { sign == .positive || sign == .negative || constant.map { !$0.isZero } ?? false }
  }

  /// A condition for being defined.
  public enum Condition: Sendable, Hashable, Comparable {
    /// A variable is not zero, is positive, is not negative.
    case nonzero(variable: Int)
    case positive(variable: Int)
    case nonnegative(variable: Int)
    case divisors
    case logarithms
    case roots
  }

  final class Record: @unchecked Sendable { var conditions: Set<Condition> = [] }
  let record = Record()

  public init() {}

  /// What has been met so far, in a fixed order; x ≠ 0 and x ≥ 0 together are x > 0.
  public var conditions: [Condition] {
    let met = record.conditions
    let told = met.map { condition -> Condition in
      switch condition {
      case .nonzero(let x) where met.contains(.nonnegative(variable: x)),
        .nonzero(let x) where met.contains(.positive(variable: x)),
        .nonnegative(let x) where met.contains(.nonzero(variable: x)),
        .nonnegative(let x) where met.contains(.positive(variable: x)):
        .positive(variable: x)
      default: condition
      }
    }
    return Set(told).sorted()
  }

  public func variable(_ index: Int, sign: KnownSign = .unknown) -> Number {
    Number(sign: sign, variable: index)
  }

  public func number(_ value: Rational) -> Number { Number(sign: .of(value), constant: value) }

  public func sum(_ a: Number, _ b: Number) -> Number {
    if let x = a.constant, let y = b.constant, x.bitSize + y.bitSize < 4096 { return number(x + y) }
    if let x = a.constant, x.isZero { return b }
    if let y = b.constant, y.isZero { return a }
    return Number(sign: .sum(a.sign, b.sign))
  }

  public func difference(_ a: Number, _ b: Number) -> Number {
    if let x = a.constant, x == .one, b.isFraction { return Number(sign: .positive, isFraction: true) }
    return sum(a, negation(b))
  }

  public func negation(_ a: Number) -> Number {
    Number(sign: a.sign.negated, constant: a.constant.map { -$0 })
  }

  public func product(_ a: Number, _ b: Number) -> Number {
    if let x = a.constant, let y = b.constant, x.bitSize + y.bitSize < 4096 { return number(x * y) }
    if let x = a.constant, x == .one { return b }
    if let y = b.constant, y == .one { return a }
    return Number(sign: .product(a.sign, b.sign), isFraction: a.isFraction && b.isFraction)
  }

  public func quotient(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    if let y = b.constant {
      guard let inverse = try? Rational.one.divided(by: y) else { throw .divisionByZero }
      return product(a, number(inverse))
    }
    if !b.isNonzero { record.conditions.insert(b.variable.map { .nonzero(variable: $0) } ?? .divisors) }
    return Number(sign: .product(a.sign, b.sign))
  }

  public func power(_ base: Number, _ exponent: Int) throws(ArithmeticError) -> Number {
    if exponent == 0 { return number(.one) }
    if exponent == 1 { return base }
    if exponent < 0 {
      _ = try quotient(number(.one), base)
    }
    if exponent.isMultiple(of: 2) {
      return Number(
        sign: base.isNonzero || exponent < 0 ? .positive : .nonnegative,
        isFraction: base.isFraction && exponent > 0)
    }
    return Number(sign: base.sign, isFraction: base.isFraction && exponent > 0)
  }

  public func value(of function: Function, at x: Number) -> Number {
    switch function {
    case .exp: return Number(sign: .positive)
    case .sigmoid: return Number(sign: .positive, isFraction: true)
    case .tanh, .sign: return Number(sign: x.sign)
    case .log:
      if x.sign != .positive {
        record.conditions.insert(x.variable.map { .positive(variable: $0) } ?? .logarithms)
      }
      return Number()
    case .sqrt:
      if x.sign != .positive, x.sign != .nonnegative {
        record.conditions.insert(x.variable.map { .nonnegative(variable: $0) } ?? .roots)
      }
      return Number(sign: x.sign == .positive ? .positive : .nonnegative)
    case .relu, .abs, .step:
      return Number(sign: x.sign == .positive || (function == .abs && x.isNonzero) ? .positive : .nonnegative)
    }
  }

  public func maximum(_ a: Number, _ b: Number) -> Number {
    let positive = a.sign == .positive || b.sign == .positive
    let nonnegative = a.sign == .nonnegative || b.sign == .nonnegative
    return Number(sign: positive ? .positive : nonnegative ? .nonnegative : .unknown)
  }

  public func indicator(_ relation: Relation, _ a: Number, _ b: Number) -> Number {
    Number(sign: .nonnegative)
  }
}
