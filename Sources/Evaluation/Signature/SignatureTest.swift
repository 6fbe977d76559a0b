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
  public static let rankLimit = 96
  static let drawLimit = 200
  static let caseLimit = 4096
  /// Residues of all variables together, and operations times residues.
  static let sizeLimit = 1 << 23
  static let workLimit = 1 << 28

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

  public func run() -> Outcome {
    let levels = survey.height + 1 + (survey.hasLogarithms ? 1 : 0)
    guard levels <= PrimeTower.levelLimit else {
      return .undecided(
        "exponentials are nested \(survey.height) deep (at most \(PrimeTower.levelLimit - 1))")
    }
    do throws(ArithmeticError) {
      var counts = try pointCounts(levels: levels)
      if followsFacts { counts[levels - 1] = max(counts[levels - 1], 2) }
      let size = counts.reduce(0, +)
      guard size * max(variableCount, 1) <= SignatureTest.sizeLimit,
        size * survey.operations <= SignatureTest.workLimit
      else {
        return .undecided("the formulas are too large: \(survey.operations) operations at \(size) points")
      }
      let uniform = try decide(counts, rule: .uniform)
      guard case .unequal = uniform, survey.hasSteps else { return uniform }
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

  /// One point where nothing is exponentiated, else one more than the exponents that a first draw meets.
  private func pointCounts(levels: Int) throws(ArithmeticError) -> [Int] {
    var counts = Array(repeating: 1, count: levels)
    guard survey.exponentials > 0 || survey.hasLogarithms else { return counts }
    counts[levels - 1] = 2
    let pilot = try drawn(counts, rule: .uniform, choices: [], round: 1 << 32).arithmetic
    for level in 0..<levels - 1 {
      let exponents = pilot.tables.seenExponents[level].count
      if exponents > SignatureTest.rankLimit {
        throw .undecided("more than \(SignatureTest.rankLimit) different exponents at one level")
      }
      counts[level] = exponents + 1
    }
    counts[levels - 1] = 1
    return counts
  }

  /// One evaluation at a random point, redrawn a few times where it divides by zero.
  private func drawn(
    _ counts: [Int], rule: SignatureArithmetic.StepRule, choices: [Int], round: Int
  ) throws(ArithmeticError) -> (arithmetic: SignatureArithmetic, unequal: Int?) {
    var last = ArithmeticError.divisionByZero
    for attempt in 0..<4 {
      let random = RandomSource(hashing: "\(seed)\u{0}\(round)\u{0}\(attempt)")
      let arithmetic = SignatureArithmetic(
        pointCounts: counts, followsFacts: followsFacts, hasJumps: survey.hasJumps, stepRule: rule,
        choices: choices, random: random)
      do throws(ArithmeticError) {
        var point: [SignatureNumber] = []
        point.reserveCapacity(variableCount)
        for index in 0..<variableCount {
          let sign = signs[index] ?? .unknown
          let free = sign != .negative && sign != .nonpositive
          point.append(arithmetic.variable(sign: sign, asSquare: survey.hasRoots && free))
        }
        try adjust(arithmetic, &point)
        let (left, right) = try sides(arithmetic, point)
        guard left.count == right.count else { return (arithmetic, min(left.count, right.count)) }
        for index in left.indices where try !arithmetic.areEqual(left[index], right[index]) {
          return (arithmetic, index)
        }
        return (arithmetic, nil)
      } catch {
        last = error
        if error != .divisionByZero { break }
      }
    }
    throw last
  }

  private func decide(_ counts: [Int], rule: SignatureArithmetic.StepRule) throws(ArithmeticError) -> Outcome
  {
    var total = 0
    var draws = 0
    while total > SignatureTest.wantedBits {
      let (arithmetic, unequal) = try drawn(counts, rule: rule, choices: [], round: draws)
      if let unequal { return .unequal(entry: unequal) }
      guard let bits = bound(arithmetic) else { return tooLittle }
      total += bits
      draws += 1
      if draws > SignatureTest.drawLimit { return tooLittle }
    }
    return .equal(boundBits: total, draws: draws)
  }

  private var tooLittle: Outcome {
    .undecided("degree \(survey.degree) or the sizes of coefficients are beyond what draws can tell")
  }

  /// All cases of all steps in every draw, as an odometer over the steps in the order they are met. A case in which
  /// a step's argument is zero has two true descriptions, and it is enough that the sides are equal in one.
  private func decideCases(_ counts: [Int]) throws(ArithmeticError) -> Outcome {
    var total = 0
    var draws = 0
    var work = 0
    while total > SignatureTest.wantedBits {
      var choices: [Int] = []
      var bits = Int.min
      repeat {
        var (arithmetic, unequal) = try drawn(
          counts, rule: .cases(.positiveSide), choices: choices, round: draws)
        if unequal != nil, survey.hasJumps {
          let keys = arithmetic.tables.stepKeys
          (arithmetic, unequal) = try drawn(counts, rule: .cases(.vanish), choices: choices, round: draws)
          // Only the same case described differently may stand in for it.
          if keys != arithmetic.tables.stepKeys { unequal = unequal ?? 0 }
        }
        if unequal != nil { return .undecided("a case of the signs of the steps' arguments is not equal") }
        guard let own = bound(arithmetic) else { return tooLittle }
        bits = max(bits, own)
        work += 1
        if work > SignatureTest.caseLimit || work * survey.operations > SignatureTest.workLimit / 8 {
          return .undecided("more cases of signs than are tried")
        }
        choices = SignatureTest.next(after: choices, arithmetic.tables.caseCounts)
      } while !choices.isEmpty
      total += bits
      draws += 1
      if draws > SignatureTest.drawLimit { return tooLittle }
    }
    return .equal(boundBits: total, draws: draws)
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

  private func bound(_ arithmetic: SignatureArithmetic) -> Int? {
    var spans: [UInt64] = []
    for (level, count) in arithmetic.pointCounts.enumerated() {
      let rows = arithmetic.tables.exponents[level]
      guard let (rank, span) = SignatureBound.span(of: rows, in: arithmetic.tower.fields[level]) else {
        return nil
      }
      // The rank is known only where there was room for a larger one.
      if rank > 0, rank >= count { return nil }
      spans.append(span)
    }
    let tables = arithmetic.tables
    return SignatureBound.bits(
      survey: survey, pointCounts: arithmetic.pointCounts, spans: spans,
      comparisons: tables.bases.count + tables.exponents.reduce(0) { $0 + $1.count })
  }
}
