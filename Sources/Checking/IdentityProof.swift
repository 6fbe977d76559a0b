import Evaluation
import Numbers

/// The signature test of an equation under assumptions.
struct IdentityProof: Sendable {
  let equation: any Equation
  let assumptions: [Assumption]
  let text: String
  private let plan: ConditionPlan?
  private let survey: SizeArithmetic.Survey?
  private let surveyFailure: String

  init(_ equation: any Equation, _ assumptions: [Assumption], text: String) {
    self.equation = equation
    self.assumptions = assumptions
    self.text = text
    let sizes = SizeArithmetic()
    var point = (0..<equation.variableCount).map { _ in sizes.variable }
    plan =
      assumptions.isEmpty
      ? nil : ConditionPlan(assumptions, variableCount: equation.variableCount, text: text)
    do throws(ArithmeticError) {
      try plan?.solve(sizes, &point)
      for assumption in assumptions { _ = try assumption.equation.sides(in: sizes, at: point) }
      let (left, right) = try equation.sides(in: sizes, at: point)
      for (a, b) in zip(left, right) { sizes.note(result: try sizes.difference(a, b)) }
      survey = sizes.survey
      surveyFailure = ""
    } catch {
      survey = nil
      surveyFailure = "the formulas are too large"
    }
  }

  /// Whether residues alone decide: nothing is assumed, and there are no signs to be followed.
  var isPlain: Bool { assumptions.isEmpty && equation is RecordedEquation && !dependsOnSigns }

  /// How many operations one evaluation takes; nil where it is more than is tried.
  var operations: Int? { survey?.operations }

  /// Whether powers are so high that certified values may have millions of bits: few points are then tried.
  var isUnwieldy: Bool { survey.map { $0.degree > 1 << 32 && $0.exponentials == 0 } ?? true }

  /// Whether different sides may differ in small regions only.
  var hasSteps: Bool { survey?.hasSteps ?? false }

  /// Whether signs are gone through where the sides are not equal for all of them at once.
  var hasCases: Bool { survey.map { $0.hasSteps || $0.hasRoots } ?? false }

  /// Whether the signs of variables can make a difference to a proof.
  var dependsOnSigns: Bool {
    survey.map { $0.hasSteps || $0.hasRoots || $0.hasLogarithms } ?? false
  }

  /// - Parameter triesCases: see ``SignatureTest/run(triesCases:)``.
  func run(triesCases: Bool = true) -> SignatureTest.Outcome {
    guard let survey else { return .undecided(surveyFailure) }
    let equation = self.equation
    var adjust: SignatureTest.Adjustment = { (_, _) throws(ArithmeticError) in }
    if !assumptions.isEmpty {
      guard let plan else {
        return .undecided("an assumption cannot be solved for one of its variables")
      }
      adjust = { (arithmetic, point) throws(ArithmeticError) in try plan.adjust(arithmetic, &point) }
    }
    return SignatureTest(
      survey: survey, variableCount: equation.variableCount, seed: text, adjust: adjust,
      sides: { (arithmetic, point) throws(ArithmeticError) in try equation.sides(in: arithmetic, at: point) },
      recorded: assumptions.isEmpty
        ? (equation as? RecordedEquation).map { .init($0.tape, left: $0.left, right: $0.right) } : nil
    ).run(triesCases: triesCases)
  }
}
