import Language
import Lessons

/// A lesson that was read and run.
struct FinishedLesson {
  let report: LessonReport
  /// The trace in as many digits as golden files have, whatever number of them is shown.
  let goldenTrace: Trace

  static func run(
    _ file: LessonFile, _ options: RunOptions, _ progress: Progress
  ) -> Result<FinishedLesson, FileError> {
    do throws(FileError) {
      let lesson = Lesson(
        name: file.name, source: try Files.source(file.path), data: Files.data(beside: file.path))
      let report = lesson.run(options) { progress.tell($0) }
      guard options.digits > Lesson.goldenDigits || options.certifies else {
        return .success(FinishedLesson(report: report, goldenTrace: report.trace))
      }
      let golden = lesson.run { progress.tell($0) }
      return .success(FinishedLesson(report: report, goldenTrace: golden.trace))
    } catch {
      return .failure(error)
    }
  }
}
