import Checking
import Evaluation
import Language
import Numbers

/// A block's entries as they come.
struct SectionDraft {
  let block: Int?
  let word: String
  var entries: [EntryDraft] = []

  var section: Section { Section(word: word, entries: entries.map(\.entry)) }
}

struct PassDraft {
  let number: Int
  var entries: [EntryDraft] = []
}

struct EntryDraft {
  let statement: SourceSpan
  var kind: Entry.Kind
  var subject: String
  var formula: String?
  var substituted: String?
  var values: [Value] = []
  var links: [JudgedLink] = []
  var passes: [PassDraft] = []
  var stepSizes: StepSizes?
  var picture: Picture?
  var line: Int

  var entry: Entry {
    Entry(
      kind: kind, subject: subject, formula: formula, substituted: substituted, values: values, links: links,
      passes: passes.map { Pass(number: $0.number, entries: $0.entries.map(\.entry)) }, stepSizes: stepSizes,
      picture: picture, line: line)
  }
}

extension LessonRun {
  /// Shows one line at the state it stands in.
  mutating func visit(_ line: Line, _ evaluator: inout Evaluator<CertifiedArithmetic>, _ pass: Int?) {
    digits.isInDouble = isDoubtful(line)
    defer { visit += 1 }
    var draft = EntryDraft(
      statement: line.statement, kind: .chain, subject: "", line: self.line(line.statement.start))
    do throws(EvaluationError) {
      switch line.kind {
      case .given(let name):
        draft.kind = .given
        draft.subject = wording.display(name)
        if let given = lesson.derivation.givens.first(where: { $0.name == name }) {
          draft.values = values(
            name, given.value.shape, isRounded: given.uncertainty != nil, exact: given.value, reading: nil
          ) { evaluator.arithmetic.number(given.value.entries[$0]) }
        }
      case .function(let name):
        draft.kind = .function
        draft.subject = wording.display(name)
        draft.formula = lesson.source.text(line.statement)
      case .definition(let definition):
        draft.kind = .definition
        draft.subject = wording.display(definition.name)
        draft.formula = wording.house(definition.formula)
        draft.values = try values(
          of: definition.node, name(definition.name, pass), &evaluator,
          readings: wording.hasDerivative(definition.formula))
        addWorking(definition.formula, definition.letters, to: &draft, evaluator)
      case .display(let term, let formula):
        draft.kind = .display
        draft.subject = wording.house(formula)
        if line.block.map({ lesson.worksheet.blocks[$0].word }) == "picture",
          let picture = Picture(try evaluator.value(of: term.node))
        {
          draft.picture = picture
          steps.append(.remark("\(wording.ascii(formula)) as a picture"))
          steps += picture.rows.map { .remark("|\($0)|") }
          break
        }
        draft.values = try values(
          of: term.node, name(wording.ascii(formula, letters: term.letters), pass), &evaluator,
          readings: wording.hasDerivative(formula))
        if line.block.map({ lesson.worksheet.blocks[$0].word }) == "differences",
          let use = lesson.derivation.scope.derivatives.first(where: { $0.node == term.node })
        {
          draft.stepSizes = StepSizes(of: use, at: &evaluator)
        }
      case .update(let replacements):
        for replacement in replacements {
          var one = draft
          one.kind = .update
          one.subject = wording.display(replacement.name)
          one.formula = wording.house(replacement.formula)
          one.values = try values(
            of: replacement.node, replacement.isFinal ? "\(replacement.name){\((pass ?? 0) + 1)}" : "",
            &evaluator, readings: false)
          addWorking(replacement.formula, [], to: &one, evaluator)
          append(one, line, pass)
        }
        return
      case .claim(let claim): return try link(claim, line, &evaluator, pass)
      case .loop(let loop):
        guard !loop.isImplicit else {
          for entry in passes.flatMap(\.entries) { append(entry, line, nil) }
          passes = []
          shown = []
          return
        }
        draft.kind =
          doubleLoops.contains(loop.place)
          ? .doubleLoop(passes: loop.passCount) : .loop(passes: loop.passCount)
        draft.subject = wording.header(line.statement)
        draft.passes = passes
        passes = []
        shown = []
      }
      append(draft, line, pass)
    } catch {
      report(error, line)
    }
  }

  /// In a loop a name's value belongs to its pass.
  private func name(_ name: String, _ pass: Int?) -> String { pass.map { "\(name){\($0)}" } ?? name }

  func line(_ offset: Int) -> Int { lesson.source.location(of: offset).line }

  private mutating func report(_ error: EvaluationError, _ line: Line) {
    let diagnostic = Diagnostic(error, in: lesson.derivation.program, otherwise: line.span)
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  private mutating func append(_ draft: EntryDraft, _ line: Line, _ pass: Int?) {
    if let pass {
      if passes.last?.number != pass { passes.append(PassDraft(number: pass)) }
      passes[passes.count - 1].entries.append(draft)
      return
    }
    if sections.last?.block != line.block || sections.isEmpty {
      let word = line.block.map { lesson.worksheet.blocks[$0].word } ?? "table"
      sections.append(SectionDraft(block: line.block, word: word))
    }
    sections[sections.count - 1].entries.append(draft)
  }

  // MARK: Claims

  /// What a verdict on values is worth that were reached in double precision: no double decides one.
  private func inDouble(_ verdict: Verdict, _ claim: Claim) -> Verdict {
    switch verdict.word {
    case .rounds, .holdsHere, .consistent, .provedToDiffer:
      return Verdict(.consistent, "in double precision; --certify proves it", evidence: verdict.evidence)
    case .refuted:
      if case .nodes(let left, let right) = claim.sides, case .refuted? = decisions[[left, right]] {
        return verdict
      }
      return Verdict(.undecided, "in double precision: \(verdict.reason)", evidence: verdict.evidence)
    default: return verdict
    }
  }

  /// A claim is decided once, however often a loop meets it.
  private mutating func decision(on claim: Claim) throws(DecisionFault) -> Decision? {
    guard case .nodes(let left, let right) = claim.sides else { return nil }
    if let known = decisions[[left, right]] { return known }
    let found = try judge.decision(on: claim)
    decisions[[left, right]] = found
    return found
  }

  private mutating func link(
    _ claim: Claim, _ line: Line, _ evaluator: inout Evaluator<CertifiedArithmetic>, _ pass: Int?
  ) throws(EvaluationError) {
    let visit = visit
    let found = judge.verdict(on: claim, at: &evaluator) {
      exact[visit, $0]
    } decision: { () throws(DecisionFault) in
      try decision(on: claim)
    }
    let verdict = digits.isInDouble ? inDouble(found, claim) : found
    if claim.joinsEnds, verdict.outcome == .stands || wording.isNumbersOnly(claim.right) { return }
    var value: Value?
    if case .nodes(_, let right) = claim.sides, wording.isNumbersOnly(claim.right),
      !wording.isNumeral(claim.right)
    {
      value = try values(of: right, "", &evaluator, readings: false).first
    }
    let judged = JudgedLink(
      line: self.line(line.span.start), relation: claim.relation, left: wording.house(claim.left),
      right: wording.house(claim.right), verdict: verdict, value: value, joinsEnds: claim.joinsEnds)
    if !extendLast(with: judged, line, pass) {
      var draft = EntryDraft(
        statement: line.statement, kind: .chain, subject: wording.house(claim.left),
        line: self.line(line.statement.start))
      if case .nodes(let left, _) = claim.sides, !wording.isNumbersOnly(claim.left) {
        draft.values = try values(
          of: left, name(label(of: claim), pass), &evaluator,
          readings: wording.hasDerivative(claim.left))
      }
      draft.links = [judged]
      append(draft, line, pass)
    }
    if !claim.joinsEnds || verdict.outcome != .stands {
      steps.append(.claim(text: wording.ascii(claim), verdict: verdict.word.rawValue))
    }
  }

  /// Adds a link to the entry of its statement, if that is the last one; cells of a table stand alone.
  private mutating func extendLast(with judged: JudgedLink, _ line: Line, _ pass: Int?) -> Bool {
    guard line.block != nil else { return false }
    if pass != nil {
      guard let last = passes.last, last.number == pass, let entry = last.entries.last,
        entry.statement == line.statement
      else { return false }
      passes[passes.count - 1].entries[last.entries.count - 1].links.append(judged)
      return true
    }
    guard let section = sections.last, section.block == line.block, let entry = section.entries.last,
      entry.statement == line.statement
    else { return false }
    sections[sections.count - 1].entries[section.entries.count - 1].links.append(judged)
    return true
  }

  /// What the left side of a claim is called in the trace.
  private func label(of claim: Claim) -> String {
    claim.bindings.isEmpty
      ? wording.ascii(claim.left, letters: claim.letters) : wording.ascii(claim.left, row: claim.bindings)
  }

  // MARK: Values

  /// How many entries of a quantity are all shown; of a larger one it is the first few.
  private static let valueLimit = 64
  private static let valueSample = 24
  /// How many entries a quantity may have that is shown in the passes of a training.
  private static let trainingLimit = 8

  mutating func values(
    of node: Program.ID, _ name: String, _ evaluator: inout Evaluator<CertifiedArithmetic>, readings: Bool
  ) throws(EvaluationError) -> [Value] {
    // A quantity's value stands once for each state.
    if !name.isEmpty, !shown.insert(name).inserted { return [] }
    // What passes by in a training is many and soon gone.
    if isTraining, lesson.derivation.program.shape(node).count > LessonRun.trainingLimit { return [] }
    let enclosures = try evaluator.value(of: node)
    return values(
      name, enclosures.shape, exact: exact[visit, node], reading: readings ? reading[visit, node] : nil
    ) { enclosures.entries[$0] }
  }

  /// - Parameter entry: the enclosure at a place.
  private mutating func values(
    _ name: String, _ shape: Shape, isRounded: Bool = false, exact: Tensor<Rational>?,
    reading: Tensor<Rational>?, entry: (Int) -> Enclosure
  ) -> [Value] {
    var values: [Value] = []
    let count = shape.count
    let isLarge = count > LessonRun.valueLimit
    // Of a large quantity the first entries, and the last one, which tells its shape.
    let places = isLarge ? Array(0..<LessonRun.valueSample) + [count - 1] : Array(0..<count)
    if isLarge, !name.isEmpty {
      steps.append(
        .remark("\(name) is \(shape), of which these are the first entries and the last one"))
    }
    for place in places {
      var value = digits.value(
        name, shape.index(at: place), entry(place), exact: exact?.entries[place],
        reading: exact == nil ? reading?.entries[place] : nil)
      if isRounded { value = value.rounded }
      values.append(value)
      if !name.isEmpty { steps.append(.value(value)) }
    }
    return values
  }

  /// A definition's formula with its numbers: for a single number, or for each of a few entries.
  private func addWorking(
    _ formula: Tree.NodeID, _ letters: [String], to draft: inout EntryDraft,
    _ evaluator: Evaluator<CertifiedArithmetic>
  ) {
    guard draft.values.count <= LessonRun.workingLimit else { return }
    let working = Working(tree: lesson.tree, scope: lesson.derivation.scope, evaluator: evaluator)
    if letters.isEmpty {
      if draft.values.count == 1 { draft.substituted = working.text(formula) }
      return
    }
    for place in draft.values.indices {
      let position = Dictionary(zip(letters, draft.values[place].index), uniquingKeysWith: { $1 })
      draft.values[place].working = working.text(formula, letters: position)
    }
  }

  /// How many entries have their working shown.
  private static let workingLimit = 12

  // MARK: Witnesses

  /// How many multiplications a derivative may take to be held against central differences, each of which
  /// takes several times as many.
  private static let witnessWork = 300_000

  mutating func witness(
    _ use: DerivativeUse, _ evaluator: inout Evaluator<CertifiedArithmetic>,
    exact: inout Evaluator<RationalArithmetic>, inDouble: inout Evaluator<DoubleArithmetic>
  ) -> Witness? {
    let program = lesson.derivation.program
    let isLarge = program.shape(use.source).count > CentralDifference.sourceLimit
    let scan = isLarge ? DifferenceScan(of: use, at: &inDouble) : nil
    let isCertified = program.work(of: program.needed(for: [use.node])) <= LessonRun.witnessWork
    let difference =
      isCertified ? try? CentralDifference(of: use, at: &evaluator, exact: &exact, suspect: scan?.worst) : nil
    guard difference != nil || scan != nil else { return nil }
    let shape = program.shape(use.node)
    let label = wording.derivative(use, in: program)
    let sourceCount = program.shape(use.source).count
    let rows = (difference?.entries ?? []).map { entry in
      let place = entry.target * sourceCount + entry.source
      let index = shape.index(at: place).map(String.init).joined(separator: ",")
      return Witness.Row(entry.finding, label: index.isEmpty ? label : "\(label)[\(index)]")
    }
    return Witness(
      derivative: label, rows: rows, entryCount: shape.count, scan: scan, line: line(use.span.start))
  }
}

extension Witness.Row {
  init(_ finding: CentralDifference.Finding, label: String) {
    func step(_ exponent: Int) -> String { "h = 2^-\(exponent)" }
    func short(_ value: Rational) -> String { value.decimal(significant: 1).text }
    switch finding {
    case .agrees(let digits, let bound, let exponent):
      self.init(
        label: label, outcome: .stands,
        text: "agrees to \(digits) digits (\(step(exponent)), bound \(short(bound)))", digits: digits)
    case .equal(let exponent):
      self.init(
        label: label, outcome: .stands, text: "equals it exactly (\(step(exponent)): f''' = 0)", digits: nil)
    case .zero(let below, let exponent):
      self.init(
        label: label, outcome: .stands, text: "zero, both below \(short(below)) (\(step(exponent)))",
        digits: nil)
    case .differs(let analytic, let quotient, let bound, let exponent):
      self.init(
        label: label, outcome: .falls,
        text:
          "differs: \(quotient.shortText) against \(analytic.shortText) (\(step(exponent)), bound \(short(bound)))",
        digits: nil)
    case .cannotTell(let why): self.init(label: label, outcome: .undecided, text: why, digits: nil)
    }
  }
}
