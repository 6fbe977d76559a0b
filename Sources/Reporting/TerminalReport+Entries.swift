import Checking
import Lessons

extension TerminalReport {
  mutating func write(_ section: Section) {
    switch section.word {
    case "given" where section.entries.allSatisfy { $0.links.isEmpty }: given(section)
    case "table": table(section)
    default:
      margin(section.word)
      page.newLine()
      write(section.entries, indent: 2)
    }
  }

  /// Values side by side.
  private mutating func given(_ section: Section) {
    margin(section.word)
    flow(
      section.entries.map { entry in
        switch entry.kind {
        case .function: entry.formula ?? entry.subject
        default: "\(entry.subject) = \(numbers.all(entry.values))"
        }
      }, at: TerminalReport.marginWidth)
    page.newLine()
  }

  /// Pieces side by side from a column on, three spaces between them, none of them broken unless it alone is too
  /// long for a line.
  private mutating func flow(_ pieces: [String], at start: Int, _ style: Style = .plain) {
    page.pad(to: start)
    for piece in pieces {
      let gap = page.column == start ? 0 : 3
      if gap > 0, page.column + gap + Page.columns(piece) > page.width {
        page.newLine()
        page.pad(to: start)
      } else {
        page.pad(to: page.column + gap)
      }
      page.wrap(piece, at: page.column, style)
    }
  }

  /// Cells of a table are many: those that stand are counted, the others shown.
  private mutating func table(_ section: Section) {
    let links = section.entries.flatMap(\.links)
    margin(section.word)
    let standing = links.filter { $0.verdict.outcome == .stands }
    let counts = Verdict.Word.allCases.compactMap { word -> String? in
      let count = standing.count { $0.verdict.word == word }
      return count == 0 ? nil : "\(count) \(word.rawValue)"
    }
    let first = links.map(\.line).min() ?? 0
    let last = links.map(\.line).max() ?? 0
    page.add("\(count(links.count, "cell")), lines \(first)–\(last)")
    if !counts.isEmpty {
      page.add("   ")
      page.add("✓ " + counts.joined(separator: ", "), .good)
    }
    page.newLine()
    let failing = section.entries.filter { $0.links.contains { $0.verdict.outcome != .stands } }
    write(failing, indent: 2)
  }

  /// Entries under each other in common columns.
  mutating func write(_ entries: [Entry], indent: Int) {
    var rows: [Row] = []
    for entry in entries {
      if case .loop(let count) = entry.kind {
        write(rows: rows, indent: indent)
        rows = []
        loop(entry, count: count, indent: indent)
      } else {
        rows += self.rows(entry)
      }
    }
    write(rows: rows, indent: indent)
  }

  private mutating func write(rows: [Row], indent: Int) {
    let columns = Columns(rows, indent: indent, width: page.width)
    for row in rows { columns.write(row, on: &page) }
  }

  /// The lines of one statement.
  private mutating func rows(_ entry: Entry) -> [Row] {
    var rows: [Row] = []
    switch entry.kind {
    case .given: return [Row(head: entry.subject, cells: ["= \(numbers.all(entry.values))"])]
    case .function: return [Row(cells: [entry.formula ?? entry.subject])]
    case .display, .chain: rows.append(Row(head: entry.subject))
    case .definition, .update, .loop:
      let sign = if case .update = entry.kind { "←" } else { "=" }
      rows.append(
        Row(
          head: entry.subject,
          cells: [entry.formula.map { "\(sign) \($0)" }, entry.substituted.map { "= \($0)" }]))
    }
    let isChain = !entry.links.isEmpty && entry.formula == nil
    if !isChain { add(entry.values, to: &rows) }
    for link in entry.links {
      let row = self.row(link)
      if isChain, rows.count == 1, rows[0].cells.isEmpty, !link.joinsEnds {
        rows[0].cells = row.cells
        rows[0].note = row.note
        rows[0].remarks = row.remarks
      } else {
        rows.append(row)
      }
    }
    if isChain {
      rows.append(Row())
      add(entry.values, to: &rows)
      if rows.last.map({ $0.cells.isEmpty && $0.note == nil }) == true { rows.removeLast() }
    }
    return rows + takeWitnesses(of: entry)
  }

  /// A single value stands on the last line; entries of a vector get a line each.
  private func add(_ values: [Value], to rows: inout [Row]) {
    guard let first = values.first else { return }
    if values.count == 1, first.index.isEmpty {
      var row = rows.popLast() ?? Row()
      while row.cells.count < 2 { row.cells.append(nil) }
      row.cells.append("= \(numbers.text(first))")
      row.note = Row.Note(numbers.evidence(first))
      rows.append(row)
      rows += reading(first)
      return
    }
    for value in values.prefix(ValueText.entryLimit) {
      let index = value.index.map(String.init).joined(separator: ",")
      rows.append(
        Row(
          cells: [nil, "[\(index)]", "= \(numbers.text(value))"], note: Row.Note(numbers.evidence(value))))
    }
    if values.count > ValueText.entryLimit {
      rows.append(Row(cells: [nil, "… and \(values.count - ValueText.entryLimit) more, all in the trace"]))
    }
  }

  /// What a person gets who computes with the digits shown of the activations.
  private func reading(_ value: Value) -> [Row] {
    guard let shared = value.fromDigitsShown else { return [] }
    return [
      Row(
        cells: [nil, "from the activations' digits, exactly"],
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
      row.remarks.append(Row.Note("line \(link.line)\(reason)", style(link.verdict.outcome)))
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

  // MARK: Loops

  /// The lines of a loop once, with the formulas of its first pass, and then the values of each pass.
  private mutating func loop(_ entry: Entry, count: Int, indent: Int) {
    page.pad(to: indent)
    page.add(entry.subject)
    let shown = entry.passes.count
    if shown < count {
      page.pad(to: page.column + 3)
      page.add("\(shown) of \(count) passes are shown", .faint)
    }
    page.newLine()
    for line in entry.passes.first?.entries ?? [] {
      guard let formula = line.formula else { continue }
      let sign = if case .update = line.kind { "←" } else { "=" }
      page.pad(to: indent + 2)
      page.wrap("\(line.subject) \(sign) \(formula)", at: indent + 2)
      page.newLine()
    }
    for pass in entry.passes { write(pass, indent: indent + 2) }
  }

  private mutating func write(_ pass: Pass, indent: Int) {
    let start = indent + 10
    page.pad(to: indent)
    page.add("pass \(pass.number)")
    var pieces = pass.entries.filter { !$0.values.isEmpty }.map { entry in
      let sign = if case .update = entry.kind { "←" } else { "=" }
      return "\(entry.subject) \(sign) \(brief(entry.values))"
    }
    let links = pass.entries.flatMap(\.links)
    let standing = links.count { $0.verdict.outcome == .stands }
    if standing > 0 { pieces.append("✓ \(standing) of \(links.count) claims stand") }
    flow(pieces, at: max(start, page.column + 1))
    page.newLine()
    let failing = pass.entries.filter { $0.links.contains { $0.verdict.outcome != .stands } }
    for entry in failing { write(rows: rows(entry), indent: indent + 2) }
  }

  private func brief(_ values: [Value]) -> String {
    guard values.count == 1, let value = values.first, value.index.isEmpty else { return numbers.all(values) }
    return numbers.brief(value)
  }
}
