import Checking
import Lessons

/// A lesson that was run and held against its golden file.
public struct LessonResult: Sendable {
  public let report: LessonReport
  /// The lesson's file, as a person would write it.
  public let path: String
  public let golden: GoldenResult

  public init(report: LessonReport, path: String, golden: GoldenResult) {
    self.report = report
    self.path = path
    self.golden = golden
  }

  /// The lesson's own outcome, or worse where its golden file is missing or says something else.
  public var outcome: Outcome { golden.stands ? report.outcome : .falls }
}

/// How a trace compares with its golden file, and what was done about it.
public struct GoldenResult: Sendable {
  public enum Action: Sendable, Hashable {
    case none
    /// The new trace was written to this file, to be looked at.
    case pending(String)
    /// The new trace is the golden file now.
    case accepted
    /// Nothing was written, and why.
    case failed(String)
  }

  /// The golden file, as a person would write it.
  public let path: String
  /// How the trace compares with the file as it was before the run.
  public let comparison: GoldenComparison
  public let action: Action
  /// What to type to make the new trace the golden file.
  public let acceptCommand: String

  public init(path: String, comparison: GoldenComparison, action: Action, acceptCommand: String) {
    self.path = path
    self.comparison = comparison
    self.action = action
    self.acceptCommand = acceptCommand
  }

  /// Whether the golden file says, by now, what the trace says.
  public var stands: Bool {
    switch comparison {
    case .identical, .notCompared: true
    case .differs, .missing: action == .accepted
    }
  }
}
