/// Why a dump cannot be held against a lesson at all.
public struct ComparisonError: Error, Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A line of the mapping that is none, or names what neither side has.
    case mapping
    /// Two tensors for one quantity.
    case twice
    /// Sizes that do not belong together.
    case sizes
    /// Nothing in the dump is known to the lesson.
    case nothingKnown
    /// The lesson does not compile, or has nothing to compare.
    case lesson
    /// A policy that cannot be read or names nothing.
    case policy
    /// Past a stated limit.
    case tooLarge
  }

  public let kind: Kind
  /// What is wrong; no full stop.
  public let message: String
  /// What would be right.
  public let hint: String?

  public init(_ kind: Kind, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }
}

extension ComparisonError: CustomStringConvertible {
  public var description: String { hint.map { "\(message)\n\($0)" } ?? message }
}
