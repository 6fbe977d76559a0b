import Language
import Numbers

/// A way to compute: the numbers of one kind, with the context they need.
///
/// The evaluator and the differentiation are written once over this protocol, so a new witness is a new
/// arithmetic and nothing else. An arithmetic is a value (it carries a precision, primes, limits); its
/// operations throw where a number of its kind cannot be given.
public protocol Arithmetic: Sendable {
  associatedtype Number: Sendable

  /// The number that stands for an exact rational.
  func number(_ value: Rational) throws(ArithmeticError) -> Number
  func sum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number
  func difference(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number
  func product(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number
  func quotient(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number
  func negation(_ a: Number) throws(ArithmeticError) -> Number
  /// `base` to an integer power; a negative exponent divides. 0⁰ is 1.
  func power(_ base: Number, _ exponent: Int) throws(ArithmeticError) -> Number
  func value(of function: Function, at x: Number) throws(ArithmeticError) -> Number
  func maximum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number
  /// 1 where the relation holds and 0 where it does not.
  func indicator(_ relation: Relation, _ a: Number, _ b: Number) throws(ArithmeticError) -> Number

  /// Σ a[aStart + t·aStride] · b[bStart + t·bStride] over t in 0..<count: the inner loop of every matrix
  /// product, where an arithmetic may keep one accumulator and round once.
  func contraction(
    count: Int, _ a: [Number], _ aStart: Int, _ aStride: Int, _ b: [Number], _ bStart: Int, _ bStride: Int
  ) throws(ArithmeticError) -> Number
}

extension Arithmetic {
  @inlinable
  public func contraction(
    count: Int, _ a: [Number], _ aStart: Int, _ aStride: Int, _ b: [Number], _ bStart: Int, _ bStride: Int
  ) throws(ArithmeticError) -> Number {
    guard count > 0 else { return try number(.zero) }
    var total = try product(a[aStart], b[bStart])
    for t in 1..<max(count, 1) {
      total = try sum(total, product(a[aStart + t * aStride], b[bStart + t * bStride]))
    }
    return total
  }
}

/// The functions of one variable that every arithmetic knows; all others are defined by formulas of these.
public enum Function: String, Sendable, Hashable, CaseIterable {
  case exp, log, sqrt, sigmoid, tanh, relu, abs
  /// −1, 0 or 1: the slope of `abs` (0 at its kink, by convention).
  case sign
  /// 1 where x > 0, else 0: the slope of `relu` (0 at its kink, by convention).
  case step
}

/// Why an arithmetic could not give a number.
public enum ArithmeticError: Error, Sendable, Hashable {
  case divisionByZero
  /// A function outside its domain, such as the logarithm of a negative number.
  case outsideDomain(Function)
  /// The enclosure of a divisor, or of an argument, reaches where the operation is not defined, though the
  /// exact value may well lie inside: more precision may tell.
  case undecided(String)
  /// The result would be larger than the stated limit.
  case tooLarge(String)
  /// This arithmetic has no such function (the logarithm in a finite field).
  case unsupported(Function)
  /// A given quantity has no value.
  case unknownValue(String)
}

extension ArithmeticError {
  /// What an error of the numbers means to an evaluation.
  public init(_ error: NumberError) {
    switch error {
    case .divisionByZero: self = .divisionByZero
    case .undecided(let what): self = .undecided(what)
    default: self = .tooLarge("\(error)")
    }
  }
}

/// A computation with numbers, its error told as an arithmetic's.
@inlinable
func lifted<Result>(
  _ compute: () throws(NumberError) -> Result
) throws(ArithmeticError) -> Result {
  do throws(NumberError) { return try compute() } catch { throw ArithmeticError(error) }
}
