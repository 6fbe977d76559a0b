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
    /// All entries of both sides.
    let sides: (left: [Enclosure], right: [Enclosure])
  }

  let equation: any Equation
  let context: DecisionContext
  let text: String
  private let plan: ConditionPlan?
  /// Operations of one evaluation, where known; it limits the number of points.
  private let operations: Int?
  private let isUnwieldy: Bool
  private var next = 0
  /// Points where both sides are defined and not told apart.
  private(set) var defined: [[Rational]] = []
  /// Those of them where only doubles were tried.
  private var glanced: [(point: [Rational], isLessonPoint: Bool)] = []
  private var undefined = 0
  private var reason: String?

  static let precision = 128
  static let highPrecision = 1024
  /// For numbers such as 1 − tanh(1000), where no other point could show a difference.
  static let constantPrecisions = [highPrecision, 1 << 13, 1 << 16]
  /// Besides the lesson's own.
  static let firstPoints = 1
  static let pointLimit = 48
  static let unwieldyPointLimit = 2
  /// How far the search goes where steps may hide a difference in a corner.
  static let lastPoint = 1500
  /// Certified operations that one search may take.
  static let operationBudget = 1 << 18

  init(
    _ equation: any Equation, _ context: DecisionContext, text: String, operations: Int?,
    surveyFailure: String = "", isUnwieldy: Bool = false
  ) {
    self.equation = equation
    self.context = context
    self.text = text
    self.operations = operations
    self.isUnwieldy = isUnwieldy
    plan =
      context.assumptions.isEmpty
      ? nil : ConditionPlan(context.assumptions, variableCount: equation.variableCount, text: text)
    if operations == nil { reason = surveyFailure }
  }

  /// Goes on through the lesson's point and so many others, as far as that is affordable.
  ///
  /// - Parameters:
  ///   - untilDefined: whether to stop at the first point where both sides are defined.
  ///   - glancing: whether points where balls of doubles meet are left for later: a proof may be cheaper.
  mutating func run(points: Int, untilDefined: Bool = false, glancing: Bool = false) -> Counterexample? {
    guard let operations else { return nil }
    if !glancing, let found = lookAgain() { return found }
    let affordable = max(CounterexampleSearch.operationBudget / max(operations, 1), 1)
    let isConstant = equation.variableCount == 0
    let last =
      isConstant
      ? (context.lessonPoint == nil ? 1 : 0)
      : min(points, isUnwieldy ? CounterexampleSearch.unwieldyPointLimit : affordable)
    while next <= last {
      let number = next
      next += 1
      var point: [Rational]?
      if number > 0 {
        point = candidate(number - 1)
      } else if let own = context.lessonPoint, own.count == equation.variableCount {
        point = own
      }
      guard let point else { continue }
      if let found = attempt(point, isLessonPoint: number == 0, glancing) { return found }
      if untilDefined, !defined.isEmpty { return nil }
    }
    return nil
  }

  private mutating func attempt(
    _ point: [Rational], isLessonPoint: Bool, _ glancing: Bool
  ) -> Counterexample? {
    guard ConditionPlan.hold(context.assumptions, at: point) else { return nil }
    if glancing, ballsMeet(at: point) {
      defined.append(point)
      glanced.append((point, isLessonPoint))
      return nil
    }
    do throws(ArithmeticError) {
      if let found = try difference(at: point, isLessonPoint, precision: CounterexampleSearch.precision) {
        return found
      }
      defined.append(point)
    } catch {
      undefined += 1
      reason = reason ?? SignatureTest.words(error)
    }
    return nil
  }

  /// Whether both sides are defined in balls of doubles, and meet.
  private func ballsMeet(at point: [Rational]) -> Bool {
    let balls = BallArithmetic()
    guard let (left, right) = try? equation.sides(in: balls, at: point.map { balls.number($0) }),
      left.count == right.count
    else { return false }
    return zip(left, right).allSatisfy { $0.isBounded && $1.isBounded && $0.overlaps($1) }
  }

  /// The points where only doubles were tried, at a precision that shows more.
  private mutating func lookAgain() -> Counterexample? {
    defer { glanced = [] }
    for (point, isLessonPoint) in glanced {
      if let found = try? difference(at: point, isLessonPoint, precision: CounterexampleSearch.precision) {
        return found
      }
    }
    return nil
  }

  var nowhereDefined: Decision {
    .undecided(
      reason: "no point was found where both sides are defined" + (reason.map { " (\($0))" } ?? ""),
      tried: ["\(undefined) rational points"])
  }

  /// A few points again at a precision at which tiny differences show, and, on demand, many more points.
  mutating func insist(everywhere: Bool) -> Counterexample? {
    guard equation.variableCount <= 1024, let operations else { return nil }
    let own = context.lessonPoint
    let isSmall = operations < 1 << 12
    let precisions =
      isSmall && equation.variableCount == 0
      ? CounterexampleSearch.constantPrecisions : [CounterexampleSearch.highPrecision]
    for point in defined.prefix(isSmall ? 4 : 1) {
      for precision in precisions {
        if let found = try? difference(at: point, point == own, precision: precision) { return found }
      }
    }
    if everywhere, let found = run(points: CounterexampleSearch.lastPoint) { return found }
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
          point: point, isLessonPoint: isLessonPoint, entry: entry, left: left[entry], right: right[entry],
          sides: (left, right))
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
      // In turn next to 0, of moderate size, ever larger, and a few numbers with ties and zeros; a third positive.
      let kinds: [(magnitudes: ClosedRange<Int>, denominators: ClosedRange<Int>)] = [
        (1...8, 8...8), (1...4 * (count + 2), 1...4), (1...3 * (count + 4) + number, 1...5), (0...2, 1...1),
      ]
      let kind = kinds[number % kinds.count]
      let magnitude = Int.random(in: kind.magnitudes, using: &random)
      let isNegative = !number.isMultiple(of: 3) && random.next() & 1 == 1
      return .fraction(
        isNegative ? -magnitude : magnitude, Int.random(in: kind.denominators, using: &random))
    }
  }
}

extension Rational {
  /// p/q; 0 where q is 0.
  static func fraction(_ numerator: Int, _ denominator: Int) -> Rational {
    (try? Rational(numerator: Integer(numerator), denominator: Integer(denominator))) ?? .zero
  }
}
