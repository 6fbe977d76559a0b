import Language
import Numbers

/// How large a formula is as a quotient of polynomials over the integers in its variables, exponentials, steps,
/// roots and logarithms.
///
/// A value is A / Π fⱼ^eⱼ: the degree and the size of A are kept, and its denominator as powers of factors, so that
/// terms over the same denominators do not multiply them. With ‖·‖₁ the sum of the absolute values of the
/// coefficients, ‖AB‖₁ ≤ ‖A‖₁‖B‖₁ and ‖A + B‖₁ ≤ ‖A‖₁ + ‖B‖₁; degrees and log₂‖·‖₁ therefore add under products and,
/// over a common denominator, take the larger one under sums (with one more bit for each sum). The numerator of
/// what is divided by becomes a factor, told apart by where it was computed; the denominator of a number is a
/// factor of degree 0. Nothing is cancelled, so all figures are upper bounds. They saturate and never wrap round.
public struct SizeArithmetic: Arithmetic {
  public struct Number: Sendable {
    /// The total degree of the numerator, and log₂ of the 1-norm of its coefficients.
    public var degree: UInt64
    public var bits: UInt64
    /// Powers of factors, in the order of the factors.
    var denominator: [Power] = []
    /// How deep exponentials are nested.
    public var height = 0
    public var isZero = false
    /// Where the value was computed: equal names are equal values up to sign.
    var name = 0
  }

  struct Power: Sendable {
    var factor: Int
    var exponent: UInt64
  }

  struct Extent: Sendable {
    var degree: UInt64
    var bits: UInt64
  }

  /// The largest that any intermediate value is, and what occurs.
  public struct Survey: Sendable {
    /// Of numerators and denominators.
    public var degree: UInt64 = 1
    public var bits: UInt64 = 1
    public var height = 0
    public var hasLogarithms = false
    public var hasRoots = false
    public var hasSteps = false
    /// Steps themselves (sign, step, indicators), not only continuous functions with kinks.
    public var hasJumps = false
    /// All arguments of exponentials over one denominator: of each numerator.
    public var exponentDegree: UInt64 = 1
    public var exponentBits: UInt64 = 1
    /// Of the numerators of what is tested for zero in the end.
    public var resultDegree: UInt64 = 1
    public var resultBits: UInt64 = 1
    public var operations = 0
    public var exponentials = 0
    /// Steps, roots and logarithms, each time one is taken.
    public var atoms = 0
  }

  /// Where the survey is kept; one evaluation at a time.
  final class Record: @unchecked Sendable {
    var survey = Survey()
    var factors: [Extent] = []
    /// Factors by the name of the value whose numerator they are.
    var factorOfName: [Int: Int] = [:]
    var factorOfInteger: [Integer: Int] = [:]
    var names = 0
    var exponents: Number?
    var seenExponents: Set<Int> = []
  }
  let record = Record()
  /// More work than this is refused.
  let operationLimit: Int
  /// A denominator of more factors than this is taken as one.
  static let factorLimit = 48

  public var survey: Survey { record.survey }

  public init(operationLimit: Int = 1 << 23) { self.operationLimit = operationLimit }

  /// A free quantity; it may be drawn as a square.
  public var variable: Number { named(Number(degree: 2, bits: 0)) }

  /// What is drawn at random for a step, a root or a logarithm.
  var atom: Number { named(Number(degree: 1, bits: 0)) }

  private func named(_ x: Number) -> Number {
    var x = x
    record.names += 1
    x.name = record.names
    return x
  }

  private func noted(_ x: Number) throws(ArithmeticError) -> Number {
    let below = extent(of: x.denominator)
    record.survey.degree = max(record.survey.degree, x.degree, below.degree)
    record.survey.bits = max(record.survey.bits, x.bits, below.bits)
    record.survey.height = max(record.survey.height, x.height)
    record.survey.operations += 1
    if record.survey.operations > operationLimit { throw .tooLarge("more than \(operationLimit) operations") }
    var x = named(x)
    if x.denominator.count > SizeArithmetic.factorLimit {
      record.factors.append(below)
      x.denominator = [Power(factor: record.factors.count - 1, exponent: 1)]
    }
    return x
  }

  private func extent(of powers: [Power]) -> Extent {
    var total = Extent(degree: 0, bits: 0)
    for power in powers {
      let factor = record.factors[power.factor]
      total.degree = total.degree +| (factor.degree *| power.exponent)
      total.bits = total.bits +| (factor.bits *| power.exponent)
    }
    return total
  }

  public func number(_ value: Rational) throws(ArithmeticError) -> Number {
    var result = Number(degree: 0, bits: SizeArithmetic.bits(of: value.numerator), isZero: value.isZero)
    if value.denominator != .one {
      let factor: Int
      if let known = record.factorOfInteger[value.denominator] {
        factor = known
      } else {
        factor = record.factors.count
        record.factors.append(Extent(degree: 0, bits: SizeArithmetic.bits(of: value.denominator)))
        record.factorOfInteger[value.denominator] = factor
      }
      result.denominator = [Power(factor: factor, exponent: 1)]
    }
    return try noted(result)
  }

  /// An upper bound of log₂.
  private static func bits(of value: Integer) -> UInt64 {
    value.magnitude == .one ? 0 : UInt64(value.bitWidth)
  }

  // MARK: - Field operations

  /// The larger numerator over the least common denominator.
  private func together(_ a: Number, _ b: Number) -> Number {
    if a.isZero { return b }
    if b.isZero { return a }
    var left = Extent(degree: a.degree, bits: a.bits)
    var right = Extent(degree: b.degree, bits: b.bits)
    var common: [Power] = []
    common.reserveCapacity(max(a.denominator.count, b.denominator.count))
    var i = 0
    var j = 0
    func scale(_ extent: inout Extent, by factor: Int, _ exponent: UInt64) {
      if exponent == 0 { return }
      extent.degree = extent.degree +| (record.factors[factor].degree *| exponent)
      extent.bits = extent.bits +| (record.factors[factor].bits *| exponent)
    }
    while i < a.denominator.count || j < b.denominator.count {
      let x = i < a.denominator.count ? a.denominator[i] : Power(factor: .max, exponent: 0)
      let y = j < b.denominator.count ? b.denominator[j] : Power(factor: .max, exponent: 0)
      if x.factor == y.factor {
        scale(&left, by: x.factor, y.exponent > x.exponent ? y.exponent - x.exponent : 0)
        scale(&right, by: x.factor, x.exponent > y.exponent ? x.exponent - y.exponent : 0)
        common.append(Power(factor: x.factor, exponent: max(x.exponent, y.exponent)))
        i += 1
        j += 1
      } else if x.factor < y.factor {
        scale(&right, by: x.factor, x.exponent)
        common.append(x)
        i += 1
      } else {
        scale(&left, by: y.factor, y.exponent)
        common.append(y)
        j += 1
      }
    }
    return Number(
      degree: max(left.degree, right.degree), bits: max(left.bits, right.bits), denominator: common,
      height: max(a.height, b.height))
  }

  public func sum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    if a.isZero { return b }
    if b.isZero { return a }
    var result = together(a, b)
    result.bits = result.bits +| 1
    return try noted(result)
  }

  public func difference(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number { try sum(a, b) }
  public func negation(_ a: Number) throws(ArithmeticError) -> Number { a }

  public func product(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    if a.isZero { return a }
    if b.isZero { return b }
    var powers: [Power] = []
    if a.denominator.isEmpty {
      powers = b.denominator
    } else if b.denominator.isEmpty {
      powers = a.denominator
    } else {
      var i = 0
      var j = 0
      while i < a.denominator.count || j < b.denominator.count {
        let x = i < a.denominator.count ? a.denominator[i] : Power(factor: .max, exponent: 0)
        let y = j < b.denominator.count ? b.denominator[j] : Power(factor: .max, exponent: 0)
        let factor = min(x.factor, y.factor)
        let exponent = (x.factor == factor ? x.exponent : 0) +| (y.factor == factor ? y.exponent : 0)
        powers.append(Power(factor: factor, exponent: exponent))
        if x.factor == factor { i += 1 }
        if y.factor == factor { j += 1 }
      }
    }
    return try noted(
      Number(
        degree: a.degree +| b.degree, bits: a.bits +| b.bits, denominator: powers,
        height: max(a.height, b.height)))
  }

  /// The numerator becomes a factor of the denominator, the denominator the numerator.
  func reciprocal(_ a: Number) throws(ArithmeticError) -> Number {
    if a.isZero { throw .divisionByZero }
    let below = extent(of: a.denominator)
    var result = Number(degree: below.degree, bits: below.bits, height: a.height)
    if a.degree > 0 || a.bits > 0 {
      let factor: Int
      if let known = record.factorOfName[a.name] {
        factor = known
      } else {
        factor = record.factors.count
        record.factors.append(Extent(degree: a.degree, bits: a.bits))
        record.factorOfName[a.name] = factor
      }
      result.denominator = [Power(factor: factor, exponent: 1)]
    }
    return try noted(result)
  }

  public func quotient(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try product(a, reciprocal(b))
  }

  public func power(_ base: Number, _ exponent: Int) throws(ArithmeticError) -> Number {
    if exponent == 0 { return try number(.one) }
    let base = exponent < 0 ? try reciprocal(base) : base
    if exponent.magnitude == 1 || base.isZero { return base }
    let n = UInt64(exponent.magnitude)
    return try noted(
      Number(
        degree: base.degree *| n, bits: base.bits *| n,
        denominator: base.denominator.map { Power(factor: $0.factor, exponent: $0.exponent *| n) },
        height: base.height))
  }

  // MARK: - Functions

  public func value(of function: Function, at x: Number) throws(ArithmeticError) -> Number {
    switch function {
    case .exp: return try exponential(x)
    case .sigmoid, .tanh:
      // As the signatures compute them: 1/(1 + e), 1 − 2/(e + 1).
      let one = try number(.one)
      let inverse = try reciprocal(sum(one, exponential(x)))
      return function == .sigmoid ? inverse : try sum(one, product(number(Rational(2)), inverse))
    case .log:
      record.survey.hasLogarithms = true
      return try atom(over: x)
    case .sqrt:
      record.survey.hasRoots = true
      return try atom(over: x)
    case .relu, .abs:
      record.survey.hasSteps = true
      return try product(x, atom(over: x))
    case .sign, .step:
      record.survey.hasSteps = true
      record.survey.hasJumps = true
      return try atom(over: x)
    }
  }

  private func atom(over x: Number) throws(ArithmeticError) -> Number {
    record.survey.atoms += 1
    return try noted(Number(degree: 1, bits: 0, height: x.height))
  }

  /// An element of its own; its argument is put over one denominator with all others.
  func exponential(_ x: Number) throws(ArithmeticError) -> Number {
    record.survey.exponentials += 1
    if record.seenExponents.insert(x.name).inserted {
      var all = record.exponents.map { together($0, x) } ?? x
      let below = extent(of: all.denominator)
      record.survey.exponentDegree = max(all.degree, below.degree, 1)
      record.survey.exponentBits = max(all.bits, below.bits, 1)
      if all.denominator.count > 8 * SizeArithmetic.factorLimit {
        record.factors.append(below)
        all.denominator = [Power(factor: record.factors.count - 1, exponent: 1)]
      }
      record.exponents = all
    }
    return try noted(Number(degree: 1, bits: 0, height: x.height + 1))
  }

  public func maximum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    try sum(b, value(of: .relu, at: difference(a, b)))
  }

  public func indicator(_ relation: Relation, _ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    record.survey.hasSteps = true
    record.survey.hasJumps = true
    return try atom(over: difference(a, b))
  }

  /// Takes note of a value that will be tested for zero.
  public func note(result x: Number) {
    record.survey.resultDegree = max(record.survey.resultDegree, x.degree)
    record.survey.resultBits = max(record.survey.resultBits, x.bits)
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
