import Evaluation
import Language
import Numbers

/// A formula with its numbers put in, as a person writes it in between: `0.6·0.9 − 0.3`.
struct Working {
  private let tree: Tree
  private let scope: Scope
  /// The evaluator at the state of the line; what it computes on the way is kept.
  private final class Store {
    var evaluator: Evaluator<CertifiedArithmetic>
    /// Whether some quantity had no number to stand for it.
    var isIncomplete = false
    var hasNumber = false
    init(_ evaluator: Evaluator<CertifiedArithmetic>) { self.evaluator = evaluator }
  }
  private let store: Store

  /// Significant digits of a computed number in a line of working.
  private static let digits = 6
  /// Longer lines are not shown.
  private static let lengthLimit = 72
  /// How many terms of a sum are written out.
  private static let termLimit = 4

  init(tree: Tree, scope: Scope, evaluator: Evaluator<CertifiedArithmetic>) {
    self.tree = tree
    self.scope = scope
    self.store = Store(evaluator)
  }

  /// - Parameter letters: what the free index letters stand for, from 1.
  /// - Returns: nil where some quantity is no single number, or the line would be no help.
  func text(_ formula: Tree.NodeID, letters: [String: Int] = [:]) -> String? {
    switch tree[formula].kind {
    case .number, .name, .derivative, .index: return nil
    default: break
    }
    store.isIncomplete = false
    store.hasNumber = false
    let text = written(formula, letters)
    guard store.hasNumber, !store.isIncomplete, text.count <= Working.lengthLimit else { return nil }
    return text
  }

  private func written(_ id: Tree.NodeID, _ letters: [String: Int]) -> String {
    Printer(tree) { standIn(for: $0, letters) }.text(id)
  }

  /// The number, or the text with numbers, that stands in for a node; nil where it is printed as it is.
  private func standIn(for id: Tree.NodeID, _ letters: [String: Int]) -> String? {
    let parts = Array(tree.children(of: id))
    switch tree[id].kind {
    case .name(let name):
      if let value = letters[name] { return String(value) }
      return number(scope.quantity(name)?.node, at: [])
    case .index:
      var position: [Int] = []
      for part in parts.dropFirst() {
        switch tree[part].kind {
        case .name(let name): if let value = letters[name] { position.append(value) }
        case .number(let numeral): if let value = numeral.value.asInt { position.append(value) }
        default: break
        }
      }
      guard position.count == parts.count - 1 else { return incomplete() }
      return number(base(parts[0]), at: position)
    case .derivative, .step: return number(scope.compiled[id], at: [])
    case .apply("sum", primes: 0): return sum(parts, letters)
    case .apply(let name, primes: 0) where Function.named(name) == nil:
      guard let value = number(scope.quantity(name)?.node, at: []), parts.count == 1 else {
        return incomplete()
      }
      return "\(value)·(\(written(parts[0], letters)))"
    case .apply(_, let primes) where primes > 0: return number(scope.compiled[id], at: [])
    case .apply(let name, _):
      return Function.named(name) == nil ? incomplete() : nil
    case .list, .tuple, .matrixProduct, .transpose, .keyword, .missing: return incomplete()
    default: return nil
    }
  }

  private func base(_ id: Tree.NodeID) -> Program.ID? {
    if case .name(let name) = tree[id].kind { return scope.quantity(name)?.node }
    return scope.compiled[id]
  }

  private func incomplete() -> String? {
    store.isIncomplete = true
    return "?"
  }

  /// `sum(i, …)` term by term.
  private func sum(_ parts: [Tree.NodeID], _ letters: [String: Int]) -> String? {
    guard parts.count == 2, case .name(let letter) = tree[parts[0]].kind,
      let count = range(of: letter, in: parts[1]), (1...Working.termLimit).contains(count)
    else { return incomplete() }
    let terms = (1...count).map { value in
      var inner = letters
      inner[letter] = value
      return written(parts[1], inner)
    }
    let joined = terms.dropFirst().reduce(terms[0]) { text, term in
      term.hasPrefix("−") ? "\(text) − \(term.dropFirst())" : "\(text) + \(term)"
    }
    return count > 1 ? "(\(joined))" : joined
  }

  /// How far a letter runs: the size of the first axis that it indexes.
  private func range(of letter: String, in id: Tree.NodeID) -> Int? {
    var pending = [id]
    while let next = pending.popLast() {
      let parts = Array(tree.children(of: next))
      if case .index = tree[next].kind, let node = base(parts[0]) {
        let axes = scope.program.shape(node).axes
        for (axis, part) in parts.dropFirst().enumerated() where axis < axes.count {
          if case .name(letter) = tree[part].kind { return axes[axis] }
        }
      }
      pending += parts
    }
    return nil
  }

  /// An entry's value: all digits where they are few, else rounded.
  private func number(_ node: Program.ID?, at index: [Int]) -> String? {
    guard let node, scope.program.shape(node).rank == index.count,
      let tensor = try? store.evaluator.value(of: node),
      zip(index, tensor.shape.axes).allSatisfy({ (1...max($1, 1)).contains($0) })
    else { return incomplete() }
    let place = zip(index, tensor.shape.strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
    guard tensor.entries.indices.contains(place) else { return incomplete() }
    store.hasNumber = true
    let value = tensor.entries[place]
    let rounded = value.midpoint.rounded(significant: Working.digits)
    let text = rounded.exactDecimal ?? rounded.decimal(significant: Working.digits).text
    return text
  }
}
