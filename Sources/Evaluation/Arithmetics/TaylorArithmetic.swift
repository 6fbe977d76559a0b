import Language
import Numbers

/// Truncated Taylor series with certified coefficients: c₀ + c₁t + c₂t² + c₃t³.
///
/// Run on an interval of one variable, the last coefficient encloses f‴/6 over all of that interval, which
/// is what makes a central difference a theorem (``CentralDifference``). Rules: Moore, *Interval Analysis*
/// (1966), the recurrences from f′ = f·u′ and the like.
public struct TaylorArithmetic<Base: EnclosingArithmetic>: Arithmetic {
  public typealias Number = [Base.Number]

  /// The arithmetic of the coefficients.
  public let base: Base
  /// The number of coefficients: the highest derivative's order plus one.
  public let length: Int
  /// 0, 1, 2, … as far as the rules need them.
  private let integers: [Base.Number]

  public init(over base: Base, order: Int) {
    self.base = base
    self.length = order + 1
    integers = (0...max(length, 1)).map { base.number(enclosing: Enclosure($0)) }
  }

  /// The variable itself at a point or over an interval.
  public func variable(_ value: Base.Number) -> Number {
    [value, integers[1]] + Array(repeating: integers[0], count: max(length - 2, 0))
  }

  public func constant(_ value: Base.Number) -> Number {
    [value] + Array(repeating: integers[0], count: length - 1)
  }

  public func number(_ value: Rational) throws(ArithmeticError) -> Number { constant(try base.number(value)) }

  public func sum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try zip(a, b).map { (x, y) throws(ArithmeticError) in try base.sum(x, y) }
  }

  public func difference(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try zip(a, b).map { (x, y) throws(ArithmeticError) in try base.difference(x, y) }
  }

  public func negation(_ a: Number) throws(ArithmeticError) -> Number {
    try a.map { (x) throws(ArithmeticError) in try base.negation(x) }
  }

  private var one: Number { constant(integers[1]) }

  public func product(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    var result: Number = []
    for k in 0..<length {
      var total = integers[0]
      for j in 0...k { total = try base.sum(total, base.product(a[j], b[k - j])) }
      result.append(total)
    }
    return result
  }

  /// From a = q·b: q_k = (a_k − Σ_{j<k} q_j b_{k−j}) / b₀.
  public func quotient(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    var result: Number = []
    for k in 0..<length {
      var rest = a[k]
      for j in 0..<k { rest = try base.difference(rest, base.product(result[j], b[k - j])) }
      result.append(try base.quotient(rest, b[0]))
    }
    return result
  }

  public func power(_ a: Number, _ exponent: Int) throws(ArithmeticError) -> Number {
    var result = one
    var square = a
    var remaining = exponent.magnitude
    if remaining > 1 << 20 { throw .tooLarge("the power \(exponent) of a Taylor series") }
    while remaining > 0 {
      if remaining & 1 == 1 { result = try product(result, square) }
      remaining >>= 1
      if remaining > 0 { square = try product(square, square) }
    }
    return exponent < 0 ? try quotient(one, result) : result
  }

  public func maximum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    guard let sign = try base.difference(a[0], b[0]).signum else { throw .undecided("which side of a kink") }
    return sign >= 0 ? a : b
  }

  public func indicator(
    _ relation: Relation, _ a: Number, _ b: Number
  ) throws(ArithmeticError) -> Number {
    constant(try base.indicator(relation, a[0], b[0]))
  }

  public func value(of function: Function, at x: Number) throws(ArithmeticError) -> Number {
    let first = try base.value(of: function, at: x[0])
    switch function {
    case .exp: return try solve(first, x) { (y) throws(ArithmeticError) in y }
    case .sigmoid:
      return try solve(first, x) { (y) throws(ArithmeticError) in
        try self.product(y, self.difference(self.one, y))
      }
    case .tanh:
      return try solve(first, x) { (y) throws(ArithmeticError) in
        try self.difference(self.one, self.product(y, y))
      }
    case .log: return try integrate(first, quotient(derivative(x), x))
    case .sqrt:
      var result = [first]
      let twice = try base.sum(first, first)
      for k in 1..<max(length, 1) {
        var rest = x[k]
        for j in 1..<k { rest = try base.difference(rest, base.product(result[j], result[k - j])) }
        result.append(try base.quotient(rest, twice))
      }
      return result
    case .relu, .abs:
      guard let sign = x[0].signum, sign != 0 else { throw .undecided("which side of a kink") }
      if sign > 0 { return x }
      return function == .abs ? try negation(x) : constant(integers[0])
    case .sign, .step: return constant(first)
    }
  }

  /// The series y with y′ = rate(y)·x′ and y₀ given: coefficient k + 1 needs the rate to order k only.
  private func solve(
    _ first: Base.Number, _ x: Number, rate: (Number) throws(ArithmeticError) -> Number
  ) throws(ArithmeticError) -> Number {
    var y = constant(first)
    let slope = try derivative(x)
    for k in 0..<length - 1 {
      let term = try product(rate(y), slope)[k]
      y[k + 1] = try base.quotient(term, integers[k + 1])
    }
    return y
  }

  /// The series of the derivative, its last coefficient unknown and put as 0; callers never read it.
  private func derivative(_ x: Number) throws(ArithmeticError) -> Number {
    var result: Number = []
    for k in 0..<length {
      result.append(k + 1 < length ? try base.product(integers[k + 1], x[k + 1]) : integers[0])
    }
    return result
  }

  private func integrate(_ first: Base.Number, _ slope: Number) throws(ArithmeticError) -> Number {
    var result = [first]
    for k in 1..<max(length, 1) { result.append(try base.quotient(slope[k - 1], integers[k])) }
    return result
  }
}

extension TaylorArithmetic where Base == CertifiedArithmetic {
  public init(precision: Int, order: Int) {
    self.init(over: CertifiedArithmetic(precision: precision), order: order)
  }
}
