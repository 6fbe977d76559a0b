import Language
import Numbers

/// `sum(j, …)`, `mean(…)`, `max(k, …)`, `softmax(z)`: functions over an axis, which they name by an index
/// letter or as `axis = 2` (axes are counted from 1); without a name they are over all entries.
extension Compiler {
  mutating func reduction(
    _ name: String, _ arguments: [Tree.NodeID], at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    let letters = boundLetters(arguments)
    // max(a, b) of two quantities looks like max(k, x[k]) over an index; only a letter that indexes something is one.
    let isOfTwo = ["max", "min"].contains(name) && arguments.count == 2
    if !letters.isEmpty, !isOfTwo || indexes(letters[0], in: arguments[1]) {
      return try overLetters(name, letters, arguments, at: id)
    }
    if isOfTwo, keyword(arguments[1]) == nil {
      let (left, right, letters) = try spread(compile(arguments[0]), compile(arguments[1]), at: id)
      return Term(larger(name, left, right, at: id), letters: letters)
    }
    guard let first = arguments.first, arguments.count <= 2, keyword(first) == nil else {
      throw Diagnostic(
        .wrongArguments, "`\(name)` takes a quantity, and an index letter before it or an axis behind it",
        hint: "Write \(name)(j, x[j]), \(name)(x) or \(name)(x, axis = 1).", at: span(id))
    }
    let whole = try compile(first)
    let own = ownShape(whole)
    var axes = Array(0..<own.count)
    if arguments.count == 2 { axes = [try axis(arguments[1], of: own, function: name)] }
    if name == "softmax", axes.count != 1 {
      throw Diagnostic(
        .wrongArguments,
        own.isEmpty
          ? "softmax needs a vector: of a single number it is 1"
          : "softmax of a \(shapeText(own)) quantity must name its axis",
        hint: own.isEmpty
          ? "Pass all the z's together." : "softmax(z, axis = \(own.count)) makes each row sum to 1.",
        at: span(id))
    }
    return try reduce(name, whole, axes: axes.map { whole.letters.count + $0 }, at: id)
  }

  private mutating func overLetters(
    _ name: String, _ letters: [String], _ arguments: [Tree.NodeID], at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    let outside = ranges
    defer { ranges = outside }
    for letter in letters { ranges[letter] = nil }
    guard arguments.count == letters.count + 1, let last = arguments.last else {
      throw Diagnostic(
        .wrongArguments, "`\(name)(\(letters.joined(separator: ", ")), …)` takes one formula", at: span(id))
    }
    try findRanges(in: [last])
    for (letter, argument) in zip(letters, arguments) where ranges[letter] == nil {
      throw Diagnostic(
        .wrongArguments, "nothing inside this \(name) is indexed by `\(letter)`, so it has no range",
        hint: "Write \(name)(\(letter), x[\(letter)]).", at: span(argument))
    }
    let term = try compile(last)
    let wide = try widened(term, to: term.letters + letters.filter { !term.letters.contains($0) }, at: id)
    let all = term.letters + letters.filter { !term.letters.contains($0) }
    let axes = letters.compactMap(all.firstIndex)
    return try reduce(name, Term(wide, letters: all, split: term.split), axes: axes, at: id)
  }

  /// Reduces some axes of a term's node; letters whose axis is summed away are bound.
  private mutating func reduce(
    _ name: String, _ term: Term, axes: [Int], at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    let shape = scope.program.shape(term.node)
    let all = Array(0..<shape.rank)
    let kept = all.filter { !axes.contains($0) }
    let letters = term.letters.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
    let count = axes.reduce(1) { $0 * shape.axes[$1] }
    switch name {
    case "argmax":
      guard axes.count == 1 else {
        throw Diagnostic(
          .wrongArguments, "argmax of a \(shapeText(shape.axes)) quantity must name one axis",
          hint: "Write argmax(k, z[k]) or argmax(z, axis = 2).", at: span(id))
      }
      return Term(try placeOfLargest(term.node, axis: axes[0], at: id), letters: letters)
    case "sum", "mean":
      guard let total = scope.program.arrangement(term.node, from: all, to: kept, at: span(id)) else {
        throw tooLarge(id)
      }
      guard name == "mean" else { return Term(total, letters: letters, split: term.split) }
      guard count > 0 else { throw Diagnostic(.wrongShape, "a mean of no entries", at: span(id)) }
      let divisor = scope.program.constant(Rational(count), scope.program.shape(total))
      return Term(scope.program.quotient(total, divisor, at: span(id)), letters: letters, split: term.split)
    case "softmax":
      let exponentials = scope.program.function(.exp, term.node, at: span(id))
      var sizes: [Int: Int] = [:]
      for axis in axes { sizes[axis] = shape.axes[axis] }
      guard let total = scope.program.arrangement(exponentials, from: all, to: kept, at: span(id)),
        let wide = scope.program.arrangement(total, from: kept, to: all, sizes: sizes, at: span(id))
      else { throw tooLarge(id) }
      return Term(scope.program.quotient(exponentials, wide, at: span(id)), letters: term.letters)
    default:
      return Term(try extreme(name, term.node, axes: axes, at: id), letters: letters)
    }
  }

  /// The largest or smallest entry along some axes.
  private mutating func extreme(
    _ name: String, _ node: Program.ID, axes: [Int], at id: Tree.NodeID
  ) throws(Diagnostic) -> Program.ID {
    var result = node
    for axis in axes.sorted(by: >) {
      let parts = try parts(of: result, along: axis, name, at: id)
      result = parts.dropFirst().reduce(parts[0]) { larger(name, $0, $1, at: id) }
    }
    return result
  }

  /// The place of the largest entry along an axis, from 1; of several the first, as NumPy has it.
  private mutating func placeOfLargest(
    _ node: Program.ID, axis: Int, at id: Tree.NodeID
  ) throws(Diagnostic) -> Program.ID {
    let parts = try parts(of: node, along: axis, "argmax", at: id)
    let shape = scope.program.shape(parts[0])
    var best = parts[0]
    var place = scope.program.constant(.one, shape)
    for (number, part) in parts.enumerated().dropFirst() {
      let isLarger = scope.program.indicator(.greater, part, best, at: span(id))
      let here = scope.program.constant(Rational(number + 1), shape)
      let step = scope.program.product(isLarger, scope.program.difference(here, place), at: span(id))
      place = scope.program.sum(place, step, at: span(id))
      if number < parts.count - 1 { best = larger("max", best, part, at: id) }
    }
    return place
  }

  /// The parts of a node along an axis, at least one.
  private mutating func parts(
    of node: Program.ID, along axis: Int, _ name: String, at id: Tree.NodeID
  ) throws(Diagnostic) -> [Program.ID] {
    let shape = scope.program.shape(node)
    let size = shape.axes[axis]
    guard size > 0, size <= Compiler.partLimit else {
      throw Diagnostic(
        .tooLarge, "`\(name)` over \(size) entries (the limit is \(Compiler.partLimit))", at: span(id))
    }
    return (0..<size).map { position in
      var fixed = [Int?](repeating: nil, count: shape.rank)
      fixed[axis] = position
      return scope.program.entry(node, at: fixed)
    }
  }

  /// How many parts an axis may be taken apart into.
  static let partLimit = 4096

  private mutating func larger(
    _ name: String, _ a: Program.ID, _ b: Program.ID, at id: Tree.NodeID
  ) -> Program.ID {
    guard name == "min" else { return scope.program.maximum(a, b, at: span(id)) }
    let negated = scope.program.maximum(scope.program.negation(a), scope.program.negation(b), at: span(id))
    return scope.program.negation(negated, at: span(id))
  }

  /// Whether a name stands in an index, or in a bracket that compares indices, somewhere in a formula.
  private func indexes(_ name: String, in formula: Tree.NodeID) -> Bool {
    var open: [(id: Tree.NodeID, isIndex: Bool)] = [(formula, false)]
    while let (id, isIndex) = open.popLast() {
      if isIndex, case .name(name) = tree[id].kind { return true }
      for (place, child) in tree.children(of: id).enumerated() {
        switch tree[id].kind {
        case .index: open.append((child, isIndex || place > 0))
        case .iverson: open.append((child, true))
        default: open.append((child, isIndex))
        }
      }
    }
    return false
  }

  private func keyword(_ id: Tree.NodeID) -> String? {
    if case .keyword(let name) = tree[id].kind { name } else { nil }
  }

  private mutating func axis(
    _ id: Tree.NodeID, of own: [Int], function: String
  ) throws(Diagnostic) -> Int {
    guard keyword(id) == "axis" else {
      throw Diagnostic(
        .wrongArguments, "the second argument of `\(function)` is the axis",
        hint: "Write \(function)(x, axis = 1).", at: span(id))
    }
    let value = try compile(children(id)[0])
    guard value.letters.isEmpty, let number = constantValue(value.node), number.isInteger,
      let axis = number.numerator.asInt, (1...max(own.count, 1)).contains(axis), axis <= own.count
    else {
      throw Diagnostic(
        .wrongArguments, "there is no such axis: \(shapeText(own)) has axes 1…\(own.count)",
        hint: "Axes are counted from 1.", at: span(id))
    }
    return axis - 1
  }
}
