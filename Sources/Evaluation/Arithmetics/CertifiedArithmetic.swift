import Language
import Numbers

/// Certified reals: every result is an enclosure of the exact value.
///
/// The precision is the working precision in bits; an operation rounds its midpoint to it and adds what that
/// loses to the radius. Where an enclosure is too wide to tell (a divisor that may be zero, a comparison), the
/// operation throws ``ArithmeticError/undecided(_:)`` and a higher precision may tell.
public struct CertifiedArithmetic: Arithmetic {
  public let precision: Int

  /// The highest precision anything is tried at.
  public static let precisionLimit = 1 << 16

  public init(precision: Int) { self.precision = precision }

  public func number(_ value: Rational) -> Enclosure { Enclosure(value, precision: precision) }

  public func sum(_ a: Enclosure, _ b: Enclosure) -> Enclosure { a.adding(b, precision: precision) }

  public func difference(_ a: Enclosure, _ b: Enclosure) -> Enclosure {
    a.subtracting(b, precision: precision)
  }

  public func product(_ a: Enclosure, _ b: Enclosure) throws(ArithmeticError) -> Enclosure {
    try bounded(a.multiplying(b, precision: precision))
  }

  public func quotient(_ a: Enclosure, _ b: Enclosure) throws(ArithmeticError) -> Enclosure {
    try lifted { () throws(NumberError) in try a.divided(by: b, precision: precision) }
  }

  public func negation(_ a: Enclosure) -> Enclosure { a.negated() }

  public func power(_ base: Enclosure, _ exponent: Int) throws(ArithmeticError) -> Enclosure {
    try lifted { () throws(NumberError) in try base.power(exponent, precision: precision) }
  }

  public func maximum(_ a: Enclosure, _ b: Enclosure) -> Enclosure {
    Enclosure.maximum(a, b, precision: precision)
  }

  public func value(of function: Function, at x: Enclosure) throws(ArithmeticError) -> Enclosure {
    do throws(NumberError) {
      switch function {
      case .exp: return try x.exp(precision: precision)
      case .log:
        guard x.upper.signum > 0 else { throw NumberError.outsideDomain("log") }
        return try x.log(precision: precision)
      case .sqrt: return try x.squareRoot(precision: precision)
      case .sigmoid: return try x.sigmoid(precision: precision)
      case .tanh: return try x.tanh(precision: precision)
      case .relu: return x.relu(precision: precision)
      case .abs: return x.absoluteValue(precision: precision)
      case .sign:
        guard let sign = x.signum else { throw NumberError.undecided("the sign of \(x)") }
        return Enclosure(sign)
      case .step:
        guard let sign = x.signum else { throw NumberError.undecided("whether \(x) > 0") }
        return Enclosure(sign > 0 ? 1 : 0)
      }
    } catch {
      if case .outsideDomain = error { throw .outsideDomain(function) }
      throw ArithmeticError(error)
    }
  }

  /// One rounding at the end instead of one for each term.
  public func contraction(
    count: Int, _ a: UnsafePointer<Enclosure>, _ aStride: Int, _ b: UnsafePointer<Enclosure>, _ bStride: Int
  ) throws(ArithmeticError) -> Enclosure {
    try bounded(Enclosure.dot(count: count, a, aStride, b, bStride, precision: precision))
  }

  /// A product beyond the range of exponents encloses nothing useful.
  private func bounded(_ value: Enclosure) throws(ArithmeticError) -> Enclosure {
    guard value.isBounded else { throw .tooLarge("a number beyond 2^\(Enclosure.exponentLimit)") }
    return value
  }

  public func indicator(
    _ relation: Relation, _ a: Enclosure, _ b: Enclosure
  ) throws(ArithmeticError) -> Enclosure {
    let difference = a.subtracting(b, precision: precision)
    if let sign = difference.signum { return Enclosure(relation.holds(sign) ? 1 : 0) }
    throw .undecided("whether \(a) \(relation.rawValue) \(b)")
  }
}
