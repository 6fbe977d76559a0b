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
  static let caseLimit = 4096
  /// Residues of all variables together, and operations times residues.
  static let sizeLimit = 1 << 24
  static let workLimit = 1 << 29

  let survey: SizeArithmetic.Survey
  let variableCount: Int
  let signs: [Int: KnownSign]
  let seed: String
  let adjust: Adjustment
  let sides: Sides

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

  private var followsFacts: Bool { survey.hasLogarithms || survey.hasRoots || survey.hasSteps }

  /// - Parameter triesCases: whether, where steps as free elements leave the sides different, all signs of their
  ///   arguments are gone through.
  public func run(triesCases: Bool = true) -> Outcome {
    let levels = survey.height + 1 + (survey.hasLogarithms ? 1 : 0)
    guard levels <= PrimeTower.levelLimit else {
      return .undecided(
        "exponentials are nested \(survey.height) deep (at most \(PrimeTower.levelLimit - 1))")
    }
    do throws(ArithmeticError) {
      let counts = try pointCounts(levels: levels)
      let uniform = try decide(counts, rule: .uniform, choices: []).outcome
      // √(x²) = |x| is a step too.
      guard case .unequal = uniform, survey.hasSteps || survey.hasRoots, triesCases else { return uniform }
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
      let first = try drawn(Draw(counts: counts, rule: .uniform, round: -1)).arithmetic
      exponents = Set(first.tables.exponents.map { $0.residues.last ?? 0 }).count
    }
    guard exponents <= SignatureTest.rankLimit else {
      throw .undecided("more than \(SignatureTest.rankLimit) different exponents")
    }
    for level in 0..<levels - 1 { counts[level] = exponents + 1 }
    return counts
  }

  private func checkWork(_ counts: [Int]) throws(ArithmeticError) {
    let size = counts.reduce(0, +)
    guard size * max(variableCount, 1) <= SignatureTest.sizeLimit,
      size * survey.operations <= SignatureTest.workLimit
    else { throw .tooLarge("\(survey.operations) operations at \(size) points, which are too many") }
  }

  /// How one draw is to be made.
  private struct Draw {
    var counts: [Int]
    var rule: SignatureArithmetic.StepRule
    var choices: [Int] = []
    var round: Int
    var script: SignatureScript?
    var sizes: SizeArithmetic?
  }

  /// One evaluation at a random point, redrawn a few times where it divides by zero.
  private func drawn(_ draw: Draw) throws(ArithmeticError) -> (arithmetic: SignatureArithmetic, unequal: Int?)
  {
    var last = ArithmeticError.divisionByZero
    for attempt in 0..<SignatureTest.attempts {
      let random = RandomSource(hashing: "\(seed)\u{0}\(draw.round)\u{0}\(attempt)\u{0}\(draw.choices)")
      guard
        let arithmetic = SignatureArithmetic(
          pointCounts: draw.counts, followsFacts: followsFacts, hasJumps: survey.hasJumps,
          hasSteps: survey.hasSteps,
          stepRule: draw.rule, choices: draw.choices, script: draw.script, sizes: draw.sizes, random: random)
      else { continue }
      do throws(ArithmeticError) {
        return (arithmetic, try firstDifference(arithmetic))
      } catch {
        last = error
        if error != .divisionByZero { break }
      }
    }
    throw last
  }

  /// The first entry in which the sides differ at a random point.
  private func firstDifference(_ arithmetic: SignatureArithmetic) throws(ArithmeticError) -> Int? {
    var point: [SignatureNumber] = []
    point.reserveCapacity(variableCount)
    for index in 0..<variableCount {
      let sign = signs[index] ?? .unknown
      let free = sign != .negative && sign != .nonpositive
      point.append(arithmetic.variable(sign: sign, asSquare: survey.hasRoots && free))
    }
    try adjust(arithmetic, &point)
    let (left, right) = try sides(arithmetic, point)
    guard left.count == right.count else { return min(left.count, right.count) }
    for index in left.indices where try !arithmetic.areEqual(left[index], right[index]) { return index }
    return nil
  }

  /// Reads a first draw, and draws until the bound suffices; also returns the first draw.
  private func decide(
    _ counts: [Int], rule: SignatureArithmetic.StepRule, choices: [Int]
  ) throws(ArithmeticError) -> (outcome: Outcome, first: SignatureArithmetic?) {
    try checkWork(counts)
    var draw = Draw(counts: counts, rule: rule, choices: choices, round: 0)
    var sizes = survey
    var first: SignatureArithmetic?
    if followsFacts || survey.exponentials > 0 {
      if followsFacts { draw.sizes = SizeArithmetic() }
      let (pilot, unequal) = try drawn(draw)
      if let unequal { return (.unequal(entry: unequal), pilot) }
      if let measured = draw.sizes?.survey { sizes = measured }
      let script = try SignatureScript(readFrom: pilot)
      for level in 0..<counts.count - 1 { draw.counts[level] = max(script.ranks[level], 1) }
      draw.script = script
      draw.sizes = nil
      first = pilot
    }
    let comparisons = followsFacts ? draw.script?.comparisonLimit ?? 0 : 0
    let bound = SignatureBound.bits(
      survey: sizes, levels: counts.count, script: draw.script, comparisons: comparisons)
    guard let bits = bound, SignatureTest.wantedBits / bits < SignatureTest.drawLimit else {
      return (
        .undecided("degree \(sizes.degree) or the sizes of coefficients are beyond what draws can tell"),
        first
      )
    }
    var total = 0
    while total > SignatureTest.wantedBits {
      draw.round += 1
      let (arithmetic, unequal) = try drawn(draw)
      if let unequal { return (.unequal(entry: unequal), first) }
      guard arithmetic.confirmsExponents() else { throw .undecided("draws that take different turns") }
      total += bits
    }
    return (.equal(boundBits: total, draws: draw.round), first)
  }

  /// All cases of all steps, as an odometer over the steps in the order they are met; if the sides differ they do so in
  /// one of them. A case in which a step's argument is zero has two true descriptions, and it is enough that the sides
  /// are equal in one.
  private func decideCases(_ counts: [Int]) throws(ArithmeticError) -> Outcome {
    var worst = Int.min
    var draws = 0
    var work = 0
    var choices: [Int] = []
    repeat {
      var (outcome, first) = try decide(counts, rule: .cases(.positiveSide), choices: choices)
      if case .unequal = outcome, survey.hasJumps {
        let (other, second) = try decide(counts, rule: .cases(.vanish), choices: choices)
        // Only the same case described differently may stand in for it.
        if let first, let second, first.stepKeys == second.stepKeys,
          first.tables.caseCounts == second.tables.caseCounts
        {
          outcome = other
        }
      }
      guard let first else { return .undecided("no steps were met") }
      switch outcome {
      case .equal(let bits, let count):
        worst = max(worst, bits)
        draws += count
      case .unequal where first.tables.caseCounts.isEmpty: return outcome
      case .unequal: return .undecided("a case of the signs of the steps' arguments is not equal")
      case .undecided: return outcome
      }
      work += draws
      if work > SignatureTest.caseLimit || work * survey.operations > SignatureTest.workLimit / 64 {
        return .undecided("more cases of signs than are tried")
      }
      choices = SignatureTest.next(after: choices, first.tables.caseCounts)
    } while !choices.isEmpty
    return .equal(boundBits: worst, draws: draws)
  }

  /// The next reading of the odometer; empty after the last.
  private static func next(after choices: [Int], _ cases: [Int]) -> [Int] {
    var next = choices + Array(repeating: 0, count: max(cases.count - choices.count, 0))
    while let last = next.last, next.count > cases.count || last + 1 >= cases[next.count - 1] {
      next.removeLast()
    }
    if !next.isEmpty { next[next.count - 1] += 1 }
    return next
  }
}
