import Evaluation
import Language
import Numbers

/// Loops: short ones in certified arithmetic, long trainings in double precision unless they are to be certified.
extension LessonRun {
  /// The number of multiplications that a training may take before it runs in double precision.
  private static let certifiedWork = 400_000
  /// The same for the value of one line: in a pass of a training, of which many are shown, and elsewhere.
  private static let lineWork = (inTraining: 20_000, elsewhere: 4_000_000)

  mutating func run(
    _ loop: Loop, _ execution: inout Execution<CertifiedArithmetic>, _ progress: (RunProgress) -> Void
  ) {
    if certifies || lesson.derivation.work(of: loop) <= LessonRun.certifiedWork {
      runCertified(loop, &execution, progress)
    } else {
      runInDouble(loop, &execution, progress)
    }
  }

  private mutating func runCertified(
    _ loop: Loop, _ execution: inout Execution<CertifiedArithmetic>, _ progress: (RunProgress) -> Void
  ) {
    var draft = self
    let count = loop.passCount
    execution.run(
      loop, wants: lesson.isShown,
      visit: { (line, evaluator, pass) in draft.visit(line, &evaluator, pass) },
      goesOn: { (pass, _) in
        progress(RunProgress(lesson.name, .passes(pass - loop.firstPass + 1, of: count)))
        return true
      })
    self = draft
    double = nil
  }

  /// A training that would take too long with enclosures: the state moves on in double precision, and the lines
  /// of the passes that are shown are computed and judged with enclosures at the state that was reached.
  ///
  /// What the training replaces is recorded once, as it is in the end.
  private mutating func runInDouble(
    _ loop: Loop, _ execution: inout Execution<CertifiedArithmetic>, _ progress: (RunProgress) -> Void
  ) {
    var draft = self
    let count = loop.passCount
    draft.steps.append(.remark("\(count) passes in double precision; --certify proves their digits"))
    draft.doubleLoops.insert(loop.place)
    draft.isTraining = true
    draft.doubtful.formUnion(lesson.derivation.nodes(changedBy: loop))
    var fast = Execution(execution, in: DoubleArithmetic()) { $0.midpoint.asDouble }
    var here: (changes: Int, evaluator: Evaluator<CertifiedArithmetic>)?
    fast.run(
      loop, wants: lesson.isShown,
      visit: { (line, evaluator, pass) in
        guard draft.isShownInTraining(line) else { return draft.visit += 1 }
        var state = here ?? (-1, execution.evaluator())
        if state.changes != evaluator.changes {
          let reached = execution.evaluator(at: evaluator, within: loop, convert: Enclosure.init(double:))
          state = (evaluator.changes, reached)
        }
        draft.estimate(line, &state.evaluator, from: &evaluator, limit: LessonRun.lineWork.inTraining)
        draft.visit(line, &state.evaluator, pass)
        here = state
      },
      goesOn: { (pass, _) in
        progress(RunProgress(lesson.name, .passes(pass - loop.firstPass + 1, of: count)))
        return true
      })
    execution.adopt(fast, after: loop, convert: Enclosure.init(double:))
    draft.isTraining = false
    draft.digits.isInDouble = true
    var reached = execution.evaluator()
    draft.record(loop, &reached, pass: fast.step)
    self = draft
    double = fast.evaluator()
  }

  /// Replacements are not shown pass by pass: a network's weights are many.
  private func isShownInTraining(_ line: Line) -> Bool {
    if case .update = line.kind { false } else { true }
  }

  /// What a training has made of the quantities that it replaces.
  private mutating func record(
    _ loop: Loop, _ evaluator: inout Evaluator<CertifiedArithmetic>, pass: Int
  ) {
    var final = PassDraft(number: pass)
    for name in lesson.derivation.replaced(in: loop) {
      guard let node = lesson.derivation.scope.quantity(name)?.node,
        let values = try? values(of: node, "\(name){\(pass)}", &evaluator, readings: false)
      else { continue }
      final.entries.append(
        EntryDraft(
          statement: SourceSpan(0, 0), kind: .display, subject: wording.display(name), values: values,
          line: line(loop.place)))
    }
    passes.append(final)
  }

  // MARK: Estimates

  /// Computes in double precision what would take too long to enclose on a line that stands outside all loops.
  mutating func estimate(_ line: Line, at execution: inout Execution<CertifiedArithmetic>) {
    let limit = LessonRun.lineWork.elsewhere
    let state = execution.evaluator()
    guard !certifies, line.nodes.contains(where: { state.work(for: $0) > limit }) else { return }
    var reached = double ?? Execution(execution, in: DoubleArithmetic()) { $0.midpoint.asDouble }.evaluator()
    var draft = self
    execution.visit(line) { (line, evaluator, _) in
      draft.estimate(line, &evaluator, from: &reached, limit: limit)
    }
    self = draft
    double = reached
  }

  /// Gives the nodes of a line their values in double precision where it would take too long to enclose them.
  ///
  /// Two formulas are enclosed whatever it takes: equal ones may differ in double precision.
  private mutating func estimate(
    _ line: Line, _ evaluator: inout Evaluator<CertifiedArithmetic>,
    from double: inout Evaluator<DoubleArithmetic>, limit: Int
  ) {
    if case .claim(let claim) = line.kind, claim.relation != .approximately,
      !wording.isNumbersOnly(claim.right)
    {
      return
    }
    for node in line.nodes where evaluator.work(for: node) > limit {
      guard let value = try? double.value(of: node) else { continue }
      let entries = value.entries.compactMap(Enclosure.init(double:))
      guard entries.count == value.entries.count else { continue }
      evaluator.set(node, to: Tensor(shape: value.shape, entries: entries))
      doubtful.insert(node)
    }
  }

  /// Whether a line rests on values that were reached in double precision.
  func isDoubtful(_ line: Line) -> Bool {
    guard !doubtful.isEmpty else { return false }
    return lesson.derivation.program.needed(for: line.nodes).contains(where: doubtful.contains)
  }
}

extension Derivation {
  /// The given quantities that a loop, or one inside it, gives other values, those that keep a pass's value among
  /// them.
  fileprivate func nodes(changedBy loop: Loop) -> [Program.ID] {
    let own = replaced(in: loop).compactMap { scope.quantity($0)?.node } + targets(of: loop)
    let passes = loop.firstPass + 1...max(loop.firstPass + loop.passCount, loop.firstPass + 1)
    return own + scope.recordings.filter { passes.contains($0.pass) }.map(\.target)
  }

  /// What loops set besides what they replace: batches, and what means its final value afterwards.
  private func targets(of loop: Loop) -> [Program.ID] {
    let batches = (loop.batches?.targets ?? []).flatMap { [$0.node, $0.lastNode] }
    let inner = loop.body.flatMap { line -> [Program.ID] in
      if case .loop(let inner) = line.kind { targets(of: inner) } else { [] }
    }
    return loop.carried.map(\.target) + batches + inner
  }
}

/// How far a run has come.
public struct RunProgress: Sendable {
  public enum Stage: Sendable {
    /// So many passes of a training.
    case passes(Int, of: Int)
    /// Something else, in words.
    case stage(String)
  }

  public let lesson: String
  public let stage: Stage

  init(_ lesson: String, _ stage: Stage) {
    self.lesson = lesson
    self.stage = stage
  }
}
