import Language
import Numbers

/// Residues in a tower of primes: one random draw of a test whether two formulas are the same function.
///
/// A value is its residues modulo p₀, p₁, …, at some random points each; exp(u) has at level i + 1, point t, the
/// residue g^(Σₛ r_ts·u(xₛ)) with random r, the sum over the points of level i: a homomorphism, so that every
/// identity that follows from field arithmetic and exp(u + v) = exp(u)·exp(v) holds, nested to the tower's
/// height. σ and tanh come from exp. A value in which exponentials are nested h deep has no residue below level h.
///
/// **Steps** (relu, abs, max, comparisons). [u > 0] and [u < 0] are keyed by u up to a rational factor, whose sign
/// swaps them. They are random field elements (what holds for all values holds for zeros and ones) but for those whose
/// case was chosen; every point of the domain is truly described by some choice of cases, for at u = 0 relu and |·| take
/// either. A sign known from how u was made, or from its bounds, rules cases out; tanh u, σ(u) − ½, e^u − 1, log u
/// and √u take theirs from u, and a product takes its from the factors.
///
/// **Roots.** √(c·Πbⁿ) = √|c|·Π|b|^(n/2) (the argument is not negative where the root is defined); fractional powers of
/// |b| are random elements that multiply as they should inside products; rational constants go by their primes, and
/// roots of exponentials are exponentials.
/// Sums with roots in them are polynomials in these roots (``RadicalTerm``), so (1 + √b)(1 − √b) is 1 − b; variables
/// may be drawn as squares besides.
///
/// **Logarithms** have no residue (a discrete logarithm): log(c·Πbⁿ) = Σ n·log|b| with random elements for log|b|, which
/// is right wherever it is defined; log(exp u) = u. A sum of logarithms with rational coefficients is followed, and
/// exp of it is a product of powers of the arguments, which are positive wherever the logarithms are defined.
/// Variables that a logarithm makes positive may be drawn as exponentials, so that xⁿ, xⁿ⁻¹ and n·log x know of each other.
/// Not complete: relations between logarithms of other arguments with variable coefficients.
///
/// What is found equal in a draw is equal as a function with a probability that ``SignatureBound`` derives; what is
/// found unequal is unequal as formulas in exp, steps, roots and logarithms as just described.
public struct SignatureArithmetic: Arithmetic {
  public typealias Number = SignatureNumber

  public let tower: PrimeTower
  /// Points of each level.
  public let pointCounts: [Int]
  @usableFromInline let offsets: [Int]
  /// The field of every place of a number's residues.
  @usableFromInline let fields: [ResidueField]
  /// The residues of 0.
  private let zeros: [UInt64]
  /// weights[i]: for each point t of level i + 1 the random rₜₛ over the points s of level i.
  let weights: [[[UInt64]]]
  /// Whether products, signs and logarithms are followed; formulas without steps, roots and logs need none of it.
  @usableFromInline let followsFacts: Bool
  let zeroRule: ZeroRule
  /// Whether [u > 0] itself occurs, not only the continuous relu, abs and max.
  let hasJumps: Bool
  /// Whether signs matter at all.
  let hasSteps: Bool
  let tables: SignatureTables
  /// What an earlier draw has read and this one is to confirm; nil for the draw that reads.
  let script: SignatureScript?
  /// Keeps the sizes of values, where they are wanted.
  let sizes: SizeArithmetic?

  init(
    tower: PrimeTower, pointCounts: [Int], followsFacts: Bool, hasJumps: Bool, hasSteps: Bool,
    zeroRule: ZeroRule = .positiveSide, choices: [Int: StepCase] = [:], disturbed: Int? = nil,
    script: SignatureScript? = nil, sizes: SizeArithmetic? = nil, random source: RandomSource
  ) {
    var random = source
    self.tower = tower
    self.script = script
    self.sizes = sizes
    self.pointCounts = pointCounts
    var offsets = [0]
    var fields: [ResidueField] = []
    for (level, count) in pointCounts.enumerated() {
      offsets.append(offsets[level] + count)
      fields += Array(repeating: tower.fields[level], count: count)
    }
    self.offsets = offsets
    self.fields = fields
    zeros = Array(repeating: 0, count: fields.count)
    var weights: [[[UInt64]]] = []
    for level in 0..<max(pointCounts.count - 1, 0) {
      let prime = tower.fields[level].prime
      var rows: [[UInt64]] = []
      for _ in 0..<pointCounts[level + 1] {
        rows.append((0..<pointCounts[level]).map { _ in random.next(below: prime) })
      }
      weights.append(rows)
    }
    self.weights = weights
    self.followsFacts = followsFacts
    self.hasJumps = hasJumps
    self.hasSteps = hasSteps
    self.zeroRule = zeroRule
    tables = SignatureTables(random: random, choices: choices, disturbed: disturbed)
  }

  /// The same draw with the same tables, following nothing.
  init(plainCopyOf other: SignatureArithmetic) {
    tower = other.tower
    pointCounts = other.pointCounts
    offsets = other.offsets
    fields = other.fields
    zeros = other.zeros
    weights = other.weights
    followsFacts = false
    zeroRule = other.zeroRule
    hasJumps = other.hasJumps
    hasSteps = other.hasSteps
    tables = other.tables
    script = other.script
    sizes = other.sizes
  }

  @usableFromInline var top: Int { pointCounts.count - 1 }

  /// A fresh random element: at every level, or from the level on where its residues are wanted.
  public func randomElement() -> SignatureNumber {
    SignatureNumber(
      level: 0, residues: fields.map { tables.random.next(below: $0.prime) },
      size: sizes.map { SignatureSize($0.atom) })
  }

  /// A random value for a variable.
  ///
  /// - Parameters:
  ///   - sign: what assumptions say of the variable's sign.
  ///   - asSquare: draws r² and remembers ±r as its root; only where the sign is free or not negative.
  public func variable(sign: KnownSign = .unknown, asSquare: Bool = false) -> SignatureNumber {
    let root = randomElement()
    guard followsFacts else { return root }
    let size = sizes.map { SignatureSize($0.variable) }
    let facts = sign == .unknown ? nil : SignatureFacts(sign: sign)
    guard asSquare else {
      return SignatureNumber(level: 0, residues: root.residues, facts: facts, size: size)
    }
    let square = combined(root, root) { $0.product($1, $2) }
    tables.variableRoots[square[offsets[top]]] = root
    return SignatureNumber(level: 0, residues: square, facts: facts, size: size)
  }

  /// A random value for a variable that is known to be positive: an exponential, so that its logarithm is known.
  func positiveVariable() throws(ArithmeticError) -> SignatureNumber { try pureExponential(randomElement()) }

  // MARK: - Field operations

  @inlinable func combined(
    _ a: SignatureNumber, _ b: SignatureNumber, _ operation: (ResidueField, UInt64, UInt64) -> UInt64
  ) -> [UInt64] {
    let start = offsets[max(a.level, b.level)]
    return [UInt64](unsafeUninitializedCapacity: fields.count) { buffer, count in
      for i in 0..<start { buffer[i] = 0 }
      for i in start..<fields.count { buffer[i] = operation(fields[i], a.residues[i], b.residues[i]) }
      count = fields.count
    }
  }

  /// The size of a value made from others, where sizes are kept.
  func sized(
    _ compute: (SizeArithmetic) throws(ArithmeticError) -> SizeArithmetic.Number
  ) throws(ArithmeticError) -> SignatureSize? {
    guard let sizes else { return nil }
    return SignatureSize(try compute(sizes))
  }

  func sized(
    _ a: SignatureNumber, _ b: SignatureNumber,
    _ compute:
      (SizeArithmetic) -> (SizeArithmetic.Number, SizeArithmetic.Number) throws(ArithmeticError) ->
      SizeArithmetic.Number
  ) throws(ArithmeticError) -> SignatureSize? {
    guard let sizes, let x = a.size, let y = b.size else { return nil }
    return SignatureSize(try compute(sizes)(x.number, y.number))
  }

  public func number(_ value: Rational) throws(ArithmeticError) -> SignatureNumber {
    let residues = value.isZero ? zeros : try residues(of: value)
    let size = try sized { (sizes) throws(ArithmeticError) in try sizes.number(value) }
    guard followsFacts else { return SignatureNumber(level: 0, residues: residues, size: size) }
    let monomial = Monomial(coefficient: value, powers: [])
    return SignatureNumber(
      level: 0, residues: residues,
      facts: SignatureFacts(sign: .of(value), monomial: monomial.isWithinLimits ? monomial : nil), size: size)
  }

  private func residues(of value: Rational) throws(ArithmeticError) -> [UInt64] {
    var residues: [UInt64] = []
    residues.reserveCapacity(fields.count)
    for (level, count) in pointCounts.enumerated() where count > 0 {
      let residue = try tower.fields[level].residue(of: value)
      for _ in 0..<count { residues.append(residue) }
    }
    return residues
  }

  public func sum(_ a: SignatureNumber, _ b: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    if isZeroConstant(a) { return b }
    if isZeroConstant(b) { return a }
    let residues = combined(a, b) { $0.sum($1, $2) }
    let facts = followsFacts ? try sumFacts(a, b, sign: .sum(a.sign, b.sign), scale: .one) : nil
    let value = SignatureNumber(
      level: max(a.level, b.level), residues: residues, facts: facts,
      size: try sized(a, b, SizeArithmetic.sum))
    return bounded(value, .sum(a.range, b.range))
  }

  public func difference(_ a: SignatureNumber, _ b: SignatureNumber) throws(ArithmeticError)
    -> SignatureNumber
  {
    if isZeroConstant(b) { return a }
    if isZeroConstant(a) { return try negation(b) }
    let residues = combined(a, b) { $0.difference($1, $2) }
    let facts = followsFacts ? try sumFacts(a, b, sign: .sum(a.sign, b.sign.negated), scale: -.one) : nil
    let value = SignatureNumber(
      level: max(a.level, b.level), residues: residues, facts: facts,
      size: try sized(a, b, SizeArithmetic.sum))
    return bounded(value, .sum(a.range, .negation(b.range)))
  }

  public func negation(_ a: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    guard followsFacts else {
      return SignatureNumber(
        level: a.level, residues: combined(a, a) { (f, x, _) in f.negation(x) }, size: a.size)
    }
    return try product(number(-.one), a)
  }

  public func product(_ a: SignatureNumber, _ b: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    // Nothing times a number has no exponentials in it, as the sizes count it too.
    if isZeroConstant(a) { return a }
    if isZeroConstant(b) { return b }
    let plain = SignatureNumber(
      level: max(a.level, b.level), residues: combined(a, b) { $0.product($1, $2) },
      size: try sized(a, b, SizeArithmetic.product))
    guard followsFacts else { return plain }
    return bounded(try withProductFacts(plain, a, b), .product(a.range, b.range))
  }

  /// Whether a number without exponentials is zero in every field: zero itself, but for constants that vanish
  /// modulo all primes, which the bound counts.
  private func isZeroConstant(_ a: SignatureNumber) -> Bool {
    a.level == 0 && a.residues.allSatisfy { $0 == 0 }
  }

  public func quotient(_ a: SignatureNumber, _ b: SignatureNumber) throws(ArithmeticError) -> SignatureNumber
  {
    try product(a, reciprocal(b))
  }

  func reciprocal(_ b: SignatureNumber) throws(ArithmeticError) -> SignatureNumber {
    let start = offsets[b.level]
    var residues = b.residues
    for i in start..<residues.count {
      if residues[i] == 0 { throw .divisionByZero }
      residues[i] = fields[i].inverse(residues[i])
    }
    let size = try sized(b, b) { (sizes) in { (x, _) throws(ArithmeticError) in try sizes.reciprocal(x) } }
    let plain = SignatureNumber(level: b.level, residues: residues, size: size)
    guard followsFacts else { return plain }
    return bounded(try withPowerFacts(plain, b, -1), .reciprocal(b.range))
  }

  public func power(_ base: SignatureNumber, _ exponent: Int) throws(ArithmeticError) -> SignatureNumber {
    if exponent == .min { throw .tooLarge("the power \(exponent)") }
    if exponent < 0 { return try power(reciprocal(base), -exponent) }
    let residues = combined(base, base) { (field, x, _) in field.power(x, UInt64(exponent)) }
    let size = try sized(base, base) { (sizes) in
      { (x, _) throws(ArithmeticError) in try sizes.power(x, exponent) }
    }
    let plain = SignatureNumber(level: base.level, residues: residues, size: size)
    guard followsFacts else { return plain }
    return bounded(try withPowerFacts(plain, base, exponent), .power(base.range, exponent))
  }

  public func contraction(
    count: Int, _ a: UnsafePointer<SignatureNumber>, _ aStride: Int, _ b: UnsafePointer<SignatureNumber>,
    _ bStride: Int
  ) throws(ArithmeticError) -> SignatureNumber {
    guard count > 0 else { return try number(.zero) }
    if followsFacts || sizes != nil {
      // Terms that are nothing are left out, so that a single one keeps what is known of it.
      let terms = (0..<count).filter { !isZeroConstant(a[$0 * aStride]) && !isZeroConstant(b[$0 * bStride]) }
      guard let first = terms.first else { return try number(.zero) }
      var total = try product(a[first * aStride], b[first * bStride])
      for t in terms.dropFirst() {
        total = try sum(total, productAsTerm(a[t * aStride], b[t * bStride]))
      }
      return total
    }
    var level = 0
    var total = [UInt64](repeating: 0, count: fields.count)
    for t in 0..<count {
      let x = a[t * aStride]
      let y = b[t * bStride]
      if isZeroConstant(x) || isZeroConstant(y) { continue }
      level = max(level, x.level, y.level)
      for i in offsets[level]..<total.count {
        total[i] = fields[i].sum(total[i], fields[i].product(x.residues[i], y.residues[i]))
      }
    }
    return SignatureNumber(level: level, residues: total)
  }

  /// A product that is only a term of a sum: of its factors nothing need be remembered unless they have logarithms or
  /// roots.
  private func productAsTerm(
    _ a: SignatureNumber, _ b: SignatureNumber
  ) throws(ArithmeticError) -> SignatureNumber {
    func isPlain(_ x: SignatureNumber) -> Bool {
      guard let facts = x.facts else { return true }
      return facts.logarithms.isEmpty && facts.radicals.isEmpty && facts.monomial?.hasFractions != true
    }
    guard isPlain(a), isPlain(b), a.rational == nil || b.rational == nil else { return try product(a, b) }
    let sign = KnownSign.product(a.sign, b.sign)
    let value = SignatureNumber(
      level: max(a.level, b.level), residues: combined(a, b) { $0.product($1, $2) },
      facts: sign == .unknown ? nil : SignatureFacts(sign: sign),
      size: try sized(a, b, SizeArithmetic.product))
    return bounded(value, .product(a.range, b.range))
  }

  // MARK: - Comparison

  /// Whether the value is zero at every point it has residues at.
  public func isZero(_ a: SignatureNumber) -> Bool {
    a.residues[offsets[a.level]...].allSatisfy { $0 == 0 }
  }

  /// Whether the two are equal in this draw: by their residues, else by exp(N·(a − b)) = 1 where the difference
  /// is made of logarithms with rational coefficients of common denominator N (their exponential is injective
  /// on the reals).
  public func areEqual(_ a: SignatureNumber, _ b: SignatureNumber) throws(ArithmeticError) -> Bool {
    let difference = try self.difference(a, b)
    note(difference)
    if isZero(difference) { return true }
    guard let logarithms = difference.facts?.logarithms, !logarithms.isEmpty else { return false }
    var scale = Integer(1)
    for term in logarithms {
      let denominator = term.coefficient.denominator
      let divisor = scale.greatestCommonDivisor(denominator)
      scale = scale * ((try? denominator.quotientAndRemainder(dividingBy: divisor).quotient) ?? denominator)
      if scale.bitWidth > 16 { return false }
    }
    let exponential = try value(of: .exp, at: product(number(Rational(scale)), difference))
    let ratio = try self.difference(exponential, number(.one))
    note(ratio)
    return isZero(ratio)
  }

  /// Remembers which of the variables are under a logarithm by themselves.
  func noteVariablesUnderLogarithms(_ point: [SignatureNumber]) {
    let bases = tables.bases.filter(\.isUnderLogarithm).map(\.value.residues)
    for (index, variable) in point.enumerated() where bases.contains(variable.residues) {
      tables.variablesUnderLogarithms.insert(index)
    }
  }

  private func note(_ result: SignatureNumber) {
    if let size = result.size { sizes?.note(result: size.number) }
  }

  /// Takes account of a comparison of residues on which the evaluation depends.
  func compared(_ count: Int = 1) throws(ArithmeticError) {
    tables.comparisons += count
    if let script, tables.comparisons > script.comparisonLimit {
      throw .undecided("draws that take different turns")
    }
  }
}

extension ResidueField {
  /// The residue of a fraction.
  func residue(of value: Rational) throws(ArithmeticError) -> UInt64 {
    let numerator = residue(of: value.numerator)
    if value.isInteger { return numerator }
    let denominator = residue(of: value.denominator)
    if denominator == 0 { throw .divisionByZero }
    return product(numerator, inverse(denominator))
  }

  /// The residue of an integer of any size.
  func residue(of value: Integer) -> UInt64 {
    if let small = value.asInt {
      let residue = residue(ordinary: UInt64(small.magnitude))
      return small < 0 ? negation(residue) : residue
    }
    let modulus = Integer(Int(prime))
    let remainder = try? value.quotientAndRemainder(dividingBy: modulus).remainder.asInt
    return residue(ordinary: UInt64(remainder ?? 0))
  }
}
