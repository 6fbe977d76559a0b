import Numbers

/// Formulas without steps, roots and logarithms, of which residues are all there is to know.
extension SignatureTest {
  /// A formula on a tape: the places of both sides' entries.
  public struct Recorded: Sendable {
    let tape: Tape
    let left: [Tape.Slot]
    let right: [Tape.Slot]

    public init(_ tape: Tape, left: [Tape.Slot], right: [Tape.Slot]) {
      self.tape = tape
      self.left = left
      self.right = right
    }
  }

  /// More residues than this are not kept at once: draws that need more are made one after the other.
  private static let residueLimit = 1 << 18

  /// As ``decide(_:)`` does, but with the draws that count side by side.
  func decideByResidues(_ recorded: Recorded, levels: Int) throws(ArithmeticError) -> Outcome {
    var counts = Array(repeating: 1, count: levels)
    var script: SignatureScript?
    if survey.exponentials > 0 {
      counts = try pointCounts(recorded, levels)
      let pilot = try residues(recorded, counts, rounds: 0..<1)
      if let entry = firstDifference(recorded, pilot) { return .unequal(entry: entry) }
      let read = try SignatureScript(exponentsOf: pilot)
      for level in 0..<levels - 1 { counts[level] = max(read.ranks[level], 1) }
      script = read
    }
    guard
      let bits = SignatureBound.bits(survey: survey, levels: levels, script: script, comparisons: 0),
      SignatureTest.wantedBits / bits < SignatureTest.drawLimit
    else {
      return .undecided(
        "degree \(survey.degree) or the sizes of coefficients are beyond what draws can tell")
    }
    let draws = (-SignatureTest.wantedBits - 1) / -bits + 1
    let atOnce = max(SignatureTest.residueLimit / (counts.reduce(0, +) * recorded.tape.count), 1)
    var done = 0
    while done < draws {
      let rounds = done + 1..<min(done + atOnce, draws) + 1
      let run = try residues(recorded, counts, rounds: rounds)
      if let entry = firstDifference(recorded, run) { return .unequal(entry: entry) }
      if let script, !run.confirms(script) { throw .undecided("draws that take different turns") }
      done = rounds.upperBound - 1
    }
    return .equal(boundBits: bits * draws, draws: draws)
  }

  /// As many points as there are different exponents, and one more, so that their rank shows.
  private func pointCounts(_ recorded: Recorded, _ levels: Int) throws(ArithmeticError) -> [Int] {
    var counts = Array(repeating: 1, count: levels)
    var exponents = recorded.tape.exponentialCount
    if exponents > 4 {
      let first = try residues(recorded, counts, rounds: 0..<1)
      exponents = Set(first.exponentRows(ofDraw: 0).map { $0.residues[0] }).count
    }
    guard exponents <= SignatureTest.rankLimit else {
      throw .undecided("more than \(SignatureTest.rankLimit) different exponents")
    }
    for level in 0..<levels - 1 { counts[level] = exponents + 1 }
    return counts
  }

  /// Draws some rounds side by side, all again a few times where one divides by zero.
  private func residues(
    _ recorded: Recorded, _ counts: [Int], rounds: Range<Int>
  ) throws(ArithmeticError) -> ResidueRun {
    try checkWork(counts)
    var last = ArithmeticError.divisionByZero
    for attempt in 0..<SignatureTest.attempts {
      var random = source(round: rounds.lowerBound, attempt: attempt)
      var towers: [PrimeTower] = []
      for round in rounds {
        if let tower = SignatureTest.tower(counts.count, round, attempt, &random) { towers.append(tower) }
      }
      guard towers.count == rounds.count else { continue }
      let all = Array(repeating: counts, count: towers.count)
      do throws(ArithmeticError) {
        return try ResidueRun(recorded.tape, towers: towers, counts: all, using: &random)
      } catch {
        last = error
        if error != .divisionByZero { break }
      }
    }
    throw last
  }

  private func firstDifference(_ recorded: Recorded, _ run: ResidueRun) -> Int? {
    guard recorded.left.count == recorded.right.count else {
      return min(recorded.left.count, recorded.right.count)
    }
    return recorded.left.indices.first { !run.areEqual(recorded.left[$0], recorded.right[$0]) }
  }
}
