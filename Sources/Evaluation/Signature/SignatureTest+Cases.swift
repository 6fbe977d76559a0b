import Numbers

/// Going through the cases of the signs of steps' arguments.
///
/// All steps are random elements at first, which proves the claim for all signs at once where the sides are equal. Where
/// they are not, one step after the other takes each of its cases, until the sides are equal with what steps are
/// left random. So only steps that matter are gone through, and those first whose random elements the difference
/// of the sides depends on.
///
/// A choice of cases that nothing real belongs to is passed over: where a side is never defined (a logarithm of 0), or
/// where the signs chosen exclude each other (``SignFeasibility``).
extension SignatureTest {
  /// More choices of cases than this are not gone through.
  static let caseLimit = 400

  func decideCases(_ counts: [Int]) throws(ArithmeticError) -> Outcome {
    var worst = Int.min
    var draws = 0
    var nodes = 0
    var pending: [[Int: StepCase]] = [[:]]
    while let choices = pending.popLast() {
      nodes += 1
      if nodes > SignatureTest.caseLimit || nodes * survey.operations > SignatureTest.workLimit / 512 {
        return .undecided("more cases of signs than are tried")
      }
      // Nothing real belongs to a choice for which a side is never defined.
      guard let decided = try decide(counts, choices) else { continue }
      switch decided.outcome {
      case .equal(let bits, let count):
        worst = max(worst, bits)
        draws += count
      case .undecided: return decided.outcome
      case .unequal(let entry):
        guard let first = decided.first, !first.tables.cases.isEmpty else {
          return .unequal(entry: entry)
        }
        let feasibility = SignFeasibility(first, choices, counts)
        if feasibility.contradictsSigns { continue }
        if !choices.isEmpty, feasibility.isExcluded(in: self, sizes: decided.sizes) { continue }
        guard let next = splitting(choices, decided, counts) else {
          return choices.isEmpty
            ? .unequal(entry: entry) : .undecided("a case of the signs of the steps' arguments is not equal")
        }
        pending += next.reversed()
      }
    }
    // Where no choice at all is real, the sides are nowhere defined.
    return worst == Int.min
      ? .undecided("no case of signs is ever defined") : .equal(boundBits: worst, draws: draws)
  }

  /// A choice of cases, with zeros described in one of the two true ways; nil where a side is never defined.
  private func decide(
    _ counts: [Int], _ choices: [Int: StepCase]
  ) throws(ArithmeticError) -> Decided? {
    let draw = Draw(counts: counts, choices: choices)
    do throws(ArithmeticError) {
      let decided = try decide(draw)
      guard case .unequal = decided.outcome, choices.values.contains(.zero) else { return decided }
      var other = draw
      other.zeroRule = .vanish
      let second = try decide(other)
      // Only the same case described differently may stand in for it.
      guard let a = decided.first, let b = second.first, a.stepKeys == b.stepKeys,
        a.tables.cases == b.tables.cases, case .equal = second.outcome
      else { return decided }
      return second
    } catch {
      if !choices.isEmpty, isNeverDefined(draw, error) { return nil }
      throw error
    }
  }

  /// Whether a side divides by zero or leaves a function's domain in so many more draws that it always does.
  private func isNeverDefined(_ draw: Draw, _ error: ArithmeticError) -> Bool {
    var error = error
    var draw = draw
    // Exponents have not been read: a generous allowance for how they depend on each other.
    var sizes = survey
    sizes.degree = sizes.degree *| (1 << 12)
    let bits = SignatureBound.bits(
      survey: sizes, levels: draw.counts.count, script: nil, comparisons: 1 << 8)
    guard let bits, SignatureTest.wantedBits / bits < SignatureTest.drawLimit else { return false }
    var total = 0
    while true {
      switch error {
      case .divisionByZero, .outsideDomain: total += bits
      default: return false
      }
      if total <= SignatureTest.wantedBits { return true }
      draw.round += 1
      do throws(ArithmeticError) {
        _ = try drawn(draw)
        return false
      } catch let next { error = next }
    }
  }

  /// The choices into which one whose sides are unequal is divided; nil where all steps have their cases.
  ///
  /// A step is divided only if all steps chosen were met before it, since what is met later depends on them.
  private func splitting(
    _ choices: [Int: StepCase], _ decided: Decided, _ counts: [Int]
  ) -> [[Int: StepCase]]? {
    guard let first = decided.first else { return nil }
    let cases = first.tables.cases
    let free = cases.indices.filter { choices[$0] == nil && cases[$0].count > 1 }
    let later = free.filter { turn in choices.keys.allSatisfy { $0 < turn } }
    var step = later.first { matters($0, choices, decided, counts) }
    if step == nil { step = free.first }
    guard let step else { return nil }
    var earlier = choices
    for turn in choices.keys where turn > step { earlier[turn] = nil }
    return cases[step].map { earlier.merging([step: $0]) { $1 } }
  }

  /// Whether the difference of the sides depends on the element that stands for a step.
  private func matters(
    _ step: Int, _ choices: [Int: StepCase], _ decided: Decided, _ counts: [Int]
  ) -> Bool {
    let draw = Draw(counts: counts, choices: choices, disturbed: step)
    guard !decided.difference.isEmpty, let (_, unequal) = try? drawn(draw) else { return true }
    return unequal?.residues != decided.difference
  }
}
