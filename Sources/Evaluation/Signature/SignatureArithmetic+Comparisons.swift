import Language
import Numbers

/// Comparisons of signatures, brought back to the sign of something simpler where functions are monotone.
///
/// [σ(u) ≥ ½] asks for the sign of u, and [f(u) > f(v)] for that of u − v if f is strictly increasing. Not complete: a
/// bound that a function takes on at no rational place ([σ(u) ≥ 0.9]) is a step of its own.
extension SignatureArithmetic {
  public func indicator(
    _ relation: Relation, _ a: SignatureNumber, _ b: SignatureNumber
  ) throws(ArithmeticError) -> SignatureNumber {
    let one = try number(.one)
    let zero = try number(.zero)
    let difference = try compared(a, b)
    if let value = difference.rational { return relation.holds(value.signum) ? one : zero }
    try compared()
    if isZero(difference) { return relation.holds(0) ? one : zero }
    let steps = try self.steps(of: difference).jump
    let value =
      switch relation {
      case .greater: steps.positive
      case .less: steps.negative
      case .lessOrEqual: try self.difference(one, steps.positive)
      case .greaterOrEqual: try self.difference(one, steps.negative)
      case .unequal: try sum(steps.positive, steps.negative)
      case .equal, .approximately: try self.difference(one, sum(steps.positive, steps.negative))
      }
    return bounded(value, .unit)
  }

  /// A value with the sign of a − b wherever both are defined.
  private func compared(
    _ a: SignatureNumber, _ b: SignatureNumber
  ) throws(ArithmeticError) -> SignatureNumber {
    if let x = a.facts?.image, let y = b.facts?.image, x.function == y.function {
      return try compared(x.argument, y.argument)
    }
    if let bound = b.rational, let simpler = try simpler(a, than: bound) { return simpler }
    if let bound = a.rational, let simpler = try simpler(b, than: bound) { return try negation(simpler) }
    // A value less 0 keeps what is known of it.
    if b.rational?.isZero == true { return a }
    return a.rational?.isZero == true ? try negation(b) : try difference(a, b)
  }

  /// A value with the sign of a − bound, where a is an increasing function that takes on the bound at a rational
  /// place or never.
  private func simpler(
    _ a: SignatureNumber, than bound: Rational
  ) throws(ArithmeticError) -> SignatureNumber? {
    // c·√b against a positive bound, however the root came about.
    if let monomial = a.facts?.monomial, let power = monomial.powers.first, monomial.powers.count == 1,
      power.integer == 0, power.fraction == .half, power.domain, monomial.coefficient.signum > 0,
      bound.signum > 0, let ratio = try? bound.divided(by: monomial.coefficient)
    {
      return try compared(base(power.base), number(ratio * ratio))
    }
    guard let image = a.facts?.image else { return nil }
    let u = image.argument
    switch image.function {
    case .sigmoid:
      if bound == .half { return try compared(u, number(.zero)) }
      if bound.signum <= 0 { return try number(.one) }
      if bound >= .one { return try number(-.one) }
    case .tanh:
      if bound.isZero { return try compared(u, number(.zero)) }
      if bound >= .one { return try number(-.one) }
      if bound <= -.one { return try number(.one) }
    case .exp:
      if bound == .one { return try compared(u, number(.zero)) }
      if bound.signum <= 0 { return try number(.one) }
    case .log:
      if bound.isZero { return try compared(u, number(.one)) }
    case .sqrt:
      if bound.signum < 0 { return try number(.one) }
      if bound.isZero { return nil }
      return try compared(u, number(bound * bound))
    case .relu, .abs, .sign, .step: break
    }
    return nil
  }

  /// The value with what it is an increasing function of.
  ///
  /// It becomes a base, so that its sign is known wherever it comes out again; and where it passes a rational at a
  /// rational place, the difference becomes a base that takes its sign from there.
  func marked(
    _ value: SignatureNumber, as function: Function, of argument: SignatureNumber
  ) throws(ArithmeticError) -> SignatureNumber {
    guard followsFacts else { return value }
    if hasSteps {
      switch function {
      case .tanh: try anchor(value, argument)
      case .sigmoid:
        _ = try interned(value)
        try anchor(plain.difference(value, plain.number(.half)), argument)
      case .exp: try anchor(plain.difference(value, plain.number(.one)), argument)
      case .log: try anchor(value, difference(argument, number(.one)))
      case .sqrt: try anchor(value, argument)
      case .relu, .abs, .sign, .step: break
      }
    }
    return value.with(sign: value.sign, image: MonotoneImage(function: function, argument: argument))
  }

  /// Lets a value take its sign from another one. Only a base that is new does, from one that was there before it, so
  /// that no base comes to depend on itself.
  private func anchor(_ value: SignatureNumber, _ simpler: SignatureNumber) throws(ArithmeticError) {
    guard value.rational == nil, simpler.rational == nil else { return }
    _ = try interned(simpler.bare)
    let before = tables.bases.count
    guard let monomial = try interned(value.bare), let place = monomial.powers.first?.base, place >= before
    else { return }
    tables.bases[place].sameSign = simpler
  }
}

extension SignatureNumber {
  /// The value without what is known of it, but for its sign.
  var bare: SignatureNumber {
    SignatureNumber(
      level: level, residues: residues, facts: sign == .unknown ? nil : SignatureFacts(sign: sign), size: size
    )
  }
}
