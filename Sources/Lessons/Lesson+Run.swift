import Checking
import Evaluation
import Language
import Numbers

extension Lesson {
  /// Runs the lesson: traces every value with proven digits, judges every claim, and holds every derivative
  /// against finite differences.
  ///
  /// The working precision starts at 256 bits and is doubled until all digits are proven. A long training runs
  /// in double precision, and what is shown of it is proven for the state that it has reached; with
  /// ``RunOptions/certifies`` it runs in certified arithmetic too, at a precision that a trial finds.
  ///
  /// - Parameter progress: told now and then what is being done.
  public func run(_ options: RunOptions = RunOptions(), progress: (RunProgress) -> Void = { _ in })
    -> LessonReport
  {
    let digits = max(options.digits, Lesson.goldenDigits)
    // What has an exact value is the same when functions are read off to some digits.
    var known: Evaluator<RationalArithmetic>?
    let exact = Moments(
      derivation, in: RationalArithmetic(bitLimit: Moments<Rational>.bitLimit), sharing: &known,
      wants: isShown)
    let reading = Moments(
      derivation,
      in: RationalArithmetic(readingDigits: Lesson.goldenDigits, bitLimit: Moments<Rational>.bitLimit),
      sharing: &known, wants: isShown)
    var precision = max(256, digits * 4 + 64)
    var growth: EnclosureGrowth?
    if options.certifies, let trial = EnclosureGrowth(of: self, digits: digits, progress: progress) {
      precision = max(precision, trial.precisionNeeded)
      growth = trial
    }
    var decisions: [[Program.ID]: Decision] = [:]
    var digitsOfShort: Int?
    while true {
      var run = LessonRun(self, digits: digits, precision: precision, exact: exact, reading: reading)
      run.decisions = decisions
      run.certifies = options.certifies
      let isComplete = run.run(progress: progress)
      decisions = run.decisions
      let limit = growth == nil ? Lesson.precisionLimit : CertifiedArithmetic.precisionLimit
      let isHopeless = run.digits.digitsOfShort == digitsOfShort && !run.digits.isTryingZero
      digitsOfShort = run.digits.digitsOfShort
      if isComplete || isHopeless || precision >= limit {
        return run.report(growth: growth.map { $0.at(precision) })
      }
      // Where the growth is known, a shortfall is small; elsewhere nothing is.
      precision = growth == nil ? precision * 2 : precision + precision / 4
      progress(RunProgress(name, .stage("trying \(precision) bits")))
    }
  }

  /// The highest working precision, in bits.
  static let precisionLimit = 1 << 14

  /// Whether a pass of a loop is shown: the first ten, those at 20, 30, …, 100, 200, …, and the last.
  func isShown(_ pass: LoopPass) -> Bool {
    if pass.number < 10 || pass.isLast { return true }
    var unit = 10
    while pass.number / unit >= 10 { unit *= 10 }
    return pass.number % unit == 0
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
  /// The quantities whose values have been shown in the state at hand.
  var shown: Set<String> = []
  /// What was found of claims as formulas, by their two sides.
  var decisions: [[Program.ID]: Decision] = [:]
  /// The places of the loops that ran in double precision.
  var doubleLoops: Set<Int> = []

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

  /// Whether long trainings run in certified arithmetic too.
  var certifies = false
  /// Whether the lines at hand are those of a training in double precision.
  var isTraining = false
  /// What the updates have made of what they replace, once the run is over.
  var learned: [(name: String, value: Tensor<Double>)] = []
  /// The state in double precision, where it is known.
  var double: Evaluator<DoubleArithmetic>?
  /// Nodes whose values were computed in double precision: what a training replaced, and what would take too long to
  /// enclose.
  var doubtful: Set<Program.ID> = []

  /// - Returns: whether all digits were proven.
  mutating func run(progress: (RunProgress) -> Void) -> Bool {
    if let overflow = exact.overflow {
      let place = overflow.pass.map { "from pass \($0) on" } ?? "from here on"
      diagnostics.append(
        Diagnostic(
          .tooLarge,
          "exact values are given up \(place): they would need more than \(RationalArithmetic.defaultBitLimit) bits",
          hint: "The digits shown are proven by enclosures instead.", at: overflow.span, severity: .note))
    }
    var execution = lesson.derivation.certified(precision: precision)
    var start = execution.evaluator()
    var exact = Execution(
      lesson.derivation, in: RationalArithmetic(), omitting: lesson.derivation.uncertain
    ).evaluator()
    var inDouble = Execution(execution, in: DoubleArithmetic()) { $0.midpoint.asDouble }.evaluator()
    witnesses = lesson.derivation.scope.derivatives.compactMap {
      witness($0, &start, exact: &exact, inDouble: &inDouble)
    }
    // What the witnesses needed is what the lines show.
    execution.share(start)
    execution.start()
    for line in lesson.derivation.lines {
      if case .loop(let loop) = line.kind { run(loop, &execution, progress) }
      estimate(line, at: &execution)
      var draft = self
      execution.visit(line) { (line, evaluator, pass) in draft.visit(line, &evaluator, pass) }
      self = draft
    }
    learned = learned(by: execution)
    return !digits.needsPrecision
  }

  private func learned(
    by execution: Execution<CertifiedArithmetic>
  ) -> [(name: String, value: Tensor<Double>)] {
    let derivation = lesson.derivation
    let state = execution.evaluator()
    var names: [String] = []
    for case .loop(let loop) in derivation.lines.map(\.kind) {
      names += derivation.replaced(in: loop).filter { !names.contains($0) }
    }
    return names.compactMap { name in
      guard let node = derivation.scope.quantity(name)?.node, let value = state.knownValue(of: node) else {
        return nil
      }
      return (name, value.map(\.midpoint.asDouble))
    }
  }

  func report(growth: EnclosureGrowth?) -> LessonReport {
    LessonReport(
      lesson: lesson, diagnostics: lesson.diagnostics + diagnostics, sections: sections.map(\.section),
      witnesses: witnesses, trace: Trace(title: lesson.title, digits: Lesson.goldenDigits, steps: steps),
      growth: growth, learned: learned)
  }
}

extension Derivation {
  /// A run at the given values, those that were rounded enclosed.
  func certified(precision: Int) -> Execution<CertifiedArithmetic> {
    let inputs = Dictionary(
      givens.filter { $0.uncertainty != nil }.map { ($0.name, $0.enclosures(precision: precision)) },
      uniquingKeysWith: { $1 })
    return Execution(self, in: CertifiedArithmetic(precision: precision), replacing: inputs)
  }
}

extension Enclosure {
  /// A double, exactly; nil for an infinity and where there is no number.
  init?(double: Double) {
    guard let value = try? Rational(exactly: double) else { return nil }
    self.init(value, precision: 64)
  }
}
