import Checking
import Evaluation
import Language
import Numbers

extension Lesson {
  /// Runs the lesson: traces every value with proven digits, judges every claim, and holds every derivative
  /// against finite differences.
  ///
  /// The working precision starts at 256 bits and is doubled until all digits are proven.
  ///
  /// - Parameter progress: told now and then what is being done.
  public func run(_ options: RunOptions = RunOptions(), progress: (String) -> Void = { _ in }) -> LessonReport
  {
    let digits = max(options.digits, Lesson.goldenDigits)
    let exact = Moments(derivation, in: RationalArithmetic(), wants: isShown)
    let reading = Moments(
      derivation, in: RationalArithmetic(readingDigits: Lesson.goldenDigits), wants: isShown)
    var precision = max(256, digits * 4 + 64)
    var decisions: [[Program.ID]: Decision] = [:]
    while true {
      var run = LessonRun(self, digits: digits, precision: precision, exact: exact, reading: reading)
      run.decisions = decisions
      let isComplete = run.run(progress: progress)
      decisions = run.decisions
      precision *= 2
      if isComplete || precision > Lesson.precisionLimit { return run.report() }
      progress("\(name): trying \(precision) bits")
    }
  }

  /// The highest working precision, in bits.
  static let precisionLimit = 1 << 14

  /// Whether a pass of a loop is shown: the first ten, those at 20, 30, …, 100, 200, …, and the last.
  func isShown(_ pass: Int) -> Bool {
    if pass < 10 || lastPasses.contains(pass) { return true }
    var unit = 10
    while pass / unit >= 10 { unit *= 10 }
    return pass % unit == 0
  }

  private var lastPasses: [Int] {
    derivation.lines.compactMap {
      if case .loop(let loop) = $0.kind { loop.firstPass + loop.count - 1 } else { nil }
    }
  }
}

/// One run at one precision.
struct LessonRun {
  let lesson: Lesson
  let precision: Int
  let exact: Moments<Rational>
  let reading: Moments<Rational>
  let judge: Judge
  let wording: Wording
  var digits: Digits
  var diagnostics: [Diagnostic] = []
  var sections: [SectionDraft] = []
  var witnesses: [Witness] = []
  var steps: [Trace.Step] = []
  /// The passes of the loop that is being run.
  var passes: [PassDraft] = []
  var visit = 0
  /// What was found of claims as formulas, by their two sides.
  var decisions: [[Program.ID]: Decision] = [:]

  init(
    _ lesson: Lesson, digits: Int, precision: Int, exact: Moments<Rational>, reading: Moments<Rational>
  ) {
    self.lesson = lesson
    self.precision = precision
    self.exact = exact
    self.reading = reading
    self.judge = Judge(lesson.derivation, tree: lesson.tree)
    self.wording = Wording(tree: lesson.tree)
    self.digits = Digits(count: digits, triesZeroAgain: precision < 1024)
  }

  /// - Returns: whether all digits were proven.
  mutating func run(progress: (String) -> Void) -> Bool {
    let arithmetic = CertifiedArithmetic(precision: precision)
    do throws(ArithmeticError) {
      let inputs = Dictionary(
        lesson.derivation.givens.map { ($0.name, $0.enclosures(precision: precision)) },
        uniquingKeysWith: { $1 })
      var execution = try Execution(lesson.derivation, in: arithmetic, replacing: inputs)
      var start = execution.evaluator()
      witnesses = lesson.derivation.scope.derivatives.compactMap { witness($0, &start) }
      var draft = self
      execution.run(
        wants: lesson.isShown,
        visit: { (line, evaluator, pass) in draft.visit(line, &evaluator, pass) },
        advanced: { pass in if pass % 100 == 99 { progress("\(lesson.name): pass \(pass + 1)") } })
      self = draft
    } catch {
      diagnostics.append(
        Diagnostic(.tooLarge, "the given values cannot be enclosed", at: SourceSpan(0, 0)))
    }
    return !digits.needsPrecision
  }

  func report() -> LessonReport {
    LessonReport(
      lesson: lesson, diagnostics: lesson.diagnostics + diagnostics, sections: sections.map(\.section),
      witnesses: witnesses, trace: Trace(title: lesson.title, digits: Lesson.goldenDigits, steps: steps))
  }
}
