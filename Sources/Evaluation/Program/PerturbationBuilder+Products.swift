// Products, whose changes are products again.

extension PerturbationBuilder {
  /// Δ(a·b) = Δa·b + a·Δb + Δa·Δb, each summed over what the product is summed over.
  mutating func product(
    _ shape: Shape, _ a: Program.ID, _ aLabels: [Int], _ b: Program.ID, _ bLabels: [Int], to: [Int]
  ) -> Change? {
    let (aShape, bShape) = (program.shape(a), program.shape(b))
    let left = changes[a].map { Factor($0, aLabels, aShape) }
    let right = changes[b].map { Factor($0, bLabels, bShape) }
    var terms: [Change?] = []
    if let left {
      guard let term = linear(left, Factor(unchanged: b, bLabels, bShape, lanes.rank), to: to, shape) else {
        return nil
      }
      terms.append(term)
    }
    if let right {
      guard let term = linear(right, Factor(unchanged: a, aLabels, aShape, lanes.rank), to: to, shape) else {
        return nil
      }
      terms.append(term)
    }
    if let left, let right {
      guard let term = linear(left, right, to: to, shape) else { return nil }
      terms.append(term)
    }
    return total(terms, shape)
  }

  /// One factor of a term, with the label that the operation gives to each of its axes.
  struct Factor {
    var change: Change
    let axes: [Int]
    let shape: Shape

    init(_ change: Change, _ axes: [Int], _ shape: Shape) {
      (self.change, self.axes, self.shape) = (change, axes, shape)
    }

    /// The value itself.
    init(unchanged id: Program.ID, _ axes: [Int], _ shape: Shape, _ lanes: Int) {
      let places = [Int?](repeating: nil, count: shape.rank)
      change = Change(node: id, labels: places.indices.map { lanes + $0 }, places: places)
      (self.axes, self.shape) = (axes, shape)
    }

    /// The labels of the tensor, the operation's own ones behind the lanes.
    func labels(_ code: (Int) -> Int, lanes: Int) -> [Int] {
      change.labels.map { $0 < lanes ? $0 : code(axes[$0 - lanes]) }
    }
  }

  /// Sums of the products of one or two factors: axes with one label move together, and with the lane that one of
  /// them has.
  mutating func linear(_ first: Factor, _ second: Factor?, to: [Int], _ shape: Shape) -> Change? {
    var factors = [first] + (second.map { [$0] } ?? [])
    var laneOf: [Int: Int] = [:]
    for place in factors.indices {
      for (axis, label) in factors[place].axes.enumerated() {
        guard let lane = factors[place].change.places[axis] else { continue }
        if laneOf[label] == nil || laneOf[label] == lane {
          laneOf[label] = lane
        } else {
          // Two lanes: this axis is taken as a whole instead.
          guard let free = expanded(factors[place].change, factors[place].shape, where: { $0 == axis }) else {
            return nil
          }
          factors[place].change = free
        }
      }
    }
    let count = lanes.rank
    func code(_ label: Int) -> Int { laneOf[label] ?? count + label }
    // What is summed over has to be there.
    for place in factors.indices {
      let known = Set(factors.flatMap { $0.labels(code, lanes: count) })
      let factor = factors[place]
      for (axis, label) in factor.axes.enumerated()
      where !to.contains(label) && laneOf[label] == nil && !known.contains(code(label)) {
        let labels = factors[place].change.labels + [count + axis]
        guard let node = arranged(factors[place].change, to: labels, factor.shape) else { return nil }
        factors[place].change = Change(node: node, labels: labels, places: factor.change.places)
      }
    }
    let inner = factors.map { $0.labels(code, lanes: count) }
    let present = Set(inner.joined())
    let kept = to.enumerated().filter { present.contains(code($0.element)) && laneOf[$0.element] == nil }
    let lanes = present.filter { $0 < count }.sorted()
    let out = lanes + kept.map { code($0.element) }
    let node =
      factors.count == 2
      ? program.contraction(factors[0].change.node, inner[0], factors[1].change.node, inner[1], to: out)
      : program.arrangement(factors[0].change.node, from: inner[0], to: out)
    return node.map {
      Change(node: $0, labels: lanes + kept.map { count + $0.offset }, places: to.map { laneOf[$0] })
    }
  }
}
