/// The nearest of several names, for "did you mean".

/// The candidate with the smallest edit distance to `name`, if that is small for a name of its length.
///
/// Ties go to the candidate that comes first in alphabetical order, so that messages are deterministic.
public func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String? {
  // A name of one letter has every other such name at distance 1: only a change of case is a likely slip.
  let limit = name.count <= 2 ? 1 : name.count <= 5 ? 1 : 2
  var best: (distance: Int, name: String)?
  for candidate in candidates where candidate != name {
    let differsInCaseOnly = candidate.lowercased() == name.lowercased()
    if name.count == 1 && !differsInCaseOnly && candidate.count == 1 { continue }
    let distance = differsInCaseOnly ? 0 : editDistance(name, candidate, limit: limit)
    guard distance <= limit, distance < max(name.count, candidate.count) else { continue }
    if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
    best = (distance, candidate)
  }
  return best?.name
}

/// How many insertions, deletions, replacements and swaps of neighbours turn one word into the other;
/// any number above `limit` stands for "more".
///
/// - Complexity: O(mn) for words of m and n characters whose lengths differ by at most `limit`, else O(1).
func editDistance(_ first: String, _ second: String, limit: Int) -> Int {
  let a = Array(first)
  let b = Array(second)
  guard abs(a.count - b.count) <= limit, max(a.count, b.count) <= 100 else { return limit + 1 }
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var distance = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { distance = min(distance, beforeLast[j - 1] + 1) }
      row.append(distance)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
