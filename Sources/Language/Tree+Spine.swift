extension Tree.Kind {
  /// `+ - * / @`: operations whose left operand may be a long run of the same (a sum of 10⁵ terms).
  @inlinable public var isLeftAssociative: Bool {
    switch self {
    case .add, .subtract, .multiply, .divide, .matrixProduct: true
    default: false
    }
  }
}

extension Tree {
  /// A left-associative operation, its left operand, that one's left operand, … down to the first operand that
  /// is none; just the node itself where it is none. Only nesting elsewhere is limited, so readers walk this
  /// run in a loop.
  public func leftSpine(of id: NodeID) -> [NodeID] {
    var spine = [id]
    var last = id
    while self[last].kind.isLeftAssociative, let left = children(of: last).first {
      spine.append(left)
      last = left
    }
    return spine
  }

  /// Whether any node under a formula, itself included, is of a kind.
  public func contains(_ id: NodeID, where matches: (Kind) -> Bool) -> Bool {
    var pending = [id]
    while let next = pending.popLast() {
      if matches(self[next].kind) { return true }
      pending += children(of: next)
    }
    return false
  }
}
