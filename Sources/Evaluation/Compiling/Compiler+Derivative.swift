import Language

/// `dE/dw`, `∂E/∂w[k,i]`, `d(expression)/dx`.
extension Compiler {
  mutating func derivative(
    _ numerator: Tree.NodeID, _ denominator: Tree.NodeID, latin: Bool, at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    if latin, let quotient = try plainQuotient(numerator, denominator, at: id) { return quotient }
    let (top, topIndices) = split(numerator)
    let (bottom, bottomIndices) = split(denominator)
    for part in [top, bottom] {
      if case .step = tree[part].kind {
        throw Diagnostic(
          .notDifferentiable, "a value recorded in an earlier pass is a number, and depends on nothing",
          hint: "Name the pass behind the derivative: (dE/dw){0}.", at: span(part))
      }
    }
    let target = try compile(top)
    let source = try differentiated(bottom, in: target)
    guard let node = scope.program.derivative(of: target.node, by: source.node) else { throw tooLarge(id) }
    let use = DerivativeUse(node: node, target: target.node, source: source.node, span: span(id))
    if !scope.derivatives.contains(where: { $0.node == node }) { scope.derivatives.append(use) }
    let numeratorRank = ownShape(target).count
    var result = Term(node, letters: target.letters, split: numeratorRank)
    guard !topIndices.isEmpty || !bottomIndices.isEmpty else { return result }
    let sourceRank = ownShape(source).count
    guard topIndices.count <= numeratorRank, bottomIndices.count <= sourceRank else {
      let tooMany = topIndices.count > numeratorRank ? top : bottom
      throw Diagnostic(
        .indexOutOfRange,
        "`\(tree.source.text(span(tooMany)))` has fewer axes than it has indices here", at: span(id))
    }
    if !topIndices.isEmpty { result = try indexed(result, topIndices, of: top, at: id) }
    let rest = numeratorRank - topIndices.count
    if !bottomIndices.isEmpty {
      // The denominator's axes come forward, are indexed, and what is left of the numerator's goes in front again.
      result = try movedBehind(result, rest, at: id)
      result = try indexed(result, bottomIndices, of: bottom, at: id)
      result = try movedBehind(result, sourceRank - bottomIndices.count, at: id)
    }
    result.split = ownShape(result).isEmpty ? nil : rest
    return result
  }

  /// `dE/dw` where both `dE` and `dw` are defined names: an ordinary quotient.
  private mutating func plainQuotient(
    _ numerator: Tree.NodeID, _ denominator: Tree.NodeID, at id: Tree.NodeID
  ) throws(Diagnostic) -> Term? {
    let (top, topIndices) = split(numerator)
    let (bottom, bottomIndices) = split(denominator)
    guard case .name(let topName) = tree[top].kind, case .name(let bottomName) = tree[bottom].kind,
      case .quantity(var left)? = resolve("d" + topName)?.meaning,
      case .quantity(var right)? = resolve("d" + bottomName)?.meaning
    else { return nil }
    if !topIndices.isEmpty { left = try indexed(left, topIndices, of: top, at: id) }
    if !bottomIndices.isEmpty { right = try indexed(right, bottomIndices, of: bottom, at: id) }
    return try elementwise(.divide, left, right, at: id)
  }

  /// A numerator or denominator without its indices.
  private func split(_ id: Tree.NodeID) -> (Tree.NodeID, [Tree.NodeID]) {
    guard case .index = tree[id].kind else { return (id, []) }
    let parts = children(id)
    return (parts[0], Array(parts.dropFirst()))
  }

  /// What is differentiated by: in a pass that has replaced a given quantity, its new value if the numerator
  /// is computed from that, else its value at the top of the pass.
  private mutating func differentiated(
    _ id: Tree.NodeID, in target: Term
  ) throws(Diagnostic) -> Term {
    if case .name(let name) = tree[id].kind, let (found, meaning) = resolve(name) {
      if let replaced = scope.current[found], !scope.program.depends(target.node, on: replaced.node),
        case .quantity(let original) = scope.names[found]
      {
        return original
      }
      if case .bundle = meaning {
        throw Diagnostic(
          .notDifferentiable, "a derivative by a bundle stands only in an update of that bundle",
          hint: "Write theta <- theta - eta * dE/dtheta.", at: span(id))
      }
    }
    let term = try compile(id)
    guard term.letters.isEmpty else {
      throw Diagnostic(
        .notDifferentiable, "differentiate by a whole quantity and index the derivative",
        hint: "Write dE/dw[k,i] with a plain name w.", at: span(id))
    }
    return term
  }

  /// The first `count` own axes moved behind the others.
  private mutating func movedBehind(
    _ term: Term, _ count: Int, at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    let letters = term.letters.count
    let rank = scope.program.shape(term.node).rank
    let own = Array(letters..<max(rank, letters))
    let to = Array(0..<letters) + own.dropFirst(count) + own.prefix(count)
    guard
      let node = scope.program.arrangement(term.node, from: Array(0..<rank), to: to, at: span(id))
    else { throw tooLarge(id) }
    return Term(node, letters: term.letters, split: term.split)
  }
}
