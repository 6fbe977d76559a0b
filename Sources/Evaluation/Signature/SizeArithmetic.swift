import Language
import Numbers

/// How large a formula is as a rational function of its variables, exponentials, steps, roots and logarithms.
///
/// Degrees and coefficient sizes of a numerator and a denominator, without cancelling: for
/// a/b ± c/d the numerator's degree is at most max(deg a + deg d, deg c + deg b), and ‖·‖₁ of the coefficients is
/// submultiplicative, so that sizes in bits add under products and grow by one more bit under sums. All numbers
/// saturate: a bound never wraps round.
public struct SizeArithmetic: Arithmetic {
  public struct Number: Sendable, Hashable {
    /// Total degrees.
    public var numerator: UInt64
    public var denominator: UInt64
    /// Bits of the 1-norm of the coefficients.
    public var numeratorBits: UInt64
    public var denominatorBits: UInt64
    /// How deep exponentials are nested.
    public var height: Int
    /// The largest degree and coefficient bits of what a logarithm inside is taken of; 0 for none.
    public var argument: UInt64 = 0
    public var argumentBits: UInt64 = 0
  }

  /// The largest that any intermediate value is, and what occurs.
  public struct Survey: Sendable {
    public var degree: UInt64 = 1
    public var bits: UInt64 = 1
    public var height = 0
    public var hasLogarithms = false
    public var hasRoots = false
    public var hasSteps = false
    /// Steps themselves (sign, step, indicators), not only continuous functions with kinks.
    public var hasJumps = false
    /// Of the arguments of exponentials.
    public var exponentDegree: UInt64 = 0
    public var exponentBits: UInt64 = 0
    public var operations = 0
    public var exponentials = 0
  }

  /// Where the survey is kept; one evaluation at a time.
  final class Record: @unchecked Sendable { var survey = Survey() }
  let record = Record()
  /// More work than this is refused.
  let operationLimit: Int

  public var survey: Survey { record.survey }

  public init(operationLimit: Int = 1 << 24) { self.operationLimit = operationLimit }

  public var variable: Number {
    Number(numerator: 2, denominator: 0, numeratorBits: 0, denominatorBits: 0, height: 0)
  }

  private func noted(_ x: Number) throws(ArithmeticError) -> Number {
    record.survey.degree = max(record.survey.degree, x.numerator, x.denominator)
    record.survey.bits = max(record.survey.bits, x.numeratorBits, x.denominatorBits)
    record.survey.height = max(record.survey.height, x.height)
    record.survey.operations += 1
    if record.survey.operations > operationLimit { throw .tooLarge("more than \(operationLimit) operations") }
    return x
  }

  public func number(_ value: Rational) throws(ArithmeticError) -> Number {
    try noted(
      Number(
        numerator: 0, denominator: 0, numeratorBits: UInt64(value.numerator.bitWidth),
        denominatorBits: UInt64(value.denominator.bitWidth), height: 0))
  }

  public func sum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try noted(
      Number(
        numerator: max(a.numerator +| b.denominator, b.numerator +| a.denominator),
        denominator: a.denominator +| b.denominator,
        numeratorBits: max(a.numeratorBits +| b.denominatorBits, b.numeratorBits +| a.denominatorBits) +| 1,
        denominatorBits: a.denominatorBits +| b.denominatorBits, height: max(a.height, b.height),
        argument: max(a.argument, b.argument), argumentBits: max(a.argumentBits, b.argumentBits)))
  }

  public func difference(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number { try sum(a, b) }
  public func negation(_ a: Number) throws(ArithmeticError) -> Number { a }

  public func product(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try noted(
      Number(
        numerator: a.numerator +| b.numerator, denominator: a.denominator +| b.denominator,
        numeratorBits: a.numeratorBits +| b.numeratorBits,
        denominatorBits: a.denominatorBits +| b.denominatorBits, height: max(a.height, b.height),
        argument: max(a.argument, b.argument), argumentBits: max(a.argumentBits, b.argumentBits)))
  }

  private func reciprocal(_ a: Number) -> Number {
    Number(
      numerator: a.denominator, denominator: a.numerator, numeratorBits: a.denominatorBits,
      denominatorBits: a.numeratorBits, height: a.height,
      argument: a.argument, argumentBits: a.argumentBits)
  }

  public func quotient(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try product(a, reciprocal(b))
  }

  public func power(_ base: Number, _ exponent: Int) throws(ArithmeticError) -> Number {
    let n = UInt64(exponent.magnitude)
    let base = exponent < 0 ? reciprocal(base) : base
    return try noted(
      Number(
        numerator: base.numerator *| n, denominator: base.denominator *| n,
        numeratorBits: base.numeratorBits *| n, denominatorBits: base.denominatorBits *| n,
        height: base.height, argument: base.argument, argumentBits: base.argumentBits))
  }

  public func value(of function: Function, at x: Number) throws(ArithmeticError) -> Number {
    switch function {
    case .exp: return try exponential(x)
    case .sigmoid, .tanh:
      let e = try exponential(x)
      let one = try number(.one)
      let squared = try product(e, e)
      return try quotient(sum(squared, one), sum(squared, one))
    case .log:
      record.survey.hasLogarithms = true
      return try logarithm(x)
    case .sqrt:
      record.survey.hasRoots = true
      return try grown(x)
    case .relu, .abs:
      record.survey.hasSteps = true
      return try grown(sum(x, x))
    case .sign, .step:
      record.survey.hasSteps = true
      record.survey.hasJumps = true
      return try noted(step(x))
    }
  }

  /// A product of at most ``Monomial/powerLimit`` powers whose exponents do not exceed those of x, besides one root and
  /// one sign for each.
  private func grown(_ x: Number) throws(ArithmeticError) -> Number {
    var result = x
    result.numerator = x.numerator +| UInt64(4 * Monomial.powerLimit)
    result.denominator = x.denominator +| UInt64(4 * Monomial.powerLimit)
    result.numeratorBits = x.numeratorBits +| x.denominatorBits +| 2
    result.denominatorBits = result.numeratorBits
    return try noted(result)
  }

  /// A step: an element of its own, known from where its argument is.
  private func step(_ x: Number) -> Number {
    Number(
      numerator: 1, denominator: 0, numeratorBits: 1, denominatorBits: 0, height: x.height,
      argument: x.argument, argumentBits: x.argumentBits)
  }

  /// Σ n·log|b| over at most ``Monomial/powerLimit`` bases and the primes of a coefficient: elements of their own, or
  /// exponents met before, each of which may bring its own denominator.
  private func logarithm(_ x: Number) throws(ArithmeticError) -> Number {
    let terms = UInt64(Monomial.powerLimit)
    let degree = (record.survey.exponentDegree *| terms) +| 1
    let bits = (record.survey.exponentBits *| terms) +| (x.numeratorBits +| x.denominatorBits) +| 32
    return try noted(
      Number(
        numerator: degree, denominator: degree, numeratorBits: bits, denominatorBits: bits, height: x.height,
        argument: max(x.argument, x.numerator, x.denominator),
        argumentBits: max(x.argumentBits, x.numeratorBits, x.denominatorBits)))
  }

  /// exp(Σ q·log u + v) is Πu^q, Σ|q| at most ``SignatureArithmetic/powerOfLogarithmLimit``, besides exp(v), which is an
  /// element of its own.
  private func exponential(_ x: Number) throws(ArithmeticError) -> Number {
    record.survey.exponentials += 1
    record.survey.exponentDegree = max(record.survey.exponentDegree, x.numerator, x.denominator)
    record.survey.exponentBits = max(record.survey.exponentBits, x.numeratorBits, x.denominatorBits)
    let factor = UInt64(SignatureArithmetic.powerOfLogarithmLimit)
    let roots: UInt64 = x.argument == 0 ? 0 : 4 * UInt64(Monomial.powerLimit) *| factor
    return try noted(
      Number(
        numerator: (x.argument *| factor) +| roots +| 1, denominator: (x.argument *| factor) +| roots,
        numeratorBits: x.argumentBits *| factor, denominatorBits: x.argumentBits *| factor,
        height: x.height + 1, argument: x.argument, argumentBits: x.argumentBits))
  }

  public func maximum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try sum(b, value(of: .relu, at: difference(a, b)))
  }

  public func indicator(_ relation: Relation, _ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    record.survey.hasSteps = true
    record.survey.hasJumps = true
    return try noted(step(difference(a, b)))
  }
}

infix operator +| : AdditionPrecedence
infix operator *| : MultiplicationPrecedence

/// Addition that stops at the largest number.
func +| (a: UInt64, b: UInt64) -> UInt64 {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? .max : sum
}

/// Multiplication that stops at the largest number.
func *| (a: UInt64, b: UInt64) -> UInt64 {
  let (product, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? .max : product
}
