import Numbers

/// Signs, products and sums of logarithms, followed through the field operations.
extension SignatureNumber {
  var sign: KnownSign { facts?.sign ?? .unknown }

  func with(_ facts: SignatureFacts) -> SignatureNumber {
    SignatureNumber(level: level, residues: residues, facts: facts, size: size)
  }

  /// The value with a sign known from how it was made.
  var nonnegative: SignatureNumber { sign == .positive ? self : with(sign: .nonnegative) }

  /// The value with another sign, and with an image where one is given, all else that is known of it kept.
  func with(sign: KnownSign, image: MonotoneImage? = nil) -> SignatureNumber {
    with(facts?.with(sign: sign, image: image) ?? SignatureFacts(sign: sign, image: image))
  }

  /// The exact rational that the value is known to be.
  var rational: Rational? {
    guard let monomial = facts?.monomial, monomial.powers.isEmpty else { return nil }
    return monomial.coefficient
  }
}

extension SignatureNumber {
  /// Bounds of the value, where there are any.
  var range: KnownRange? {
    if let range = facts?.range { return range }
    if let value = rational { return KnownRange(value, value) }
    return KnownRange(sign)
  }
}

extension SignatureArithmetic {
  /// The value with what bounds tell of it, where signs matter.
  func bounded(_ value: SignatureNumber, _ range: @autoclosure () -> KnownRange?) -> SignatureNumber {
    guard hasSteps, value.rational == nil, let range = range() else { return value }
    let sign = value.sign.and(range.sign)
    return value.with(value.facts?.with(sign: sign, range: range) ?? SignatureFacts(sign: sign, range: range))
  }

  /// More logarithms than this are not followed in a sum.
  static var logarithmLimit: Int { 64 }

  func sumFacts(
    _ a: SignatureNumber, _ b: SignatureNumber, sign: KnownSign, scale: Rational
  ) throws(ArithmeticError) -> SignatureFacts? {
    if let x = a.rational, let y = b.rational {
      let value = x + scale * y
      guard value.bitSize <= Monomial.coefficientBits else { return SignatureFacts(sign: .of(value)) }
      return SignatureFacts(sign: .of(value), monomial: Monomial(coefficient: value, powers: []))
    }
    let logarithms = merged(a.facts?.logarithms ?? [], b.facts?.logarithms ?? [], scale)
    let radicals = try radicals(ofSum: a, b, scale: scale)
    if sign == .unknown, logarithms.isEmpty, radicals.isEmpty { return nil }
    return SignatureFacts(sign: sign, logarithms: logarithms, radicals: radicals)
  }

  private func merged(_ a: [LogarithmTerm], _ b: [LogarithmTerm], _ scale: Rational) -> [LogarithmTerm] {
    if b.isEmpty { return a }
    var coefficients: [Int: Rational] = [:]
    for term in a { coefficients[term.argument] = term.coefficient }
    for term in b { coefficients[term.argument, default: .zero] += scale * term.coefficient }
    let terms = coefficients.filter { !$0.value.isZero }.map {
      LogarithmTerm(argument: $0.key, coefficient: $0.value)
    }
    guard terms.count <= SignatureArithmetic.logarithmLimit else { return [] }
    return terms.sorted { $0.argument < $1.argument }
  }

  func withProductFacts(
    _ plain: SignatureNumber, _ a: SignatureNumber, _ b: SignatureNumber
  ) throws(ArithmeticError) -> SignatureNumber {
    if let x = a.rational, let y = b.rational {
      let value = x * y
      let monomial = Monomial(coefficient: value, powers: [])
      return plain.with(
        SignatureFacts(sign: .of(value), monomial: monomial.isWithinLimits ? monomial : nil))
    }
    var sign = KnownSign.product(a.sign, b.sign)
    if sign == .unknown, a.level == b.level {
      try compared()
      if a.residues[offsets[a.level]...] == b.residues[offsets[a.level]...] { sign = .nonnegative }
    }
    var logarithms: [LogarithmTerm] = []
    if let scale = a.rational, let terms = b.facts?.logarithms {
      logarithms = merged([], terms, scale)
    } else if let scale = b.rational, let terms = a.facts?.logarithms {
      logarithms = merged([], terms, scale)
    }
    if let value = try productOfRadicals(a, b, sign: sign) { return value }
    let left = try monomial(of: a)
    let right = try monomial(of: b)
    guard let left, let right, !left.coefficient.isZero, !right.coefficient.isZero else {
      return plain.with(SignatureFacts(sign: sign, logarithms: logarithms))
    }
    let monomial = left.times(right)
    if monomial.powers.isEmpty { sign = .of(monomial.coefficient) }
    if sign == .unknown { sign = self.sign(of: monomial) }
    guard left.hasFractions || right.hasFractions else {
      return plain.with(
        SignatureFacts(
          sign: sign, monomial: monomial.isWithinLimits ? monomial : nil, logarithms: logarithms))
    }
    return try value(of: monomial, sign: sign) ?? plain.with(SignatureFacts(sign: sign))
  }

  /// - Parameter plain: the residues of aⁿ, computed without facts.
  func withPowerFacts(
    _ plain: SignatureNumber, _ a: SignatureNumber, _ n: Int
  ) throws(ArithmeticError) -> SignatureNumber {
    var sign = KnownSign.unknown
    switch a.sign {
    case .positive: sign = .positive
    case .nonnegative: sign = n < 0 ? .positive : .nonnegative
    case .negative: sign = n.isMultiple(of: 2) ? .positive : .negative
    case .nonpositive: sign = n.isMultiple(of: 2) ? .nonnegative : .nonpositive
    case .unknown: sign = n.isMultiple(of: 2) ? .nonnegative : .unknown
    }
    if n == 0 { sign = .positive }
    let plain = try powerOfRadicals(a, n, sign: sign) ?? plain
    if plain.hasRadicals {
      if hasSteps, sign == .nonnegative { _ = try interned(plain.bare) }
      return plain
    }
    guard let base = try monomial(of: a), !base.coefficient.isZero || n >= 0,
      let monomial = base.power(n)
    else { return plain.with(SignatureFacts(sign: sign)) }
    if n < 0 {
      for power in base.powers { tables.bases[power.base].isDivisor = true }
    }
    // An even power that comes out again as a sum keeps its sign.
    if hasSteps, sign == .nonnegative, !monomial.hasFractions, monomial.isWithinLimits {
      _ = try interned(plain, as: monomial)
    }
    let logarithms = n == 1 ? a.facts?.logarithms ?? [] : []
    guard base.hasFractions else {
      return plain.with(
        SignatureFacts(
          sign: sign, monomial: monomial.isWithinLimits ? monomial : nil, logarithms: logarithms))
    }
    return try value(of: monomial, sign: sign) ?? plain.with(SignatureFacts(sign: sign))
  }

  /// The value of a monomial whose fractions may have grown to one and more; nil where it is too large to follow.
  ///
  /// |b|^m for an odd m is bᵐ where b is known not to be negative, else bᵐ·([b > 0] − [b < 0]).
  func value(of monomial: Monomial, sign: KnownSign) throws(ArithmeticError) -> SignatureNumber? {
    var coefficient = monomial.coefficient
    var powers: [Monomial.Power] = []
    var signFlips: [Int] = []
    for var power in monomial.powers {
      let whole = power.fraction.floor
      guard let carry = whole.asInt, carry.magnitude <= Monomial.exponentLimit,
        power.integer.magnitude <= Monomial.exponentLimit
      else { return nil }
      power.fraction -= Rational(whole)
      power.integer += carry
      let base = tables.bases[power.base]
      if !carry.isMultiple(of: 2), !power.domain, !base.sign.isNonnegative { signFlips.append(power.base) }
      if let prime = base.value.rational, power.integer != 0 {
        guard power.integer.magnitude <= 4096, let scaled = try? prime.power(power.integer) else {
          return nil
        }
        coefficient = coefficient * scaled
        power.integer = 0
      }
      if power.integer != 0 || !power.fraction.isZero { powers.append(power) }
    }
    let normal = Monomial(coefficient: coefficient, powers: powers)
    guard normal.isWithinLimits else { return nil }
    var result = try plain.number(coefficient)
    for power in powers {
      result = try plain.product(result, plain.power(tables.bases[power.base].value, power.integer))
      if !power.fraction.isZero {
        guard let order = power.fraction.denominator.asInt, let times = power.fraction.numerator.asInt else {
          return nil
        }
        result = try plain.product(result, plain.power(root(order, of: power.base), times))
      }
    }
    result = result.with(SignatureFacts(sign: sign, monomial: normal))
    // b·|b|/b: a product of powers still.
    for place in signFlips {
      if let sign = try chosenSign(ofBase: place) {
        if sign < 0 { result = try negation(result) }
        continue
      }
      result = try product(divided(result, byBase: place), absoluteValue(ofBase: place))
    }
    return result.with(sign: sign)
  }

  /// The same draw, following nothing: for the residues alone.
  var plain: SignatureArithmetic { SignatureArithmetic(plainCopyOf: self) }

  /// The n-th root of |base|.
  func root(_ order: Int, of base: Int) throws(ArithmeticError) -> SignatureNumber {
    if let root = tables.bases[base].roots[order] { return root }
    if tables.bases[base].isExponential, let exponent = tables.bases[base].logarithm {
      // ⁿ√(e^u) = e^(u/n)
      let part = try plain.product(plain.number(Rational(1).divided(byCount: order)), exponent)
      let root = try plain.pureExponential(part)
      tables.bases[base].roots[order] = root
      return root
    }
    var root = randomElement()
    try compared(tables.variableRoots.count)
    if order == 2, let known = tables.variableRoots[tables.bases[base].value.residues[offsets[top]]],
      isSquare(of: known, tables.bases[base].value)
    {
      root = known
    }
    tables.bases[base].roots[order] = root
    return root
  }

  private func isSquare(of root: SignatureNumber, _ value: SignatureNumber) -> Bool {
    combined(root, value) { (field, r, x) in field.difference(field.product(r, r), x) }[
      offsets[value.level]...
    ].allSatisfy { $0 == 0 }
  }

  /// The value as a product of powers: as it came about, else as one base.
  func monomial(of a: SignatureNumber) throws(ArithmeticError) -> Monomial? {
    if let monomial = a.facts?.monomial { return monomial }
    return try interned(a)
  }

  /// The sign that the value's own history or, failing that, what is assumed of its bases gives it.
  func knownSign(_ a: SignatureNumber) throws(ArithmeticError) -> KnownSign {
    if a.sign == .positive || a.sign == .negative { return a.sign }
    guard let monomial = try monomial(of: a) else { return a.sign }
    return a.sign.and(sign(of: monomial))
  }

  /// The sign that a product of powers has from its bases.
  private func sign(of monomial: Monomial) -> KnownSign {
    var sign = KnownSign.of(monomial.coefficient)
    for power in monomial.powers {
      let base = tables.bases[power.base].sign
      if power.domain || (power.integer.isMultiple(of: 2) && base == .unknown) {
        sign = .product(sign, base == .positive ? .positive : .nonnegative)
      } else {
        let odd = power.integer.isMultiple(of: 2) ? KnownSign.product(base, base) : base
        sign = .product(sign, odd)
      }
    }
    return sign
  }

  /// Takes for granted that a value has a sign: an assumption under which a claim is judged.
  public func assume(_ value: SignatureNumber, _ sign: KnownSign) throws(ArithmeticError) {
    guard followsFacts, let monomial = try monomial(of: value), monomial.powers.count == 1,
      let power = monomial.powers.first, power.integer == 1, power.fraction.isZero
    else { return }
    tables.bases[power.base].sign = monomial.coefficient.signum < 0 ? sign.negated : sign
  }

  /// The value with the sign that is assumed of it.
  public func annotated(_ value: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    guard followsFacts else { return value }
    let sign = try knownSign(value)
    return value.with(sign: sign)
  }

  /// The value as a product of powers that depends on the value alone and not on how it came about: what steps,
  /// roots and logarithms go by.
  func recognized(_ a: SignatureNumber) throws(ArithmeticError) -> Monomial? {
    guard let monomial = a.facts?.monomial, !monomial.isSingle, !monomial.powers.isEmpty,
      !monomial.hasFractions
    else { return try self.monomial(of: a) }
    return try interned(a, as: monomial) ?? monomial
  }

  /// The value as ratio · base or ratio / base, the base found again or new, or as a multiple of a known product; nil
  /// for a value that is zero at some point.
  ///
  /// - Parameter product: what the value is, where it is a product of bases already.
  func interned(_ a: SignatureNumber, as product: Monomial? = nil) throws(ArithmeticError) -> Monomial? {
    if let value = a.rational { return Monomial(coefficient: value, powers: []) }
    let found = try lookedUp(a, isProduct: product != nil)
    tables.interned.append(found)
    switch found {
    case .none: return nil
    case .new:
      let value = SignatureNumber(
        level: a.level, residues: a.residues,
        facts: a.hasRadicals ? SignatureFacts(sign: .unknown, radicals: a.facts?.radicals ?? []) : nil,
        size: a.size)
      if let product {
        tables.products.append((value, product))
        return product
      }
      tables.bases.append(.init(value: value, logarithm: nil, sign: a.sign))
      return Monomial(base: tables.bases.count - 1)
    case .multiple(let ratio, let place, let isInverted):
      guard let same = monomial(at: place)?.power(isInverted ? -1 : 1) else { return nil }
      return Monomial(coefficient: ratio, powers: []).times(same)
    }
  }

  private func monomial(at place: SignatureTables.Place) -> Monomial? {
    switch place {
    case .base(let base): Monomial(base: base)
    case .product(let product):
      tables.products.indices.contains(product) ? tables.products[product].monomial : nil
    }
  }

  private func value(at place: SignatureTables.Place) -> SignatureNumber? {
    switch place {
    case .base(let base): tables.bases.indices.contains(base) ? tables.bases[base].value : nil
    case .product(let product):
      tables.products.indices.contains(product) ? tables.products[product].value : nil
    }
  }

  /// Looks a value up among the bases and products, or confirms what the script says of it.
  private func lookedUp(
    _ a: SignatureNumber, isProduct: Bool
  ) throws(ArithmeticError) -> SignatureScript.Interned {
    try compared()
    let start = offsets[top]
    let isZeroSomewhere =
      start + 1 >= a.residues.count || a.level > top || a.residues[start] == 0 || a.residues[start + 1] == 0
    if let script {
      guard tables.interned.count < script.interned.count else {
        throw .undecided("draws that take different turns")
      }
      let said = script.interned[tables.interned.count]
      switch said {
      case .none where isZeroSomewhere: return said
      case .new where !isZeroSomewhere: return said
      case .multiple(let ratio, let place, let isInverted) where !isZeroSomewhere:
        if let b = value(at: place), isMultiple(a, ratio, b, isInverted) { return said }
      default: break
      }
      throw .undecided("draws that take different turns")
    }
    if isZeroSomewhere { return .none }
    let field = tower.fields[top]
    let key = field.product(a.residues[start + 1], field.inverse(a.residues[start]))
    for (place, isInverted) in tables.places[key] ?? [] {
      if let b = value(at: place), let ratio = ratio(a, b, isInverted) {
        return .multiple(ratio, of: place, isInverted: isInverted)
      }
    }
    let place: SignatureTables.Place =
      isProduct ? .product(tables.products.count) : .base(tables.bases.count)
    tables.places[key, default: []].append((place, false))
    tables.places[field.inverse(key), default: []].append((place, true))
    return .new
  }

  /// The rational q of small height with a = q·b, or a = q/b, in every field; nil where there is none.
  private func ratio(_ a: SignatureNumber, _ b: SignatureNumber, _ isInverted: Bool) -> Rational? {
    let start = offsets[top]
    let field = tower.fields[top]
    let factor = isInverted ? b.residues[start] : field.inverse(b.residues[start])
    let quotient = field.ordinary(field.product(a.residues[start], factor))
    guard let small = RationalReconstruction.rational(quotient, modulo: field.prime) else { return nil }
    return isMultiple(a, small, b, isInverted) ? small : nil
  }

  /// Whether a = ratio·b, or a·b = ratio, at every point.
  private func isMultiple(
    _ a: SignatureNumber, _ ratio: Rational, _ b: SignatureNumber, _ isInverted: Bool
  ) -> Bool {
    let common = max(a.level, b.level)
    for level in common...max(top, common) {
      let field = tower.fields[level]
      let numerator = field.residue(of: ratio.numerator)
      let denominator = field.residue(of: ratio.denominator)
      for place in offsets[level]..<offsets[level + 1] {
        let left = field.product(denominator, a.residues[place])
        let isSame =
          isInverted
          ? field.product(left, b.residues[place]) == numerator
          : left == field.product(numerator, b.residues[place])
        if !isSame { return false }
      }
    }
    return true
  }
}

extension Rational {
  /// A part of a number in so many.
  fileprivate func divided(byCount count: Int) -> Rational {
    (try? divided(by: Rational(max(count, 1)))) ?? self
  }
}

/// Rationals of small height from residues.
enum RationalReconstruction {
  /// The p/q with |p|, q ≤ √(m/2) that is congruent to `residue` modulo `m`; there is at most one (Wang's bound),
  /// found by the Euclidean algorithm stopped half way.
  static func rational(_ residue: UInt64, modulo m: UInt64, limit: Int? = nil) -> Rational? {
    let bound = limit ?? Int((m / 2).squareRootFloor)
    var r0 = Int(m)
    var r1 = Int(residue)
    var t0 = 0
    var t1 = 1
    while r1 > bound {
      let q = r0 / r1
      (r0, r1) = (r1, r0 - q * r1)
      (t0, t1) = (t1, t0 - q * t1)
    }
    guard t1 != 0, t1.magnitude <= bound else { return nil }
    let numerator = t1 < 0 ? -r1 : r1
    return try? Rational(numerator: Integer(numerator), denominator: Integer(Int(t1.magnitude)))
  }
}

extension UInt64 {
  /// ⌊√n⌋ by Newton's iteration from above.
  fileprivate var squareRootFloor: UInt64 {
    if self < 2 { return self }
    var x: UInt64 = 1 << ((64 - UInt64(leadingZeroBitCount) + 1) / 2)
    while true {
      let y = (x + self / x) / 2
      if y >= x { return x }
      x = y
    }
  }
}
