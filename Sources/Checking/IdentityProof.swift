import Evaluation
import Numbers

/// The signature test of an equation under assumptions.
///
/// Where it is without steps, roots and logarithms, and so are assumptions that are equalities only, these are solved on
/// the tape and residues decide (``ResidueTest``); all else is followed step by step (``SignatureTest``).
struct IdentityProof {
  let assumptions: [Assumption]
  let text: String
  private let equation: any Equation
  private let plan: ConditionPlan?
  private let traits: Tape.Traits?
  /// The equation and behind it its assumptions, at a point where the assumptions hold; and how many entries are its own.
  private let solved: (equation: RecordedEquation, ownCount: Int)?
  private let sizes = Sizes()

  /// What is worked out when it is first asked for.
  private final class Sizes {
    var survey: Result<SizeArithmetic.Survey, ArithmeticError>?
  }

  init(_ equation: any Equation, _ assumptions: [Assumption], text: String) {
    self.assumptions = assumptions
    self.text = text
    let recorded = equation.recorded
    self.equation = recorded ?? equation
    plan =
      assumptions.isEmpty
      ? nil : ConditionPlan(assumptions, variableCount: equation.variableCount, text: text)
    traits = recorded?.tape.traits
    if let recorded, assumptions.isEmpty {
      solved = (recorded, recorded.left.count)
    } else if recorded != nil, let plan, assumptions.allSatisfy({ $0.relation == .equal }) {
      solved = recorded.flatMap { recorded in
        plan.recorded(recorded).map { ($0, recorded.left.count) }
      }
    } else {
      solved = nil
    }
  }

  /// The signature test that decides; nil where signs are to be followed.
  private var residues: ResidueTest? {
    guard let solved else { return nil }
    let traits = assumptions.isEmpty ? traits ?? solved.equation.tape.traits : solved.equation.tape.traits
    return ResidueTest(
      solved.equation.tape, traits, left: solved.equation.left, right: solved.equation.right, seed: text)
  }

  /// How large the formulas are, or why that cannot be told: a size beyond the limits, a division by a zero that is
  /// written out.
  private var size: Result<SizeArithmetic.Survey, ArithmeticError> {
    if let known = sizes.survey { return known }
    let size = surveyed()
    sizes.survey = size
    return size
  }

  private var survey: SizeArithmetic.Survey? { try? size.get() }

  /// Why there is no survey; empty where there is one.
  var surveyFailure: String {
    if case .failure(let error) = size { SignatureTest.words(error) } else { "" }
  }

  private func surveyed() -> Result<SizeArithmetic.Survey, ArithmeticError> {
    let sizes = SizeArithmetic()
    var point = (0..<equation.variableCount).map { _ in sizes.variable }
    do throws(ArithmeticError) {
      if solved == nil {
        try plan?.solve(sizes, &point)
        for assumption in assumptions { _ = try assumption.equation.sides(in: sizes, at: point) }
      }
      let (left, right) = try (solved?.equation ?? equation).sides(in: sizes, at: point)
      for (a, b) in zip(left, right) { sizes.note(result: try sizes.difference(a, b)) }
      return .success(sizes.survey)
    } catch { return .failure(error) }
  }

  /// Whether residues alone decide.
  var isPlain: Bool { residues != nil }

  /// How many operations one evaluation takes; nil where it is more than is tried.
  var operations: Int? {
    (equation as? RecordedEquation).map(\.tape.operationCount) ?? survey?.operations
  }

  /// Whether powers are so high that certified values may have millions of bits: few points are then tried.
  var isUnwieldy: Bool {
    if let traits, traits.exponentials > 0 { return false }
    return survey.map { $0.degree > 1 << 32 && $0.exponentials == 0 } ?? true
  }

  /// Whether different sides may differ in small regions only.
  var hasSteps: Bool { traits?.hasSteps ?? survey?.hasSteps ?? false }

  /// Whether signs are gone through where the sides are not equal for all of them at once.
  var hasCases: Bool {
    if let traits { return traits.hasSteps || traits.hasRoots }
    return survey.map { $0.hasSteps || $0.hasRoots } ?? false
  }

  /// Whether the signs of variables can make a difference to a proof.
  var dependsOnSigns: Bool {
    if let traits { return !traits.isPlain }
    return survey.map { $0.hasSteps || $0.hasRoots || $0.hasLogarithms } ?? false
  }

  /// - Parameter triesCases: see ``SignatureTest/run(triesCases:)``.
  func run(triesCases: Bool = true) -> SignatureTest.Outcome {
    if let residues, let solved {
      let outcome = residues.run { survey }
      guard case .unequal(let entry) = outcome, entry >= solved.ownCount else { return outcome }
      return .undecided("an assumption could not be made to hold")
    }
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
      sides: { (arithmetic, point) throws(ArithmeticError) in try equation.sides(in: arithmetic, at: point) }
    ).run(triesCases: triesCases)
  }
}
