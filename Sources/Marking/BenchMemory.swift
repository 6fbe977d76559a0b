import Evaluation
import Numbers

/// What follows from numbers that some sheet has had before.
struct BenchMemory {
  /// A recipe, and what stands at its leaves.
  struct Question: Hashable {
    let quantity: Int
    let node: Program.ID
    let moment: Int
    let places: Int?
    let leaves: [Program.ID]
    /// For each leaf the tag of its numbers and the quantity they are of; ``BenchMemory/truth`` for the true ones.
    let sources: [Int]
  }

  /// In the place of a tag: the true value.
  static let truth = -1

  private struct Numbers: Hashable {
    let quantity: Int
    let entries: [Rational]
  }

  private var tags: [Numbers: Int] = [:]
  var answers: [Question: [Enclosure]?] = [:]

  /// How much is remembered, whatever the number of sheets.
  private static let limit = 1 << 13

  /// Forgets all where it has become much.
  mutating func trim() {
    if answers.count > BenchMemory.limit || tags.count > BenchMemory.limit { self = BenchMemory() }
  }

  var tagCount: Int { tags.count }

  /// The same for the same numbers; nil where some entry is missing.
  mutating func tag(of written: [WrittenEntry?], _ quantity: Int) -> Int? {
    var entries: [Rational] = []
    for entry in written {
      guard let entry else { return nil }
      entries += [entry.lower, entry.value, entry.upper]
    }
    let numbers = Numbers(quantity: quantity, entries: entries)
    if let known = tags[numbers] { return known }
    let tag = tags.count
    tags[numbers] = tag
    return tag
  }
}
