import Language
import Numbers

/// relu, |·| and the signs that they and comparisons depend on.
extension SignatureArithmetic {
  func kinked(_ function: Function, _ x: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    try compared()
    if isZero(x) { return try number(.zero) }
    if let value = x.rational {
      if function == .abs { return try number(value.magnitude) }
      return value.signum > 0 ? x : try number(.zero)
    }
    let sign = try knownSign(x)
    if sign.isNonnegative { return x }
    if sign == .negative || sign == .nonpositive {
      return function == .abs ? try negation(x) : try number(.zero)
    }
    if function == .abs { return try absolute(x) }
    guard let monomial = try recognized(x), !monomial.isOddPower else {
      return try product(x, steps(of: x).continuous.positive).nonnegative
    }
    return try product(number(.half), sum(x, absolute(x))).nonnegative
  }

  /// |c·Πbⁿ| = c·Πbⁿ·Π sign(b) over the odd n, up to the sign of c.
  private func absolute(_ x: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    guard let monomial = try recognized(x) else {
      throw .undecided("a step at a value that is zero in this draw")
    }
    if monomial.isOddPower, let base = monomial.powers.first?.base, let sign = try chosenSign(ofBase: base) {
      return sign * monomial.coefficient.signum > 0 ? x : try negation(x)
    }
    // The form that a sum with roots has is kept.
    var result = x.hasRadicals ? x : x.with(SignatureFacts(sign: x.sign, monomial: monomial))
    if monomial.coefficient.signum < 0 { result = try negation(result) }
    for power in monomial.powers
    where !power.integer.isMultiple(of: 2) && !power.domain && !tables.bases[power.base].sign.isNonnegative {
      // b·|b|/b, so that the product stays one of powers.
      result = try product(divided(result, byBase: power.base), absoluteValue(ofBase: power.base))
    }
    return result.with(sign: .nonnegative)
  }

  /// 1 or −1 where a case was chosen for the steps of a base, as the continuous functions take it.
  func chosenSign(ofBase place: Int) throws(ArithmeticError) -> Int? {
    let steps = try steps(of: place).continuous
    guard let positive = steps.positive.rational, let negative = steps.negative.rational else { return nil }
    return positive == .one ? 1 : negative == .one ? -1 : nil
  }

  /// A quotient that exists only for the sake of writing: it does not say that the base is not zero.
  func divided(_ x: SignatureNumber, byBase place: Int) throws(ArithmeticError) -> SignatureNumber {
    let wasDivisor = tables.bases[place].isDivisor
    let result = try quotient(x, base(place))
    tables.bases[place].isDivisor = wasDivisor
    return result
  }

  /// A base as a value with its own facts.
  func base(_ place: Int) -> SignatureNumber {
    tables.bases[place].value.with(
      SignatureFacts(sign: tables.bases[place].sign, monomial: Monomial(base: place)))
  }

  /// |base| as base·([base > 0] − [base < 0]), a base itself.
  func absoluteValue(ofBase place: Int) throws(ArithmeticError) -> SignatureNumber {
    let value = tables.bases[place].value
    let steps = try self.steps(of: place).continuous
    let absolute = try plain.product(value, plain.difference(steps.positive, steps.negative))
    let signed = absolute.with(SignatureFacts(sign: .nonnegative))
    guard let monomial = try interned(signed) else { return signed }
    return absolute.with(SignatureFacts(sign: .nonnegative, monomial: monomial))
  }

  /// [x > 0] and [x < 0] themselves, and as the continuous functions may take them.
  ///
  /// The sign of a product is that of its factors; only one of an odd power of a single base has continuous steps.
  func steps(of x: SignatureNumber) throws(ArithmeticError) -> Steps {
    let one = try number(.one)
    let zero = try number(.zero)
    let sign = try knownSign(x)
    switch sign {
    case .positive: return Steps(jump: (one, zero), continuous: (one, zero))
    case .negative: return Steps(jump: (zero, one), continuous: (zero, one))
    default: break
    }
    guard let monomial = try recognized(x), let first = monomial.powers.first else {
      throw .undecided("a step at a value that is zero in this draw")
    }
    let isPositive = monomial.coefficient.signum > 0
    if monomial.isOddPower {
      if tables.bases[first.base].sign == .unknown {
        tables.bases[first.base].sign = isPositive ? sign : sign.negated
      }
      let steps = try self.steps(of: first.base)
      return isPositive ? steps : steps.swapped
    }
    let signs = try jump(of: monomial)
    let steps = Steps(jump: signs, continuous: signs)
    return isPositive ? steps : steps.swapped
  }

  /// [Πbⁿ > 0] and [Πbⁿ < 0] as z·(1 ± s)/2, where z = Π[b ≠ 0] and s is the product of the signs of the odd powers.
  private func jump(of monomial: Monomial) throws(ArithmeticError) -> Steps.Pair {
    var nonzero = try number(.one)
    var sign = nonzero
    for power in monomial.powers {
      let base = tables.bases[power.base].sign
      if base == .positive { continue }
      let jump = try steps(of: power.base).jump
      if base != .negative { nonzero = try product(nonzero, sum(jump.positive, jump.negative)) }
      if power.isOdd { sign = try product(sign, difference(jump.positive, jump.negative)) }
    }
    let one = try number(.one)
    let half = try product(number(.half), nonzero)
    return (
      bounded(try product(half, sum(one, sign)), .unit),
      bounded(try product(half, difference(one, sign)), .unit)
    )
  }

  /// Random elements, or the case that was chosen.
  ///
  /// Where base = 0, relu and |·| may take either side, and indeed any: their value is 0·s. So without jumps two cases
  /// cover everything, and a random s with 1 − s stands for both; with jumps base = 0 is a case of its own, in which
  /// the continuous functions take the positive side or, as ``ZeroRule`` says, vanish.
  /// A side that the base's sign rules out is no case.
  func steps(of place: Int) throws(ArithmeticError) -> Steps {
    if let steps = tables.bases[place].steps { return steps }
    let steps = try newSteps(of: place)
    tables.bases[place].steps = steps
    return steps
  }

  private func newSteps(of place: Int) throws(ArithmeticError) -> Steps {
    let one = try number(.one)
    let zero = try number(.zero)
    let sign = tables.bases[place].sign
    if let simpler = tables.bases[place].sameSign {
      let steps = try self.steps(of: simpler)
      return sign.isNonnegative
        ? Steps(jump: (steps.jump.positive, zero), continuous: (one, zero)) : steps
    }
    let isNonpositive = sign.negated.isNonnegative
    let turn = tables.cases.count
    let cases = possibleCases(sign)
    tables.cases.append(cases)
    tables.stepBases.append(place)
    let choice = cases.count == 1 ? cases.first : tables.choices[turn]
    switch choice {
    case .positive: return Steps(jump: (one, zero), continuous: (one, zero))
    case .negative: return Steps(jump: (zero, one), continuous: (zero, one))
    case .zero:
      return Steps(jump: (zero, zero), continuous: zeroRule == .positiveSide ? (one, zero) : (zero, zero))
    case nil: break
    }
    let jump = try (atom(turn), atom(turn))
    if sign.isNonnegative { return Steps(jump: (jump.0, zero), continuous: (one, zero)) }
    if isNonpositive { return Steps(jump: (zero, jump.0), continuous: (zero, one)) }
    let positive = try atom(turn)
    let continuous = (positive, bounded(try difference(one, positive), .unit))
    return Steps(jump: hasJumps ? jump : continuous, continuous: continuous)
  }

  private func possibleCases(_ sign: KnownSign) -> [StepCase] {
    let zero: [StepCase] = hasJumps ? [.zero] : []
    switch sign {
    case .positive: return [.positive]
    case .negative: return [.negative]
    case .nonnegative: return [.positive] + zero
    case .nonpositive: return [.negative] + zero
    case .unknown: return [.positive, .negative] + zero
    }
  }

  /// Whether a base may be so, as far as all is known in the end.
  func allows(_ choice: StepCase, of place: Int) -> Bool {
    let base = tables.bases[place]
    if choice == .zero, base.isDivisor { return false }
    return possibleCases(base.sign).contains(choice)
  }

  /// A random element for a step, which is 0 or 1 in truth.
  private func atom(_ turn: Int) throws(ArithmeticError) -> SignatureNumber {
    var element = randomElement()
    if turn == tables.disturbed {
      var other = tables.random
      _ = other.next()
      element = SignatureNumber(
        level: 0, residues: fields.map { other.next(below: $0.prime) }, size: element.size)
    }
    return bounded(element, .unit)
  }

  /// What each step met so far is a step of.
  var stepKeys: [UInt64] { tables.stepBases.map { tables.bases[$0].value.residues[offsets[top]] } }
}
