/// "What if one entry of this quantity were larger by so much", asked for every entry at once, as more of a program.
///
/// An entry of the source reaches only a part of each quantity behind it: a weight the one unit that it leads to, and
/// whatever that feeds. Which part that is, the structure of the program says, once for all entries. An axis of a
/// quantity either has the position of the perturbed entry along one of the source's axes (a *lane*), or is reached
/// at all positions. So the changes of a quantity have the lanes that they depend on as axes, and those of its own
/// axes that are reached as a whole; nothing else is computed.
///
/// Sums and products with what does not change carry the change itself, so that a sum of 784 terms of which one
/// changes takes one multiplication; every other operation is done at the changed value, and its old one subtracted.
public struct Perturbation: Sendable {
  /// The program it was made from, with the same nodes and further ones.
  public let program: Program
  /// The given quantity that says how much is added to each entry of the source, one at a time.
  public let step: Program.ID
  /// How much the target changes by each of them: its axes are the source's, followed by the target's own.
  public let change: Program.ID

  /// - Returns: nil where some quantity's changes would be larger than a tensor may be.
  public init?(of target: Program.ID, by source: Program.ID, in program: Program) {
    let involved = program.dependents(of: source, upTo: target)
    var builder = PerturbationBuilder(program, source)
    step = builder.step
    if source <= target {
      for position in Int(source.position)...Int(target.position) where involved[position] {
        guard builder.perturb(Program.ID(position)) else { return nil }
      }
    }
    guard let change = builder.result(target) else { return nil }
    self.change = change
    self.program = builder.program
  }
}

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
  private(set) var program: Program
  let step: Program.ID
  /// The source's axes, each of them a lane.
  private let lanes: Shape
  private let source: Program.ID
  private var changes: [Program.ID: Change] = [:]

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

  // MARK: One node

  private mutating func change(of id: Program.ID) -> Change? {
    let shape = program.shape(id)
    let axes = Array(0..<shape.rank)
    switch program[id].operation {
    case .given, .constant, .counting, .identity: return nil
    case .defined(_, let a): return changes[a]
    case .negation(let a): return changes[a].map { negated($0) }
    case .sum(let a, let b): return total([changes[a], changes[b]], shape)
    case .difference(let a, let b): return total([changes[a], changes[b].map { negated($0) }], shape)
    case .product(let a, let b): return product(shape, a, axes, b, axes, to: axes)
    case .contraction(let a, let aLabels, let b, let bLabels, let to):
      return product(shape, a, aLabels, b, bLabels, to: to)
    case .quotient(let a, let b) where changes[b] == nil: return divided(a, b, shape)
    case .quotient(let a, let b): return anew(id, [a, b]) { $0.quotient($1[0], $1[1]) }
    case .maximum(let a, let b): return anew(id, [a, b]) { $0.maximum($1[0], $1[1]) }
    case .indicator(let relation, let a, let b):
      return anew(id, [a, b]) { $0.indicator(relation, $1[0], $1[1]) }
    case .power(let a, let exponent): return anew(id, [a]) { $0.power($1[0], exponent) }
    case .function(let function, let a): return anew(id, [a]) { $0.function(function, $1[0]) }
    case .arrangement(let a, let from, let to):
      guard let change = changes[a] else { return nil }
      return linear(Factor(change, from, program.shape(a)), nil, to: to, shape)
    case .stack(let elements): return stacked(elements)
    case .entry(let a, let positions): return entry(a, positions)
    case .placed(let a, let positions): return placed(a, positions, in: shape)
    }
  }

  private mutating func negated(_ change: Change) -> Change {
    Change(node: program.negation(change.node), labels: change.labels, places: change.places)
  }

  /// An operation done again at the changed values of its operands.
  private mutating func anew(
    _ id: Program.ID, _ operands: [Program.ID], _ operation: (inout Program, [Program.ID]) -> Program.ID
  ) -> Change? {
    let shape = program.shape(id)
    guard let agreed = agreed(operands.compactMap { changes[$0] }, shape) else { return nil }
    let places = agreed[0].places
    let labels = labels(of: agreed, places)
    var values: [Program.ID] = []
    var next = 0
    for operand in operands {
      guard let old = old(operand, at: places, labels, shape) else { return nil }
      if changes[operand] == nil {
        values.append(old)
      } else {
        guard let change = arranged(agreed[next], to: labels, shape) else { return nil }
        values.append(program.sum(old, change))
        next += 1
      }
    }
    guard let old = old(id, at: places, labels, shape) else { return nil }
    let new = operation(&program, values)
    return Change(node: program.difference(new, old), labels: labels, places: places)
  }

  private mutating func divided(_ a: Program.ID, _ b: Program.ID, _ shape: Shape) -> Change? {
    guard let change = changes[a] else { return nil }
    let labels = labels(of: [change], change.places)
    guard let dividend = arranged(change, to: labels, shape),
      let divisor = old(b, at: change.places, labels, shape)
    else { return nil }
    return Change(node: program.quotient(dividend, divisor), labels: labels, places: change.places)
  }

  private mutating func stacked(_ elements: [Program.ID]) -> Change? {
    guard let first = elements.first else { return nil }
    let shape = program.shape(first)
    let labels = Array(0..<lanes.rank + shape.rank)
    var parts: [Program.ID] = []
    for element in elements {
      guard let change = changes[element] else {
        guard let all = Shape(lanes.axes + shape.axes) else { return nil }
        parts.append(program.constant(.zero, all))
        continue
      }
      guard let free = expanded(change, shape), let part = arranged(free, to: labels, shape) else {
        return nil
      }
      parts.append(part)
    }
    guard let node = program.stack(parts) else { return nil }
    let moved = labels.map { $0 < lanes.rank ? $0 : $0 + 1 }
    return Change(
      node: node, labels: [lanes.rank] + moved, places: Array(repeating: nil, count: shape.rank + 1))
  }

  private mutating func entry(_ a: Program.ID, _ positions: [Int?]) -> Change? {
    let shape = program.shape(a)
    guard let change = changes[a].flatMap({ expanded($0, shape, where: { positions[$0] != nil }) }) else {
      return nil
    }
    var fixed: [Int?] = []
    var labels: [Int] = []
    let kept = positions.indices.filter { positions[$0] == nil }
    for label in change.labels {
      let axis = label - lanes.rank
      if axis >= 0, let position = positions[axis] {
        fixed.append(position)
      } else {
        fixed.append(nil)
        labels.append(axis < 0 ? label : lanes.rank + (kept.firstIndex(of: axis) ?? 0))
      }
    }
    let node = fixed.contains { $0 != nil } ? program.entry(change.node, at: fixed) : change.node
    return Change(node: node, labels: labels, places: kept.map { change.places[$0] })
  }

  private mutating func placed(_ a: Program.ID, _ positions: [Int?], in shape: Shape) -> Change? {
    let inner = program.shape(a)
    guard let change = changes[a].flatMap({ expanded($0, inner) }), let all = Shape(lanes.axes + shape.axes),
      let part = arranged(change, to: Array(0..<lanes.rank + inner.rank), inner)
    else { return nil }
    let fixed = Array(repeating: nil, count: lanes.rank) + positions
    return Change(
      node: program.placed(part, at: fixed, in: all), labels: Array(0..<lanes.rank + shape.rank),
      places: Array(repeating: nil, count: shape.rank))
  }

  // MARK: Products

  /// Δ(a·b) = Δa·b + a·Δb + Δa·Δb, each summed over what the product is summed over.
  private mutating func product(
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
  private struct Factor {
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
  private mutating func linear(_ first: Factor, _ second: Factor?, to: [Int], _ shape: Shape) -> Change? {
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

  // MARK: Axes

  /// The changes together, nil among them standing for none.
  private mutating func total(_ changes: [Change?], _ shape: Shape) -> Change? {
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
  private mutating func agreed(_ changes: [Change], _ shape: Shape) -> [Change]? {
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
  private func labels(of changes: [Change], _ places: [Int?]) -> [Int] {
    let free = places.indices.filter { places[$0] == nil }.map { lanes.rank + $0 }
    let used = Set(changes.flatMap(\.labels).filter { $0 < lanes.rank } + places.compactMap(\.self))
    return used.sorted() + free
  }

  /// Some axes that have a lane's position taken as a whole: zero everywhere else.
  private mutating func expanded(
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

  private mutating func arranged(_ change: Change, to labels: [Int], _ shape: Shape) -> Program.ID? {
    program.arrangement(change.node, from: change.labels, to: labels, sizes: sizes(shape))
  }

  /// The old value at the places of the changes.
  private mutating func old(
    _ id: Program.ID, at places: [Int?], _ labels: [Int], _ shape: Shape
  ) -> Program.ID? {
    let from = places.enumerated().map { $0.element ?? lanes.rank + $0.offset }
    return program.arrangement(id, from: from, to: labels, sizes: sizes(shape))
  }

  private func sizes(_ shape: Shape) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: (lanes.axes + shape.axes).enumerated().map { ($0, $1) })
  }
}
