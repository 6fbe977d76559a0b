import Language
import Numbers

/// A value's residues at every point of every level that it has, and what its logarithms, roots and steps need.
public struct SignatureNumber: Sendable {
  /// The lowest level with residues: how deep exponentials are nested in the value.
  @usableFromInline let level: Int
  /// Residues of all levels' points in a row; those below `level` mean nothing.
  @usableFromInline let residues: [UInt64]
  /// Known facts; nil where none are tracked or none are known.
  @usableFromInline let facts: SignatureFacts?
  /// How large the value is as a formula, where sizes are kept.
  let size: SignatureSize?

  init(level: Int, residues: [UInt64], facts: SignatureFacts? = nil, size: SignatureSize? = nil) {
    self.level = level
    self.residues = residues
    self.facts = facts
    self.size = size
  }
}

/// The size of a value, apart because most draws keep none.
final class SignatureSize: Sendable {
  let number: SizeArithmetic.Number

  init(_ number: SizeArithmetic.Number) { self.number = number }
}

/// What is known of a value's real counterpart, wherever it is defined.
@usableFromInline
final class SignatureFacts: Sendable {
  let sign: KnownSign
  /// The value as a product of powers, where it is one.
  let monomial: Monomial?
  /// The value is this combination of logarithms plus a rest without any, where it is one; empty for none.
  let logarithms: [LogarithmTerm]
  /// The value as a sum with roots in it, where it is one; empty for none, and for a single product of powers.
  let radicals: [RadicalTerm]
  /// The value is this strictly increasing function of that argument, where it is one.
  let image: MonotoneImage?
  let range: KnownRange?

  init(
    sign: KnownSign, monomial: Monomial? = nil, logarithms: [LogarithmTerm] = [],
    radicals: [RadicalTerm] = [], image: MonotoneImage? = nil, range: KnownRange? = nil
  ) {
    self.sign = sign
    self.monomial = monomial
    self.logarithms = logarithms
    self.radicals = radicals
    self.image = image
    self.range = range
  }

  /// The same facts with another sign, and with an image or bounds where they are given.
  func with(sign: KnownSign, image: MonotoneImage? = nil, range: KnownRange? = nil) -> SignatureFacts {
    SignatureFacts(
      sign: sign, monomial: monomial, logarithms: logarithms, radicals: radicals, image: image ?? self.image,
      range: range ?? self.range)
  }
}

/// A strictly increasing function and what it was taken of.
struct MonotoneImage: Sendable {
  let function: Function
  let argument: SignatureNumber
}

/// coefficient · log(argument), the argument by its place in ``SignatureTables/arguments``.
struct LogarithmTerm: Sendable {
  let argument: Int
  let coefficient: Rational
}

/// A sign that holds wherever the value is defined.
public enum KnownSign: Sendable {
  case positive, nonnegative, negative, nonpositive, unknown

  var isNonnegative: Bool { self == .positive || self == .nonnegative }

  public var negated: KnownSign {
    switch self {
    case .positive: .negative
    case .nonnegative: .nonpositive
    case .negative: .positive
    case .nonpositive: .nonnegative
    case .unknown: .unknown
    }
  }

  static func of(_ value: Rational) -> KnownSign {
    value.isZero ? .nonnegative : value.signum > 0 ? .positive : .negative
  }

  static func product(_ a: KnownSign, _ b: KnownSign) -> KnownSign {
    switch (a, b) {
    case (.unknown, _), (_, .unknown): .unknown
    case (.negative, _), (.nonpositive, _): product(a.negated, b).negated
    case (_, .negative), (_, .nonpositive): product(a, b.negated).negated
    default: a == .positive && b == .positive ? .positive : .nonnegative
    }
  }

  static func sum(_ a: KnownSign, _ b: KnownSign) -> KnownSign {
    if a.isNonnegative, b.isNonnegative { return a == .positive || b == .positive ? .positive : .nonnegative }
    let c = a.negated
    let d = b.negated
    guard c.isNonnegative, d.isNonnegative else { return .unknown }
    return c == .positive || d == .positive ? .negative : .nonpositive
  }
}
