import Evaluation
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
      var lesson = try LessonReader.read(file, data: choice.data)
      var deviations: [String] = []
      if let data = choice.data, lesson.readsData { deviations.append("on the data in \(data)") }
      var values = choice.givens
      if let weights = choice.weights {
        values.values.merge(try Weights.load(weights, for: lesson).values) { own, _ in own }
        deviations.append("from \(weights)")
      }
      if !choice.givens.values.isEmpty {
        try choice.check(lesson)
        deviations.append("with other \(choice.givens.values.keys.sorted().joined(separator: ", "))")
      }
      if !values.values.isEmpty { lesson = lesson.replacing(values) }
      let deviation = deviations.isEmpty ? nil : "run " + deviations.joined(separator: ", ")
      var line = progress.line()
      let report = lesson.run(choice.options) { line.tell($0) }
      let isGolden = choice.options.digits <= Lesson.goldenDigits && !choice.options.certifies
      let golden = isGolden || deviation != nil ? report : lesson.run { line.tell($0) }
      if let saved = choice.saved {
        let names = try Weights.save(report, to: saved)
        progress.clear()
        Output.diagnostic(TerminalText.printable("saved \(names.joined(separator: ", ")) to \(saved)") + "\n")
      }
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
  /// Values for some givens, rather than the lesson's own.
  var givens = GivenValues()
  /// A file of weights to begin with.
  var weights: String?
  /// A file for what is learned.
  var saved: String?

  /// Whether a lesson gives what is to have another value.
  func check(_ lesson: Lesson) throws(FileError) {
    let known = lesson.derivation.givens
    for (name, value) in givens.values.sorted(by: { $0.key < $1.key }) {
      guard let given = known.first(where: { $0.name == name }) else {
        let meant = didYouMean(name, among: known.map(\.name)).map { "did you mean \($0)?" }
        throw .unfit(
          "--given \(name)", why: "this lesson gives no `\(name)`",
          hint: meant ?? "it gives \(known.map(\.name).joined(separator: ", "))")
      }
      guard given.value.shape == value.shape else {
        throw .unfit(
          "--given \(name)",
          why: "this is \(value.shape), and the lesson's `\(name)` is \(given.value.shape)",
          hint: nil)
      }
    }
  }
}
