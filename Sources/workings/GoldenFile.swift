import Checking
import Lessons
import Reporting

/// The golden trace of a lesson on the disk.
struct GoldenFile: Hashable {
  let path: String
  /// What to type to accept a new trace.
  let acceptCommand: String
  /// A new trace that waits to be looked at; never read back.
  var pendingPath: String { path + ".pending" }

  enum State: String {
    case accepted = "golden"
    case pending = "pending"
    case missing = "no golden file"
  }

  /// What is there, without comparing.
  var state: State {
    if Files.exists(pendingPath) { return .pending }
    return Files.exists(path) ? .accepted : .missing
  }

  /// Holds a trace against the golden file, and writes what is to be written.
  ///
  /// Without `accepts` the golden file is never touched. Of a lesson that fails nothing is accepted: its trace
  /// may be incomplete.
  func settle(_ lesson: FinishedLesson, accepts: Bool) throws(FileError) -> GoldenResult {
    if let deviation = lesson.deviation { return result(.notCompared(deviation), .none) }
    var golden: String?
    if Files.exists(path) { golden = String(decoding: try Files.read(path), as: UTF8.self) }
    let comparison = lesson.goldenTrace.compared(with: golden)
    if case .identical = comparison {
      Files.remove(pendingPath)
      return result(comparison, .none)
    }
    return result(comparison, write(lesson, accepts: accepts))
  }

  private func result(_ comparison: GoldenComparison, _ action: GoldenResult.Action) -> GoldenResult {
    GoldenResult(path: path, comparison: comparison, action: action, acceptCommand: acceptCommand)
  }

  private func write(_ lesson: FinishedLesson, accepts: Bool) -> GoldenResult.Action {
    do throws(FileError) {
      guard accepts else {
        try Files.write(lesson.goldenTrace.text, to: pendingPath)
        return .pending(pendingPath)
      }
      guard lesson.report.outcome != .falls else {
        return .failed("nothing is accepted while the lesson itself fails")
      }
      try Files.write(lesson.goldenTrace.text, to: path)
      Files.remove(pendingPath)
      return .accepted
    } catch {
      Output.diagnostic(error.text)
      return .failed("the trace could not be written")
    }
  }
}
