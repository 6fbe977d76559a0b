import Language
import Numbers

/// Makes new formulas out of parts of old ones: nodes are only ever added to the tree.
struct Rewriter {
  var tree: Tree
  let roles: Roles
  /// The axes of every name.
  let shapes: [String: [Int]]

  // MARK: Building

  mutating func make(_ kind: Tree.Kind, _ children: [Tree.NodeID], like id: Tree.NodeID) -> Tree.NodeID {
    tree.append(kind, children, at: tree[id].span)
  }

  mutating func name(_ name: String, like id: Tree.NodeID) -> Tree.NodeID { make(.name(name), [], like: id) }

  mutating func number(_ value: Int, like id: Tree.NodeID) -> Tree.NodeID {
    guard let numeral = try? Numeral(parsing: String(value)) else { return id }
    return make(.number(numeral), [], like: id)
  }

  mutating func product(_ factors: [Tree.NodeID], like id: Tree.NodeID) -> Tree.NodeID {
    guard let first = factors.first else { return number(1, like: id) }
    return factors.dropFirst().reduce(first) { make(.multiply, [$0, $1], like: id) }
  }

  /// 1 − x.
  mutating func complement(_ id: Tree.NodeID) -> Tree.NodeID {
    make(.subtract, [number(1, like: id), id], like: id)
  }

  /// The same entry of another quantity: `z1[k]` of `a1[k]`.
  mutating func renamed(_ id: Tree.NodeID, _ other: String) -> Tree.NodeID {
    guard case .index = tree[id].kind else { return name(other, like: id) }
    let base = name(other, like: id)
    return make(.index, [base] + tree.children(of: id).dropFirst(), like: id)
  }

  /// A formula with one of its parts replaced.
  mutating func replacing(_ root: Tree.NodeID, _ part: Tree.NodeID, with new: Tree.NodeID) -> Tree.NodeID {
    if root == part { return new }
    // Children stand before their parents, so what stands before the part cannot hold it.
    guard part < root else { return root }
    let parts = Array(tree.children(of: root))
    var changed: [Tree.NodeID] = []
    for child in parts { changed.append(replacing(child, part, with: new)) }
    return changed == parts ? root : make(tree[root].kind, changed, like: root)
  }

  /// A formula with one name for another, or a number for an index letter.
  mutating func substituting(
    _ root: Tree.NodeID, _ name: String, _ new: (inout Rewriter, Tree.NodeID) -> Tree.NodeID
  ) -> Tree.NodeID {
    if case .name(name) = tree[root].kind { return new(&self, root) }
    let parts = Array(tree.children(of: root))
    var changed: [Tree.NodeID] = []
    for child in parts { changed.append(substituting(child, name, new)) }
    return changed == parts ? root : make(tree[root].kind, changed, like: root)
  }

  // MARK: Products

  /// The factors of a product, first to last; `a2(1 - a2)` has two.
  mutating func factors(_ id: Tree.NodeID) -> [Tree.NodeID] {
    switch tree[id].kind {
    case .multiply: return tree.children(of: id).flatMap { factors($0) }
    case .apply(let name, primes: 0) where roles.activation(name) != nil:
      return [self.name(name, like: id)] + tree.children(of: id)
    default: return [id]
    }
  }

  /// The places in a formula that are products, of one factor perhaps.
  mutating func products(in root: Tree.NodeID) -> [Tree.NodeID] {
    var result: [Tree.NodeID] = []
    var open = [(root, true)]
    while let (id, isPlace) = open.popLast() {
      let parts = Array(tree.children(of: id))
      switch tree[id].kind {
      case .multiply:
        result.append(id)
        open += factors(id).map { ($0, false) }
      case .add,
        .subtract where isPlace:
        open += parts.map { ($0, true) }
      case .negate: open += parts.map { ($0, isPlace) }
      case .divide: open += parts.prefix(1).map { ($0, true) }
      case .apply("sum", _), .apply("mean", _): open += parts.suffix(1).map { ($0, true) }
      default: if isPlace { result.append(id) }
      }
    }
    return result
  }

  // MARK: Slopes

  /// The slope of an activation among the factors of a product.
  struct FoundSlope {
    let places: Set<Int>
    let activation: Roles.Activation
    /// The activation as it is written there: `a1[k]`.
    let node: Tree.NodeID
  }

  mutating func slopes(_ factors: [Tree.NodeID]) -> [FoundSlope] {
    var result: [FoundSlope] = []
    for (place, factor) in factors.enumerated() {
      let parts = Array(tree.children(of: factor))
      switch tree[factor].kind {
      case .subtract:
        guard parts.count == 2, isOne(parts[0]) else { continue }
        if case .power = tree[parts[1]].kind, let base = tree.children(of: parts[1]).first,
          let activation = tree.baseName(base).flatMap({ roles.activation($0) })
        {
          result.append(FoundSlope(places: [place], activation: activation, node: base))
          continue
        }
        guard let activation = tree.baseName(parts[1]).flatMap({ roles.activation($0) }),
          let other = factors.firstIndex(where: { text($0) == text(parts[1]) })
        else { continue }
        result.append(FoundSlope(places: [place, other], activation: activation, node: parts[1]))
      case .apply(_, primes: 1), .apply("step", primes: 0):
        guard let argument = parts.first, let net = tree.baseName(argument),
          let activation = roles.activation(ofNet: net)
        else { continue }
        result.append(
          FoundSlope(places: [place], activation: activation, node: renamed(argument, activation.name)))
      case .derivative:
        guard parts.count == 2, let top = tree.baseName(parts[0]), let activation = roles.activation(top),
          activation.net == tree.baseName(parts[1])
        else { continue }
        result.append(FoundSlope(places: [place], activation: activation, node: parts[0]))
      default: continue
      }
    }
    return result
  }

  private func isOne(_ id: Tree.NodeID) -> Bool {
    if case .number(let numeral) = tree[id].kind { numeral.value == .one } else { false }
  }

  func text(_ id: Tree.NodeID) -> String { Printer(tree, ascii: true).text(id) }

  /// How far an index letter runs in a formula.
  func range(of letter: String, in root: Tree.NodeID) -> Int? {
    for id in tree.all(in: root) {
      guard case .index = tree[id].kind, let name = tree.baseName(id), let axes = shapes[name] else {
        continue
      }
      for (axis, index) in tree.children(of: id).dropFirst().enumerated() {
        if case .name(letter) = tree[index].kind, axis < axes.count { return axes[axis] }
      }
    }
    return nil
  }

  // MARK: What a factor is

  func isWeight(_ id: Tree.NodeID) -> Bool {
    if case .derivative = tree[id].kind {
      let parts = tree.children(of: id)
      guard let top = parts.first.flatMap(tree.baseName), let bottom = parts.last.flatMap(tree.baseName)
      else {
        return false
      }
      return roles.net(top)?.inputs.contains(bottom) ?? false
    }
    return tree.baseName(id).map(roles.isWeight) ?? false
  }

  func isInput(_ id: Tree.NodeID) -> Bool {
    if case .derivative = tree[id].kind {
      let parts = tree.children(of: id)
      guard let top = parts.first.flatMap(tree.baseName), let bottom = parts.last.flatMap(tree.baseName)
      else {
        return false
      }
      return roles.net(top)?.weights.contains(bottom) ?? false
    }
    return tree.baseName(id).map(roles.isInput) ?? false
  }

  func net(ofDelta id: Tree.NodeID) -> String? { tree.baseName(id).flatMap(roles.net(ofDelta:)) }

  /// `a2 - y` with the indices that `id` has.
  mutating func error(ofNet net: String, like id: Tree.NodeID) -> Tree.NodeID? {
    guard let activation = roles.activation(ofNet: net),
      let pair = roles.errors.first(where: { $0.output == activation.name })
    else { return nil }
    return make(.subtract, [renamed(id, pair.output), renamed(id, pair.target)], like: id)
  }

  /// `dE/da2` with the indices that `id` has: the error together with what the loss divides it by.
  mutating func slopeOfLoss(ofNet net: String, like id: Tree.NodeID) -> Tree.NodeID? {
    guard let activation = roles.activation(ofNet: net), let loss = roles.loss,
      roles.errors.contains(where: { $0.output == activation.name })
    else { return nil }
    return make(.derivative(latin: true), [name(loss, like: id), renamed(id, activation.name)], like: id)
  }
}
