import Checking
import Language
import Marking

/// A marked sheet for people: the teacher's view with the truth, or the student's with hints instead.
public struct MarksReport: Sendable {
  public enum View: Sendable, Hashable {
    /// Everything, the true values among it.
    case teacher
    /// The first wrong line and as many of its hints as are asked for; nothing of the answer.
    case student(hints: Int)
  }

  let sheet: MarkedSheet
  let view: View
  let options: TerminalReport.Options

  public init(_ sheet: MarkedSheet, _ view: View, _ options: TerminalReport.Options) {
    self.sheet = sheet
    self.view = view
    self.options = options
  }

  public var text: String {
    var page = Page(width: max(options.width, 60), isColored: options.isColored)
    header(&page)
    if let why = sheet.unreadable {
      page.add("  ")
      page.wrap("nothing could be marked: \(why)", at: 2, .bad)
      page.newLine()
      return page.text
    }
    switch view {
    case .teacher: teacher(&page)
    case .student(let hints): student(&page, hints)
    }
    return page.text
  }

  private func header(_ page: inout Page) {
    page.add(sheet.file, .title)
    if let name = sheet.student.name ?? sheet.student.id { page.add("  \(name)") }
    let marks = "\(sheet.earned) of \(sheet.available) marks"
    page.pad(to: max(page.column + 2, page.width - marks.count))
    page.add(marks, .title)
    page.newLine()
  }

  // MARK: The teacher's view

  private func teacher(_ page: inout Page) {
    let width = min(sheet.lines.map { Page.columns($0.text) }.max() ?? 0, page.width / 2)
    let numbers = sheet.lines.map { String($0.line).count }.max() ?? 1
    for line in sheet.lines {
      head(line, width, numbers, &page)
      let indent = numbers + 6
      if line.standing == .wrong || line.standing == .follows || line.standing == .rightFromOwn,
        let truth = line.truth
      {
        page.wrap("truth: \(truth)", at: indent, .faint)
        page.newLine()
      }
      for diagnosis in line.diagnoses { explain(diagnosis, indent, &page) }
      for note in line.notes {
        page.wrap(note, at: indent)
        page.newLine()
      }
    }
    tail(&page)
  }

  private func head(_ line: MarkedLine, _ width: Int, _ numbers: Int, _ page: inout Page) {
    let number = String(line.line)
    page.pad(to: 2 + numbers - number.count)
    page.add(number, .faint)
    page.pad(to: numbers + 4)
    page.add(MarksReport.fitted(line.text, page.width - numbers - 4))
    if page.column > numbers + 4 + width {
      page.newLine()
    }
    page.pad(to: numbers + 4 + width + 2)
    let (symbol, style) = MarksReport.symbol(line.standing)
    let marks = line.available > 0 ? "  [\(line.earned)/\(line.available)]" : ""
    page.add("\(symbol) ", style)
    page.wrap("\(line.verdict.reason)\(marks)", at: page.column, style)
    page.newLine()
  }

  /// A text that takes one line of the page.
  private static func fitted(_ text: String, _ width: Int) -> String {
    guard Page.columns(text) > width else { return text }
    var result = ""
    var columns = 1
    for character in text {
      columns += Page.columns(String(character))
      if columns > width { break }
      result.append(character)
    }
    return result + "…"
  }

  static func symbol(_ standing: MarkedLine.Standing) -> (String, Style) {
    switch standing {
    case .right, .rightFromOwn: ("✓", .good)
    case .follows: ("↳", .unsure)
    case .wrong, .unreadable: ("✗", .bad)
    case .undecided: ("?", .unsure)
    case .unknown, .superseded: ("·", .faint)
    }
  }

  private func explain(_ diagnosis: Diagnosis, _ indent: Int, _ page: inout Page) {
    let ids = diagnosis.ids.joined(separator: " + ")
    page.wrap("\(ids)  \(diagnosis.name): \(diagnosis.wrong)", at: indent)
    page.newLine()
    page.wrap(diagnosis.explanation, at: indent + 2, .faint)
    page.newLine()
    if diagnosis.right != diagnosis.wrong {
      page.wrap("right: \(diagnosis.right)", at: indent + 2, .faint)
      page.newLine()
    }
  }

  private func tail(_ page: inout Page) {
    for remark in sheet.remarks {
      page.wrap(remark, at: 2)
      page.newLine()
    }
    if !sheet.missing.isEmpty {
      page.wrap("missing: \(sheet.missing.map(\.name).joined(separator: ", "))", at: 2, .bad)
      page.newLine()
    }
    if let first = sheet.firstWrong {
      page.add("first wrong line: \(first.line)")
      page.newLine()
    }
  }

  // MARK: The student's view

  private func student(_ page: inout Page, _ hints: Int) {
    let sound = sheet.lines.filter { $0.standing == .right || $0.standing == .rightFromOwn }
    if !sound.isEmpty {
      page.wrap(
        "right so far: line\(sound.count == 1 ? "" : "s") \(sound.map { String($0.line) }.joined(separator: ", "))",
        at: 2, .good)
      page.newLine()
    }
    let open = sheet.lines.first {
      $0.standing == .wrong || $0.standing == .unreadable || $0.standing == .undecided
    }
    if let line = open {
      page.wrap("look at line \(line.line): \(MarksReport.fitted(line.text, 2 * page.width))", at: 2, .bad)
      page.newLine()
      if line.standing != .wrong {
        page.wrap(line.verdict.reason, at: 4)
        page.newLine()
      }
      show(line.hints, hints, &page)
    } else if let next = sheet.missing.first {
      page.wrap("next: \(next.name)", at: 2)
      page.newLine()
      show(next.hints, hints, &page)
    } else {
      page.wrap("everything asked is there and right", at: 2, .good)
      page.newLine()
    }
  }

  private func show(_ layers: [String], _ wanted: Int, _ page: inout Page) {
    for layer in layers.prefix(max(wanted, 0)) {
      page.wrap(layer, at: 4)
      page.newLine()
    }
    if wanted < layers.count {
      page.wrap(
        "(\(layers.count - wanted) more hint\(layers.count - wanted == 1 ? "" : "s") there if you want)",
        at: 4, .faint)
      page.newLine()
    }
  }
}
