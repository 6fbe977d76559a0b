import Checking
import Language
import Numbers

/// A sheet, marked.
public struct MarkedSheet: Sendable {
  public let lesson: String
  public let file: String
  public var student: Student
  public var lines: [MarkedLine] = []
  /// What was asked and not answered.
  public var missing: [MissingAnswer] = []
  public var earned = 0
  public var available = 0
  /// What the whole sheet has in common: conventions, misread givens, what was assumed.
  public var remarks: [String] = []
  /// What could not be read, in the order of the text.
  public var diagnostics: [Diagnostic] = []
  /// Why nothing could be marked, if so.
  public var unreadable: String?

  public init(lesson: String, file: String, student: Student) {
    self.lesson = lesson
    self.file = file
    self.student = student
  }

  /// The first line that is wrong by itself.
  public var firstWrong: MarkedLine? { lines.first { $0.standing == .wrong } }

  public var outcome: Outcome {
    if unreadable != nil || !missing.isEmpty { return .falls }
    return lines.filter { $0.standing != .superseded }.map(\.verdict.outcome).max() ?? .falls
  }
}

/// One line of a sheet and what is said of it.
public struct MarkedLine: Sendable {
  /// How a line stands to the truth and to the lines before it.
  public enum Standing: String, Sendable, Hashable {
    case right
    /// Right from the author's own rounded numbers.
    case rightFromOwn = "right from own"
    /// Wrong, and consistent with an earlier error.
    case follows
    case wrong
    case undecided
    case unreadable
    /// About nothing that the lesson has.
    case unknown
    /// Answered again further down, where it counts.
    case superseded
  }

  public let line: Int
  public let text: String
  /// What it is about, as the lesson names it.
  public let quantity: String?
  public var standing: Standing
  public var verdict: Verdict
  /// The true value, for the teacher.
  public var truth: String?
  /// Likely explanations, the likeliest first.
  public var diagnoses: [Diagnosis] = []
  public var notes: [String] = []
  public var earned = 0
  public var available = 0
  /// Hints for the student, from a nudge to a worked step.
  public var hints: [String] = []
}

/// An answer that is asked for and not there.
public struct MissingAnswer: Sendable {
  public let name: String
  public let available: Int
  public let hints: [String]
}

/// A mistake that explains a wrong answer.
public struct Diagnosis: Sendable, Hashable {
  /// As in the table of misconceptions; several for mistakes made together.
  public let ids: [String]
  public let name: String
  public let explanation: String
  /// The formula that gives the wrong answer, for people.
  public let wrong: String
  public let right: String
  /// Where it is taught.
  public let lesson: String?
}
