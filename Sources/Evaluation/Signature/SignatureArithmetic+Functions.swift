import Language
import Numbers

/// Exponentials, logarithms, roots and steps of signatures.
extension SignatureArithmetic {
  public func value(of function: Function, at x: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    let value = try computed(function, x)
    return bounded(value, .image(x.range, under: function))
  }

  private func computed(_ function: Function, _ x: SignatureNumber) throws(ArithmeticError) -> SignatureNumber
  {
    switch function {
    case .exp: return try marked(exponential(x), as: .exp, of: x)
    case .sigmoid:
      // 1/(1 + e^(−x))
      let one = try number(.one)
      return try marked(quotient(one, sum(one, exponential(negation(x)))), as: .sigmoid, of: x)
    case .tanh:
      // 1 − 2/(e^(2x) + 1)
      let one = try number(.one)
      let two = try number(Rational(2))
      let value = try difference(one, quotient(two, sum(exponential(product(two, x)), one)))
      return try marked(value, as: .tanh, of: x)
    case .log: return try marked(logarithm(x), as: .log, of: x)
    case .sqrt: return try marked(power(x, of: .half, function: .sqrt), as: .sqrt, of: x)
    case .step: return try indicator(.greater, x, number(.zero))
    case .sign:
      let zero = try number(.zero)
      return try difference(indicator(.greater, x, zero), indicator(.less, x, zero))
    case .relu, .abs: return try kinked(function, x)
    }
  }

  public func maximum(_ a: SignatureNumber, _ b: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    let value = try bounded(sum(b, kinked(.relu, difference(a, b))), .maximum(a.range, b.range))
    guard hasSteps, value.sign == .nonnegative else { return value }
    if try knownSign(a) == .positive { return value.with(sign: .positive) }
    return try knownSign(b) == .positive ? value.with(sign: .positive) : value
  }

  // MARK: - Exponentials

  /// How much the coefficients of logarithms in one exponent may amount to, to be taken out of it as powers.
  static var powerOfLogarithmLimit: Int { 32 }

  /// exp(rest + Σ qⱼ log uⱼ) = exp(rest)·Πuⱼ^qⱼ, the powers taken where q is an integer or has a small denominator.
  private func exponential(_ x: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    var rest = x
    var factors: [SignatureNumber] = []
    var allowance = Rational(SignatureArithmetic.powerOfLogarithmLimit)
    for term in x.facts?.logarithms ?? [] {
      guard term.coefficient.denominator <= Integer(12), term.coefficient.magnitude <= allowance,
        term.argument < tables.arguments.count
      else { continue }
      allowance -= term.coefficient.magnitude
      let argument = tables.arguments[term.argument]
      rest = try plain.difference(rest, plain.product(plain.number(term.coefficient), argument.logarithm))
      if let n = term.coefficient.asInt {
        factors.append(try power(argument.value, n))
      } else {
        factors.append(try power(argument.value, of: term.coefficient, function: .log))
      }
    }
    var result = try pureExponential(rest)
    for factor in factors { result = try product(result, factor) }
    return result
  }

  func pureExponential(_ x: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    if isZero(x) { return try number(.one) }
    guard x.level < top else { throw .tooLarge("exponentials nested more than \(top) deep") }
    var residues = [UInt64](repeating: 0, count: fields.count)
    tables.exponents.append(x)
    for level in x.level..<top {
      let field = tower.fields[level]
      let points = x.residues[offsets[level]..<offsets[level + 1]]
      for (t, row) in weights[level].enumerated() {
        var exponent: UInt64 = 0
        for (weight, residue) in zip(row, points) {
          exponent = field.sum(exponent, field.product(weight, residue))
        }
        residues[offsets[level + 1] + t] = tower.powers[level + 1].power(field.ordinary(exponent))
      }
    }
    let size = try sized(x, x) { (sizes) in { (x, _) throws(ArithmeticError) in try sizes.exponential(x) } }
    let result = SignatureNumber(level: x.level + 1, residues: residues, size: size)
    guard followsFacts else { return result }
    let positive = result.with(SignatureFacts(sign: .positive))
    guard let monomial = try interned(positive) else { return positive }
    if monomial.coefficient == .one, let place = monomial.powers.first?.base,
      tables.bases[place].logarithm == nil
    {
      tables.bases[place].logarithm = SignatureNumber(level: x.level, residues: x.residues, size: x.size)
      tables.bases[place].isExponential = true
    }
    return result.with(SignatureFacts(sign: .positive, monomial: monomial))
  }

  // MARK: - Logarithms and powers

  private func logarithm(_ x: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    let sign = try knownSign(x)
    if sign == .negative || sign == .nonpositive { throw .outsideDomain(.log) }
    guard let monomial = try recognized(x), !monomial.coefficient.isZero else {
      throw .outsideDomain(.log)
    }
    if let power = monomial.powers.first, monomial.powers.count == 1, power.exponent == .one,
      monomial.coefficient.signum > 0
    {
      tables.bases[power.base].isUnderLogarithm = true
    }
    var total = try plain.number(.zero)
    for (place, exponent) in try primePowers(of: monomial.coefficient.magnitude) {
      total = try plain.sum(total, plain.product(plain.number(Rational(exponent)), logarithm(ofBase: place)))
    }
    for power in monomial.powers {
      total = try plain.sum(
        total, plain.product(plain.number(power.exponent), logarithm(ofBase: power.base)))
    }
    if x.rational == .one { return try number(.zero) }
    let place = tables.arguments.count
    tables.arguments.append((x, total))
    return total.with(
      SignatureFacts(sign: .unknown, logarithms: [LogarithmTerm(argument: place, coefficient: .one)]))
  }

  /// log|base|: its exponent, or a random element.
  private func logarithm(ofBase place: Int) -> SignatureNumber {
    if let logarithm = tables.bases[place].logarithm { return logarithm }
    let logarithm = randomElement()
    tables.bases[place].logarithm = logarithm
    return logarithm
  }

  /// A positive rational as powers of bases that stand for primes (or for what trial division leaves).
  private func primePowers(of value: Rational) throws(ArithmeticError) -> [(place: Int, exponent: Int)] {
    var result: [(place: Int, exponent: Int)] = []
    for (integer, sign) in [(value.numerator, 1), (value.denominator, -1)] {
      for (factor, exponent) in Factoring.factors(of: integer) {
        result.append((try place(ofFactor: factor), exponent * sign))
      }
    }
    return result
  }

  /// The base that stands for a prime; primes are told apart exactly, not by ratio.
  private func place(ofFactor factor: Integer) throws(ArithmeticError) -> Int {
    if let place = tables.primePlaces[factor] { return place }
    let place = tables.bases.count
    tables.bases.append(
      .init(value: try number(Rational(factor)), logarithm: nil, sign: .positive))
    tables.primePlaces[factor] = place
    return place
  }

  /// x^q for a rational q where being defined forces x ≥ 0, as a product of powers of |base|.
  private func power(
    _ x: SignatureNumber, of q: Rational, function: Function
  ) throws(ArithmeticError) -> SignatureNumber {
    try compared()
    if isZero(x) { return try number(.zero) }
    if x.sign == .negative { throw .outsideDomain(function) }
    guard let monomial = try recognized(x), !monomial.coefficient.isZero else {
      throw .undecided("a root of a value that is zero in this draw")
    }
    let uncertain = monomial.powers.filter {
      !tables.bases[$0.base].sign.isNonnegative && !($0.integer.isMultiple(of: 2) && $0.fraction.isZero)
    }
    // One base of odd power and a positive coefficient: x ≥ 0 says base ≥ 0.
    let forced = uncertain.count == 1 && monomial.coefficient.signum > 0 && uncertain[0].fraction.isZero
    var entries: [Int: Monomial.Power] = [:]
    for power in monomial.powers {
      let domain = power.domain || (forced && power.base == uncertain[0].base)
      entries[power.base] = .init(
        base: power.base, integer: 0, fraction: power.exponent * q, domain: domain)
    }
    for (place, exponent) in try primePowers(of: monomial.coefficient.magnitude) {
      let fraction = Rational(exponent) * q + (entries[place]?.fraction ?? .zero)
      entries[place] = .init(base: place, integer: 0, fraction: fraction, domain: true)
    }
    let powers = entries.values.filter { !$0.fraction.isZero }.sorted { $0.base < $1.base }
    let sign: KnownSign = x.sign == .positive ? .positive : .nonnegative
    guard let result = try value(of: Monomial(coefficient: .one, powers: powers), sign: sign) else {
      throw .tooLarge("a root of a product of many factors")
    }
    return result
  }
}

/// Integers as products of small primes and what is left.
enum Factoring {
  private static let trialLimit = 1 << 12

  /// The prime factors below 2¹², and the cofactor if it is not 1 (as its square root twice where it is a square).
  static func factors(of value: Integer) -> [(factor: Integer, exponent: Int)] {
    var result: [(factor: Integer, exponent: Int)] = []
    var rest = value.magnitude
    var divisor = 2
    while divisor < trialLimit, Integer(divisor) * Integer(divisor) <= rest {
      var exponent = 0
      while let step = try? rest.quotientAndRemainder(dividingBy: Integer(divisor)), step.remainder.isZero {
        rest = step.quotient
        exponent += 1
      }
      if exponent > 0 { result.append((Integer(divisor), exponent)) }
      divisor += divisor == 2 ? 1 : 2
    }
    if rest == .one { return result }
    if let root = rest.exactSquareRoot { return result + [(root, 2)] }
    return result + [(rest, 1)]
  }
}
