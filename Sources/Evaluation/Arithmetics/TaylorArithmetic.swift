import Language
import Numbers

/// Truncated Taylor series with certified coefficients: c₀ + c₁t + c₂t² + c₃t³.
///
/// Run on an interval of one variable, the last coefficient encloses f‴/6 over all of that interval, which
/// is what makes a central difference a theorem (``CentralDifference``). Rules: Moore, *Interval Analysis*
/// (1966), the recurrences from f′ = f·u′ and the like.
public struct TaylorArithmetic: Arithmetic {
  public typealias Number = [Enclosure]

  public let base: CertifiedArithmetic
  /// The number of coefficients: the highest derivative's order plus one.
  public let length: Int

  public init(precision: Int, order: Int) {
    self.base = CertifiedArithmetic(precision: precision)
    self.length = order + 1
  }

  /// The variable itself at a point or over an interval.
  public func variable(_ value: Enclosure) -> [Enclosure] {
    [value, Enclosure(1)] + Array(repeating: Enclosure(0), count: max(length - 2, 0))
  }

  public func constant(_ value: Enclosure) -> [Enclosure] {
    [value] + Array(repeating: Enclosure(0), count: length - 1)
  }

  public func number(_ value: Rational) -> [Enclosure] { constant(base.number(value)) }

  public func sum(_ a: [Enclosure], _ b: [Enclosure]) -> [Enclosure] { zip(a, b).map(base.sum) }

  public func difference(_ a: [Enclosure], _ b: [Enclosure]) -> [Enclosure] {
    zip(a, b).map(base.difference)
  }

  public func negation(_ a: [Enclosure]) -> [Enclosure] { a.map(base.negation) }

  public func product(_ a: [Enclosure], _ b: [Enclosure]) throws(ArithmeticError) -> [Enclosure] {
    var result: [Enclosure] = []
    for k in 0..<length {
      var total = Enclosure(0)
      for j in 0...k { total = base.sum(total, try base.product(a[j], b[k - j])) }
      result.append(total)
    }
    return result
  }

  /// From a = q·b: q_k = (a_k − Σ_{j<k} q_j b_{k−j}) / b₀.
  public func quotient(_ a: [Enclosure], _ b: [Enclosure]) throws(ArithmeticError) -> [Enclosure] {
    var result: [Enclosure] = []
    for k in 0..<length {
      var rest = a[k]
      for j in 0..<k { rest = base.difference(rest, try base.product(result[j], b[k - j])) }
      result.append(try base.quotient(rest, b[0]))
    }
    return result
  }

  public func power(_ a: [Enclosure], _ exponent: Int) throws(ArithmeticError) -> [Enclosure] {
    var result = number(.one)
    var square = a
    var remaining = exponent.magnitude
    if remaining > 1 << 20 { throw .tooLarge("the power \(exponent) of a Taylor series") }
    while remaining > 0 {
      if remaining & 1 == 1 { result = try product(result, square) }
      remaining >>= 1
      if remaining > 0 { square = try product(square, square) }
    }
    return exponent < 0 ? try quotient(number(.one), result) : result
  }

  public func maximum(_ a: [Enclosure], _ b: [Enclosure]) throws(ArithmeticError) -> [Enclosure] {
    guard let sign = base.difference(a[0], b[0]).signum else { throw .undecided("which side of a kink") }
    return sign >= 0 ? a : b
  }

  public func indicator(
    _ relation: Relation, _ a: [Enclosure], _ b: [Enclosure]
  ) throws(ArithmeticError) -> [Enclosure] {
    constant(try base.indicator(relation, a[0], b[0]))
  }

  public func value(of function: Function, at x: [Enclosure]) throws(ArithmeticError) -> [Enclosure] {
    let first = try base.value(of: function, at: x[0])
    switch function {
    case .exp: return try solve(first, x) { (y) throws(ArithmeticError) in y }
    case .sigmoid:
      return try solve(first, x) { (y) throws(ArithmeticError) in
        try self.product(y, self.difference(self.number(.one), y))
      }
    case .tanh:
      return try solve(first, x) { (y) throws(ArithmeticError) in
        try self.difference(self.number(.one), self.product(y, y))
      }
    case .log: return try integrate(first, quotient(derivative(x), x))
    case .sqrt:
      var result = [first]
      let twice = base.sum(first, first)
      for k in 1..<max(length, 1) {
        var rest = x[k]
        for j in 1..<k { rest = base.difference(rest, try base.product(result[j], result[k - j])) }
        result.append(try base.quotient(rest, twice))
      }
      return result
    case .relu, .abs:
      guard let sign = x[0].signum, sign != 0 else { throw .undecided("which side of a kink") }
      if sign > 0 { return x }
      return function == .abs ? negation(x) : number(.zero)
    case .sign, .step: return constant(first)
    }
  }

  /// The series y with y′ = rate(y)·x′ and y₀ given: coefficient k + 1 needs the rate to order k only.
  private func solve(
    _ first: Enclosure, _ x: [Enclosure], rate: ([Enclosure]) throws(ArithmeticError) -> [Enclosure]
  ) throws(ArithmeticError) -> [Enclosure] {
    var y = constant(first)
    let slope = try derivative(x)
    for k in 0..<length - 1 {
      let term = try product(rate(y), slope)[k]
      y[k + 1] = try base.quotient(term, Enclosure(k + 1))
    }
    return y
  }

  /// The series of the derivative, its last coefficient unknown and put as 0; callers never read it.
  private func derivative(_ x: [Enclosure]) throws(ArithmeticError) -> [Enclosure] {
    var result: [Enclosure] = []
    for k in 0..<length {
      result.append(k + 1 < length ? try base.product(Enclosure(k + 1), x[k + 1]) : Enclosure(0))
    }
    return result
  }

  private func integrate(_ first: Enclosure, _ slope: [Enclosure]) throws(ArithmeticError) -> [Enclosure] {
    var result = [first]
    for k in 1..<max(length, 1) { result.append(try base.quotient(slope[k - 1], Enclosure(k))) }
    return result
  }
}
