import Checking
import Evaluation
import Language
import Numbers

/// The working on a line: formulas against the quantity, and numbers against the line of numbers before them.
extension SheetMarker {
  mutating func judgeWorking(_ place: Int, _ draft: inout Draft) {
    let entry = draft.sheet.entries[place]
    guard let target = entry.target, !entry.working.isEmpty, let statement = entry.statement,
      case .chain(let terms, _) = statement.kind, let left = terms.first
    else { return }
    let tree = draft.sheet.tree
    let subject = target.assumption == nil ? entry.subject : key.quantities[target.quantity].name
    var formulas: [JudgedFormula] = []
    for term in entry.working where !tree.holdsNumbersOnly(term) && !tree.holdsFunctionsOnly(term) {
      let text = "\(subject) = \(Printer(tree, ascii: true).text(term))"
      let isShared = draft.sheet.ownNames.isEmpty
      if isShared, let known = formulaVerdicts[text] {
        formulas.append(known)
        continue
      }
      let formula = judged(left, term, target, draft.sheet)
      if isShared, formulaVerdicts.count < SheetMarker.cacheLimit { formulaVerdicts[text] = formula }
      formulas.append(formula)
    }
    draft.formulas[place] = formulas.map(\.verdict)
    draft.wrongFormulas[place] = formulas.first { $0.verdict.outcome == .falls }
    // The number at the end against the line of numbers before it.
    if let last = entry.working.last, let written = entry.numbers, written.shape.isScalar,
      tree.holdsNumbersOnly(last) || tree.holdsFunctionsOnly(last),
      let line = WrittenEntry.read(last, in: tree), let a = line.entries.first, let b = written.entries.first
    {
      draft.arithmetic[place] = a.lower <= b.upper && b.lower <= a.upper
    }
  }

  /// How many formulas' verdicts are kept for other sheets.
  static let cacheLimit = 10_000

  /// A formula against the quantity that it is to be.
  private func judged(
    _ left: Tree.NodeID, _ right: Tree.NodeID, _ target: NameResolver.Target, _ sheet: Sheet
  ) -> JudgedFormula {
    let quantity = key.quantities[target.quantity]
    // The lesson's own tree goes on: its conditions stand in that, and are judged with.
    var tree = key.lesson.tree
    let here = SourceSpan(0, 0)
    let ownNames = sheet.ownNames
    let isKnown = { ownNames.contains($0) || self.key.lesson.derivation.scope.quantity($0) != nil }
    func taken(_ id: Tree.NodeID) -> Tree.NodeID {
      let copy = tree.graft(id, from: sheet.tree, at: here)
      return tree.respelled(copy, isKnown: isKnown)
    }
    var definition = target.assumption == nil ? taken(left) : tree.append(name: quantity.name, at: here)
    var moment = quantity.moment
    if case .given = key.program[quantity.node].operation, let recipe = quantity.recipes.first,
      let update = recipe.formula
    {
      // A given that was replaced: its new value is what the update says at the moment before.
      definition = tree.graft(update, from: key.tree, at: here)
      moment = recipe.moment
    }
    var statements = sheet.ownDefinitions.compactMap { own -> Statement? in
      guard case .chain(let terms, let relations) = own.kind else { return nil }
      return Statement(kind: .chain(terms: terms.map(taken), relations: relations), span: here, depth: 0)
    }
    statements.append(
      Statement(
        kind: .chain(terms: [definition, taken(right)], relations: [.equal]), span: here, depth: 0))
    let text = sheet.worksheet.source.text(sheet.tree[right].span)
    var compiler = Compiler(tree: tree, scope: key.lesson.derivation.scope)
    var claim: Claim?
    var diagnostics: [Diagnostic] = []
    for statement in statements {
      let output = compiler.compile([statement][...], in: Compiler.Block(number: 0, isGiven: false))
      diagnostics = output.diagnostics
      if case .claim(let found)? = output.lines.first?.kind { claim = found }
    }
    guard let claim, diagnostics.isEmpty else {
      let verdict = Verdict(.unreadable, diagnostics.first?.message ?? "this formula cannot be read")
      return JudgedFormula(text: text, verdict: verdict, values: nil)
    }
    var derivation = key.lesson.derivation
    derivation.scope = compiler.scope
    var evaluator = Evaluator(compiler.scope.program, in: CertifiedArithmetic(precision: AnswerKey.precision))
    let state = key.states.indices.contains(moment) ? key.states[moment] : [:]
    let names = Dictionary(
      key.program.givens.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    for given in compiler.scope.program.givens {
      if let known = state.first(where: { names[$0.key] == given.name }) {
        evaluator.set(given.id, to: known.value)
      }
    }
    let judge = Judge(derivation, tree: tree)
    let verdict = judge.verdict(on: claim, at: &evaluator, exact: { _ in nil }) { () throws(DecisionFault) in
      try judge.decision(on: claim)
    }
    var values: [Enclosure]?
    if verdict.outcome == .falls, case .nodes(_, let node) = claim.sides {
      values = (try? evaluator.value(of: node))?.entries
    }
    return JudgedFormula(text: text, verdict: verdict, values: values)
  }
}

/// A formula of a sheet, and what it is worth.
struct JudgedFormula {
  let text: String
  let verdict: Verdict
  /// Its values at the lesson's numbers, where it is wrong.
  let values: [Enclosure]?
}

extension Verdict {
  /// Whether a formula may be built upon: it stands, or nothing speaks against it at the lesson's values.
  var isTenable: Bool { outcome != .falls }
}
