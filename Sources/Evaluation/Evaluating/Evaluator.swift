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
  /// The entries of each node, where ``known`` says so; else perhaps memory to compute them in.
  @usableFromInline var cells: [Cell<A.Number>?]
  @usableFromInline var known: [Bool]
  /// The operations that have been made ready so far.
  @usableFromInline var steps: [Step?]
  /// Nodes whose values were set, and that a sum of products would pass over.
  private(set) var fixed: Set<Program.ID> = []
  /// Exact values that are converted when they are first asked for: of a large set of data a run may need a few
  /// rows only, or none.
  @usableFromInline var sources: [Program.ID: Tensor<Rational>] = [:]
  /// What the arithmetic keeps from one run to the next.
  @usableFromInline var workspace: A.Workspace?
  /// How often values have gone out of date.
  public private(set) var changes = 0

  public init(_ program: Program, in arithmetic: A) {
    self.program = program
    self.arithmetic = arithmetic
    cells = Array(repeating: nil, count: program.nodes.count)
    known = Array(repeating: false, count: program.nodes.count)
    steps = Array(repeating: nil, count: program.nodes.count)
  }

  /// Fixes the value of a node before anything that depends on it is asked for.
  ///
  /// - Precondition: as many entries as the node has.
  @inlinable public mutating func set(_ id: Program.ID, to value: Tensor<A.Number>) {
    precondition(value.entries.count == program[id].shape.count)
    keep(id)
    cells[Int(id.position)] = Cell(value.entries)
    known[Int(id.position)] = true
  }

  /// Sees to it that the value of a node is read by whatever depends on it.
  @usableFromInline mutating func keep(_ id: Program.ID) {
    guard program.mayBePassedOver(id), fixed.insert(id).inserted else { return }
    steps = Array(repeating: nil, count: steps.count)
  }

  /// Fixes the value of a given node, to be converted when it is first asked for.
  public mutating func set(_ id: Program.ID, toExact value: Tensor<Rational>) { sources[id] = value }

  /// Whether the node's value is there already, or but waits to be converted.
  @inlinable public func isKnown(_ id: Program.ID) -> Bool {
    known[Int(id.position)] || sources[id] != nil
  }

  /// Takes over the values of another evaluator at the same state; the two share their memory until one changes it.
  mutating func learn(from other: Evaluator<A>) {
    for place in cells.indices where !known[place] && other.known[place] {
      cells[place] = other.cells[place]
      known[place] = true
    }
  }

  /// Marks values as out of date.
  public mutating func forget(_ ids: [Program.ID]) {
    changes += 1
    for id in ids { known[Int(id.position)] = false }
  }

  /// Gives one node the value of another of its shape, which is out of date then: the two swap their memory.
  public mutating func move(_ source: Program.ID, to target: Program.ID) {
    guard source != target else { return }
    cells.swapAt(Int(source.position), Int(target.position))
    known[Int(target.position)] = known[Int(source.position)]
    known[Int(source.position)] = false
  }

  /// The value of a node.
  ///
  /// - Throws: ``EvaluationError`` at the first operation that has no value in this arithmetic.
  public mutating func value(of id: Program.ID) throws(EvaluationError) -> Tensor<A.Number> {
    if !known[Int(id.position)] { try run(needed(for: id)) }
    return Tensor(shape: program[id].shape, entries: cells[Int(id.position)]?.entries ?? [])
  }

  /// What has to be computed for the value of a node, in the order of the program.
  @usableFromInline func needed(for id: Program.ID) -> [Program.ID] {
    var pending = [id]
    var order: [Program.ID] = []
    var seen = Set(pending)
    while let next = pending.popLast() {
      order.append(next)
      for operand in program.reads(of: next, except: fixed)
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
    for id in order {
      let place = Int(id.position)
      if known[place] { continue }
      do throws(ArithmeticError) {
        let step: Step
        if let ready = steps[place] { step = ready } else { step = try prepare(id) }
        let result = try ownCell(id)
        try perform(step, id, result.start, result.count)
      } catch {
        throw EvaluationError(cause: error, node: id)
      }
      known[place] = true
    }
  }

  /// Makes a node's operation ready to be done often.
  @usableFromInline mutating func prepare(_ id: Program.ID) throws(ArithmeticError) -> Step {
    let step = try Step(id, in: program, except: fixed)
    steps[Int(id.position)] = step
    return step
  }

  /// Memory for a node's entries that no other evaluator knows.
  @inlinable mutating func ownCell(_ id: Program.ID) throws(ArithmeticError) -> Cell<A.Number> {
    let place = Int(id.position)
    if isKnownUniquelyReferenced(&cells[place]), let cell = cells[place] { return cell }
    let cell = Cell(repeating: try arithmetic.number(.zero), count: program[id].shape.count)
    cells[place] = cell
    return cell
  }

  /// The entries of a node that something is computed from.
  @inline(__always) @inlinable func operand(_ place: Int) -> UnsafePointer<A.Number> {
    guard let cell = cells[place] else { preconditionFailure("an operand is computed before it is used") }
    return UnsafePointer(cell.start)
  }

  /// Writes a node's entries from those of its operands.
  ///
  /// Shapes were checked when the program was built, so that the operands have the entries that are read.
  @inlinable func perform(
    _ step: Step, _ id: Program.ID, _ result: UnsafeMutablePointer<A.Number>, _ count: Int
  ) throws(ArithmeticError) {
    switch step {
    case .other: try performSeldom(id, result, count)
    case .copy(let a): result.update(from: operand(a), count: count)
    case .sum(let a, let b):
      try fill(result, count, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.sum(x, y) }
    case .difference(let a, let b):
      try fill(result, count, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.difference(x, y) }
    case .product(let a, let b):
      try fill(result, count, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.product(x, y) }
    case .quotient(let a, let b):
      try fill(result, count, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.quotient(x, y) }
    case .maximum(let a, let b):
      try fill(result, count, a, b) { (x, y) throws(ArithmeticError) in try arithmetic.maximum(x, y) }
    case .indicator(let relation, let a, let b):
      try fill(result, count, a, b) { (x, y) throws(ArithmeticError) in
        try arithmetic.indicator(relation, x, y)
      }
    case .negation(let a):
      try fill(result, count, a) { (x) throws(ArithmeticError) in try arithmetic.negation(x) }
    case .power(let a, let exponent):
      try fill(result, count, a) { (x) throws(ArithmeticError) in try arithmetic.power(x, exponent) }
    case .function(let function, let a):
      try fill(result, count, a) { (x) throws(ArithmeticError) in try arithmetic.value(of: function, at: x) }
    case .gathering(let walk, let a): try arithmetic.gather(walk, operand(a), into: result)
    case .contraction(let walk, let a, let b):
      try arithmetic.contract(walk, operand(a), operand(b), into: result)
    case .placing(let walk, let a):
      result.update(repeating: try arithmetic.number(.zero), count: count)
      let source = operand(a)
      var place = 0
      for row in walk.rows {
        for j in 0..<walk.inner {
          result[row + j * walk.stride] = source[place]
          place += 1
        }
      }
    }
  }

  /// Constants, and what is put together from parts.
  @inlinable func performSeldom(
    _ id: Program.ID, _ result: UnsafeMutablePointer<A.Number>, _ count: Int
  ) throws(ArithmeticError) {
    let node = program[id]
    switch node.operation {
    case .given(let name):
      guard let source = sources[id] else { throw .unknownValue(name) }
      for place in 0..<count { result[place] = try arithmetic.number(source.entries[place]) }
    case .constant(let value): result.update(repeating: try arithmetic.number(value), count: count)
    case .counting:
      for place in 0..<count { result[place] = try arithmetic.number(Rational(place + 1)) }
    case .identity:
      let (zero, one) = (try arithmetic.number(.zero), try arithmetic.number(.one))
      let side = Shape.side(of: node.shape)
      for place in 0..<count { result[place] = place / side == place % side ? one : zero }
    case .stack(let elements):
      var place = 0
      for element in elements {
        let part = program[element].shape.count
        (result + place).update(from: operand(Int(element.position)), count: part)
        place += part
      }
    default: return
    }
  }

  @inline(__always) @inlinable func fill(
    _ result: UnsafeMutablePointer<A.Number>, _ count: Int, _ a: Int,
    _ operation: (A.Number) throws(ArithmeticError) -> A.Number
  ) throws(ArithmeticError) {
    let operand = operand(a)
    for place in 0..<count { result[place] = try operation(operand[place]) }
  }

  @inline(__always) @inlinable func fill(
    _ result: UnsafeMutablePointer<A.Number>, _ count: Int, _ a: Int, _ b: Int,
    _ operation: (A.Number, A.Number) throws(ArithmeticError) -> A.Number
  ) throws(ArithmeticError) {
    let (left, right) = (operand(a), operand(b))
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
