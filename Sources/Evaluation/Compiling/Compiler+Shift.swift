import Language
import Numbers

/// `W[k+1,j]`, `h[j-1]`: an index letter moved by a whole number.
extension Compiler {
  /// The letter and how far it is moved; nil where an index is anything else.
  func shiftedLetter(_ id: Tree.NodeID) -> (letter: String, by: Int)? {
    let parts = children(id)
    switch tree[id].kind {
    case .add:
      if let letter = indexLetter(parts[0]), let by = wholeNumber(parts[1]) { return (letter, by) }
      if let letter = indexLetter(parts[1]), let by = wholeNumber(parts[0]) { return (letter, by) }
      return nil
    case .subtract:
      guard let letter = indexLetter(parts[0]), let by = wholeNumber(parts[1]) else { return nil }
      return (letter, -by)
    default: return nil
    }
  }

  private func wholeNumber(_ id: Tree.NodeID) -> Int? {
    guard case .number(let numeral) = tree[id].kind, let value = numeral.value.asInt,
      value <= Shape.entryLimit
    else { return nil }
    return value
  }

  /// Where a letter runs nowhere else, `w[j+1]` lets it run as far as there are entries.
  mutating func shiftRanges(in id: Tree.NodeID) {
    var pending = [id]
    while let next = pending.popLast() {
      guard tree[next].mayBindLetters else { continue }
      let parts = children(next)
      pending += parts
      guard case .index = tree[next].kind, parts.dropFirst().contains(where: { shiftedLetter($0) != nil }),
        let base = try? compile(parts[0])
      else { continue }
      for (index, size) in zip(parts.dropFirst(), ownShape(base)) {
        guard let (letter, by) = shiftedLetter(index), by > 0, by < size, ranges[letter] == nil else {
          continue
        }
        ranges[letter] = size - by
      }
    }
  }

  /// A term whose axes with shifted letters hold the entries that these letters run over.
  mutating func shifted(_ base: Term, _ indices: [Tree.NodeID]) throws(Diagnostic) -> Term {
    var result = base
    for (axis, index) in indices.enumerated() {
      guard let (letter, by) = shiftedLetter(index), axis < ownShape(result).count else { continue }
      let size = ownShape(result)[axis]
      guard let count = ranges[letter] else {
        throw Diagnostic(
          .indexOutOfRange, "nothing says how far `\(letter)` runs",
          hint: "Index something with \(letter) itself.", at: span(index))
      }
      guard by >= 0, count + by <= size, count <= Compiler.partLimit else {
        throw Diagnostic(
          .indexOutOfRange,
          "`\(letter)` runs from 1 to \(count), so this index runs from \(1 + by) to \(count + by), outside 1…\(size)",
          at: span(index))
      }
      result = try slice(result, axis: base.letters.count + axis, from: by, count: count, at: index)
    }
    return result
  }

  private mutating func slice(
    _ term: Term, axis: Int, from start: Int, count: Int, at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    let rank = scope.program.shape(term.node).rank
    let parts = (start..<start + count).map { position in
      var fixed = [Int?](repeating: nil, count: rank)
      fixed[axis] = position
      return scope.program.entry(term.node, at: fixed, origin: span(id))
    }
    // The new axis stands first and goes where the old one was.
    let others = (0..<rank).filter { $0 != axis }
    guard let stack = scope.program.stack(parts, at: span(id)),
      let node = scope.program.arrangement(stack, from: [axis] + others, to: Array(0..<rank), at: span(id))
    else { throw tooLarge(id) }
    return Term(node, letters: term.letters, split: term.split)
  }
}
