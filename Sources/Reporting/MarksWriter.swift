import Language
import Marking
import Numbers

/// The forms in which marks are written.
public enum MarksFormat: String, Sendable, CaseIterable {
  case text, json, junit, gradescope, prairielearn, github, canvas, moodle, csv

  public static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// Writes marked sheets one after the other: what comes before them, each of them, and what comes after.
///
/// Nothing of a sheet is kept but counts, so the memory does not grow with their number.
public struct MarksWriter {
  let format: MarksFormat
  let view: MarksReport.View
  let options: TerminalReport.Options
  let exercise: Exercise
  let title: String
  public var summarises = false
  private var summary = ClassSummary()
  private var isFirst = true

  public init(
    format: MarksFormat, view: MarksReport.View, options: TerminalReport.Options, exercise: Exercise,
    title: String
  ) {
    self.format = format
    self.view = view
    self.options = options
    self.exercise = exercise
    self.title = title
  }

  private var showsTruth: Bool { view == .teacher }
  private var available: Int { exercise.items.reduce(0) { $0 + $1.marks } }

  public var opening: String {
    switch format {
    case .text, .json, .gradescope, .prairielearn, .github: ""
    case .junit: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"\(XML.escaped(title))\">\n"
    case .canvas: GradeTable.canvasHeader(title, available)
    case .moodle: GradeTable.moodleHeader
    case .csv: GradeTable.header
    }
  }

  public mutating func text(for sheet: MarkedSheet) -> String {
    summary.add(sheet)
    let gap = format == .text && !isFirst ? "\n" : ""
    isFirst = false
    switch format {
    case .text: return gap + MarksReport(sheet, view, options).text
    case .json: return sheet.json(showsTruth: showsTruth).text + "\n"
    case .junit: return JUnit.suite(sheet, showsTruth)
    case .gradescope: return GraderResults.gradescope(sheet, exercise, showsTruth).text + "\n"
    case .prairielearn: return GraderResults.prairielearn(sheet, exercise, showsTruth).text + "\n"
    case .github: return GraderResults.github(sheet, exercise, showsTruth) + "\n"
    case .canvas: return GradeTable.canvas(sheet)
    case .moodle: return GradeTable.moodle(sheet, showsTruth)
    case .csv: return GradeTable.row(sheet)
    }
  }

  public var closing: String {
    switch format {
    case .junit: "</testsuites>\n"
    case .text: summarises ? "\n" + summary.text(width: options.width) : ""
    default: ""
    }
  }
}
