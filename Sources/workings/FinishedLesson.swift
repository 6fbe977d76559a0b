import Language
import Lessons

/// A lesson that was read and run.
struct FinishedLesson {
  let report: LessonReport
  /// The trace in as many digits as golden files have, whatever number of them is shown.
  let goldenTrace: Trace
  /// Why the trace cannot be the golden one: the lesson was run on something else than its own numbers.
  let deviation: String?

  static func run(
    _ file: LessonFile, _ choice: RunChoice, _ progress: Progress
  ) -> Result<FinishedLesson, FileError> {
    do throws(FileError) {
      let lesson = try LessonReader.read(file, data: choice.data)
      let deviation = choice.data.flatMap { lesson.readsData ? "run on the data in \($0)" : nil }
      var line = progress.line()
      let report = lesson.run(choice.options) { line.tell($0) }
      let isGolden = choice.options.digits <= Lesson.goldenDigits && !choice.options.certifies
      let golden = isGolden || deviation != nil ? report : lesson.run { line.tell($0) }
      return .success(FinishedLesson(report: report, goldenTrace: golden.trace, deviation: deviation))
    } catch {
      return .failure(error)
    }
  }
}

/// What a person wants of a run.
struct RunChoice: Sendable {
  var options: RunOptions
  /// A folder to take the data files from, rather than the lesson's own.
  var data: String?
}
