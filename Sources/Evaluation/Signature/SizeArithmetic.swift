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
    public var hasLogarithm: Bool
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
    Number(numerator: 2, denominator: 0, numeratorBits: 0, denominatorBits: 0, height: 0, hasLogarithm: false)
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
        denominatorBits: UInt64(value.denominator.bitWidth), height: 0, hasLogarithm: false))
  }

  public func sum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try noted(
      Number(
        numerator: max(a.numerator +| b.denominator, b.numerator +| a.denominator),
        denominator: a.denominator +| b.denominator,
        numeratorBits: max(a.numeratorBits +| b.denominatorBits, b.numeratorBits +| a.denominatorBits) +| 1,
        denominatorBits: a.denominatorBits +| b.denominatorBits, height: max(a.height, b.height),
        hasLogarithm: a.hasLogarithm || b.hasLogarithm))
  }

  public func difference(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number { try sum(a, b) }
  public func negation(_ a: Number) throws(ArithmeticError) -> Number { a }

  public func product(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try noted(
      Number(
        numerator: a.numerator +| b.numerator, denominator: a.denominator +| b.denominator,
        numeratorBits: a.numeratorBits +| b.numeratorBits,
        denominatorBits: a.denominatorBits +| b.denominatorBits, height: max(a.height, b.height),
        hasLogarithm: a.hasLogarithm || b.hasLogarithm))
  }

  private func reciprocal(_ a: Number) -> Number {
    Number(
      numerator: a.denominator, denominator: a.numerator, numeratorBits: a.denominatorBits,
      denominatorBits: a.numeratorBits, height: a.height, hasLogarithm: a.hasLogarithm)
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
        height: base.height, hasLogarithm: base.hasLogarithm))
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
      return try followed(x, hasLogarithm: true)
    case .sqrt:
      record.survey.hasRoots = true
      return try followed(x, hasLogarithm: x.hasLogarithm)
    case .relu, .abs, .sign, .step:
      record.survey.hasSteps = true
      if function == .sign || function == .step { record.survey.hasJumps = true }
      return try product(sum(x, number(.one)), followed(x, hasLogarithm: x.hasLogarithm))
    }
  }

  /// A value that the signature assembles from the parts of products met so far.
  private func followed(_ x: Number, hasLogarithm: Bool) throws(ArithmeticError) -> Number {
    let degree = (record.survey.degree +| 2) *| 2
    let bits = (record.survey.bits +| 16) *| 2
    return try noted(
      Number(
        numerator: degree, denominator: degree, numeratorBits: bits, denominatorBits: bits, height: x.height,
        hasLogarithm: hasLogarithm))
  }

  /// exp(Σ q·log u + v) is up to 4096 times the degree of u besides exp(v), which is an element of its own.
  private func exponential(_ x: Number) throws(ArithmeticError) -> Number {
    record.survey.exponentials += 1
    let factor: UInt64 = x.hasLogarithm ? 4096 : 0
    return try noted(
      Number(
        numerator: (record.survey.degree *| factor) +| 1, denominator: record.survey.degree *| factor,
        numeratorBits: record.survey.bits *| factor, denominatorBits: record.survey.bits *| factor,
        height: x.height + 1, hasLogarithm: x.hasLogarithm))
  }

  public func maximum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try sum(b, value(of: .relu, at: difference(a, b)))
  }

  public func indicator(_ relation: Relation, _ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    record.survey.hasSteps = true
    record.survey.hasJumps = true
    return try followed(difference(a, b), hasLogarithm: a.hasLogarithm || b.hasLogarithm)
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
