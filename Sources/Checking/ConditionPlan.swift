import Evaluation
import Language
import Numbers

/// How to choose points at which the assumptions hold.
///
/// Every entry of an equality is solved for one variable in which it is affine (x = −c(0)/(c(1) − c(0))), a different one
/// for every entry; each is verified afterwards in whatever arithmetic the point is of.
struct ConditionPlan: Sendable {
  private struct Step: Sendable {
    let assumption: Int
    let entry: Int
    let variable: Int
  }

  private let assumptions: [Assumption]
  private let steps: [Step]

  /// Nil where some equality depends on no variable that is still free, or cannot be evaluated exactly.
  init?(_ assumptions: [Assumption], variableCount: Int, text: String) {
    self.assumptions = assumptions
    var random = RandomSource(hashing: "conditions\u{0}" + text)
    let arithmetic = RationalArithmetic()
    let point = (0..<variableCount).map { _ in Rational(Int(random.next(below: 1 << 20)) + 1) }
    var steps: [Step] = []
    var free = Array(0..<variableCount)
    for (index, assumption) in assumptions.enumerated() where assumption.relation == .equal {
      guard let count = try? assumption.equation.sides(in: arithmetic, at: point).left.count else {
        return nil
      }
      for entry in 0..<count {
        guard
          let variable = ConditionPlan.variable(
            movingEntry: entry, of: assumption.equation, among: free, at: point, arithmetic)
        else { return nil }
        steps.append(Step(assumption: index, entry: entry, variable: variable))
        free.removeAll { $0 == variable }
      }
    }
    self.steps = steps
  }

  /// Bisects for a variable that an entry's residual depends on: the last one, for data stand after weights.
  private static func variable(
    movingEntry entry: Int, of equation: any Equation, among free: [Int], at point: [Rational],
    _ arithmetic: RationalArithmetic
  ) -> Int? {
    func residual(_ point: [Rational]) -> Rational? {
      guard let (left, right) = try? equation.sides(in: arithmetic, at: point), left.indices.contains(entry),
        right.indices.contains(entry)
      else { return nil }
      return left[entry] - right[entry]
    }
    guard let rest = residual(point) else { return nil }
    func moves(_ variables: ArraySlice<Int>) -> Bool {
      var moved = point
      for variable in variables { moved[variable] += Rational(variable + 1) }
      return residual(moved).map { $0 != rest } ?? false
    }
    var range = free[...]
    guard moves(range) else { return nil }
    while range.count > 1 {
      let middle = range.startIndex + range.count / 2
      range = moves(range[middle...]) ? range[middle...] : range[..<middle]
    }
    guard let found = range.first, moves(range) else { return nil }
    return found
  }

  /// Makes the equalities hold.
  func solve<A: Arithmetic>(_ arithmetic: A, _ point: inout [A.Number]) throws(ArithmeticError) {
    for step in steps {
      let equation = assumptions[step.assumption].equation
      guard point.indices.contains(step.variable) else { throw .unknownValue("variable \(step.variable)") }
      point[step.variable] = try arithmetic.number(.zero)
      let atZero = try ConditionPlan.residual(equation, step.entry, arithmetic, point)
      point[step.variable] = try arithmetic.number(.one)
      let atOne = try ConditionPlan.residual(equation, step.entry, arithmetic, point)
      point[step.variable] = try arithmetic.quotient(atZero, arithmetic.difference(atZero, atOne))
    }
  }

  /// An equation at a point where the equalities hold, and behind its entries those of the assumptions, all on one tape;
  /// nil where they are too large for one.
  func recorded(_ equation: RecordedEquation) -> RecordedEquation? {
    guard equation.variableCount < Tape.limit else { return nil }
    let builder = TapeBuilder(variableCount: equation.variableCount)
    let arithmetic = RecordingArithmetic(builder)
    var point = (0..<equation.variableCount).map { Tape.Slot($0) }
    do throws(ArithmeticError) {
      try solve(arithmetic, &point)
      var (left, right) = try equation.sides(in: arithmetic, at: point)
      for assumption in assumptions {
        let sides = try assumption.equation.sides(in: arithmetic, at: point)
        left += sides.left
        right += sides.right
      }
      return RecordedEquation(tape: builder.tape, left: left, right: right)
    } catch { return nil }
  }

  private static func residual<A: Arithmetic>(
    _ equation: any Equation, _ entry: Int, _ arithmetic: A, _ point: [A.Number]
  ) throws(ArithmeticError) -> A.Number {
    let (left, right) = try equation.sides(in: arithmetic, at: point)
    guard left.indices.contains(entry), right.indices.contains(entry) else {
      throw .undecided("an assumption whose sides have different sizes")
    }
    return try arithmetic.difference(left[entry], right[entry])
  }

  /// Makes the equalities hold in a draw and tells it the signs that the inequalities give.
  func adjust(_ arithmetic: SignatureArithmetic, _ point: inout [SignatureNumber]) throws(ArithmeticError) {
    try solve(arithmetic, &point)
    for assumption in assumptions {
      let (left, right) = try assumption.equation.sides(in: arithmetic, at: point)
      for (a, b) in zip(left, right) {
        if assumption.relation == .equal {
          guard arithmetic.isZero(try arithmetic.difference(a, b)) else {
            throw .undecided("the assumption \(assumption.text) could not be made to hold")
          }
        } else if let sign = ConditionPlan.sign(assumption.relation) {
          try arithmetic.assume(arithmetic.difference(a, b), sign)
        }
      }
    }
    if point.count <= 256 {
      for index in point.indices { point[index] = try arithmetic.annotated(point[index]) }
    }
  }

  private static func sign(_ relation: Relation) -> KnownSign? {
    switch relation {
    case .greater: .positive
    case .greaterOrEqual: .nonnegative
    case .less: .negative
    case .lessOrEqual: .nonpositive
    case .equal, .unequal, .approximately: nil
    }
  }

  /// Whether every assumption certainly holds at a point.
  static func hold(_ assumptions: [Assumption], at point: [Rational]) -> Bool {
    if assumptions.isEmpty { return true }
    let exact = RationalArithmetic()
    let certified = CertifiedArithmetic(precision: 128)
    return assumptions.allSatisfy { assumption in
      if let (left, right) = try? assumption.equation.sides(in: exact, at: point) {
        return zip(left, right).allSatisfy { assumption.relation.holds($0 < $1 ? -1 : $0 == $1 ? 0 : 1) }
      }
      let enclosures = point.map { certified.number($0) }
      guard let (left, right) = try? assumption.equation.sides(in: certified, at: enclosures) else {
        return false
      }
      return zip(left, right).allSatisfy { a, b in
        a.subtracting(b, precision: 128).signum.map { assumption.relation.holds($0) } ?? false
      }
    }
  }
}
