import Numbers

/// coefficient · Π baseⁿ · |base|^f: integer powers of bases, fractional ones of their absolute values.
///
/// The distinction is what keeps √(x²) = |x| from becoming x. Where an entry is `domain`, being defined at all
/// forces base ≥ 0 (the x of √x), so that base and |base| are the same.
struct Monomial: Sendable {
  struct Power: Sendable {
    let base: Int
    var integer: Int
    /// In [0, 1).
    var fraction: Rational
    var domain: Bool

    var exponent: Rational { Rational(integer) + fraction }

    /// Whether its sign is that of the base.
    var isOdd: Bool { !integer.isMultiple(of: 2) && !domain }
  }

  let coefficient: Rational
  /// In the order of bases; no exponent is zero.
  let powers: [Power]

  /// More than this is no longer followed as a product.
  static let powerLimit = 12
  static let coefficientBits = 4096
  static let exponentLimit = 1 << 20

  init(coefficient: Rational, powers: [Power]) {
    self.coefficient = coefficient
    self.powers = powers
  }

  /// A base itself.
  init(base: Int) {
    self.init(coefficient: .one, powers: [.init(base: base, integer: 1, fraction: .zero, domain: false)])
  }

  /// Whether it is a multiple of one base or of its reciprocal.
  var isSingle: Bool { powers.count == 1 && powers[0].integer.magnitude == 1 && powers[0].fraction.isZero }

  /// Whether its sign is that of its one base, up to that of the coefficient.
  var isOddPower: Bool { powers.count == 1 && powers[0].isOdd && powers[0].fraction.isZero }

  var hasFractions: Bool { powers.contains { !$0.fraction.isZero } }

  var isWithinLimits: Bool {
    powers.count <= Monomial.powerLimit && coefficient.bitSize <= Monomial.coefficientBits
      && powers.allSatisfy { $0.integer.magnitude <= Monomial.exponentLimit }
  }

  /// The product of two, its fractions not yet below one.
  func times(_ other: Monomial) -> Monomial {
    var merged: [Power] = []
    var i = 0
    var j = 0
    while i < powers.count || j < other.powers.count {
      if j == other.powers.count || (i < powers.count && powers[i].base < other.powers[j].base) {
        merged.append(powers[i])
        i += 1
      } else if i == powers.count || other.powers[j].base < powers[i].base {
        merged.append(other.powers[j])
        j += 1
      } else {
        var power = powers[i]
        power.integer += other.powers[j].integer
        power.fraction += other.powers[j].fraction
        power.domain = power.domain || other.powers[j].domain
        if power.integer != 0 || !power.fraction.isZero { merged.append(power) }
        i += 1
        j += 1
      }
    }
    return Monomial(coefficient: coefficient * other.coefficient, powers: merged)
  }

  /// The n-th power, its fractions not yet below one; nil where it is too large to follow.
  func power(_ n: Int) -> Monomial? {
    guard n.magnitude <= Monomial.exponentLimit,
      coefficient.bitSize * Int(n.magnitude) <= Monomial.coefficientBits * 2,
      let scaled = try? coefficient.power(n)
    else { return nil }
    if n == 0 { return Monomial(coefficient: .one, powers: []) }
    let raised = powers.map {
      Power(
        base: $0.base, integer: $0.integer * n, fraction: $0.fraction * Rational(n), domain: $0.domain)
    }
    return Monomial(coefficient: scaled, powers: raised)
  }
}
