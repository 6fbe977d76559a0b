import Evaluation
import Language
import Numbers

/// Looks for true statements about a refuted claim that tell what is wrong with it.
///
/// Each is first held against one entry at one point, where both sides and all quantities that may be missing are computed
/// once, and then proved like a claim. The point is one of finite fields where residues decide the claim, else the
/// counterexample.
struct HelpSearch {
  let search: CounterexampleSearch
  let context: DecisionContext
  let text: String

  static let variableLimit = 32
  static let denominatorLimit = 1000

  /// A change of the claim, and which quantity it puts in.
  private struct Trial {
    enum Operand { case none, candidate(Int), variable(Int) }

    let change: Adjusted.Change
    var operand = Operand.none
  }

  func help(for counterexample: CounterexampleSearch.Counterexample) -> [Decision.Help] {
    let candidates = context.candidates?()
    let trials = trials(counterexample, candidates)
    let likely =
      likelyInResidues(trials, candidates, entry: counterexample.entry)
      ?? likelyInEnclosures(trials, candidates, counterexample)
    if let trial = likely.first(where: { isTrue($0.change) }) { return [sentence(trial, candidates)] }
    return missingCondition(at: counterexample.point).map { [$0] } ?? []
  }

  private func sentence(_ trial: Trial, _ candidates: (any Candidates)?) -> Decision.Help {
    let name =
      switch trial.operand {
      case .none: ""
      case .candidate(let index): candidates?.names[index] ?? ""
      case .variable(let index): context.variableNames[index]
      }
    return switch trial.change {
    case .transposed: .transposed
    case .scaled(let factor): .constantFactor(factor)
    case .shifted(let term): .constantTerm(term)
    case .times(_, onLeft: false): .missingFactor(name)
    case .times(_, onLeft: true): .extraFactor(name)
    case .plus(_, negated: false): .missingTerm(name)
    case .plus(_, negated: true): .extraTerm(name)
    }
  }

  // MARK: Trials

  private func trials(
    _ found: CounterexampleSearch.Counterexample, _ candidates: (any Candidates)?
  ) -> [Trial] {
    let precision = CounterexampleSearch.precision
    var result: [Trial] = []
    if let shape = context.shape, shape.rows > 0, shape.columns > 0 {
      result.append(Trial(change: .transposed(rows: shape.rows, columns: shape.columns)))
    }
    if let ratio = try? found.left.divided(by: found.right, precision: precision),
      let factor = HelpSearch.simplest(in: ratio), !factor.isZero
    {
      result.append(Trial(change: .scaled(factor)))
    }
    if let term = HelpSearch.simplest(in: found.left.subtracting(found.right, precision: precision)) {
      result.append(Trial(change: .shifted(term)))
    }
    func add(_ quantity: any Quantity, _ operand: Trial.Operand) {
      result.append(Trial(change: .times(quantity, onLeft: false), operand: operand))
      result.append(Trial(change: .times(quantity, onLeft: true), operand: operand))
      result.append(Trial(change: .plus(quantity, negated: false), operand: operand))
      result.append(Trial(change: .plus(quantity, negated: true), operand: operand))
    }
    for index in (candidates?.names ?? []).indices {
      if let quantity = candidates?.quantity(index) { add(quantity, .candidate(index)) }
    }
    if context.hasVariableNames {
      for index in 0..<min(search.equation.variableCount, HelpSearch.variableLimit) {
        add(VariableQuantity(index: index), .variable(index))
      }
    }
    return result
  }

  /// The trials that hold of an entry at a random point of finite fields, all recorded on one tape; nil where residues do
  /// not decide the claim.
  private func likelyInResidues(
    _ trials: [Trial], _ candidates: (any Candidates)?, entry: Int
  ) -> [Trial]? {
    guard context.assumptions.isEmpty, let claim = search.equation.recorded, claim.tape.traits.isPlain else {
      return nil
    }
    let recording = RecordingArithmetic(TapeBuilder(variableCount: claim.variableCount))
    let point = (0..<claim.variableCount).map { Tape.Slot($0) }
    guard let sides = try? claim.sides(in: recording, at: point) else { return nil }
    let pairs = changed(trials, candidates, entry, in: recording, point, sides)
    guard let sample = ResidueSample(recording.builder.tape, seed: text) else { return nil }
    return zip(trials, pairs).filter { _, pairs in
      pairs.map { $0.allSatisfy { sample.areEqual($0.left, $0.right) } } ?? false
    }.map(\.0)
  }

  private func likelyInEnclosures(
    _ trials: [Trial], _ candidates: (any Candidates)?, _ found: CounterexampleSearch.Counterexample
  ) -> [Trial] {
    let arithmetic = CertifiedArithmetic(precision: CounterexampleSearch.precision)
    let point = found.point.map { arithmetic.number($0) }
    let pairs = changed(trials, candidates, found.entry, in: arithmetic, point, found.sides)
    return zip(trials, pairs).filter { _, pairs in
      pairs.map { $0.allSatisfy { $0.isBounded && $1.isBounded && $0.overlaps($1) } } ?? false
    }.map(\.0)
  }

  /// An entry of both sides as each trial changes it, all entries where it moves them; nil where something has no value.
  private func changed<A: Arithmetic>(
    _ trials: [Trial], _ candidates: (any Candidates)?, _ entry: Int, in arithmetic: A, _ point: [A.Number],
    _ sides: (left: [A.Number], right: [A.Number])
  ) -> [[(left: A.Number, right: A.Number)]?] {
    let values = candidates?.entries(in: arithmetic, at: point) ?? []
    return trials.map { trial in
      var operand: [A.Number] = []
      switch trial.operand {
      case .none: break
      case .candidate(let index):
        let entries = values.indices.contains(index) ? values[index] : []
        guard !entries.isEmpty else { return nil }
        operand = [entries[entry % entries.count]]
      case .variable(let index): operand = [point[index]]
      }
      var (left, right) = ([sides.left[entry]], [sides.right[entry]])
      if case .transposed = trial.change { (left, right) = sides }
      do throws(ArithmeticError) {
        try trial.change.apply(to: &left, &right, with: operand, in: arithmetic)
        return zip(left, right).map { ($0, $1) }
      } catch { return nil }
    }
  }

  /// A fraction of small denominator that a narrow enclosure contains; nil where it contains none.
  ///
  /// Two fractions with denominators up to the limit lie at least 10⁻⁶ apart, so there is one at most; and it is a convergent
  /// of the continued fraction of any number that is closer to it than ½·10⁻⁶ (Legendre), the midpoint as a Double too.
  static func simplest(in enclosure: Enclosure) -> Rational? {
    guard enclosure.isBounded, enclosure.midpoint.magnitude < Rational(1 << 20),
      enclosure.radius < .fraction(1, 1 << 40)
    else { return nil }
    if enclosure.contains(.zero) { return .zero }
    let x = enclosure.midpoint.asDouble
    var rest = abs(x)
    var (p, q, earlierP, earlierQ) = (1, 0, 0, 1)
    while true {
      let whole = rest.rounded(.down)
      guard whole < Double(1 << 21) else { return nil }
      (p, earlierP) = (Int(whole) * p + earlierP, p)
      (q, earlierQ) = (Int(whole) * q + earlierQ, q)
      guard q <= denominatorLimit else { return nil }
      if abs(Double(p) / Double(q) - abs(x)) < 0x1p-30 { break }
      rest = 1 / (rest - whole)
    }
    let fraction = Rational.fraction(x < 0 ? -p : p, q)
    return enclosure.contains(fraction) ? fraction : nil
  }

  private func isTrue(_ change: Adjusted.Change) -> Bool {
    let adjusted = Adjusted(claim: search.equation, change: change)
    if case .equal = IdentityProof(adjusted, context.assumptions, text: text).run(triesCases: false) {
      return true
    }
    return false
  }

  /// A natural condition under which the claim would be right: one that the counterexample breaks.
  private func missingCondition(at point: [Rational]) -> Decision.Help? {
    var conditions: [(String, Assumption)] = []
    for (name, variables) in context.vectors where !variables.isEmpty {
      let text = "sum(\(name)) = 1"
      let equation = SumIsOne(variableCount: search.equation.variableCount, variables: variables)
      conditions.append((text, Assumption(equation, .equal, text: text)))
    }
    let unconditional = IdentityProof(search.equation, context.assumptions, text: text)
    let names = unconditional.dependsOnSigns ? context.variableNames.prefix(HelpSearch.variableLimit) : []
    for (index, name) in names.enumerated() {
      let text = "\(name) > 0"
      let equation = VariableAndZero(variableCount: search.equation.variableCount, variable: index)
      conditions.append((text, Assumption(equation, .greater, text: text)))
    }
    for (name, condition) in conditions
    where !ConditionPlan.hold([condition], at: point) && mayBeMissing(condition) {
      var narrowed = context
      narrowed.assumptions.append(condition)
      // A proof fails at its first draw, so it is the cheaper one to try.
      let proof = IdentityProof(search.equation, narrowed.assumptions, text: text)
      guard case .equal = proof.run(triesCases: false) else { continue }
      var trial = CounterexampleSearch(search.equation, narrowed, text: text, operations: proof.operations)
      if trial.run(points: CounterexampleSearch.pointLimit) == nil, !trial.defined.isEmpty {
        return .missingCondition(name)
      }
    }
    return nil
  }

  /// Whether the claim holds at one random point of finite fields where a condition holds; true where that is not
  /// what decides.
  private func mayBeMissing(_ condition: Assumption) -> Bool {
    guard context.assumptions.isEmpty, let sum = condition.equation as? SumIsOne,
      let claim = search.equation.recorded, claim.tape.traits.isPlain
    else { return true }
    let recording = RecordingArithmetic(TapeBuilder(variableCount: claim.variableCount))
    var point = (0..<claim.variableCount).map { Tape.Slot($0) }
    guard (try? sum.solve(recording, &point)) != nil, let sides = try? claim.sides(in: recording, at: point),
      let sample = ResidueSample(recording.builder.tape, seed: text)
    else { return true }
    return zip(sides.left, sides.right).allSatisfy { sample.areEqual($0, $1) }
  }
}
