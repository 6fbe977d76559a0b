import Comparing
import Dumps

/// What a comparison found, for people: every tensor in the order of computation, the first wrong operation, what it
/// looks like, and what could not have been seen.
public struct ComparisonPage {
  private let dump: ComparedDump
  private let report: DumpReport
  private var page: Page

  private static let margin = 2
  private static let detail = 4
  /// The widest column of names, and of shapes.
  private static let nameLimit = 36
  private static let shapeLimit = 12
  /// Tensors told of in the last section; the others are counted.
  private static let blindLimit = 12

  public init(_ dump: ComparedDump, _ options: TerminalReport.Options) {
    self.dump = dump
    report = dump.report
    page = Page(width: options.width, isColored: options.isColored)
  }

  public var text: String {
    var copy = self
    copy.write()
    return copy.page.text
  }

  private mutating func write() {
    header()
    givens()
    table()
    if let first = report.first { explain(first) }
    unseen()
    leftovers()
    summary()
  }

  private mutating func line(_ text: String, at indent: Int = margin, _ style: Style = .plain) {
    page.wrap(text, at: indent, style)
    page.newLine()
  }

  private mutating func header() {
    page.add(dump.lesson, .title)
    page.add("  \(dump.file)" + (report.step.map { "  step \($0)" } ?? ""))
    let note = "in \(report.arithmetic.rawValue)"
    page.pad(to: max(page.column + 2, page.width - note.count))
    page.add(note, .faint)
    page.newLine()
  }

  // MARK: Tensors

  private mutating func givens() {
    let taken = report.tensors.filter { $0.verdict == .given }
    let parts: [(String, [String])] = [
      ("from the dump", taken.map { "\($0.quantity) \(NumberText.shape($0.shape))".trimmingEnd }),
      ("the lesson's own", report.ownGivens), ("not known", report.unknownGivens),
    ]
    for (source, names) in parts where !names.isEmpty {
      page.add("given", .faint)
      page.wrap("\(names.joined(separator: ", "))  (\(source))", at: 10)
      page.newLine()
    }
    for tensor in taken {
      for remark in tensor.remarks { line("\(tensor.name): \(remark)", at: 10, .faint) }
      if let reason = tensor.reason { line("\(tensor.name): \(reason)", at: 10, .unsure) }
    }
  }

  private mutating func table() {
    let rows = report.tensors.filter { $0.verdict != .given }
    let name = min(rows.map { Page.columns($0.title) }.max() ?? 0, ComparisonPage.nameLimit)
    let shape = min(rows.map { NumberText.shape($0.shape).count }.max() ?? 0, ComparisonPage.shapeLimit)
    for row in rows {
      page.pad(to: ComparisonPage.margin)
      page.add(row.title)
      page.pad(to: max(ComparisonPage.margin + name + 2, page.column + 2))
      page.add(NumberText.shape(row.shape), .faint)
      page.pad(to: max(ComparisonPage.margin + name + shape + 4, page.column + 2))
      page.add("\(row.verdict.symbol) \(row.verdict.word)", row.verdict.style)
      page.pad(to: max(ComparisonPage.margin + name + shape + 18, page.column + 2))
      page.wrap(note(row), at: page.column, .faint)
      page.newLine()
      // The line itself has both names.
      for remark in row.remarks where !remark.hasPrefix("taken for") {
        line(remark, at: ComparisonPage.detail, .faint)
      }
    }
  }

  /// What there is to say of a tensor on its line.
  private func note(_ row: TensorReport) -> String {
    if let reason = row.reason { return reason }
    let truth = row.truth.map { truth in
      if truth.maxUlps == 0 { return "exact" }
      // Units in the last place of what is zero but for rounding say nothing.
      if truth.digits == 0 { return "off by \(NumberText.brief(truth.maxAbsolute)) at most, no digit left" }
      return "off by \(NumberText.ulps(truth.maxUlps)) at most, \(count(truth.digits, "digit")) right"
    }
    switch row.verdict {
    case .wrong: return "\(row.wrongEntries) of \(count(row.shape.reduce(1, *), "entry", "entries"))"
    case .follows: return "from \(row.sources.joined(separator: ", "))"
    case .right, .given, .undecided, .notReached: return truth ?? ""
    }
  }

  private func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }

  // MARK: The first wrong operation

  private mutating func explain(_ tensor: TensorReport) {
    page.newLine()
    page.add("first wrong operation: ", .bad)
    page.add(tensor.title, .bad)
    page.newLine()
    if let reason = tensor.reason { line(reason) }
    if let formula = tensor.formula { line("\(tensor.quantity) = \(formula)") }
    if !tensor.sources.isEmpty {
      line("computed from the dump's own \(tensor.sources.joined(separator: ", "))")
    }
    if let worst = tensor.worst { tell(worst, of: tensor) }
    for (place, explanation) in tensor.explanations.enumerated() {
      line(place == 0 ? "it looks like" : "or like", .bad)
      tell(explanation)
    }
    if tensor.explanations.isEmpty, tensor.reason == nil { line("no known mistake gives these numbers") }
  }

  private mutating func line(_ text: String, _ style: Style) { line(text, at: ComparisonPage.margin, style) }

  private mutating func tell(_ worst: EntryReport, of tensor: TensorReport) {
    let type = tensor.type
    let digits = type == .float64 ? 17 : 9
    let own = worst.index.isEmpty ? "" : ", which is \(tensor.quantity)\(NumberText.index(worst.index))"
    let rows: [(String, String)] = [
      ("worst", tensor.place(worst) + own),
      (
        "expected",
        worst.expected.isFinite ? NumberText.brief(worst.expected, digits: digits) : "\(worst.expected)"
      ),
      ("got", type.shortest(worst.got)), ("off by", distance(worst, type)),
    ]
    for (label, text) in rows {
      page.pad(to: ComparisonPage.detail)
      page.add(label, .faint)
      page.wrap(text, at: ComparisonPage.detail + 10)
      page.newLine()
    }
  }

  private func distance(_ worst: EntryReport, _ type: ElementType) -> String {
    guard worst.absoluteError.isFinite else { return "no number can tell" }
    var parts = [NumberText.brief(worst.absoluteError)]
    if type.isFloatingPoint {
      parts.append(NumberText.ulps(worst.absoluteError / type.ulp(of: worst.expected)))
    }
    if worst.relativeError < 10 { parts.append("\(NumberText.brief(worst.relativeError * 100)) %") }
    return "\(parts.joined(separator: ", ")); \(NumberText.brief(worst.bound)) would be rounding"
  }

  private mutating func tell(_ explanation: Explanation) {
    var head = explanation.text
    if case .misconception(let ids) = explanation.cause { head = "\(ids.joined(separator: " + "))  \(head)" }
    line(head, at: ComparisonPage.detail)
    if let step = explanation.step { line("made in \(step), which is not in the dump", at: 6) }
    if let wrong = explanation.wrong { line("wrong: \(wrong)", at: 6) }
    if let right = explanation.right { line("right: \(right)", at: 6) }
    if let why = explanation.why { line(why, at: 6, .faint) }
    if !explanation.explains.isEmpty {
      line("explains \(explanation.explains.joined(separator: ", ")) too", at: 6)
    }
  }

  // MARK: What could not be seen

  private mutating func unseen() {
    let judged = report.tensors.filter { $0.verdict == .right || $0.verdict == .follows }
    let rows = judged.compactMap { tensor in tensor.bound.map { (tensor, $0) } }
    guard !rows.isEmpty else { return }
    page.newLine()
    page.add("smaller faults than these cannot be seen here", .faint)
    page.newLine()
    let shown = rows.sorted { $0.1.largestRelative > $1.1.largestRelative }.prefix(ComparisonPage.blindLimit)
    for (tensor, bound) in rows where shown.contains(where: { $0.0.quantity == tensor.quantity }) {
      let (least, most) = (part(bound.smallestRelative), part(bound.largestRelative))
      let share = (least == most ? most : "\(least) to \(most)") + " of an entry"
      let range = bound.largestRelative < 1 ? share : "up to \(NumberText.brief(bound.largest))"
      page.pad(to: ComparisonPage.margin)
      page.add(tensor.quantity)
      page.wrap("\(range): \(bound.explanation)", at: 16, .faint)
      page.newLine()
    }
    if rows.count > shown.count {
      line("and smaller ones in \(count(rows.count - shown.count, "more tensor"))", .faint)
    }
    for tensor in judged where !tensor.blindSpots.isEmpty {
      let names = tensor.blindSpots.map { "\($0.id) (\($0.name))" }
      line("\(tensor.quantity) would be the same with \(names.joined(separator: ", "))", .unsure)
    }
  }

  private func part(_ relative: Double) -> String {
    relative.isFinite ? NumberText.brief(relative) : "all"
  }

  // MARK: The rest

  private mutating func leftovers() {
    if !report.missing.isEmpty { line("not in the dump: \(report.missing.joined(separator: ", "))", at: 0) }
    // Those of which something can be said have lines of their own.
    for tensor in report.unmapped {
      guard let quantity = tensor.suggestion else { continue }
      line("not in the lesson: \(sized(tensor)): is it \(quantity)? --map \(tensor.name)=\(quantity)", at: 0)
    }
    let others = report.unmapped.filter { $0.suggestion == nil }.map(sized)
    if !others.isEmpty { line("not in the lesson: \(others.joined(separator: ", "))", at: 0) }
    for error in dump.unread { line("not read: \(error.description)", at: 0) }
  }

  private func sized(_ tensor: DumpReport.Unmapped) -> String {
    let shape = NumberText.shape(tensor.shape)
    return shape.isEmpty ? tensor.name : "\(tensor.name) \(shape)"
  }

  private mutating func summary() {
    let judged = report.tensors.filter { $0.verdict != .given }
    let counts = TensorReport.Verdict.allCases.compactMap { verdict -> String? in
      let number = judged.count { $0.verdict == verdict }
      return number == 0 || verdict == .given ? nil : "\(number) \(verdict.word)"
    }
    let style: Style = report.verdict == .pass ? .good : report.verdict == .fail ? .bad : .unsure
    page.newLine()
    page.wrap(
      "\(report.verdict.rawValue): \(counts.isEmpty ? "nothing to judge" : counts.joined(separator: ", "))",
      at: 0, style)
    page.newLine()
  }
}

extension String {
  fileprivate var trimmingEnd: String { hasSuffix(" ") ? String(dropLast()) : self }
}
