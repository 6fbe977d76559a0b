extension Program {
  /// The quantities that need a value before anything can be computed.
  public var givens: [(name: String, node: ID)] {
    nodes.enumerated().compactMap { position, node in
      if case .given(let name) = node.operation { (name, ID(position)) } else { nil }
    }
  }
}
