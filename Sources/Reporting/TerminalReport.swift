import Checking
import Lessons

/// A lesson's result as a person wants to read it.
public struct TerminalReport {
  /// How a report is shown.
  public struct Options: Sendable {
    /// Columns of the terminal; kept between 80 and 120.
    public var width: Int
    public var isColored: Bool
    /// Significant digits of each value; nil for as many as read well.
    public var digits: Int?

    public init(width: Int = 100, isColored: Bool = false, digits: Int? = nil) {
      self.width = min(max(width, 80), 120)
      self.isColored = isColored
      self.digits = digits
    }
  }

  let result: LessonResult
  let numbers: ValueText
  var page: Page
  /// Witnesses that no entry has shown yet.
  var witnesses: [Witness]
  /// Values that stand below some chain already.
  var shownValues: Set<Value> = []

  public init(_ result: LessonResult, _ options: Options = Options()) {
    self.result = result
    numbers = ValueText(digits: options.digits)
    page = Page(width: options.width, isColored: options.isColored)
    witnesses = result.report.witnesses
  }

  /// The whole report, every line ended.
  public var text: String {
    var copy = self
    copy.write()
    return copy.page.text
  }

  private mutating func write() {
    title()
    for section in result.report.sections { write(section) }
    remainingWitnesses()
    certification()
    golden()
    nextStep()
  }

  /// The precision that a certified training took.
  private mutating func certification() {
    guard let growth = result.report.growth else { return }
    page.add("certified")
    page.pad(to: 10)
    page.wrap(growth.text, at: 10)
    page.newLine()
  }

  /// The title, and the file at the right edge.
  private mutating func title() {
    page.wrap(result.report.lesson.title, at: 0, .title)
    let columns = Page.columns(result.path)
    if page.column + 2 + columns > page.width { page.newLine() }
    page.pad(to: page.width - columns)
    page.add(result.path, .faint)
    page.newLine()
    page.newLine()
  }

  /// A heading at the margin, with the first line of what belongs to it where that is short.
  mutating func margin(_ word: String) {
    page.add(word)
    page.pad(to: TerminalReport.marginWidth)
  }

  static let marginWidth = 10

  func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  func note(_ verdict: Verdict) -> Row.Note {
    Row.Note("\(verdict.outcome.symbol) \(verdict.word.rawValue)", verdict.outcome.style)
  }
}

extension Outcome {
  var style: Style {
    switch self {
    case .stands: .good
    case .undecided: .unsure
    case .falls: .bad
    }
  }

  /// The sign that stands before a verdict's word.
  var symbol: String {
    switch self {
    case .stands: "✓"
    case .undecided: "?"
    case .falls: "✗"
    }
  }
}
