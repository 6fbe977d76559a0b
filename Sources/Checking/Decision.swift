import Evaluation
import Numbers

/// What is found of a claim that two sides are the same function.
public enum Decision: Sendable {
  case proved(Proof)
  case refuted(Refutation)
  /// Neither; why, and what was tried.
  case undecided(reason: String, tried: [String])

  public struct Proof: Sendable {
    /// The probability that unequal sides pass is at most 2^boundBits.
    public let boundBits: Int
    public let draws: Int
    /// A point where both sides are defined, certified.
    public let point: [Rational]
    /// When both sides are defined, where they are not always: the claim says nothing elsewhere.
    public let domain: [String]
    /// The assumptions used.
    public let assumptions: [String]
  }

  public struct Refutation: Sendable {
    public let point: [Rational]
    /// Whether the point is the lesson's own.
    public let isLessonPoint: Bool
    /// Row-major index of the first entry that differs there.
    public let entry: Int
    /// Enclosures that do not meet.
    public let left: Enclosure
    public let right: Enclosure
    /// True statements that tell what is wrong, proved as the claim itself would be.
    public let help: [Help]
  }

  public enum Help: Sendable, Hashable {
    /// left = c · right
    case constantFactor(Rational)
    /// left = right + c
    case constantTerm(Rational)
    /// left = right · quantity
    case missingFactor(String)
    /// left · quantity = right
    case extraFactor(String)
    /// left = right + quantity
    case missingTerm(String)
    /// left = right − quantity
    case extraTerm(String)
    case transposed
    /// The claim is right under this condition.
    case missingCondition(String)
  }
}

/// A fault of this program: a claim came out both proved and refuted.
public struct DecisionFault: Error, Sendable {
  public let point: [Rational]
  public let boundBits: Int
}

/// What a caller knows beside the equation.
public struct DecisionContext: Sendable {
  public var lessonPoint: [Rational]?
  public var assumptions: [Assumption] = []
  /// Named quantities that may have been left out as factor or term, asked for once there is something to help.
  public var candidates: (@Sendable () -> any Candidates)?
  /// Names of variables, for help and conditions; as many as there are variables, or empty.
  public var variableNames: [String] {
    get { namesOfVariables() }
    set {
      namesOfVariables = { newValue }
      hasVariableNames = !newValue.isEmpty
    }
  }
  /// Asked for where names are needed.
  var namesOfVariables: @Sendable () -> [String] = { [] }
  var hasVariableNames = false
  /// Variables that make up a vector, for the natural condition that its entries sum to one.
  public var vectors: [(name: String, variables: [Int])] = []
  /// Rows and columns where the sides are matrices.
  public var shape: (rows: Int, columns: Int)?
  /// Whether a refutation is to be helped along; it takes longer than the refutation.
  public var wantsHelp = true

  public init() {}
}

/// Decides whether the two sides are the same function wherever both are defined.
///
/// A counterexample is looked for with certified enclosures, at the lesson's own values and then at the
/// simplest rational points; a point where a side is undefined or an assumption does not hold is none. A proof compares
/// signatures, and is one only together with a point at which both sides are certainly defined. Which of the two is tried
/// first is a matter of their cost: residues alone are cheaper than a point, the cases of signs dearer.
///
/// - Parameters:
///   - text: the judged text; draws are seeded by its hash and by what nobody knows, so that no formula is written for them.
/// - Throws: ``DecisionFault`` where the checks at random points contradict the proof.
public func decide(
  _ equation: any Equation, _ context: DecisionContext = DecisionContext(), text: String
) throws(DecisionFault) -> Decision {
  let recorded = equation.recorded
  let equation: any Equation = recorded ?? equation
  let proof = IdentityProof(equation, context.assumptions, text: text)
  let residues = proof.isPlain ? proof.run(triesCases: false) : nil
  var search = CounterexampleSearch(
    equation, context, text: text, operations: proof.operations,
    surveyFailure: proof.operations == nil ? proof.surveyFailure : "", isUnwieldy: proof.isUnwieldy)
  func refuted(_ found: CounterexampleSearch.Counterexample) throws(DecisionFault) -> Decision {
    if case .equal(let bits, _) = residues ?? proof.run(triesCases: false) {
      throw DecisionFault(point: found.point, boundBits: bits)
    }
    let help =
      !context.wantsHelp ? [] : HelpSearch(search: search, context: context, text: text).help(for: found)
    return .refuted(
      .init(
        point: found.point, isLessonPoint: found.isLessonPoint, entry: found.entry, left: found.left,
        right: found.right, help: help))
  }
  var isEqual = false
  if case .equal = residues { isEqual = true }
  // Where residues differ, so will enclosures: doubles are not asked first.
  let found = search.run(
    points: CounterexampleSearch.firstPoints, untilDefined: isEqual, glancing: isEqual || residues == nil)
  if let found { return try refuted(found) }
  var outcome = residues ?? proof.run(triesCases: false)
  if case .unequal = outcome, proof.hasCases {
    // Points are cheaper than all the cases of signs.
    if let found = search.run(points: CounterexampleSearch.pointLimit) { return try refuted(found) }
    outcome = proof.run()
  }
  if case .equal(let bits, let draws) = outcome {
    if search.defined.isEmpty,
      let found = search.run(points: CounterexampleSearch.lastPoint, untilDefined: true)
    {
      throw DecisionFault(point: found.point, boundBits: bits)
    }
    guard let point = search.defined.first else { return search.nowhereDefined }
    return .proved(
      .init(
        boundBits: bits, draws: draws, point: point,
        domain: Definedness.conditions(of: equation, context),
        assumptions: context.assumptions.map(\.text)))
  }
  if let found = search.run(points: CounterexampleSearch.pointLimit) { return try refuted(found) }
  if search.defined.isEmpty,
    let found = search.run(points: CounterexampleSearch.lastPoint, untilDefined: true)
  {
    return try refuted(found)
  }
  if search.defined.isEmpty { return search.nowhereDefined }
  // A difference too small for the first precision, or too far away for the first points.
  if let found = search.insist(everywhere: proof.hasSteps) { return try refuted(found) }
  let tried = [
    "certified values at \(search.defined.count) points, where the sides cannot be told apart", "signatures",
  ]
  switch outcome {
  case .undecided(let reason): return .undecided(reason: reason, tried: tried)
  case .unequal(let entry), .equal(let entry, _):
    return .undecided(
      reason: "the sides are different formulas (entry \(entry + 1)), yet no point tells them apart",
      tried: tried)
  }
}
