import Language
import Lessons

/// A lesson that was read and run.
struct FinishedLesson {
  let report: LessonReport
  /// The trace in as many digits as golden files have, whatever number of them is shown.
  let goldenTrace: Trace

  static func run(
    _ file: LessonFile, digits: Int, _ progress: Progress
  ) -> Result<FinishedLesson, FileError> {
    do throws(FileError) {
      let lesson = Lesson(name: file.name, source: try Files.source(file.path))
      let report = lesson.run(RunOptions(digits: digits)) { progress.tell($0) }
      guard digits > Lesson.goldenDigits else {
        return .success(FinishedLesson(report: report, goldenTrace: report.trace))
      }
      let golden = lesson.run { progress.tell($0) }
      return .success(FinishedLesson(report: report, goldenTrace: golden.trace))
    } catch {
      return .failure(error)
    }
  }
}
