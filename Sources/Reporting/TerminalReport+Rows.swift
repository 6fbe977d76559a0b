import Checking
import Lessons

extension TerminalReport {
  /// Exact entries of a vector stand on one line up to this length.
  private static let exactLineLimit = 48

  /// The lines of one statement.
  mutating func rows(_ entry: Entry) -> [Row] {
    var rows: [Row] = []
    switch entry.kind {
    case .given: return [Row(head: entry.subject, cells: ["= \(numbers.all(entry.values))"])]
    case .function: return [Row(cells: [entry.formula ?? entry.subject])]
    case .display, .chain, .loop, .doubleLoop: break
    case .definition, .update:
      let sign = if case .update = entry.kind { "←" } else { "=" }
      rows.append(
        Row(cells: [entry.formula.map { "\(sign) \($0)" }, entry.substituted.map { "= \($0)" }]))
      add(entry.values, below: &rows)
    }
    for link in entry.links { rows.append(row(link)) }
    if entry.formula == nil, !isShown(entry) { rows += self.rows(entry.values) }
    if rows.isEmpty { rows.append(Row()) }
    rows[0].head = entry.subject
    return rows + takeWitnesses(of: entry)
  }

  /// A definition's value: beside its formula if it is one number, else below.
  private mutating func add(_ values: [Value], below rows: inout [Row]) {
    let below = self.rows(values)
    guard below.count == 1, let cell = below[0].cells.first, let last = rows.indices.last else {
      rows += below
      return
    }
    while rows[last].cells.count < 2 { rows[last].cells.append(nil) }
    rows[last].cells.append(cell)
    rows[last].note = below[0].note
  }

  /// Whether the values of a chain stand there already: in its last link, or below another chain about the same
  /// derivative.
  private mutating func isShown(_ entry: Entry) -> Bool {
    let isNew = entry.values.map { shownValues.insert($0).inserted }
    if !isNew.contains(true) { return true }
    guard entry.values.count == 1, let value = entry.values.first, let link = entry.links.last else {
      return false
    }
    return value.certainty == .exact && link.right == value.digits && link.verdict.outcome == .stands
  }

  /// A number on a line; the entries of a vector on a line each, unless they are exact and few.
  private func rows(_ values: [Value]) -> [Row] {
    guard let first = values.first else { return [] }
    if first.index.isEmpty {
      return [Row(cells: ["= \(numbers.text(first))"], note: Row.Note(numbers.evidence(first)))]
        + reading(first)
    }
    let line = "= \(numbers.all(values))"
    if values.allSatisfy({ $0.working == nil }), values.allSatisfy({ $0.certainty == .exact }),
      values.count <= ValueText.entryLimit,
      Page.columns(line) <= TerminalReport.exactLineLimit, !line.contains("…")
    {
      return [Row(cells: [line], note: Row.Note("exact"))]
    }
    var rows = values.prefix(ValueText.entryLimit).map { value in
      let index = value.index.map(String.init).joined(separator: ",")
      let working = value.working.map { "= \($0) " } ?? ""
      return Row(
        cells: ["[\(index)] \(working)= \(numbers.text(value))"], note: Row.Note(numbers.evidence(value)))
    }
    let rest = (values.last?.index.reduce(1, *) ?? 0) - rows.count
    if rest > 0 { rows.append(Row(cells: ["… and \(rest) more"], style: .faint)) }
    return rows
  }

  /// What a person gets who computes with the digits shown of the activations.
  private func reading(_ value: Value) -> [Row] {
    guard let shared = value.fromDigitsShown else { return [] }
    return [
      Row(
        cells: ["from the activations' digits, exactly"], style: .faint,
        note: Row.Note("the same \(shared.shared) digits"))
    ]
  }

  func row(_ link: JudgedLink) -> Row {
    let sign = link.relation.rawValue
    var row = Row(cells: ["\(sign) \(link.right)"], note: note(link.verdict))
    if let value = link.value { row.cells += [nil, "= \(numbers.text(value))"] }
    if link.joinsEnds {
      row.cells = ["\(link.left) \(sign) \(link.right)"]
      row.remarks.append(Row.Note("the two ends of the chain, line \(link.line)"))
    }
    let stands = link.verdict.outcome == .stands
    if stands {
      add(link.verdict.reason, to: &row)
    } else {
      let reason = link.verdict.reason.isEmpty ? "" : ": \(link.verdict.reason)"
      row.remarks.append(Row.Note("line \(link.line)\(reason)", link.verdict.outcome.style))
      row.remarks += link.verdict.evidence.map { Row.Note("\($0.label): \($0.text)", .plain) }
    }
    return row
  }

  /// Why a line stands: beside its verdict if that is short, else below.
  private func add(_ reason: String, to row: inout Row) {
    guard !reason.isEmpty, let note = row.note else { return }
    let joined = "\(note.text), \(reason)"
    if Page.columns(joined) <= Columns.noteRoom(page.width) {
      row.note = Row.Note(joined, note.style)
    } else {
      row.remarks.append(Row.Note(reason))
    }
  }
}
