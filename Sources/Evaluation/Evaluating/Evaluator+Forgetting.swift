/// Using one evaluator for many readings of the same few nodes.
extension Evaluator {
  /// Drops the values of some nodes, so that they can be computed from other ones.
  @inlinable public mutating func forget(_ nodes: [Program.ID]) {
    for node in nodes { values[Int(node.position)] = nil }
  }
}
