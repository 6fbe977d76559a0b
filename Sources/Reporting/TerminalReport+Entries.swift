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
      switch entry.kind {
      case .loop(let count), .doubleLoop(let count):
        write(rows: rows, indent: indent)
        rows = []
        loop(entry, count: count, indent: indent)
      default: rows += self.rows(entry)
      }
      if let picture = entry.picture {
        write(rows: rows, indent: indent)
        rows = []
        write(picture, indent: indent + 2)
      }
      if let table = entry.stepSizes {
        write(rows: rows, indent: indent)
        rows = []
        write(table, indent: indent)
      }
    }
    write(rows: rows, indent: indent)
  }

  private mutating func write(rows: [Row], indent: Int) {
    let columns = Columns(rows, indent: indent, width: page.width)
    for row in rows { columns.write(row, on: &page) }
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
    if case .doubleLoop = entry.kind {
      page.newLine()
      page.pad(to: indent + 2)
      page.wrap(
        "in double precision", at: indent + 2)
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
    curves(entry.passes, indent: indent + 2)
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
