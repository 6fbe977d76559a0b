// Lanes and axes: how changes of several quantities are brought together.

extension PerturbationBuilder {
  /// The changes together, nil among them standing for none.
  mutating func total(_ changes: [Change?], _ shape: Shape) -> Change? {
    guard let agreed = agreed(changes.compactMap(\.self), shape) else { return nil }
    if agreed.count == 1 { return agreed[0] }
    let present = Set(agreed.flatMap(\.labels)).sorted()
    var result: Program.ID?
    for change in agreed {
      guard let part = arranged(change, to: present, shape) else { return nil }
      result = result.map { program.sum($0, part) } ?? part
    }
    return result.map { Change(node: $0, labels: present, places: agreed[0].places) }
  }

  /// The same changes with the same lanes in the same places.
  mutating func agreed(_ changes: [Change], _ shape: Shape) -> [Change]? {
    guard let first = changes.first else { return nil }
    let differing = Set(
      first.places.indices.filter { axis in changes.contains { $0.places[axis] != first.places[axis] } })
    var result: [Change] = []
    for change in changes {
      guard let change = expanded(change, shape, where: differing.contains) else { return nil }
      result.append(change)
    }
    return result
  }

  /// The lanes that changes depend on, and all axes that are reached as a whole.
  func labels(of changes: [Change], _ places: [Int?]) -> [Int] {
    let free = places.indices.filter { places[$0] == nil }.map { lanes.rank + $0 }
    let used = Set(changes.flatMap(\.labels).filter { $0 < lanes.rank } + places.compactMap(\.self))
    return used.sorted() + free
  }

  /// Some axes that have a lane's position taken as a whole: zero everywhere else.
  mutating func expanded(
    _ change: Change, _ shape: Shape, where isWanted: (Int) -> Bool = { _ in true }
  ) -> Change? {
    var change = change
    for (axis, place) in change.places.enumerated() {
      guard let lane = place, isWanted(axis) else { continue }
      let label = lanes.rank + axis
      let labels = change.labels + [lane, label].filter { !change.labels.contains($0) }
      guard let side = Shape([shape.axes[axis]]), let delta = program.identity(side),
        let node = program.contraction(change.node, change.labels, delta, [lane, label], to: labels)
      else { return nil }
      change.node = node
      change.labels = labels
      change.places[axis] = nil
    }
    return change
  }

  mutating func arranged(_ change: Change, to labels: [Int], _ shape: Shape) -> Program.ID? {
    program.arrangement(change.node, from: change.labels, to: labels, sizes: sizes(shape))
  }

  /// The old value at the places of the changes.
  mutating func old(
    _ id: Program.ID, at places: [Int?], _ labels: [Int], _ shape: Shape
  ) -> Program.ID? {
    let from = places.enumerated().map { $0.element ?? lanes.rank + $0.offset }
    return program.arrangement(id, from: from, to: labels, sizes: sizes(shape))
  }

  func sizes(_ shape: Shape) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: (lanes.axes + shape.axes).enumerated().map { ($0, $1) })
  }
}
