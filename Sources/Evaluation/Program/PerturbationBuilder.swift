/// How a quantity changes with the entries of the source.
struct Change {
  /// The tensor of changes, and what each of its axes is: a lane, or `lanes` + n for axis n of the quantity. An axis
  /// that is missing makes no difference.
  var node: Program.ID
  var labels: [Int]
  /// For each axis of the quantity the lane whose position it has; nil where all positions are reached.
  var places: [Int?]
}

/// Adds the changes of one quantity after the other to a program.
struct PerturbationBuilder {
  var program: Program
  let step: Program.ID
  /// The source's axes, each of them a lane.
  let lanes: Shape
  let source: Program.ID
  var changes: [Program.ID: Change] = [:]

  init(_ program: Program, _ source: Program.ID) {
    self.program = program
    self.source = source
    lanes = program.shape(source)
    step = self.program.given("the step of a difference", .scalar)
  }

  /// - Returns: whether the changes of a node are not too large.
  mutating func perturb(_ id: Program.ID) -> Bool {
    changes[id] =
      id == source ? Change(node: step, labels: [], places: lanes.axes.indices.map { $0 }) : change(of: id)
    return changes[id] != nil
  }

  /// The changes of a node with all lanes and all of its own axes.
  mutating func result(_ target: Program.ID) -> Program.ID? {
    let shape = program.shape(target)
    guard let all = Shape(lanes.axes + shape.axes) else { return nil }
    guard let change = changes[target] else { return program.constant(.zero, all) }
    guard let free = expanded(change, shape) else { return nil }
    return arranged(free, to: Array(0..<lanes.rank + shape.rank), shape)
  }
}
