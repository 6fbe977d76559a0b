extension PerturbationBuilder {
  mutating func change(of id: Program.ID) -> Change? {
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

  mutating func negated(_ change: Change) -> Change {
    Change(node: program.negation(change.node), labels: change.labels, places: change.places)
  }

  /// An operation done again at the changed values of its operands.
  mutating func anew(
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

  mutating func divided(_ a: Program.ID, _ b: Program.ID, _ shape: Shape) -> Change? {
    guard let change = changes[a] else { return nil }
    let labels = labels(of: [change], change.places)
    guard let dividend = arranged(change, to: labels, shape),
      let divisor = old(b, at: change.places, labels, shape)
    else { return nil }
    return Change(node: program.quotient(dividend, divisor), labels: labels, places: change.places)
  }

  mutating func stacked(_ elements: [Program.ID]) -> Change? {
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

  mutating func entry(_ a: Program.ID, _ positions: [Int?]) -> Change? {
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

  mutating func placed(_ a: Program.ID, _ positions: [Int?], in shape: Shape) -> Change? {
    let inner = program.shape(a)
    guard let change = changes[a].flatMap({ expanded($0, inner) }), let all = Shape(lanes.axes + shape.axes),
      let part = arranged(change, to: Array(0..<lanes.rank + inner.rank), inner)
    else { return nil }
    let fixed = Array(repeating: nil, count: lanes.rank) + positions
    return Change(
      node: program.placed(part, at: fixed, in: all), labels: Array(0..<lanes.rank + shape.rank),
      places: Array(repeating: nil, count: shape.rank))
  }
}
