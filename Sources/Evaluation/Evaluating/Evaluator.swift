import Numbers

/// Reads a program in one arithmetic, each node at most once.
///
/// Values are kept, so asking for a gradient after the forward pass computes only what is new. A value can be
/// ``set(_:to:)`` for a given quantity, or for any node in order to ask "what if a2 were …". Training runs the
/// same program again and again: ``forget(_:)`` marks values as out of date, and they are computed anew in the
/// memory that they have, so that a pass allocates nothing.
public struct Evaluator<A: Arithmetic>: Sendable {
  public let program: Program
  public let arithmetic: A
  /// The entries of each node, where ``known`` says so; else memory to compute them in.
  @usableFromInline var entries: [[A.Number]]
  @usableFromInline var known: [Bool]
  /// The operations that have been made ready so far.
  @usableFromInline var steps: [Step?]
  /// Exact values that are converted when they are first asked for: of a large set of data a run may need a few
  /// rows only, or none.
  @usableFromInline var sources: [Program.ID: Tensor<Rational>] = [:]
  /// How often values have gone out of date.
  public private(set) var changes = 0

  public init(_ program: Program, in arithmetic: A) {
    self.program = program
    self.arithmetic = arithmetic
    entries = Array(repeating: [], count: program.nodes.count)
    known = Array(repeating: false, count: program.nodes.count)
    steps = Array(repeating: nil, count: program.nodes.count)
  }

  /// Fixes the value of a node before anything that depends on it is asked for.
  @inlinable public mutating func set(_ id: Program.ID, to value: Tensor<A.Number>) {
    entries[Int(id.position)] = value.entries
    known[Int(id.position)] = true
  }

  /// Fixes the value of a given node, to be converted when it is first asked for.
  public mutating func set(_ id: Program.ID, toExact value: Tensor<Rational>) { sources[id] = value }

  /// Whether the node's value is there already, or but waits to be converted.
  @inlinable public func isKnown(_ id: Program.ID) -> Bool {
    known[Int(id.position)] || sources[id] != nil
  }

  /// Marks values as out of date.
  public mutating func forget(_ ids: [Program.ID]) {
    changes += 1
    for id in ids { known[Int(id.position)] = false }
  }

  /// Gives one node the value of another of its shape, which is out of date then: the two swap their memory.
  @inlinable public mutating func move(_ source: Program.ID, to target: Program.ID) {
    guard source != target else { return }
    entries.swapAt(Int(source.position), Int(target.position))
    known[Int(target.position)] = known[Int(source.position)]
    known[Int(source.position)] = false
  }

  /// The value of a node.
  ///
  /// - Throws: ``EvaluationError`` at the first operation that has no value in this arithmetic.
  public mutating func value(of id: Program.ID) throws(EvaluationError) -> Tensor<A.Number> {
    if !known[Int(id.position)] { try run(needed(for: id)) }
    return Tensor(shape: program[id].shape, entries: entries[Int(id.position)])
  }

  /// What has to be computed for the value of a node, in the order of the program.
  @usableFromInline func needed(for id: Program.ID) -> [Program.ID] {
    var pending = [id]
    var order: [Program.ID] = []
    var seen = Set(pending)
    while let next = pending.popLast() {
      order.append(next)
      for operand in program[next].operation.operands
      where !known[Int(operand.position)] && seen.insert(operand).inserted {
        pending.append(operand)
      }
    }
    return order.sorted()
  }

  /// Computes nodes that are listed in the order of the program; those that have values are passed over.
  public mutating func run(_ order: [Program.ID]) throws(EvaluationError) {
    try arithmetic.run(order, on: &self)
  }

  /// The same, compiled for one arithmetic where that is known.
  @inlinable mutating func compute(_ order: [Program.ID]) throws(EvaluationError) {
    for id in order where !known[Int(id.position)] {
      // The entries are taken out while they are written, so that nothing else refers to their memory.
      var result: [A.Number] = []
      swap(&result, &entries[Int(id.position)])
      do throws(ArithmeticError) {
        try compute(id, into: &result)
      } catch {
        entries[Int(id.position)] = result
        throw EvaluationError(cause: error, node: id)
      }
      entries[Int(id.position)] = result
      known[Int(id.position)] = true
    }
  }

  /// The node's operation made ready, and memory of its size.
  @inlinable mutating func prepare(
    _ id: Program.ID, _ result: inout [A.Number]
  ) throws(ArithmeticError) -> Step {
    let place = Int(id.position)
    let node = program[id]
    if result.count != node.shape.count {
      result = Array(repeating: try arithmetic.number(.zero), count: node.shape.count)
    }
    if let step = steps[place] { return step }
    let step = try Step(node, in: program)
    steps[place] = step
    return step
  }

  /// Writes a node's entries from those of its operands.
  @inlinable mutating func compute(
    _ id: Program.ID, into result: inout [A.Number]
  ) throws(ArithmeticError) {
    let step: Step
    if !result.isEmpty, let known = steps[Int(id.position)] {
      step = known
    } else {
      step = try prepare(id, &result)
    }
    switch step {
    case .other: try computeSeldom(id, into: &result)
    case .copy(let a):
      try fill(&result, a) { (x) throws(ArithmeticError) in x }
    case .sum(let a, let b):
      try fill(&result, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.sum(x, y) }
    case .difference(let a, let b):
      try fill(&result, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.difference(x, y) }
    case .product(let a, let b):
      try fill(&result, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.product(x, y) }
    case .quotient(let a, let b):
      try fill(&result, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.quotient(x, y) }
    case .maximum(let a, let b):
      try fill(&result, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.maximum(x, y) }
    case .indicator(let relation, let a, let b):
      try fill(&result, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.indicator(relation, x, y) }
    case .negation(let a):
      try fill(&result, a) { (x) throws(ArithmeticError) in try arithmetic.negation(x) }
    case .power(let a, let exponent):
      try fill(&result, a) { (x) throws(ArithmeticError) in try arithmetic.power(x, exponent) }
    case .function(let function, let a):
      try fill(&result, a) { (x) throws(ArithmeticError) in try arithmetic.value(of: function, at: x) }
    case .gathering(let walk, let a): try arithmetic.gather(walk, entries[a], into: &result)
    case .contraction(let walk, let a, let b):
      try arithmetic.contract(walk, entries[a], entries[b], into: &result)
    case .placing(let walk, let a):
      let zero = try arithmetic.number(.zero)
      for place in result.indices { result[place] = zero }
      var place = 0
      for row in walk.rows {
        for j in 0..<walk.inner {
          result[row + j * walk.stride] = entries[a][place]
          place += 1
        }
      }
    }
  }

  /// Constants, and what is put together from parts.
  @inlinable func computeSeldom(
    _ id: Program.ID, into result: inout [A.Number]
  ) throws(ArithmeticError) {
    let node = program[id]
    switch node.operation {
    case .given(let name):
      guard let source = sources[id] else { throw .unknownValue(name) }
      for place in result.indices { result[place] = try arithmetic.number(source.entries[place]) }
    case .constant(let value):
      let number = try arithmetic.number(value)
      for place in result.indices { result[place] = number }
    case .counting:
      for place in result.indices { result[place] = try arithmetic.number(Rational(place + 1)) }
    case .identity:
      let (zero, one) = (try arithmetic.number(.zero), try arithmetic.number(.one))
      let side = Shape.side(of: node.shape)
      for place in result.indices { result[place] = place / side == place % side ? one : zero }
    case .stack(let elements):
      var place = 0
      for element in elements {
        for entry in entries[Int(element.position)] {
          result[place] = entry
          place += 1
        }
      }
    default: return
    }
  }

  @inline(__always) @inlinable func fill(
    _ result: inout [A.Number], _ a: Int,
    _ operation: (A.Number) throws(ArithmeticError) -> A.Number
  ) throws(ArithmeticError) {
    let operand = entries[a]
    let count = min(result.count, operand.count)
    for place in 0..<count { result[place] = try operation(operand[place]) }
  }

  @inline(__always) @inlinable func fill(
    _ result: inout [A.Number], _ a: Int, _ b: Int,
    _ operation: (A.Number, A.Number) throws(ArithmeticError) -> A.Number
  ) throws(ArithmeticError) {
    let (left, right) = (entries[a], entries[b])
    let count = min(result.count, left.count, right.count)
    for place in 0..<count { result[place] = try operation(left[place], right[place]) }
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
