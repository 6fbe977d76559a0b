import Comparing
import Dumps

/// One dump that was held against a lesson, with what its file was called.
public struct ComparedDump: Sendable {
  public let lesson: String
  public let file: String
  public let report: DumpReport
  /// What else was in the file.
  public let unread: [DumpError]

  public init(lesson: String, file: String, report: DumpReport, unread: [DumpError]) {
    self.lesson = lesson
    self.file = file
    self.report = report
    self.unread = unread
  }
}

extension TensorReport.Verdict {
  /// The word for people.
  var word: String {
    switch self {
    case .given: "given"
    case .right: "right"
    case .follows: "follows"
    case .wrong: "wrong here"
    case .undecided: "undecided"
    case .notReached: "not reached"
    }
  }

  var symbol: String {
    switch self {
    case .given: "·"
    case .right: "✓"
    case .follows: "↳"
    case .wrong: "✗"
    case .undecided, .notReached: "?"
    }
  }

  var style: Style {
    switch self {
    case .given: .faint
    case .right: .good
    case .follows, .undecided, .notReached: .unsure
    case .wrong: .bad
    }
  }
}

extension TensorReport {
  /// `dE/dW1 (fc1.weight.grad)`: the lesson's name, and the dump's where that is another one.
  var title: String { name == quantity ? quantity : "\(quantity)  (\(name))" }

  /// `fc1.weight.grad[1, 0]`: an entry as a program would ask for it.
  func place(_ entry: EntryReport) -> String {
    entry.dumpIndex.isEmpty ? name : "\(name)[\(entry.dumpIndex.map(String.init).joined(separator: ", "))]"
  }
}
