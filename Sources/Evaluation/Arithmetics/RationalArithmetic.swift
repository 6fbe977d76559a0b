import Language
import Numbers

/// Exact rationals: everything but the transcendental functions.
///
/// With `readingDigits`, a transcendental function's value is read as a person reads it off a table: certified
/// to that many significant digits, and from there on taken as the exact rational that those digits spell.
/// δ and gradients computed from such activations are then exact consequences of the digits shown.
public struct RationalArithmetic: Arithmetic {
  /// Significant digits that a transcendental value is read to; nil refuses to read any.
  public let readingDigits: Int?
  /// The largest size of a number, in bits of numerator and denominator together.
  public let bitLimit: Int

  public static let defaultBitLimit = 1 << 20

  public init(readingDigits: Int? = nil, bitLimit: Int = RationalArithmetic.defaultBitLimit) {
    self.readingDigits = readingDigits
    self.bitLimit = bitLimit
  }

  @inlinable public func number(_ value: Rational) -> Rational { value }

  @inlinable public func sum(_ a: Rational, _ b: Rational) throws(ArithmeticError) -> Rational {
    try limited(a + b)
  }

  @inlinable public func difference(_ a: Rational, _ b: Rational) throws(ArithmeticError) -> Rational {
    try limited(a - b)
  }

  @inlinable public func product(_ a: Rational, _ b: Rational) throws(ArithmeticError) -> Rational {
    try limited(a * b)
  }

  @inlinable public func quotient(_ a: Rational, _ b: Rational) throws(ArithmeticError) -> Rational {
    try limited(try lifted { () throws(NumberError) in try a.divided(by: b) })
  }

  @inlinable public func negation(_ a: Rational) -> Rational { -a }
  @inlinable public func maximum(_ a: Rational, _ b: Rational) -> Rational { a >= b ? a : b }

  public func power(_ base: Rational, _ exponent: Int) throws(ArithmeticError) -> Rational {
    let (size, overflow) = base.bitSize.multipliedReportingOverflow(by: Int(clamping: exponent.magnitude))
    if overflow || size > bitLimit, base.magnitude != .one, !base.isZero {
      throw .tooLarge("an exact power of more than \(bitLimit) bits")
    }
    return try limited(try lifted { () throws(NumberError) in try base.power(exponent) })
  }

  public func value(of function: Function, at x: Rational) throws(ArithmeticError) -> Rational {
    switch function {
    case .relu: return x.signum > 0 ? x : .zero
    case .abs: return x.magnitude
    case .sign: return Rational(x.signum)
    case .step: return x.signum > 0 ? .one : .zero
    case .exp where x.isZero: return .one
    case .tanh where x.isZero: return .zero
    case .sigmoid where x.isZero: return .half
    case .log where x == .one: return .zero
    case .sqrt:
      if x.signum < 0 { throw .outsideDomain(.sqrt) }
      if let root = x.exactSquareRoot { return root }
    case .log where x.signum <= 0: throw .outsideDomain(.log)
    default: break
    }
    guard let readingDigits else { throw .unsupported(function) }
    return try reading(function, at: x, digits: readingDigits)
  }

  public func indicator(_ relation: Relation, _ a: Rational, _ b: Rational) -> Rational {
    relation.holds(a < b ? -1 : a == b ? 0 : 1) ? .one : .zero
  }

  private func reading(
    _ function: Function, at x: Rational, digits: Int
  ) throws(ArithmeticError) -> Rational {
    var precision = digits * 4 + 64
    while precision <= CertifiedArithmetic.precisionLimit {
      let arithmetic = CertifiedArithmetic(precision: precision)
      let value = try arithmetic.value(of: function, at: arithmetic.number(x))
      let rounded = value.lower.rounded(significant: digits)
      if rounded == value.upper.rounded(significant: digits) { return rounded }
      precision *= 2
    }
    throw .undecided("\(digits) digits of \(function.rawValue)")
  }

  @inlinable func limited(_ value: Rational) throws(ArithmeticError) -> Rational {
    let size = value.bitSize
    if size > bitLimit { throw .tooLarge("an exact rational of \(size) bits (the limit is \(bitLimit))") }
    return value
  }
}

extension Relation {
  /// Whether the relation holds, given the sign of left − right.
  @inlinable public func holds(_ order: Int) -> Bool {
    switch self {
    case .equal, .approximately: order == 0
    case .unequal: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    }
  }
}
