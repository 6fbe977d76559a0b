import Evaluation
import Language
import Numbers

/// Looks for true statements about a refuted claim that tell what is wrong with it.
///
/// Each is first tried at the counterexample, where both sides and all quantities that may be missing are computed once,
/// and then proved like a claim.
struct HelpSearch: Sendable {
  let search: CounterexampleSearch
  let context: DecisionContext
  let text: String

  static let variableLimit = 32
  static let denominatorLimit = 1000

  /// A statement, the change of the claim that makes it a claim, and the entries of the quantity that is put in.
  private struct Trial {
    let help: Decision.Help
    let change: Adjusted.Change
    var operand: [Enclosure] = []
  }

  func help(for counterexample: CounterexampleSearch.Counterexample) -> [Decision.Help] {
    let arithmetic = CertifiedArithmetic(precision: CounterexampleSearch.precision)
    let point = counterexample.point.map { arithmetic.number($0) }
    guard let sides = try? search.equation.sides(in: arithmetic, at: point) else { return [] }
    for trial in trials(counterexample, arithmetic, point) {
      var (left, right) = sides
      let applied: ()? = try? trial.change.apply(to: &left, &right, with: trial.operand, in: arithmetic)
      guard applied != nil, zip(left, right).allSatisfy({ $0.isBounded && $1.isBounded && $0.overlaps($1) })
      else { continue }
      if isTrue(trial.change) { return [trial.help] }
    }
    return missingCondition(at: counterexample.point).map { [$0] } ?? []
  }

  private func trials(
    _ found: CounterexampleSearch.Counterexample, _ arithmetic: CertifiedArithmetic, _ point: [Enclosure]
  ) -> [Trial] {
    var result: [Trial] = []
    if let shape = context.shape, shape.rows > 0, shape.columns > 0 {
      result.append(Trial(help: .transposed, change: .transposed(rows: shape.rows, columns: shape.columns)))
    }
    if let ratio = try? found.left.divided(by: found.right, precision: arithmetic.precision),
      let factor = HelpSearch.simplest(in: ratio), !factor.isZero
    {
      result.append(Trial(help: .constantFactor(factor), change: .scaled(factor)))
    }
    if let term = HelpSearch.simplest(
      in: found.left.subtracting(found.right, precision: arithmetic.precision))
    {
      result.append(Trial(help: .constantTerm(term), change: .shifted(term)))
    }
    func add(_ name: String, _ quantity: any Quantity, _ entries: [Enclosure]) {
      guard !entries.isEmpty else { return }
      let trials: [(Decision.Help, Adjusted.Change)] = [
        (.missingFactor(name), .times(quantity, onLeft: false)),
        (.extraFactor(name), .times(quantity, onLeft: true)),
        (.missingTerm(name), .plus(quantity, negated: false)),
        (.extraTerm(name), .plus(quantity, negated: true)),
      ]
      result += trials.map { Trial(help: $0, change: $1, operand: entries) }
    }
    if let candidates = context.candidates?() {
      let entries = candidates.entries(in: arithmetic, at: point)
      for (index, name) in candidates.names.enumerated() where entries.indices.contains(index) {
        add(name, candidates.quantity(index), entries[index])
      }
    }
    for (index, name) in context.variableNames.prefix(HelpSearch.variableLimit).enumerated()
    where point.indices.contains(index) {
      add(name, VariableQuantity(index: index), [point[index]])
    }
    return result
  }

  /// A fraction of small denominator that a narrow enclosure contains, the simplest one; nil where it contains none.
  static func simplest(in enclosure: Enclosure) -> Rational? {
    guard enclosure.isBounded, enclosure.midpoint.magnitude < Rational(1 << 20),
      enclosure.radius < .fraction(1, 1 << 40)
    else { return nil }
    let (lower, upper) = (enclosure.lower, enclosure.upper)
    if lower.signum <= 0, upper.signum >= 0 { return .zero }
    let found =
      lower.signum > 0
      ? simplest(lower, upper, depth: 0) : simplest(-upper, -lower, depth: 0).map { -$0 }
    return found.flatMap { $0.denominator <= Integer(denominatorLimit) ? $0 : nil }
  }

  /// The fraction of least denominator between two positive ones, by their common continued fraction; nil where it
  /// has more partial quotients than any of a denominator up to the limit (Fibonacci: F₁₇ > 1000).
  private static func simplest(_ lower: Rational, _ upper: Rational, depth: Int) -> Rational? {
    let whole = Rational(lower.floor)
    if whole == lower { return whole }
    if whole + .one <= upper { return whole + .one }
    guard depth < 17, let a = try? (upper - whole).reciprocal(), let b = try? (lower - whole).reciprocal(),
      let rest = simplest(a, b, depth: depth + 1), let part = try? rest.reciprocal()
    else { return nil }
    return whole + part
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
    for (name, condition) in conditions where !ConditionPlan.hold([condition], at: point) {
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
}

/// Σ of some variables = 1.
struct SumIsOne: Equation {
  let variableCount: Int
  let variables: [Int]

  func sides<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number]) {
    var total = try arithmetic.number(.zero)
    for variable in variables where point.indices.contains(variable) {
      total = try arithmetic.sum(total, point[variable])
    }
    return ([total], [try arithmetic.number(.one)])
  }
}

/// A variable beside 0.
struct VariableAndZero: Equation {
  let variableCount: Int
  let variable: Int

  func sides<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number]) {
    guard point.indices.contains(variable) else { throw .unknownValue("variable \(variable)") }
    return ([point[variable]], [try arithmetic.number(.zero)])
  }
}
