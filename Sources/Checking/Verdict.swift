/// What is said of one line.
public struct Verdict: Sendable, Hashable {
  /// The words a verdict can have; no others exist.
  public enum Word: String, Sendable, Hashable, CaseIterable {
    /// The two sides are the same function wherever both are defined.
    case proved
    /// An upheld `≠`.
    case provedToDiffer = "proved to differ"
    /// Not shown to be the same function, but equal at the lesson's values.
    case holdsHere = "holds here"
    /// A number, right to the digits written.
    case rounds
    /// Cannot be told apart to the digits that rounded inputs allow.
    case consistent
    /// Wrong against the truth, right from the author's own earlier lines.
    case follows
    case refuted
    case undecided
    case unreadable
    case missing
  }

  public let word: Word
  /// One sentence for people; may be empty where the word says all.
  public let reason: String
  /// What the verdict rests on, enough to replay it.
  public let evidence: [Evidence]

  public init(_ word: Word, _ reason: String = "", evidence: [Evidence] = []) {
    self.word = word
    self.reason = reason
    self.evidence = evidence
  }

  /// What is said of a claim that came out both proved and refuted, which only a fault of this program can do.
  public static let contradiction = Verdict(
    .undecided, "a fault of ours: this came out both proved and refuted")

  /// Whether the line stands, falls, or neither.
  public var outcome: Outcome {
    switch word {
    case .proved, .provedToDiffer, .holdsHere, .rounds, .consistent: .stands
    case .undecided: .undecided
    case .follows, .refuted, .unreadable, .missing: .falls
    }
  }
}

/// A fact that a verdict rests on: a point, a side's digits, a bound.
public struct Evidence: Sendable, Hashable {
  public let label: String
  public let text: String
  public init(_ label: String, _ text: String) {
    self.label = label
    self.text = text
  }
}

/// The outcome of a line, of a lesson, of a run: the worst of its parts.
public enum Outcome: Int, Sendable, Hashable, Comparable, CaseIterable {
  case stands, undecided, falls
  public static func < (a: Outcome, b: Outcome) -> Bool { a.rawValue < b.rawValue }
}
