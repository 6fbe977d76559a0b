import Evaluation
import Language
import Numbers

/// Looks for true statements about a refuted claim that tell what is wrong with it.
///
/// Each is first tried at the counterexample in certified arithmetic, which is cheap, and then proved like a claim.
struct HelpSearch: Sendable {
  let search: CounterexampleSearch
  let context: DecisionContext
  let text: String

  static let variableLimit = 32
  static let denominatorLimit = 1000

  func help(for counterexample: CounterexampleSearch.Counterexample) -> [Decision.Help] {
    for (help, change) in changes(counterexample) where isTrue(change, at: counterexample.point) {
      return [help]
    }
    return missingCondition().map { [$0] } ?? []
  }

  private func changes(
    _ found: CounterexampleSearch.Counterexample
  ) -> [(Decision.Help, Adjusted.Change)] {
    var result: [(Decision.Help, Adjusted.Change)] = []
    let precision = CounterexampleSearch.precision
    if let shape = context.shape, shape.rows > 0, shape.columns > 0 {
      result.append((.transposed, .transposed(rows: shape.rows, columns: shape.columns)))
    }
    if let ratio = try? found.left.divided(by: found.right, precision: precision),
      let factor = HelpSearch.simplest(in: ratio), !factor.isZero
    {
      result.append((.constantFactor(factor), .scaled(factor)))
    }
    if let term = HelpSearch.simplest(in: found.left.subtracting(found.right, precision: precision)) {
      result.append((.constantTerm(term), .shifted(term)))
    }
    var quantities = context.candidates
    for (index, name) in context.variableNames.prefix(HelpSearch.variableLimit).enumerated() {
      quantities.append((name, VariableQuantity(index: index)))
    }
    for (name, quantity) in quantities {
      result.append((.missingFactor(name), .times(quantity, onLeft: false)))
      result.append((.extraFactor(name), .times(quantity, onLeft: true)))
      result.append((.missingTerm(name), .plus(quantity, negated: false)))
      result.append((.extraTerm(name), .plus(quantity, negated: true)))
    }
    return result
  }

  /// A fraction of small denominator that a narrow enclosure contains, the simplest one; nil where it contains none.
  static func simplest(in enclosure: Enclosure) -> Rational? {
    guard enclosure.isBounded, enclosure.midpoint.magnitude < Rational(1 << 20),
      enclosure.radius < .fraction(1, 1 << 40)
    else { return nil }
    for denominator in 1...denominatorLimit {
      let numerator = (enclosure.midpoint * Rational(denominator)).rounded
      if let value = try? Rational(numerator: numerator, denominator: Integer(denominator)),
        enclosure.contains(value)
      {
        return value
      }
    }
    return nil
  }

  private func isTrue(_ change: Adjusted.Change, at point: [Rational]) -> Bool {
    let adjusted = Adjusted(claim: search.equation, change: change)
    let trial = CounterexampleSearch(adjusted, context, text: text, operations: nil)
    do throws(ArithmeticError) {
      if try trial.difference(at: point, false, precision: CounterexampleSearch.precision) != nil {
        return false
      }
    } catch { return false }
    if case .equal = IdentityProof(adjusted, context.assumptions, text: text).run() { return true }
    return false
  }

  /// A natural condition under which the claim would be right.
  private func missingCondition() -> Decision.Help? {
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
    for (name, condition) in conditions {
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
