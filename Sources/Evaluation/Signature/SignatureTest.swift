import Numbers

/// Whether two formulas are the same function, by as many draws as bring the bound below 2⁻¹⁰⁰.
public struct SignatureTest: Sendable {
  public enum Outcome: Sendable, Hashable {
    /// Equal in all draws; the probability of that for unequal formulas is at most 2^boundBits.
    case equal(boundBits: Int, draws: Int)
    /// Unequal as formulas: the entry's index. Says nothing about the functions where atoms are involved.
    case unequal(entry: Int)
    case undecided(String)
  }

  /// What to evaluate: both sides' entries in an arithmetic whose variables are drawn as told.
  public typealias Sides =
    @Sendable (SignatureArithmetic, [SignatureNumber]) throws(ArithmeticError) -> (
      left: [SignatureNumber], right: [SignatureNumber]
    )

  /// Where draws must satisfy conditions: changes the drawn point, or throws.
  public typealias Adjustment =
    @Sendable (SignatureArithmetic, inout [SignatureNumber]) throws(ArithmeticError) -> Void

  public static let wantedBits = -100
  /// More independent exponents than this at one level are not decided.
  public static let rankLimit = 256
  /// How often a point is drawn again where a divisor is zero.
  static let attempts = 4
  static let drawLimit = 200
  /// Residues of all variables together, and operations times residues.
  static let sizeLimit = 1 << 24
  static let workLimit = 1 << 29
  /// Steps, roots and logarithms in one evaluation: each is held against all that were met before.
  static let atomLimit = 1 << 13

  let survey: SizeArithmetic.Survey
  let variableCount: Int
  let signs: [Int: KnownSign]
  let seed: String
  let adjust: Adjustment
  let sides: Sides
  /// Variables to be drawn as exponentials.
  private var positiveVariables: Set<Int> = []

  public init(
    survey: SizeArithmetic.Survey, variableCount: Int, signs: [Int: KnownSign] = [:], seed: String,
    adjust: @escaping Adjustment = { (_, _) throws(ArithmeticError) in }, sides: @escaping Sides
  ) {
    self.survey = survey
    self.variableCount = variableCount
    self.signs = signs
    self.seed = seed
    self.adjust = adjust
    self.sides = sides
  }

  var followsFacts: Bool { survey.hasLogarithms || survey.hasRoots || survey.hasSteps }

  /// - Parameter triesCases: whether, where steps as free elements leave the sides different, all signs of their
  ///   arguments are gone through.
  public func run(triesCases: Bool = true) -> Outcome {
    let outcome = decided(triesCases)
    // Beside steps the cases of their signs have had the word.
    guard case .unequal = outcome, survey.hasLogarithms, !survey.hasSteps, let again = withPositiveVariables
    else { return outcome }
    let second = again.decided(triesCases)
    if case .equal = second { return second }
    return outcome
  }

  /// The same test with variables drawn as exponentials where a logarithm of them is taken: wherever the sides are
  /// defined these are positive, and so they are exponentials. Nil where there are none.
  private var withPositiveVariables: SignatureTest? {
    var counts = Array(repeating: 1, count: levels)
    counts[levels - 1] = 2
    guard let tables = try? drawn(Draw(counts: counts, round: -2)).arithmetic.tables,
      !tables.variablesUnderLogarithms.isEmpty
    else { return nil }
    var result = self
    result.positiveVariables = tables.variablesUnderLogarithms
    return result
  }

  private var levels: Int {
    survey.height + 1 + (survey.hasLogarithms ? 1 : 0) + (positiveVariables.isEmpty ? 0 : 1)
  }

  private func decided(_ triesCases: Bool) -> Outcome {
    guard levels <= PrimeTower.levelLimit else { return SignatureTest.tooDeep(survey.height) }
    do throws(ArithmeticError) {
      let counts = try pointCounts(levels: levels)
      // √(x²) = |x| is a step too.
      guard survey.hasSteps || survey.hasRoots, triesCases else {
        return try decide(Draw(counts: counts)).outcome
      }
      return try decideCases(counts)
    } catch {
      return .undecided(SignatureTest.words(error))
    }
  }

  public static func words(_ error: ArithmeticError) -> String {
    switch error {
    case .divisionByZero: "a divisor is zero at every point drawn"
    case .outsideDomain(let function): "\(function.rawValue) is never defined here"
    case .undecided(let what), .tooLarge(let what): what
    case .unsupported(let function): "\(function.rawValue) has no signature"
    case .unknownValue(let name): "\(name) has no value"
    }
  }

  /// As many points as a first draw meets exponents, and one more, so that their rank shows.
  private func pointCounts(levels: Int) throws(ArithmeticError) -> [Int] {
    var counts = Array(repeating: 1, count: levels)
    if followsFacts { counts[levels - 1] = 2 }
    guard survey.exponentials > 0 || survey.hasLogarithms else { return counts }
    var exponents = survey.exponentials
    if exponents > 4 || followsFacts {
      let first = try drawn(Draw(counts: counts, round: -1)).arithmetic
      exponents = Set(first.tables.exponents.map { $0.residues.last ?? 0 }).count
    }
    guard exponents <= SignatureTest.rankLimit else { throw .tooManyExponents }
    for level in 0..<levels - 1 { counts[level] = exponents + 1 }
    return counts
  }

  func checkWork(_ counts: [Int]) throws(ArithmeticError) {
    try SignatureTest.checkWork(
      points: counts.reduce(0, +), variables: variableCount, operations: survey.operations)
    guard survey.atoms <= SignatureTest.atomLimit else {
      throw .tooLarge("\(survey.atoms) steps, roots and logarithms, more than \(SignatureTest.atomLimit)")
    }
  }

  static func checkWork(points: Int, variables: Int, operations: Int) throws(ArithmeticError) {
    guard points * max(variables, 1) <= sizeLimit, points * operations <= workLimit else {
      throw .tooLarge("\(operations) operations at \(points) points, which are too many")
    }
  }

  static func tooDeep(_ height: Int) -> Outcome {
    .undecided("exponentials are nested \(height) deep (at most \(PrimeTower.levelLimit - 1))")
  }

  static func beyondDraws(_ sizes: SizeArithmetic.Survey) -> Outcome {
    .undecided("degree \(sizes.degree) or the sizes of coefficients are beyond what draws can tell")
  }

  /// How one draw is to be made.
  struct Draw {
    var counts: [Int]
    var zeroRule = ZeroRule.positiveSide
    var choices: [Int: StepCase] = [:]
    var disturbed: Int?
    var round = 0
    var script: SignatureScript?
    var sizes: SizeArithmetic?
  }

  /// What became of the draws made for some choice of cases.
  struct Decided {
    let outcome: Outcome
    /// The draw that was read.
    let first: SignatureArithmetic?
    /// left − right of the entry that is not equal.
    var difference: [UInt64] = []
    var sizes: SizeArithmetic.Survey
  }

  /// One evaluation at a random point, redrawn a few times where it divides by zero.
  func drawn(
    _ draw: Draw
  ) throws(ArithmeticError) -> (arithmetic: SignatureArithmetic, unequal: Difference?) {
    var last = ArithmeticError.divisionByZero
    for attempt in 0..<SignatureTest.attempts {
      var random = SignatureTest.source(seed, round: draw.round, attempt: attempt, choices: draw.choices)
      guard let tower = SignatureTest.tower(draw.counts.count, draw.round, attempt, &random) else { continue }
      let arithmetic = SignatureArithmetic(
        tower: tower, pointCounts: draw.counts, followsFacts: followsFacts, hasJumps: survey.hasJumps,
        hasSteps: survey.hasSteps, zeroRule: draw.zeroRule, choices: draw.choices, disturbed: draw.disturbed,
        script: draw.script, sizes: draw.sizes, random: random)
      do throws(ArithmeticError) {
        return (arithmetic, try firstDifference(arithmetic))
      } catch {
        last = error
        if error != .divisionByZero { break }
      }
    }
    throw last
  }

  /// What a round of draws, and each repetition of it, is drawn from.
  static func source(
    _ seed: String, round: Int, attempt: Int, choices: [Int: StepCase] = [:]
  ) -> RandomSource {
    var random = RandomSource(hashing: seed)
    random.add(TowerPool.secret)
    random.add(UInt64(bitPattern: Int64(round)))
    random.add(UInt64(attempt))
    for choice in choices.sorted(by: { $0.key < $1.key }) {
      random.add(UInt64(choice.key) << 2 | UInt64(choice.value.rawValue))
    }
    return random
  }

  /// The tower of a round: one from the pool, or for repetitions and rounds beyond it one of its own. What only counts
  /// points comes before all rounds and needs none that the others do not know.
  static func tower(
    _ levels: Int, _ round: Int, _ attempt: Int, _ random: inout RandomSource
  ) -> PrimeTower? {
    let kept = attempt == 0 ? TowerPool.tower(levels: levels, round: max(round, 0)) : nil
    return kept ?? PrimeTower(levels: levels, using: &random)
  }

  /// An entry in which the sides differ, and the residues of left − right.
  typealias Difference = (entry: Int, residues: [UInt64])

  /// The first entry in which the sides differ at a random point.
  private func firstDifference(_ arithmetic: SignatureArithmetic) throws(ArithmeticError) -> Difference? {
    var point: [SignatureNumber] = []
    point.reserveCapacity(variableCount)
    for index in 0..<variableCount {
      let sign = signs[index] ?? .unknown
      let free = sign != .negative && sign != .nonpositive
      if positiveVariables.contains(index) {
        point.append(try arithmetic.positiveVariable())
      } else {
        point.append(arithmetic.variable(sign: sign, asSquare: survey.hasRoots && free))
      }
    }
    try adjust(arithmetic, &point)
    let (left, right) = try sides(arithmetic, point)
    if survey.hasLogarithms { arithmetic.noteVariablesUnderLogarithms(point) }
    guard left.count == right.count else { return (min(left.count, right.count), []) }
    for index in left.indices where try !arithmetic.areEqual(left[index], right[index]) {
      return (index, try arithmetic.difference(left[index], right[index]).residues)
    }
    return nil
  }

  /// Reads a first draw, and draws until the bound suffices.
  func decide(_ draw: Draw) throws(ArithmeticError) -> Decided {
    try checkWork(draw.counts)
    var draw = draw
    var sizes = survey
    var first: SignatureArithmetic?
    if followsFacts || survey.exponentials > 0 {
      if followsFacts { draw.sizes = SizeArithmetic() }
      let (pilot, unequal) = try drawn(draw)
      if let measured = draw.sizes?.survey { sizes = measured }
      if let unequal {
        return Decided(
          outcome: .unequal(entry: unequal.entry), first: pilot, difference: unequal.residues, sizes: sizes)
      }
      let script = try SignatureScript(readFrom: pilot)
      for level in 0..<draw.counts.count - 1 { draw.counts[level] = max(script.ranks[level], 1) }
      draw.script = script
      draw.sizes = nil
      first = pilot
    }
    let comparisons = followsFacts ? draw.script?.comparisonLimit ?? 0 : 0
    let bound = SignatureBound.bits(
      survey: sizes, levels: draw.counts.count, script: draw.script, comparisons: comparisons)
    guard let bits = bound, SignatureTest.wantedBits / bits < SignatureTest.drawLimit else {
      return Decided(outcome: SignatureTest.beyondDraws(sizes), first: first, sizes: sizes)
    }
    var total = 0
    var count = 0
    while total > SignatureTest.wantedBits {
      draw.round += 1
      count += 1
      let (arithmetic, unequal) = try drawn(draw)
      if let unequal { return Decided(outcome: .unequal(entry: unequal.entry), first: first, sizes: sizes) }
      guard arithmetic.confirmsExponents() else { throw .undecided("draws that take different turns") }
      total += bits
    }
    return Decided(outcome: .equal(boundBits: total, draws: count), first: first, sizes: sizes)
  }
}

extension ArithmeticError {
  static var tooManyExponents: ArithmeticError {
    .undecided("more than \(SignatureTest.rankLimit) different exponents")
  }
}
