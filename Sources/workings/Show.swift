import Checking
import Language
import Lessons
import Reporting

/// Shows what became of a lesson.
struct Show {
  let isJSON: Bool
  let options: TerminalReport.Options
  let accepts: Bool
  /// Whether what is no fault of a lesson is told too: it is for whoever works on that lesson.
  let tellsNotes: Bool

  /// - Returns: the exit status of this lesson alone, and its outcome; nil where it could not be read.
  func show(_ outcome: Result<FinishedLesson, FileError>, of file: LessonFile) -> (ExitStatus, Outcome?) {
    do throws(FileError) {
      let lesson = try outcome.get()
      let report = lesson.report
      for diagnostic in report.diagnostics where tellsNotes || diagnostic.severity != .note {
        Output.diagnostic(diagnostic.rendered(in: report.lesson.source))
      }
      guard !report.diagnostics.contains(where: { Show.unreadable.contains($0.kind) }) else {
        return (.unreadable, nil)
      }
      let golden = try file.golden.settle(lesson, accepts: accepts)
      let result = LessonResult(report: report, path: file.path, golden: golden)
      Output.data(isJSON ? result.json.text + "\n" : TerminalReport(result, options).text)
      let isFault = report.claims.contains { $0.verdict == .contradiction }
      return (isFault ? .internalFault : ExitStatus(result.outcome), result.outcome)
    } catch {
      Output.diagnostic(error.text)
      return (error.status, nil)
    }
  }

  /// Faults for which a text counts as unreadable rather than wrong.
  private static let unreadable: Set<Diagnostic.Kind> = [.emptyText, .tooLong]
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
