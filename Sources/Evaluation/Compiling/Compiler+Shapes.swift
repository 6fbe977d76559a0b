import Language

/// How two formulas meet: index letters by name, the other axes as NumPy broadcasts them; matrix products.
extension Compiler {
  /// Labels for the axes of a term: its letters by their place in `letters`, its own axes from the last one
  /// backwards (negative), so that two terms' axes line up at the end.
  private func labels(_ term: Term, _ letters: [String], rank: Int) -> [Int] {
    let own = ownShape(term).count
    return term.letters.map { letters.firstIndex(of: $0) ?? 0 }
      + (0..<own).map { letters.count + rank - own + $0 }
  }

  /// The letters of both, those of the first term first.
  private func joined(_ a: Term, _ b: Term) -> [String] {
    a.letters + b.letters.filter { !a.letters.contains($0) }
  }

  /// Drops axes of size 1 that must stretch, and returns the labels of what is left.
  private mutating func stretched(
    _ term: Term, _ letters: [String], rank: Int, against axes: [Int]
  ) -> (Program.ID, [Int]) {
    let own = ownShape(term)
    var labels = labels(term, letters, rank: rank)
    var fixed = [Int?](repeating: nil, count: term.letters.count + own.count)
    for (place, size) in own.enumerated() where size == 1 && axes[rank - own.count + place] != 1 {
      fixed[term.letters.count + place] = 0
    }
    guard fixed.contains(where: { $0 != nil }) else { return (term.node, labels) }
    labels = zip(labels, fixed).filter { $0.1 == nil }.map(\.0)
    return (scope.program.entry(term.node, at: fixed), labels)
  }

  /// The own axes of two terms together.
  private func broadcast(_ a: Term, _ b: Term, at id: Tree.NodeID) throws(Diagnostic) -> [Int] {
    let left = ownShape(a)
    let right = ownShape(b)
    let rank = max(left.count, right.count)
    var axes: [Int] = []
    for place in 0..<rank {
      let x = place < rank - left.count ? 1 : left[place - rank + left.count]
      let y = place < rank - right.count ? 1 : right[place - rank + right.count]
      guard x == y || x == 1 || y == 1 else {
        throw Diagnostic(
          .wrongShape, "the left side is \(shapeText(left)), the right side \(shapeText(right))",
          hint: shapeHint(a, b), at: span(id))
      }
      axes.append(x == 1 ? y : x)
    }
    for letter in a.letters where b.letters.contains(letter) {
      let x = size(of: letter, in: a)
      let y = size(of: letter, in: b)
      guard x == y else {
        throw Diagnostic(
          .wrongShape, "`\(letter)` runs to \(x) on the left and to \(y) on the right", at: span(id))
      }
    }
    return axes
  }

  func size(of letter: String, in term: Term) -> Int {
    term.letters.firstIndex(of: letter).map { scope.program.shape(term.node).axes[$0] } ?? 1
  }

  private func shapeHint(_ a: Term, _ b: Term) -> String {
    if a.split != nil && b.split != nil {
      return "Between derivatives, `@` contracts the axes that they share; `*` is entry by entry."
    }
    if ownShape(a) == Array(ownShape(b).reversed()) { return "Is one of them to be transposed (^T)?" }
    return "`*`, `+` and `-` work entry by entry; `@` is the matrix product."
  }

  /// Both terms with the same axes: the letters of both, then the broadcast own axes.
  mutating func spread(
    _ a: Term, _ b: Term, at id: Tree.NodeID
  ) throws(Diagnostic) -> (Program.ID, Program.ID, [String]) {
    if a.letters == b.letters, scope.program.shape(a.node) == scope.program.shape(b.node) {
      return (a.node, b.node, a.letters)
    }
    let axes = try broadcast(a, b, at: id)
    let letters = joined(a, b)
    let all = Array(0..<letters.count + axes.count)
    var sizes: [Int: Int] = [:]
    for (place, letter) in letters.enumerated() {
      sizes[place] = a.letters.contains(letter) ? size(of: letter, in: a) : size(of: letter, in: b)
    }
    for (place, size) in axes.enumerated() { sizes[letters.count + place] = size }
    let (left, leftLabels) = stretched(a, letters, rank: axes.count, against: axes)
    let (right, rightLabels) = stretched(b, letters, rank: axes.count, against: axes)
    guard
      let wideLeft = scope.program.arrangement(left, from: leftLabels, to: all, sizes: sizes, at: span(id)),
      let wideRight = scope.program.arrangement(right, from: rightLabels, to: all, sizes: sizes, at: span(id))
    else { throw tooLarge(id) }
    return (wideLeft, wideRight, letters)
  }

  /// A term's node with the axes of `letters` (which include its own letters) in front.
  mutating func widened(
    _ term: Term, to letters: [String], at id: Tree.NodeID
  ) throws(Diagnostic) -> Program.ID {
    let own = ownShape(term).count
    let from = labels(term, letters, rank: own)
    var sizes: [Int: Int] = [:]
    for (place, letter) in letters.enumerated() { sizes[place] = ranges[letter] ?? 1 }
    guard
      let node = scope.program.arrangement(
        term.node, from: from, to: Array(0..<letters.count + own), sizes: sizes, at: span(id))
    else { throw tooLarge(id) }
    return node
  }

  /// `+ - * /`, entry by entry.
  mutating func elementwise(
    _ kind: Tree.Kind, _ a: Term, _ b: Term, at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    let split = commonSplit(kind, a, b)
    if kind == .multiply {
      if a.letters == b.letters, scope.program.shape(a.node) == scope.program.shape(b.node) {
        return Term(scope.program.product(a.node, b.node, at: span(id)), letters: a.letters, split: split)
      }
      let axes = try broadcast(a, b, at: id)
      let letters = joined(a, b)
      let (left, leftLabels) = stretched(a, letters, rank: axes.count, against: axes)
      let (right, rightLabels) = stretched(b, letters, rank: axes.count, against: axes)
      let all = Array(0..<letters.count + axes.count)
      guard
        let node = scope.program.contraction(left, leftLabels, right, rightLabels, to: all, at: span(id))
      else { throw tooLarge(id) }
      return Term(node, letters: letters, split: split)
    }
    let (left, right, letters) = try spread(a, b, at: id)
    let place = span(id)
    let node =
      switch kind {
      case .add: scope.program.sum(left, right, at: place)
      case .subtract: scope.program.difference(left, right, at: place)
      default: scope.program.quotient(left, right, at: place)
      }
    return Term(node, letters: letters, split: split)
  }

  /// Where the result of an elementwise operation keeps a derivative's split between its axes: a derivative
  /// times something stays one, a derivative plus something that is none does not.
  private func commonSplit(_ kind: Tree.Kind, _ a: Term, _ b: Term) -> Int? {
    if a.split == nil, b.split == nil { return nil }
    let left = ownShape(a)
    let right = ownShape(b)
    if kind == .add || kind == .subtract { return a.split == b.split && left == right ? a.split : nil }
    if left == right { return a.split ?? b.split }
    return left.count > right.count ? a.split : b.split
  }

  /// `@`: between derivatives it contracts all axes of the quantity they share, otherwise it is NumPy's
  /// matrix product of vectors and matrices.
  mutating func matrixProduct(_ a: Term, _ b: Term, at id: Tree.NodeID) throws(Diagnostic) -> Term {
    let left = ownShape(a)
    let right = ownShape(b)
    let shared: Int
    var rightAxis = 0
    var split: Int?
    if let aSplit = a.split, let bSplit = b.split {
      shared = left.count - aSplit
      split = aSplit
      guard bSplit == shared, Array(left.suffix(shared)) == Array(right.prefix(shared)) else {
        throw Diagnostic(
          .wrongShape,
          "the left derivative is by a quantity of shape \(shapeText(Array(left.suffix(shared)))), the right one is of a quantity of shape \(shapeText(Array(right.prefix(bSplit))))",
          hint: "In a chain, each denominator is the next numerator.", at: span(id))
      }
    } else {
      guard (1...2).contains(left.count), (1...2).contains(right.count) else {
        throw Diagnostic(
          .wrongShape,
          "`@` multiplies vectors and matrices; here it stands between \(shapeText(left)) and \(shapeText(right))",
          hint: left.isEmpty || right.isEmpty ? "Multiply numbers with `*`." : nil, at: span(id))
      }
      shared = 1
      guard left[left.count - 1] == right[0] else {
        throw Diagnostic(
          .wrongShape,
          "\(shapeText(left)) @ \(shapeText(right)): the left side's \(left[left.count - 1]) columns do not meet \(right[0]) rows",
          hint: transposeHint(left, right), at: span(id))
      }
    }
    rightAxis = shared
    let letters = joined(a, b)
    let base = letters.count
    let sharedLabels = (0..<shared).map { base + $0 }
    let leftFree = (0..<left.count - shared).map { base + shared + $0 }
    let rightFree = (0..<right.count - rightAxis).map { base + shared + left.count + $0 }
    let aLabels = a.letters.map { letters.firstIndex(of: $0) ?? 0 } + leftFree + sharedLabels
    let bLabels = b.letters.map { letters.firstIndex(of: $0) ?? 0 } + sharedLabels + rightFree
    let to = Array(0..<base) + leftFree + rightFree
    guard
      let node = scope.program.contraction(a.node, aLabels, b.node, bLabels, to: to, at: span(id))
    else { throw tooLarge(id) }
    return Term(node, letters: letters, split: split)
  }

  private func transposeHint(_ left: [Int], _ right: [Int]) -> String? {
    if left.count == 2, left[0] == right[0] { return "Transpose the left side (^T)?" }
    if right.count == 2, right[1] == left[left.count - 1] { return "Transpose the right side (^T)?" }
    if left.count == 2, right.count == 2, left[0] == right[1] { return "Swap the two sides?" }
    return nil
  }

  /// `^T`: the own axes in reverse order.
  mutating func transposed(_ term: Term, at id: Tree.NodeID) throws(Diagnostic) -> Term {
    let count = term.letters.count
    let rank = scope.program.shape(term.node).rank
    let to = Array(0..<count) + Array((count..<max(rank, count)).reversed())
    guard
      let node = scope.program.arrangement(term.node, from: Array(0..<rank), to: to, at: span(id))
    else { throw tooLarge(id) }
    return Term(node, letters: term.letters)
  }
}
