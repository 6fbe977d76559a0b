import Language
import Numbers

/// What mistakes about many examples, classes and paths make of a formula.
extension Rewriter {
  // MARK: Softmax

  /// Shares that are shares along another axis: over the batch instead of the classes.
  mutating func otherAxis(_ id: Tree.NodeID, _ root: Tree.NodeID) -> [Tree.NodeID] {
    let parts = Array(tree.children(of: id))
    switch tree[id].kind {
    case .apply("softmax", primes: 0):
      guard parts.count == 2 else { return [] }
      if case .keyword("axis") = tree[parts[1]].kind,
        let axis = tree.children(of: parts[1]).first, case .number(let number) = tree[axis].kind
      {
        let other = make(.keyword("axis"), [self.number(number.value == 2 ? 1 : 2, like: axis)], like: axis)
        return [make(tree[id].kind, [parts[0], other], like: id)]
      }
      guard case .name(let letter) = tree[parts[0]].kind,
        let other = letters(in: parts[1]).first(where: { $0 != letter })
      else { return [] }
      return [make(tree[id].kind, [name(other, like: id), parts[1]], like: id)]
    case .divide:
      guard case .apply("sum", primes: 0) = tree[parts[1]].kind else { return [] }
      let sum = Array(tree.children(of: parts[1]))
      guard sum.count == 2, case .name(let letter) = tree[sum[0]].kind else { return [] }
      let (above, below) = (letters(in: parts[0]), letters(in: sum[1]))
      guard above.count == 2, below.count == 2, let axis = below.firstIndex(of: letter),
        below[1 - axis] == above[1 - axis]
      else { return [] }
      // sum(j, e^z[n,j]) for p[n,k] becomes sum(m, e^z[m,k]).
      let fresh = ["m", "r", "s", "t"].first { !above.contains($0) && !below.contains($0) } ?? "u"
      let moved = substituting(sum[1], above[1 - axis]) { $0.name(fresh, like: $1) }
      let body = substituting(moved, letter) { $0.name(above[axis], like: $1) }
      let other = make(tree[parts[1]].kind, [name(fresh, like: id), body], like: id)
      return [make(.divide, [parts[0], other], like: id)]
    default: return []
    }
  }

  /// `dL/dp p (1 - p)` for a softmax, where every share hears of every other sum too.
  mutating func jacobianDiagonal(_ left: Tree.NodeID) -> [Tree.NodeID] {
    let parts = Array(tree.children(of: left))
    if let name = tree.baseName(left), let net = roles.net(ofDelta: name),
      let activation = roles.activation(ofNet: net), activation.function == "softmax", let loss = roles.loss
    {
      let like = if case .derivative = tree[left].kind, parts.count == 2 { parts[1] } else { left }
      let share = renamed(like, activation.name)
      let outer = make(.derivative(latin: true), [self.name(loss, like: left), share], like: left)
      return [product([outer, share, complement(share)], like: left)]
    }
    guard case .derivative = tree[left].kind, parts.count == 2,
      let top = tree.baseName(parts[0]), let activation = roles.activation(top),
      activation.function == "softmax", tree.baseName(parts[1]) == activation.net,
      let i = tree.children(of: parts[0]).last, let k = tree.children(of: parts[1]).last,
      case .index = tree[parts[0]].kind, case .index = tree[parts[1]].kind
    else { return [] }
    let same = make(.iverson(.equal), [i, k], like: left)
    return [product([same, parts[0], complement(parts[0])], like: left)]
  }

  // MARK: Paths

  /// `[W | b]^T delta`: the biases taken for one more column of the weights that an error comes back through.
  mutating func biasInSum(_ id: Tree.NodeID) -> [Tree.NodeID] {
    let parts = Array(tree.children(of: id))
    switch tree[id].kind {
    case .matrixProduct:
      guard case .transpose = tree[parts[0]].kind, let weight = tree.children(of: parts[0]).first,
        net(ofDelta: parts[1]) != nil
      else { return [] }
      return biases(besides: weight).map { bias in
        make(.add, [id, make(.matrixProduct, [bias, parts[1]], like: id)], like: id)
      }
    case .multiply:
      let factors = factors(id)
      guard let weight = factors.first(where: isWeight),
        let delta = factors.first(where: { net(ofDelta: $0) != nil })
      else { return [] }
      return biases(besides: weight).map { bias in
        let both = make(.add, [weight, renamed(delta, text(bias))], like: id)
        return product(factors.map { $0 == weight ? both : $0 }, like: id)
      }
    default: return []
    }
  }

  /// The biases of the units that a weight leads to.
  private mutating func biases(besides weight: Tree.NodeID) -> [Tree.NodeID] {
    guard let name = tree.baseName(weight) else { return [] }
    return roles.nets.filter { $0.weights.contains(name) }.flatMap(\.biases).map {
      self.name($0, like: weight)
    }
  }

  /// Each of the paths that meet in a sum, alone.
  mutating func paths(_ root: Tree.NodeID) -> [Tree.NodeID] {
    guard case .add = tree[root].kind else { return [] }
    let paths = tree.summands(root)
    let arePaths = paths.allSatisfy { path in
      switch tree[path].kind {
      case .multiply, .derivative, .matrixProduct, .apply("sum", _), .apply("outer", _): true
      default: net(ofDelta: path) != nil
      }
    }
    return arePaths ? paths : []
  }

  // MARK: Means

  /// The product of the means for the mean of the products.
  mutating func meansOfFactors(_ id: Tree.NodeID) -> [Tree.NodeID] {
    let parts = Array(tree.children(of: id))
    guard case .apply(let name, primes: 0) = tree[id].kind, name == "mean" || name == "sum",
      parts.count == 2, case .name(let letter) = tree[parts[0]].kind
    else { return [] }
    let factors = factors(parts[1])
    return (1..<max(factors.count, 1)).compactMap { split in
      let first = product(Array(factors[..<split]), like: id)
      let second = product(Array(factors[split...]), like: id)
      guard [first, second].allSatisfy({ letters(in: $0).contains(letter) }) else { return nil }
      let a = make(.apply(name, primes: 0), [parts[0], first], like: id)
      let b = make(.apply("mean", primes: 0), [parts[0], second], like: id)
      return product([a, b], like: id)
    }
  }

  /// A mean over one less or one more than there are.
  mutating func divisors(_ id: Tree.NodeID, _ difference: Int) -> [Tree.NodeID] {
    let parts = Array(tree.children(of: id))
    switch tree[id].kind {
    case .apply("mean", primes: 0):
      guard parts.count == 2, case .name(let letter) = tree[parts[0]].kind,
        let count = range(of: letter, in: parts[1]), count + difference > 0
      else { return [] }
      let sum = make(.apply("sum", primes: 0), parts, like: id)
      return [make(.divide, [sum, number(count + difference, like: id)], like: id)]
    case .divide:
      switch tree[parts[1]].kind {
      case .number(let numeral):
        // A 2 is more often the half of a square than a number of examples.
        guard let count = numeral.value.asInt, count > 2 else { return [] }
        return [make(.divide, [parts[0], number(count + difference, like: id)], like: id)]
      case .apply("length", _):
        let kind: Tree.Kind = difference < 0 ? .subtract : .add
        let other = make(kind, [parts[1], number(abs(difference), like: id)], like: id)
        return [make(.divide, [parts[0], other], like: id)]
      default: return []
      }
    default: return []
    }
  }

  /// The share of those that are, divided by those that are not.
  mutating func odds(_ id: Tree.NodeID) -> [Tree.NodeID] {
    let parts = Array(tree.children(of: id))
    switch tree[id].kind {
    case .apply("mean", primes: 0):
      let isCount = tree.all(in: id).contains { if case .iverson = tree[$0].kind { true } else { false } }
      return isCount ? [make(.divide, [id, complement(id)], like: id)] : []
    case .divide:
      guard tree.baseName(parts[0]).flatMap({ shapes[$0] }) == [] else { return [] }
      switch tree[parts[1]].kind {
      case .name, .apply("length", _):
        return [make(.divide, [parts[0], make(.subtract, [parts[1], parts[0]], like: id)], like: id)]
      default: return []
      }
    default: return []
    }
  }

  // MARK: Gradient checks

  /// `(f(w + h) - f(w))/h` for `(f(w + h) - f(w - h))/(2h)`.
  mutating func oneSided(_ id: Tree.NodeID) -> [Tree.NodeID] {
    let parts = Array(tree.children(of: id))
    guard case .divide = tree[id].kind, case .subtract = tree[parts[0]].kind else { return [] }
    let divisors = factors(parts[1])
    guard divisors.count == 2, case .number(let two) = tree[divisors[0]].kind, two.value == 2 else {
      return []
    }
    let sides = Array(tree.children(of: parts[0]))
    for back in tree.all(in: sides[1]) {
      let operands = Array(tree.children(of: back))
      guard case .subtract = tree[back].kind, text(operands[1]) == text(divisors[1]) else { continue }
      let here = replacing(sides[1], back, with: operands[0])
      let difference = make(.subtract, [sides[0], here], like: id)
      return [make(.divide, [difference, divisors[1]], like: id)]
    }
    return []
  }

  /// The absolute error for the relative one.
  mutating func withoutDivisor(_ id: Tree.NodeID) -> [Tree.NodeID] {
    guard case .divide = tree[id].kind, let above = tree.children(of: id).first else { return [] }
    switch tree[above].kind {
    case .absolute, .apply("abs", _): return [above]
    default: return []
    }
  }
}
