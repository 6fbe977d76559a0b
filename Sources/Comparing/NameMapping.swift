import Language

/// What a project calls things, where a dump's names are not the lesson's: `fc1.weight=W1`, `W1=fc1.weight^T`.
///
/// Either side may be the dump's; whichever is in the dump decides. A parameter that is mapped takes its gradient
/// and its updated value with it: `fc1.weight=W1` maps `fc1.weight.grad` too.
public struct NameMapping: Sendable, Hashable {
  public struct Pair: Sendable, Hashable {
    public let left: String
    public let right: String
    /// Whether one is the other one transposed.
    public let isTransposed: Bool
    /// As it was written, for messages.
    public let text: String
  }

  public private(set) var pairs: [Pair] = []

  public init() {}

  /// One mapping a line, `name=name`; what stands behind a `#` is a remark.
  ///
  /// - Throws: ``ComparisonError`` where a line is none.
  public init(lines: [String]) throws(ComparisonError) {
    for (number, line) in lines.enumerated() {
      let text = line.prefix { $0 != "#" }.trimming
      if text.isEmpty { continue }
      let sides = text.split(separator: "=", omittingEmptySubsequences: false).map { String($0).trimming }
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
        throw ComparisonError(
          .mapping, "line \(number + 1) of the mapping, `\(text)`, is not of the form name=name",
          hint: "Write the dump's name, `=` and the lesson's: fc1.weight=W1, or fc1.weight=W1^T.")
      }
      let bare = sides.map { $0.hasSuffix("^T") ? String($0.dropLast(2)).trimming : $0 }
      let transposed = zip(sides, bare).filter { $0 != $1 }.count == 1
      pairs.append(Pair(left: bare[0], right: bare[1], isTransposed: transposed, text: text))
    }
  }
}

extension StringProtocol {
  /// Without white space at its ends.
  var trimming: String {
    var text = Substring(self)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
