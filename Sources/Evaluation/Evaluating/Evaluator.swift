import Numbers

/// Reads a program in one arithmetic, each node at most once.
///
/// Values are kept, so asking for a gradient after the forward pass computes only what is new. A value can be
/// ``set(_:to:)`` for a given quantity, or for any node in order to ask "what if a2 were …".
public struct Evaluator<A: Arithmetic> {
  public let program: Program
  public let arithmetic: A
  @usableFromInline var values: [Tensor<A.Number>?]

  public init(_ program: Program, in arithmetic: A) {
    self.program = program
    self.arithmetic = arithmetic
    self.values = Array(repeating: nil, count: program.nodes.count)
  }

  /// Fixes the value of a node before anything that depends on it is asked for.
  @inlinable public mutating func set(_ id: Program.ID, to value: Tensor<A.Number>) {
    values[Int(id.position)] = value
  }

  /// Whether the node's value is there already.
  @inlinable public func isKnown(_ id: Program.ID) -> Bool { values[Int(id.position)] != nil }

  /// The value of a node.
  ///
  /// - Throws: ``EvaluationError`` at the first operation that has no value in this arithmetic.
  @inlinable public mutating func value(of id: Program.ID) throws(EvaluationError) -> Tensor<A.Number> {
    if let value = values[Int(id.position)] { return value }
    var pending = [id]
    var order: [Program.ID] = []
    var seen = Set(pending)
    while let next = pending.popLast() {
      order.append(next)
      for operand in program[next].operation.operands
      where values[Int(operand.position)] == nil && seen.insert(operand).inserted {
        pending.append(operand)
      }
    }
    try run(order.sorted())
    return operand(id)
  }

  /// Computes nodes that are listed in the order of the program; those that have values are passed over.
  @inlinable public mutating func run(_ order: [Program.ID]) throws(EvaluationError) {
    for id in order where values[Int(id.position)] == nil {
      do throws(ArithmeticError) {
        values[Int(id.position)] = try compute(program[id])
      } catch {
        throw EvaluationError(cause: error, node: id)
      }
    }
  }

  /// The value of an operand that has been computed before; an empty tensor where it has not.
  @inlinable func operand(_ id: Program.ID) -> Tensor<A.Number> {
    values[Int(id.position)] ?? Tensor(shape: .empty, entries: [])
  }

  @inlinable func compute(_ node: Program.Node) throws(ArithmeticError) -> Tensor<A.Number> {
    let shape = node.shape
    switch node.operation {
    case .given(let name): throw .unknownValue(name)
    case .constant(let value):
      return Tensor(
        shape: shape, entries: Array(repeating: try arithmetic.number(value), count: shape.count))
    case .counting:
      var entries: [A.Number] = []
      for i in 0..<shape.count { entries.append(try arithmetic.number(Rational(i + 1))) }
      return Tensor(shape: shape, entries: entries)
    case .identity:
      let zero = try arithmetic.number(.zero)
      let one = try arithmetic.number(.one)
      var entries = Array(repeating: zero, count: shape.count)
      let side = Shape.side(of: shape)
      for i in 0..<side { entries[i * side + i] = one }
      return Tensor(shape: shape, entries: entries)
    case .defined(_, let a): return operand(a)
    case .sum(let a, let b):
      return try combine(a, b) { (x, y) throws(ArithmeticError) in try arithmetic.sum(x, y) }
    case .difference(let a, let b):
      return try combine(a, b) { (x, y) throws(ArithmeticError) in try arithmetic.difference(x, y) }
    case .product(let a, let b):
      return try combine(a, b) { (x, y) throws(ArithmeticError) in try arithmetic.product(x, y) }
    case .quotient(let a, let b):
      return try combine(a, b) { (x, y) throws(ArithmeticError) in try arithmetic.quotient(x, y) }
    case .maximum(let a, let b):
      return try combine(a, b) { (x, y) throws(ArithmeticError) in try arithmetic.maximum(x, y) }
    case .indicator(let relation, let a, let b):
      return try combine(a, b) { (x, y) throws(ArithmeticError) in
        try arithmetic.indicator(relation, x, y)
      }
    case .negation(let a):
      return try operand(a).map { (x) throws(ArithmeticError) in try arithmetic.negation(x) }
    case .power(let a, let exponent):
      return try operand(a).map { (x) throws(ArithmeticError) in try arithmetic.power(x, exponent) }
    case .function(let function, let a):
      return try operand(a).map { (x) throws(ArithmeticError) in
        try arithmetic.value(of: function, at: x)
      }
    case .arrangement(let a, let from, let to): return try arrange(operand(a), from, to, shape)
    case .contraction(let a, let aLabels, let b, let bLabels, let to):
      return try contract(operand(a), aLabels, operand(b), bLabels, to, shape)
    case .stack(let elements):
      var entries: [A.Number] = []
      entries.reserveCapacity(shape.count)
      for element in elements { entries += operand(element).entries }
      return Tensor(shape: shape, entries: entries)
    case .entry(let a, let positions):
      let whole = operand(a)
      var loop = StridedLoop(shape.axes)
      let (start, strides) = Shape.selection(positions, in: whole.shape)
      let offsets = loop.add(strides, from: start)
      var entries: [A.Number] = []
      entries.reserveCapacity(shape.count)
      loop.forEach { entries.append(whole.entries[$0[offsets]]) }
      return Tensor(shape: shape, entries: entries)
    case .placed(let a, let positions):
      let part = operand(a)
      var entries = Array(repeating: try arithmetic.number(.zero), count: shape.count)
      var loop = StridedLoop(part.shape.axes)
      let (start, strides) = Shape.selection(positions, in: shape)
      let offsets = loop.add(strides, from: start)
      var position = 0
      loop.forEach {
        entries[$0[offsets]] = part.entries[position]
        position += 1
      }
      return Tensor(shape: shape, entries: entries)
    }
  }

  @inlinable func combine(
    _ a: Program.ID, _ b: Program.ID,
    _ operation: (A.Number, A.Number) throws(ArithmeticError) -> A.Number
  ) throws(ArithmeticError) -> Tensor<A.Number> {
    let left = operand(a)
    let right = operand(b)
    var entries: [A.Number] = []
    entries.reserveCapacity(left.entries.count)
    for position in left.entries.indices {
      entries.append(try operation(left.entries[position], right.entries[position]))
    }
    return Tensor(shape: left.shape, entries: entries)
  }

  @inlinable func arrange(
    _ a: Tensor<A.Number>, _ from: [Int], _ to: [Int], _ shape: Shape
  ) throws(ArithmeticError) -> Tensor<A.Number> {
    let summed = Labels.distinct(from).filter { !to.contains($0) }
    let inner = summed.map { Labels.size($0, from, a.shape) }
    var outer = StridedLoop(shape.axes)
    let start = outer.add(to.map { Labels.stride($0, from, a.shape) }, from: 0)
    var entries: [A.Number] = []
    entries.reserveCapacity(shape.count)
    if summed.isEmpty {
      outer.forEach { entries.append(a.entries[$0[start]]) }
      return Tensor(shape: shape, entries: entries)
    }
    let innerStrides = summed.map { Labels.stride($0, from, a.shape) }
    try outer.forEachThrowing { (offsets) throws(ArithmeticError) in
      var total: A.Number?
      var loop = StridedLoop(inner)
      let place = loop.add(innerStrides, from: offsets[start])
      try loop.forEachThrowing { (offsets) throws(ArithmeticError) in
        let term = a.entries[offsets[place]]
        if let sum = total { total = try arithmetic.sum(sum, term) } else { total = term }
      }
      if let total { entries.append(total) } else { entries.append(try arithmetic.number(.zero)) }
    }
    return Tensor(shape: shape, entries: entries)
  }

  @inlinable func contract(
    _ a: Tensor<A.Number>, _ aLabels: [Int], _ b: Tensor<A.Number>, _ bLabels: [Int], _ to: [Int],
    _ shape: Shape
  ) throws(ArithmeticError) -> Tensor<A.Number> {
    let summed = Labels.distinct(aLabels + bLabels).filter { !to.contains($0) }
    var outer = StridedLoop(shape.axes)
    let aStart = outer.add(to.map { Labels.stride($0, aLabels, a.shape) }, from: 0)
    let bStart = outer.add(to.map { Labels.stride($0, bLabels, b.shape) }, from: 0)
    var entries: [A.Number] = []
    entries.reserveCapacity(shape.count)
    if summed.isEmpty {
      try outer.forEachThrowing { (offsets) throws(ArithmeticError) in
        entries.append(try arithmetic.product(a.entries[offsets[aStart]], b.entries[offsets[bStart]]))
      }
      return Tensor(shape: shape, entries: entries)
    }
    let aStrides = summed.map { Labels.stride($0, aLabels, a.shape) }
    let bStrides = summed.map { Labels.stride($0, bLabels, b.shape) }
    let sizes = summed.map {
      aLabels.contains($0) ? Labels.size($0, aLabels, a.shape) : Labels.size($0, bLabels, b.shape)
    }
    if summed.count == 1 {
      try outer.forEachThrowing { (offsets) throws(ArithmeticError) in
        entries.append(
          try arithmetic.contraction(
            count: sizes[0], a.entries, offsets[aStart], aStrides[0], b.entries, offsets[bStart], bStrides[0])
        )
      }
      return Tensor(shape: shape, entries: entries)
    }
    try outer.forEachThrowing { (offsets) throws(ArithmeticError) in
      var left: [A.Number] = []
      var right: [A.Number] = []
      var loop = StridedLoop(sizes)
      let aPlace = loop.add(aStrides, from: offsets[aStart])
      let bPlace = loop.add(bStrides, from: offsets[bStart])
      loop.forEach {
        left.append(a.entries[$0[aPlace]])
        right.append(b.entries[$0[bPlace]])
      }
      entries.append(try arithmetic.contraction(count: left.count, left, 0, 1, right, 0, 1))
    }
    return Tensor(shape: shape, entries: entries)
  }
}

/// Where evaluation stopped, and why.
public struct EvaluationError: Error, Sendable, Hashable {
  public let cause: ArithmeticError
  public let node: Program.ID

  public init(cause: ArithmeticError, node: Program.ID) {
    self.cause = cause
    self.node = node
  }
}
