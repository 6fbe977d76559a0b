import Language
import Numbers

/// Index notation: letters that quantify, positions, passes.
extension Compiler {
  /// `base[i, 2, …]`: letters take whole axes, numbers single positions; axes left over stay the value's own.
  mutating func indexed(
    _ base: Term, _ indices: [Tree.NodeID], of baseID: Tree.NodeID, at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    let base = try shifted(base, indices)
    let own = ownShape(base)
    guard indices.count <= own.count else {
      throw Diagnostic(
        .indexOutOfRange,
        own.isEmpty
          ? "a single number has no entries"
          : "\(indices.count) indices, but \(shapeText(own)) takes at most \(own.count)", at: span(id))
    }
    var letters = base.letters
    var fixed = [Int?](repeating: nil, count: base.letters.count + own.count)
    var labels = base.letters.indices.map { $0 }
    for (axis, index) in indices.enumerated() {
      if let letter = indexLetter(index) ?? shiftedLetter(index)?.letter {
        try check(letter, size: own[axis], at: index)
        if let place = letters.firstIndex(of: letter) {
          labels.append(place)
        } else {
          letters.append(letter)
          labels.append(letters.count - 1)
        }
      } else {
        fixed[base.letters.count + axis] = try position(index, size: own[axis])
      }
    }
    let rest = own.count - indices.count
    let restLabels = (0..<rest).map { 1_000_000 + $0 }
    labels += restLabels
    let node =
      fixed.contains { $0 != nil } ? scope.program.entry(base.node, at: fixed, origin: span(id)) : base.node
    guard
      let result = scope.program.arrangement(
        node, from: labels, to: Array(0..<letters.count) + restLabels, at: span(id))
    else { throw tooLarge(id) }
    let split = base.split.map { max($0 - indices.count, 0) }
    return Term(result, letters: letters, split: rest == 0 ? nil : split)
  }

  /// The name of an index letter: a name that nothing defines.
  func indexLetter(_ id: Tree.NodeID) -> String? {
    guard case .name(let name) = tree[id].kind, resolve(name) == nil else { return nil }
    return name
  }

  private func check(_ letter: String, size: Int, at id: Tree.NodeID) throws(Diagnostic) {
    guard let range = ranges[letter], range != size else { return }
    throw Diagnostic(
      .wrongShape, "`\(letter)` runs to \(range) elsewhere in this line, but this axis has \(size) entries",
      hint: "Use another letter, or look whether the indices are in the right order.", at: span(id))
  }

  /// A position counted from 1, made to count from 0.
  private mutating func position(_ id: Tree.NodeID, size: Int) throws(Diagnostic) -> Int {
    let term = try compile(id)
    guard term.letters.isEmpty, let value = constantValue(term.node), value.isInteger,
      let position = value.numerator.asInt
    else {
      throw Diagnostic(
        .indexOutOfRange, "an index is a letter or a whole number",
        hint: "Letters that run are names that nothing else has.", at: span(id))
    }
    guard (1...max(size, 1)).contains(position), size > 0 else {
      throw Diagnostic(
        .indexOutOfRange, "index \(position) is outside 1…\(size)", hint: "Indices start at 1.", at: span(id))
    }
    return position - 1
  }

  /// Finds how far the index letters under some formulas run, before they are compiled.
  ///
  /// A letter bound by `sum(j, …)` and its like belongs to that sum and is passed over.
  mutating func findRanges(in ids: [Tree.NodeID]) throws(Diagnostic) {
    let ids = ids.filter { tree[$0].mayBindLetters }
    for id in ids { try findRanges(in: id, except: []) }
    for id in ids { shareRanges(in: id) }
    for id in ids { shiftRanges(in: id) }
  }

  /// In `[i = j]` both letters run equally far.
  private mutating func shareRanges(in id: Tree.NodeID) {
    var pending = [id]
    while let next = pending.popLast() {
      guard tree[next].mayBindLetters else { continue }
      let parts = children(next)
      if case .iverson(.equal) = tree[next].kind, let left = indexLetter(parts[0]),
        let right = indexLetter(parts[1]), let range = ranges[left] ?? ranges[right]
      {
        (ranges[left], ranges[right]) = (range, range)
      }
      pending += parts
    }
  }

  private mutating func findRanges(in id: Tree.NodeID, except bound: Set<String>) throws(Diagnostic) {
    guard tree[id].mayBindLetters else { return }
    let spine = tree.leftSpine(of: id)
    try findRanges(under: spine[spine.count - 1], except: bound)
    for node in spine.dropLast().reversed() {
      if let right = tree.children(of: node).last { try findRanges(in: right, except: bound) }
    }
  }

  private mutating func findRanges(under id: Tree.NodeID, except bound: Set<String>) throws(Diagnostic) {
    let parts = children(id)
    switch tree[id].kind {
    case .index:
      try findRanges(in: parts[0], except: bound)
      noteRanges(base: parts[0], indices: Array(parts.dropFirst()), except: bound)
    case .derivative:
      try findDerivativeRanges(parts, at: id, except: bound)
    case .apply(let name, _) where Builtin.binders.contains(name):
      let letters = boundLetters(parts)
      // A softmax has an entry for each value of its letter, which goes on standing for them.
      let inner = name == "softmax" ? bound : bound.union(letters)
      for part in parts.dropFirst(letters.count) { try findRanges(in: part, except: inner) }
    default:
      for part in parts { try findRanges(in: part, except: bound) }
    }
  }

  private mutating func findDerivativeRanges(
    _ parts: [Tree.NodeID], at id: Tree.NodeID, except bound: Set<String>
  ) throws(Diagnostic) {
    for part in parts {
      if case .index = tree[part].kind {
        let inner = children(part)
        noteRanges(base: inner[0], indices: Array(inner.dropFirst()), except: bound)
      } else {
        try findRanges(in: part, except: bound)
      }
    }
  }

  private mutating func noteRanges(
    base: Tree.NodeID, indices: [Tree.NodeID], except bound: Set<String>
  ) {
    let letters = indices.map { indexLetter($0) }
    guard letters.contains(where: { $0 != nil }) else { return }
    // A base that cannot be compiled yet says so when its turn comes.
    guard let term = try? compile(base) else { return }
    let own = ownShape(term)
    for (axis, letter) in letters.enumerated() where axis < own.count {
      guard let letter, !bound.contains(letter), ranges[letter] == nil else { continue }
      ranges[letter] = own[axis]
    }
  }

  /// The letters that `sum(j, k, …)` binds: leading arguments that are names nothing defines.
  func boundLetters(_ arguments: [Tree.NodeID]) -> [String] {
    var letters: [String] = []
    for argument in arguments.dropLast() {
      guard let letter = indexLetter(argument) else { break }
      letters.append(letter)
    }
    return letters
  }

  /// `q{t}`: the value of q at the top of pass t.
  mutating func recorded(
    _ base: Tree.NodeID, pass: Tree.NodeID, at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    let count = try compile(pass)
    guard count.letters.isEmpty, let value = constantValue(count.node), value.isInteger,
      let number = value.numerator.asInt
    else {
      throw Diagnostic(
        .indexOutOfRange, "the pass in {…} is a whole number",
        hint: "q{0} is the value before the first pass.",
        at: span(pass))
    }
    guard (0...scope.passes).contains(number) else {
      throw Diagnostic(
        .indexOutOfRange, "there is no pass \(number): so far \(scope.passes) have been run",
        hint: "q{0} is the value before the first pass, q{\(scope.passes)} the one after the last.",
        at: span(pass))
    }
    let current = scope.current
    scope.current = [:]
    let term = try compile(base)
    scope.current = current
    guard term.letters.isEmpty else {
      throw Diagnostic(
        .indexOutOfRange, "name the pass before the indices", hint: "Write q{t}[i].", at: span(id))
    }
    let name = tree.source.text(span(base)) + "{\(number)}"
    let node = scope.program.given(name, scope.program.shape(term.node), at: span(id))
    let recording = Recording(name: name, node: term.node, target: node, pass: number)
    if !scope.recordings.contains(recording) { scope.recordings.append(recording) }
    return Term(node, split: term.split)
  }
}
