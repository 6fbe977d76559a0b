import Checking

/// How many lessons came out how.
struct Tally {
  private var counts: [Outcome: Int] = [:]
  private var unreadable = 0

  /// - Parameter outcome: nil for a lesson that could not be read.
  mutating func add(_ outcome: Outcome?) {
    if let outcome { counts[outcome, default: 0] += 1 } else { unreadable += 1 }
  }

  var text: String {
    let all = counts.values.reduce(unreadable, +)
    let words: [(Outcome, one: String, many: String)] = [
      (.stands, "stands", "stand"), (.falls, "fails", "fail"), (.undecided, "is undecided", "are undecided"),
    ]
    var parts = words.compactMap { outcome, one, many in
      counts[outcome].map { "\($0) \($0 == 1 ? one : many)" }
    }
    if unreadable > 0 { parts.append("\(unreadable) cannot be read") }
    return "\(all) lessons: \(parts.joined(separator: ", "))"
  }
}
