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
    return result(
      comparison, write(lesson.goldenTrace, stands: lesson.report.outcome != .falls, accepts: accepts))
  }

  /// The same for the trace of a dump, whose own numbers may be as far from the golden ones as a policy says.
  func settle(
    _ trace: Trace, stands: Bool, accepts: Bool, within isWithin: (GoldenDifference) -> Bool
  ) throws(FileError) -> GoldenResult {
    var golden: String?
    if Files.exists(path) {
      golden = String(decoding: try Files.read(path, limit: GoldenFile.dumpTraceSize), as: UTF8.self)
    }
    var comparison = trace.compared(with: golden)
    if case .differs(let differences) = comparison {
      let left = differences.filter { !isWithin($0) }
      comparison = left.isEmpty ? .identical(steps: trace.steps.count) : .differs(left)
    }
    if case .identical = comparison {
      Files.remove(pendingPath)
      return result(comparison, .none)
    }
    return result(comparison, write(trace, stands: stands, accepts: accepts))
  }

  /// Bytes of the trace of a dump.
  private static let dumpTraceSize = 1 << 27

  private func result(_ comparison: GoldenComparison, _ action: GoldenResult.Action) -> GoldenResult {
    GoldenResult(path: path, comparison: comparison, action: action, acceptCommand: acceptCommand)
  }

  private func write(_ trace: Trace, stands: Bool, accepts: Bool) -> GoldenResult.Action {
    do throws(FileError) {
      guard accepts else {
        try Files.write(trace.text, to: pendingPath)
        return .pending(pendingPath)
      }
      guard stands else {
        return .failed("nothing is accepted while something is refuted")
      }
      try Files.write(trace.text, to: path)
      Files.remove(pendingPath)
      return .accepted
    } catch {
      Output.diagnostic(error.text)
      return .failed("the trace could not be written")
    }
  }
}
