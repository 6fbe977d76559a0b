import Numbers

/// Whether two formulas without steps, roots and logarithms are the same function: of them residues are all there is to
/// know, and all draws that count are made side by side.
public struct ResidueTest: Sendable {
  private let tape: Tape
  private let traits: Tape.Traits
  private let left: [Tape.Slot]
  private let right: [Tape.Slot]
  private let seed: String

  /// - Parameters:
  ///   - left: the places of one side's entries on the tape.
  ///   - seed: the judged text, which seeds the draws beside what nobody knows.
  /// - Returns: nil where signs, roots or logarithms are to be followed.
  public init?(_ tape: Tape, _ traits: Tape.Traits, left: [Tape.Slot], right: [Tape.Slot], seed: String) {
    guard traits.isPlain else { return nil }
    self.tape = tape
    self.traits = traits
    self.left = left
    self.right = right
    self.seed = seed
  }

  private var levels: Int { traits.height + 1 }

  /// - Parameter survey: how large the formulas are, asked for where they are not found different at once.
  public func run(survey: () -> SizeArithmetic.Survey?) -> SignatureTest.Outcome {
    guard levels <= PrimeTower.levelLimit else { return SignatureTest.tooDeep(traits.height) }
    do throws(ArithmeticError) { return try decided(survey) } catch {
      return .undecided(SignatureTest.words(error))
    }
  }

  /// One point of each level.
  fileprivate var sample: ResidueRun? {
    guard levels <= PrimeTower.levelLimit else { return nil }
    return try? residues(Array(repeating: 1, count: levels), rounds: 0..<1)
  }

  private func decided(
    _ survey: () -> SizeArithmetic.Survey?
  ) throws(ArithmeticError) -> SignatureTest.Outcome {
    var counts = try pointCounts()
    let pilot = try residues(counts, rounds: 0..<1)
    if let entry = firstDifference(pilot) { return .unequal(entry: entry) }
    let script = try SignatureScript(exponentsOf: pilot)
    for level in 0..<levels - 1 { counts[level] = max(script.ranks[level], 1) }
    guard let survey = survey() else { return .undecided("the formulas are too large") }
    guard
      let bits = SignatureBound.bits(
        survey: survey, levels: levels, script: levels > 1 ? script : nil, comparisons: 0),
      SignatureTest.wantedBits / bits < SignatureTest.drawLimit
    else { return SignatureTest.beyondDraws(survey) }
    let draws = (-SignatureTest.wantedBits - 1) / -bits + 1
    let atOnce = max(ResidueTest.residueLimit / (counts.reduce(0, +) * tape.count), 1)
    var done = 0
    while done < draws {
      let rounds = done + 1..<min(done + atOnce, draws) + 1
      let run = try residues(counts, rounds: rounds)
      if let entry = firstDifference(run) { return .unequal(entry: entry) }
      guard run.confirms(script) else { throw .undecided("draws that take different turns") }
      done = rounds.upperBound - 1
    }
    return .equal(boundBits: bits * draws, draws: draws)
  }

  /// More residues than this are not kept at once: draws that need more are made one after the other.
  private static let residueLimit = 1 << 18
  /// One draw that needs more than this is refused: they are words of memory.
  private static let memoryLimit = 1 << 26

  /// So many exponents are not looked at before for those that are the same.
  private static let fewExponents = 16

  /// As many points as there are different exponents, and one more, so that their rank shows.
  private func pointCounts() throws(ArithmeticError) -> [Int] {
    var counts = Array(repeating: 1, count: levels)
    var exponents = traits.exponentials
    if exponents > ResidueTest.fewExponents {
      let first = try residues(counts, rounds: 0..<1)
      exponents = Set(first.exponentRows(ofDraw: 0).map { $0.residues[0] }).count
    }
    guard exponents <= SignatureTest.rankLimit else { throw .tooManyExponents }
    for level in 0..<levels - 1 { counts[level] = exponents + 1 }
    return counts
  }

  /// Draws some rounds side by side, all again a few times where one divides by zero.
  private func residues(_ counts: [Int], rounds: Range<Int>) throws(ArithmeticError) -> ResidueRun {
    let points = counts.reduce(0, +)
    try SignatureTest.checkWork(
      points: points, variables: tape.variableCount, operations: tape.operationCount)
    guard points * tape.count <= ResidueTest.memoryLimit else {
      throw .tooLarge("\(tape.count) operations at \(points) points, which are too many")
    }
    var last = ArithmeticError.divisionByZero
    for attempt in 0..<SignatureTest.attempts {
      var random = SignatureTest.source(seed, round: rounds.lowerBound, attempt: attempt)
      var towers: [PrimeTower] = []
      for round in rounds {
        if let tower = SignatureTest.tower(levels, round, attempt, &random) { towers.append(tower) }
      }
      guard towers.count == rounds.count else { continue }
      let all = Array(repeating: counts, count: towers.count)
      do throws(ArithmeticError) {
        return try ResidueRun(tape, towers: towers, counts: all, using: &random)
      } catch {
        last = error
        if error != .divisionByZero { break }
      }
    }
    throw last
  }

  private func firstDifference(_ run: ResidueRun) -> Int? {
    guard left.count == right.count else { return min(left.count, right.count) }
    return left.indices.first { !run.areEqual(left[$0], right[$0]) }
  }
}

/// A formula without steps, roots and logarithms at one random point of finite fields: what differs there differs, and what
/// does not is worth a proof.
public struct ResidueSample {
  private let run: ResidueRun

  /// - Returns: nil where signs are to be followed, exponentials are nested too deep, or a divisor is always zero.
  public init?(_ tape: Tape, seed: String) {
    guard let test = ResidueTest(tape, tape.traits, left: [], right: [], seed: seed), let run = test.sample
    else { return nil }
    self.run = run
  }

  public func areEqual(_ a: Tape.Slot, _ b: Tape.Slot) -> Bool { run.areEqual(a, b) }
}
