extension Program {
  /// The part of a program that some nodes are computed from, on its own.
  ///
  /// - Returns: the smaller program, and the targets' places in it.
  public func slice(of targets: [ID]) -> (program: Program, targets: [ID]) {
    let needed = needed(for: targets)
    var places = [Int32](repeating: 0, count: (targets.max().map { Int($0.position) } ?? -1) + 1)
    for (place, id) in needed.enumerated() { places[Int(id.position)] = Int32(truncatingIfNeeded: place) }
    func renamed(_ id: ID) -> ID { ID(Int(places[Int(id.position)])) }
    let nodes = needed.map { id in
      Node(operation: self[id].operation.renamed(renamed), shape: self[id].shape, origin: self[id].origin)
    }
    return (Program(distinct: nodes), targets.map(renamed))
  }

  /// The given quantities of a program, in order.
  public var givens: [(name: String, id: ID)] {
    nodes.enumerated().compactMap { position, node in
      if case .given(let name) = node.operation { (name, ID(position)) } else { nil }
    }
  }
}

extension Operation {
  /// The same operation on other nodes.
  func renamed(_ rename: (Program.ID) -> Program.ID) -> Operation {
    switch self {
    case .given, .constant, .counting, .identity: self
    case .defined(let name, let a): .defined(name, rename(a))
    case .sum(let a, let b): .sum(rename(a), rename(b))
    case .difference(let a, let b): .difference(rename(a), rename(b))
    case .product(let a, let b): .product(rename(a), rename(b))
    case .quotient(let a, let b): .quotient(rename(a), rename(b))
    case .negation(let a): .negation(rename(a))
    case .power(let a, let exponent): .power(rename(a), exponent)
    case .function(let function, let a): .function(function, rename(a))
    case .maximum(let a, let b): .maximum(rename(a), rename(b))
    case .indicator(let relation, let a, let b): .indicator(relation, rename(a), rename(b))
    case .arrangement(let a, let from, let to): .arrangement(rename(a), from: from, to: to)
    case .contraction(let a, let aLabels, let b, let bLabels, let to):
      .contraction(rename(a), aLabels, rename(b), bLabels, to: to)
    case .stack(let elements): .stack(elements.map(rename))
    case .entry(let a, let positions): .entry(rename(a), at: positions)
    case .placed(let a, let positions): .placed(rename(a), at: positions)
    }
  }
}
