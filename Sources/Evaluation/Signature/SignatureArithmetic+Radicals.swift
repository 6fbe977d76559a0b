import Numbers

/// Sums with roots in them: Σ c·Π|b|^f with every f between 0 and 1, multiplied and divided as polynomials in roots.
///
/// The residue of a root is a random element ρ, of which nothing says that ρ² is the residue of b. So a value is
/// kept as the terms of its normal form, and its residues are those of Σ c·Πρ: what is equal in normal form is equal as a
/// function, whatever the roots are. Not complete: roots that depend on each other though no base says so (√(x + √(x² − 1))
/// and √(x + 1); squares under roots never come here, ``TapeBuilder`` sees them), and quotients by sums of other roots than
/// square roots.
struct RadicalTerm: Sendable {
  /// The roots, in the order of their bases, no integer powers among them; empty for what stands without a root.
  let roots: [Monomial.Power]
  let coefficient: SignatureNumber

  func hasSameRoots(as other: RadicalTerm) -> Bool {
    roots.count == other.roots.count
      && zip(roots, other.roots).allSatisfy { $0.base == $1.base && $0.fraction == $1.fraction }
  }
}

extension SignatureArithmetic {
  /// More terms than this are not followed.
  static var radicalLimit: Int { 32 }
  /// Higher powers of sums with roots are not followed.
  static var radicalPowerLimit: Int { 64 }
  /// Nor quotients by sums of more square roots than this.
  static var conjugateLimit: Int { 5 }

  /// The terms of a value in which roots occur; nil for any other.
  func radicals(of a: SignatureNumber) throws(ArithmeticError) -> [RadicalTerm]? {
    if let terms = a.facts?.radicals, !terms.isEmpty { return terms }
    guard let monomial = a.facts?.monomial, monomial.hasFractions else { return nil }
    var coefficient = try plain.number(monomial.coefficient)
    var roots: [Monomial.Power] = []
    for power in monomial.powers {
      coefficient = try plain.product(
        coefficient, plain.power(tables.bases[power.base].value, power.integer))
      if !power.fraction.isZero {
        roots.append(.init(base: power.base, integer: 0, fraction: power.fraction, domain: power.domain))
      }
    }
    return [RadicalTerm(roots: roots, coefficient: coefficient)]
  }

  /// The terms of a + scale·b; empty where no roots are left, or where they are too many to follow.
  func radicals(
    ofSum a: SignatureNumber, _ b: SignatureNumber, scale: Rational
  ) throws(ArithmeticError) -> [RadicalTerm] {
    let left = try radicals(of: a)
    let right = try radicals(of: b)
    if left == nil, right == nil { return [] }
    var terms = left ?? [RadicalTerm(roots: [], coefficient: a.bare)]
    for term in right ?? [RadicalTerm(roots: [], coefficient: b.bare)] {
      let scaled = scale == .one ? term.coefficient : try plain.negation(term.coefficient)
      try add(RadicalTerm(roots: term.roots, coefficient: scaled), to: &terms)
    }
    return terms.count <= SignatureArithmetic.radicalLimit && terms.contains { !$0.roots.isEmpty }
      ? terms : []
  }

  /// a·b where roots occur in a sum among its factors, in normal form; nil where there is none or too much to follow.
  func productOfRadicals(
    _ a: SignatureNumber, _ b: SignatureNumber, sign: KnownSign
  ) throws(ArithmeticError) -> SignatureNumber? {
    guard a.hasRadicals || b.hasRadicals else { return nil }
    let left = try radicals(of: a) ?? [RadicalTerm(roots: [], coefficient: a.bare)]
    let right = try radicals(of: b) ?? [RadicalTerm(roots: [], coefficient: b.bare)]
    return try product(left, right).map { (terms) throws(ArithmeticError) in try value(of: terms, sign: sign)
    }
  }

  /// aⁿ where a is a sum with roots, likewise.
  func powerOfRadicals(
    _ a: SignatureNumber, _ n: Int, sign: KnownSign
  ) throws(ArithmeticError) -> SignatureNumber? {
    guard a.hasRadicals, let terms = try radicals(of: a),
      n.magnitude <= SignatureArithmetic.radicalPowerLimit,
      let base = n < 0 ? try reciprocal(terms) : terms
    else { return nil }
    var result = [RadicalTerm(roots: [], coefficient: try plain.number(.one))]
    for _ in 0..<n.magnitude {
      guard let next = try product(result, base) else { return nil }
      result = next
    }
    return try value(of: result, sign: sign)
  }

  // MARK: - Terms

  private func value(of terms: [RadicalTerm], sign: KnownSign) throws(ArithmeticError) -> SignatureNumber {
    var total = try plain.number(.zero)
    for term in terms {
      var summand = term.coefficient
      for power in term.roots {
        guard let order = power.fraction.denominator.asInt, let times = power.fraction.numerator.asInt else {
          throw .tooLarge("a root of the order \(power.fraction.denominator)")
        }
        summand = try plain.product(summand, plain.power(root(order, of: power.base), times))
      }
      total = try plain.sum(total, summand)
    }
    let hasRoots = terms.contains { !$0.roots.isEmpty }
    return total.with(SignatureFacts(sign: sign, radicals: hasRoots ? terms : []))
  }

  /// Adds a term to those with other roots; a sum that comes to nothing is left out.
  private func add(_ term: RadicalTerm, to terms: inout [RadicalTerm]) throws(ArithmeticError) {
    guard let place = terms.firstIndex(where: term.hasSameRoots) else {
      terms.append(term)
      return
    }
    let sum = try plain.sum(terms[place].coefficient, term.coefficient)
    try compared()
    if isZero(sum) {
      terms.remove(at: place)
    } else {
      terms[place] = RadicalTerm(roots: terms[place].roots, coefficient: sum)
    }
  }

  private func product(
    _ a: [RadicalTerm], _ b: [RadicalTerm]
  ) throws(ArithmeticError) -> [RadicalTerm]? {
    var result: [RadicalTerm] = []
    for left in a {
      for right in b {
        guard let terms = try product(left, right) else { return nil }
        for term in terms { try add(term, to: &result) }
        if result.count > SignatureArithmetic.radicalLimit { return nil }
      }
    }
    return result
  }

  /// One term times another: where a root meets itself, |b| comes out, which may itself be a sum with roots (of bases
  /// that were there before it, so that this ends).
  private func product(_ a: RadicalTerm, _ b: RadicalTerm) throws(ArithmeticError) -> [RadicalTerm]? {
    let merged = Monomial(coefficient: .one, powers: a.roots).times(
      Monomial(coefficient: .one, powers: b.roots))
    var roots: [Monomial.Power] = []
    var outcome: [SignatureNumber] = []
    for var power in merged.powers {
      if power.fraction >= .one {
        power.fraction -= .one
        outcome.append(try magnitude(ofBase: power.base, isDomain: power.domain))
      }
      if !power.fraction.isZero { roots.append(power) }
    }
    let coefficient = try plain.product(a.coefficient, b.coefficient)
    var terms = [RadicalTerm(roots: roots, coefficient: coefficient)]
    for factor in outcome {
      let factors = try radicals(of: factor) ?? [RadicalTerm(roots: [], coefficient: factor.bare)]
      guard let next = try product(terms, factors) else { return nil }
      terms = next
    }
    return terms
  }

  /// |b|, which is b itself where b is known not to be negative.
  private func magnitude(ofBase place: Int, isDomain: Bool) throws(ArithmeticError) -> SignatureNumber {
    if isDomain || tables.bases[place].sign.isNonnegative { return tables.bases[place].value }
    return try absoluteValue(ofBase: place)
  }

  /// The terms of 1/Σ: by (u + v√b)(u − v√b) = u² − v²b one square root after the other leaves the divisor, the
  /// latest base first.
  private func reciprocal(_ terms: [RadicalTerm]) throws(ArithmeticError) -> [RadicalTerm]? {
    var numerator = [RadicalTerm(roots: [], coefficient: try plain.number(.one))]
    var divisor = terms
    for _ in 0...SignatureArithmetic.conjugateLimit {
      guard divisor.count > 1 else { break }
      guard let base = divisor.flatMap(\.roots).map(\.base).max(),
        divisor.flatMap(\.roots).allSatisfy({ $0.base != base || $0.fraction == .half })
      else { return nil }
      var conjugate: [RadicalTerm] = []
      for term in divisor {
        let changes = term.roots.contains { $0.base == base }
        let coefficient = changes ? try plain.negation(term.coefficient) : term.coefficient
        conjugate.append(RadicalTerm(roots: term.roots, coefficient: coefficient))
      }
      guard let above = try product(numerator, conjugate), let below = try product(divisor, conjugate) else {
        return nil
      }
      numerator = above
      divisor = below
    }
    guard divisor.count == 1, let last = divisor.first else { return nil }
    return try product(numerator, [reciprocal(last)])
  }

  /// 1/(c·Π|b|^f) = 1/(c·Π|b|)·Π|b|^(1 − f).
  private func reciprocal(_ term: RadicalTerm) throws(ArithmeticError) -> RadicalTerm {
    var below = term.coefficient
    var roots: [Monomial.Power] = []
    for power in term.roots {
      below = try plain.product(below, magnitude(ofBase: power.base, isDomain: power.domain))
      roots.append(
        .init(base: power.base, integer: 0, fraction: .one - power.fraction, domain: power.domain))
    }
    return RadicalTerm(roots: roots, coefficient: try plain.reciprocal(below))
  }
}

extension SignatureNumber {
  var hasRadicals: Bool { facts.map { !$0.radicals.isEmpty } ?? false }
}
