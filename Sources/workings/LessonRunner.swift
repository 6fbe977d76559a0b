import Checking
import Language
import Lessons
import Reporting

/// Reads and runs one lesson.
enum LessonRunner {
  static func run(
    _ file: LessonFile, _ options: RunOptions, _ progress: Progress
  ) -> Result<LessonReport, FileError> {
    do throws(FileError) {
      let source = Source(name: file.path, bytes: try Files.read(file.path))
      let lesson = Lesson(name: file.name, source: source)
      return .success(lesson.run(options) { progress.tell($0) })
    } catch {
      return .failure(error)
    }
  }
}

/// Shows what became of a lesson.
struct Show {
  let isJSON: Bool
  let options: TerminalReport.Options
  let accepts: Bool

  /// - Returns: the exit status of this lesson alone, and its outcome; nil where it could not be read.
  func show(_ outcome: Result<LessonReport, FileError>, of file: LessonFile) -> (ExitStatus, Outcome?) {
    do throws(FileError) {
      let report = try outcome.get()
      for diagnostic in report.diagnostics {
        Output.diagnostic(diagnostic.rendered(in: report.lesson.source))
      }
      if report.diagnostics.contains(where: { Show.unreadable.contains($0.kind) }) { return (.unreadable, nil) }
      let golden = try file.golden.settle(report, accepts: accepts)
      let result = LessonResult(report: report, path: file.path, golden: golden)
      Output.data(isJSON ? result.json.text + "\n" : TerminalReport(result, options).text)
      return (ExitStatus(result.outcome), result.outcome)
    } catch {
      Output.diagnostic(error.text)
      return (error.status, nil)
    }
  }

  /// Faults for which a text counts as unreadable rather than wrong.
  private static let unreadable: Set<Diagnostic.Kind> = [.illFormedText, .emptyText, .tooLong]
}

extension ExitStatus {
  init(_ outcome: Outcome) {
    switch outcome {
    case .stands: self = .success
    case .undecided: self = .undecided
    case .falls: self = .refuted
    }
  }
}

/// How many lessons came out how.
struct Tally {
  private var counts: [Outcome: Int] = [:]
  private var unreadable = 0

  /// - Parameter outcome: nil for a lesson that could not be read.
  mutating func add(_ outcome: Outcome?) {
    if let outcome { counts[outcome, default: 0] += 1 } else { unreadable += 1 }
  }

  var text: String {
    let all = counts.values.reduce(unreadable, +)
    let words: [(Outcome, one: String, many: String)] = [
      (.stands, "stands", "stand"), (.falls, "fails", "fail"), (.undecided, "is undecided", "are undecided"),
    ]
    var parts = words.compactMap { outcome, one, many in
      counts[outcome].map { "\($0) \($0 == 1 ? one : many)" }
    }
    if unreadable > 0 { parts.append("\(unreadable) cannot be read") }
    return "\(all) lessons: \(parts.joined(separator: ", "))"
  }
}

/// Tells a person at a terminal what is being done, on a line that is wiped again.
struct Progress: Sendable {
  let isShown: Bool
  /// Kept short, so that the line never breaks.
  private static let width = 78

  func tell(_ text: String) {
    if isShown { Output.diagnostic("\r\u{1B}[K" + TerminalText.printable(String(text.prefix(Progress.width)))) }
  }

  func clear() {
    if isShown { Output.diagnostic("\r\u{1B}[K") }
  }
}
