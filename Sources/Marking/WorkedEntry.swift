import Evaluation
import Language
import Numbers

/// A rule worked on numbers: its formula with the numbers put in, for a vector or matrix at its first entry.
struct WorkedEntry {
  /// The key whose numbers are put in.
  let key: AnswerKey
  private var rewriter: Rewriter

  init(_ key: AnswerKey) {
    self.key = key
    rewriter = Rewriter(tree: key.tree, roles: key.roles, shapes: [:])
  }

  /// How many terms of a sum are written out.
  private static let termLimit = 4

  /// `δ1[1] = (0.2·0.3 + …)·0.6·(1 − 0.6) = 0.02`; nil where the formula has parts that have no entries here.
  mutating func text(of quantity: Int) -> String? {
    let own = key.quantities[quantity]
    for recipe in own.recipes {
      guard let formula = recipe.formula, !key.tree.isName(formula) else { continue }
      let index = own.shape.axes.map { _ in 1 }
      guard let entry = entry(of: formula, at: index, own.shape), let numbers = numbers(entry),
        let value = number(own, 0)
      else { continue }
      return "\(Printer.display(own.name(ofEntry: 0))) = \(numbers) = \(value)"
    }
    return nil
  }

  // MARK: One entry

  /// The letters that run over the quantity's own axes, in order of their first use as an index.
  private func letters(of formula: Tree.NodeID, bound: Set<String>) -> [String] {
    var result: [String] = []
    for letter in rewriter.letters(in: formula) where !bound.contains(letter) && !result.contains(letter) {
      result.append(letter)
    }
    return result
  }

  private mutating func entry(of formula: Tree.NodeID, at index: [Int], _ shape: Shape) -> Tree.NodeID? {
    var bound: Set<String> = []
    for id in rewriter.tree.all(in: formula) {
      if case .apply(let name, _) = rewriter.tree[id].kind, name == "sum" || name == "mean",
        let first = rewriter.tree.children(of: id).first, let letter = rewriter.tree.named(first)
      {
        bound.insert(letter)
      }
    }
    // Every free letter is 1: the first entry, whichever axis a letter runs over.
    var result = formula
    for letter in letters(of: formula, bound: bound) {
      result = rewriter.substituting(result, letter) { $0.number(1, like: $1) }
    }
    return expanded(result, at: index)
  }

  /// A formula's entry: sums written out, products of matrices as sums, names of arrays with the index.
  private mutating func expanded(_ id: Tree.NodeID, at index: [Int]) -> Tree.NodeID? {
    let parts = Array(rewriter.tree.children(of: id))
    switch rewriter.tree[id].kind {
    case .number: return id
    case .name(let name):
      let axes = axes(of: name)
      guard !axes.isEmpty else { return axes.isEmpty && isKnown(name) ? id : nil }
      guard axes.count <= index.count else { return nil }
      return indexed(id, Array(index.suffix(axes.count)))
    case .derivative:
      guard let name = rewriter.tree.named(id), let known = key[name] else { return nil }
      return known.shape.isScalar ? id : indexed(id, known.shape.axes.map { _ in 1 })
    case .index: return id
    case .apply("sum", primes: 0):
      guard parts.count == 2, let letter = rewriter.tree.named(parts[0]),
        let count = range(of: letter, in: parts[1]), 1...WorkedEntry.termLimit ~= count
      else { return nil }
      var terms: [Tree.NodeID] = []
      for number in 1...count {
        let term = rewriter.substituting(parts[1], letter) { $0.number(number, like: $1) }
        guard let term = expanded(term, at: index) else { return nil }
        terms.append(term)
      }
      return added(terms)
    case .apply("outer", primes: 0):
      guard parts.count == 2, let a = expanded(parts[0], at: [1]), let b = expanded(parts[1], at: [1]) else {
        return nil
      }
      return rewriter.product([a, b], like: id)
    case .matrixProduct: return contracted(id, parts, at: index)
    case .apply(_, primes: 0), .add, .subtract, .multiply, .divide, .negate, .power, .absolute:
      var changed: [Tree.NodeID] = []
      for part in parts {
        guard let part = expanded(part, at: index) else { return nil }
        changed.append(part)
      }
      return changed == parts ? id : rewriter.make(rewriter.tree[id].kind, changed, like: id)
    default: return nil
    }
  }

  /// A matrix, or its transpose, times a vector.
  private mutating func contracted(
    _ id: Tree.NodeID, _ parts: [Tree.NodeID], at index: [Int]
  ) -> Tree.NodeID? {
    var matrix = parts[0]
    let isTransposed = if case .transpose = rewriter.tree[matrix].kind { true } else { false }
    if isTransposed, let inner = rewriter.tree.children(of: matrix).first { matrix = inner }
    guard let name = rewriter.tree.named(matrix), let vector = rewriter.tree.named(parts[1]) else {
      return nil
    }
    let axes = axes(of: name)
    guard axes.count == 2, self.axes(of: vector).count == 1 else { return nil }
    let count = axes[isTransposed ? 0 : 1]
    guard 1...WorkedEntry.termLimit ~= count else { return nil }
    var terms: [Tree.NodeID] = []
    for number in 1...count {
      let place = isTransposed ? [number, 1] : [1, number]
      terms.append(
        rewriter.product([indexed(matrix, place), indexed(parts[1], [number])], like: id))
    }
    return added(terms)
  }

  private mutating func added(_ terms: [Tree.NodeID]) -> Tree.NodeID? {
    guard let first = terms.first else { return nil }
    return terms.dropFirst().reduce(first) { rewriter.make(.add, [$0, $1], like: $0) }
  }

  private mutating func indexed(_ id: Tree.NodeID, _ index: [Int]) -> Tree.NodeID {
    var parts = [id]
    for number in index { parts.append(rewriter.number(number, like: id)) }
    return rewriter.make(.index, parts, like: id)
  }

  private func range(of letter: String, in formula: Tree.NodeID) -> Int? {
    for id in rewriter.tree.all(in: formula) {
      guard case .index = rewriter.tree[id].kind, let name = rewriter.tree.baseName(id) else { continue }
      let axes = axes(of: name)
      for (axis, place) in rewriter.tree.children(of: id).dropFirst().enumerated() {
        if rewriter.tree.named(place) == letter, axes.indices.contains(axis) { return axes[axis] }
      }
    }
    return nil
  }

  // MARK: Numbers

  private func isKnown(_ name: String) -> Bool {
    key[name] != nil || key.lesson.derivation.givens.contains { $0.name == name }
  }

  private func axes(of name: String) -> [Int] {
    key[name]?.shape.axes
      ?? key.lesson.derivation.givens.first { $0.name == name }?.value.shape.axes ?? []
  }

  /// The formula with the key's numbers for its names; nil where one has none.
  private func numbers(_ formula: Tree.NodeID) -> String? {
    var isComplete = true
    let tree = rewriter.tree
    let text = Printer(tree) { id in
      let base: Tree.NodeID
      var index: [Int] = []
      switch tree[id].kind {
      case .name, .derivative: base = id
      case .index:
        let parts = Array(tree.children(of: id))
        base = parts[0]
        for part in parts.dropFirst() {
          guard case .number(let numeral) = tree[part].kind, let place = numeral.value.asInt else { break }
          index.append(place)
        }
      default: return nil
      }
      guard let name = tree.named(base), let number = number(name, index) else {
        isComplete = false
        return nil
      }
      return number
    }.text(formula)
    return isComplete ? text : nil
  }

  /// An entry of a quantity to three digits, or of a given as it is.
  private func number(_ name: String, _ index: [Int]) -> String? {
    let quantity = key[name]
    let given = key.lesson.derivation.givens.first { $0.name == name }
    guard let shape = quantity?.shape ?? given?.value.shape, index.count == shape.axes.count else {
      return nil
    }
    var place = 0
    for (axis, count) in shape.axes.enumerated() {
      guard 1...max(count, 1) ~= index[axis] else { return nil }
      place = place * count + index[axis] - 1
    }
    if let quantity { return number(quantity, place) }
    return given?.value.entries[place].exactDecimal
  }

  private func number(_ quantity: Quantity, _ place: Int) -> String? {
    guard quantity.truth.entries.indices.contains(place) else { return nil }
    return quantity.truth.entries[place].midpoint.decimal(significant: 3).text
  }
}
