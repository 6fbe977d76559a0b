import Evaluation
import Numbers

/// Looks for a point where the certified enclosures of the two sides do not meet.
struct CounterexampleSearch: Sendable {
  struct Counterexample: Sendable {
    let point: [Rational]
    let isLessonPoint: Bool
    let entry: Int
    let left: Enclosure
    let right: Enclosure
  }

  enum Outcome: Sendable {
    case found(Counterexample)
    /// Points where both sides are defined and not told apart, and the number of points where one is not.
    case none(defined: [[Rational]], undefined: Int, reason: String?)
  }

  let equation: any Equation
  let context: DecisionContext
  let text: String
  private let plan: ConditionPlan?

  static let precision = 128
  static let pointLimit = 48
  static let unwieldyPointLimit = 2
  /// How far the search goes where the signatures are not equal.
  static let lastPoint = 600
  /// Certified operations that one search may take.
  static let operationBudget = 1 << 19

  init(_ equation: any Equation, _ context: DecisionContext, text: String) {
    self.equation = equation
    self.context = context
    self.text = text
    plan =
      context.assumptions.isEmpty
      ? nil : ConditionPlan(context.assumptions, variableCount: equation.variableCount, text: text)
  }

  /// - Parameter operations: of one evaluation, where known; it limits the number of points.
  func run(operations: Int?, isUnwieldy: Bool = false) -> Outcome {
    guard let operations else {
      return .none(defined: [], undefined: 0, reason: "the formulas are too large")
    }
    let affordable = min(
      max(CounterexampleSearch.operationBudget / max(operations, 1), 2), CounterexampleSearch.pointLimit)
    let pointCount = isUnwieldy ? min(affordable, CounterexampleSearch.unwieldyPointLimit) : affordable
    var defined: [[Rational]] = []
    var undefined = 0
    var reason: String?
    var candidates: [([Rational], Bool)] = []
    if let own = context.lessonPoint, own.count == equation.variableCount { candidates.append((own, true)) }
    for number in 0..<pointCount {
      if let point = candidate(number) { candidates.append((point, false)) }
    }
    for (point, isLessonPoint) in candidates where ConditionPlan.hold(context.assumptions, at: point) {
      do throws(ArithmeticError) {
        if let found = try difference(at: point, isLessonPoint, precision: CounterexampleSearch.precision) {
          return .found(found)
        }
        defined.append(point)
      } catch {
        undefined += 1
        reason = reason ?? SignatureTest.words(error)
      }
    }
    return .none(defined: defined, undefined: undefined, reason: reason)
  }

  /// The same points at a precision at which tiny differences show, and more points.
  func insist(_ points: [[Rational]], operations: Int?) -> Counterexample? {
    guard equation.variableCount <= 1024, let operations else { return nil }
    let more = min(CounterexampleSearch.operationBudget / max(operations, 1), CounterexampleSearch.lastPoint)
    var misses = 0
    for number in CounterexampleSearch.pointLimit..<max(more, CounterexampleSearch.pointLimit)
    where misses < 64 {
      guard let point = candidate(number), ConditionPlan.hold(context.assumptions, at: point) else {
        continue
      }
      do throws(ArithmeticError) {
        let found = try difference(at: point, false, precision: CounterexampleSearch.precision)
        if let found { return found }
      } catch { misses += 1 }
    }
    for point in points.prefix(8) {
      if let found = try? difference(at: point, point == context.lessonPoint, precision: 2048) {
        return found
      }
    }
    return nil
  }

  /// The first entry at which the sides' enclosures do not meet; nil where there is none.
  func difference(
    at point: [Rational], _ isLessonPoint: Bool, precision: Int
  ) throws(ArithmeticError) -> Counterexample? {
    let arithmetic = CertifiedArithmetic(precision: precision)
    let (left, right) = try equation.sides(in: arithmetic, at: point.map { arithmetic.number($0) })
    guard left.count == right.count else { throw .undecided("sides of different sizes") }
    for entry in left.indices {
      guard left[entry].isBounded, right[entry].isBounded else {
        throw .tooLarge("a value too large to tell")
      }
      if !left[entry].overlaps(right[entry]) {
        return Counterexample(
          point: point, isLessonPoint: isLessonPoint, entry: entry, left: left[entry], right: right[entry])
      }
    }
    return nil
  }

  /// Simple rational points, simplest first: small integers, halves, fractions below one, negatives, random small
  /// fractions, all distinct; at last some with zeros and ties, where steps show.
  private func candidate(_ number: Int) -> [Rational]? {
    var random = RandomSource(hashing: "points\u{0}\(number)\u{0}" + text)
    let count = equation.variableCount
    var point = (0..<count).map { CounterexampleSearch.entry($0, of: count, number, &random) }
    guard let plan else { return context.assumptions.isEmpty ? point : nil }
    do throws(ArithmeticError) {
      try plan.solve(RationalArithmetic(), &point)
      return point
    } catch { return nil }
  }

  private static func entry(_ i: Int, of count: Int, _ number: Int, _ random: inout RandomSource) -> Rational
  {
    // Entries of many variables stay of moderate size: distinct fractions below one.
    if count > 64 {
      let magnitude = Rational.fraction(i * 2 + 1 + number, (count + number) * 2 + 1)
      return random.next() & 1 == 0 ? magnitude : -magnitude
    }
    let isEven = i.isMultiple(of: 2)
    switch number {
    case 0: return Rational(i + 2)
    case 1: return .fraction(i + 1, 2)
    case 2: return .fraction(count - i, count + 1)
    case 3: return Rational(isEven ? -(i + 1) : i + 2)
    case 4: return .fraction(-(i + 1), 2)
    case 5: return .fraction(i + 1, 4 * count + 1)
    case 6: return .fraction(isEven ? i + 3 : -(i + 2), 3)
    default:
      let bound = UInt64(3 + number / 2 + count)
      let magnitude = Int(random.next(below: 2 * bound)) + 1
      let isNegative = !number.isMultiple(of: 3) && random.next() & 1 == 1
      let value = isNegative ? -magnitude : magnitude
      if number % 6 == 5 { return Rational(value % 3) }
      return .fraction(value, Int(random.next(below: 5)) + 1)
    }
  }
}

extension Rational {
  /// p/q; 0 where q is 0.
  static func fraction(_ numerator: Int, _ denominator: Int) -> Rational {
    (try? Rational(numerator: Integer(numerator), denominator: Integer(denominator))) ?? .zero
  }
}
