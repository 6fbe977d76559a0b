extension RoutineBuilder {
  /// Lowers one node whose operands were lowered, or are known.
  ///
  /// - Throws: where one product would take more than ``Step/workLimit`` multiplications.
  mutating func lower(_ id: Program.ID) throws(ArithmeticError) {
    let node = program[id]
    let count = node.shape.count
    if let product = program.innerProduct(id, except: fixed) {
      values[id] = try self.product(id, product)
      return
    }
    switch node.operation {
    case .given, .constant, .counting, .identity, .contraction: _ = value(id)
    case .defined(_, let a): values[id] = value(a)
    case .sum(let a, let b): values[id] = entrywise(.sum, value(a), value(b), count)
    case .difference(let a, let b): values[id] = entrywise(.difference, value(a), value(b), count)
    case .product(let a, let b): values[id] = entrywise(.product, value(a), value(b), count)
    case .quotient(let a, let b): values[id] = entrywise(.quotient, value(a), value(b), count)
    case .maximum(let a, let b): values[id] = entrywise(.maximum, value(a), value(b), count)
    case .indicator(let relation, let a, let b):
      values[id] = entrywise(.indicator(relation), value(a), value(b), count)
    case .negation(let a): values[id] = entrywise(.negation, value(a), count)
    case .power(let a, let exponent): values[id] = entrywise(.power, value(a), count, detail: exponent)
    case .function(let function, let a): values[id] = entrywise(.function(function), value(a), count)
    case .arrangement(let a, let from, let to):
      gather(id, a, Gathering(program.shape(a), from: from, to: to, node.shape))
    case .entry(let a, let positions):
      gather(id, a, Gathering(node.shape, at: positions, of: program.shape(a)))
    case .placed(let a, let positions):
      let source = dense(value(a), program.shape(a).count)
      let to = dense(constant(0), count)
      emit(.place, Gathering(program.shape(a), at: positions, of: node.shape), from: source, to: to)
      values[id] = Value(slot: to)
    case .stack(let elements):
      let to = temporary(count)
      for (place, element) in elements.enumerated() {
        let size = program.shape(element).count
        let source = dense(value(element), size)
        instructions.append(
          Instruction(kind: .copy, to: to, offset: place * size, a: source, b: source, count: size))
      }
      values[id] = Value(slot: to)
    }
  }

  mutating func gather(_ id: Program.ID, _ a: Program.ID, _ walk: Gathering) {
    let source = value(a)
    let sourceCount = program.shape(a).count
    guard walk.sums == nil else {
      let to = temporary(program.shape(id).count)
      emit(.gather, walk, from: dense(source, sourceCount), to: to)
      values[id] = Value(slot: to)
      return
    }
    if case .splat = source.form {
      values[id] = source
    } else if sourceCount == 1 {
      values[id] = Value(slot: dense(source, 1), form: .splat)
    } else {
      values[id] = Value(slot: dense(source, sourceCount), form: .view(walk))
    }
  }

  // MARK: Entry by entry

  mutating func entrywise(
    _ kind: Instruction.Kind, _ a: Value, _ count: Int, detail: Int = 0
  ) -> Value {
    if case .splat = a.form {
      let to = temporary(1)
      instructions.append(Instruction(kind: kind, to: to, a: a.slot, b: a.slot, count: 1, detail: detail))
      return Value(slot: to, form: .splat)
    }
    let source = dense(a, count)
    let to = temporary(count)
    instructions.append(Instruction(kind: kind, to: to, a: source, b: source, count: count, detail: detail))
    return Value(slot: to)
  }

  mutating func entrywise(
    _ kind: Instruction.Kind, _ a: Value, _ b: Value, _ count: Int
  ) -> Value {
    var instruction = Instruction(kind: kind, to: -1, a: a.slot, b: b.slot, count: count)
    var form = Value.Form.dense
    switch (a.form, b.form) {
    case (.splat, .splat):
      instruction.count = 1
      form = .splat
    case (.splat, .dense): instruction.mode = .leftSplat
    case (.dense, .splat): instruction.mode = .rightSplat
    case (.dense, .view(let walk)) where instruction.isElementwise:
      instruction.mode = .rightView
      instruction.detail = add(walk)
    case (.view(let walk), .dense) where instruction.isElementwise:
      instruction.mode = .leftView
      instruction.detail = add(walk)
    case (.splat, .view):
      instruction.mode = .leftSplat
      instruction.b = dense(b, count)
    case (.view, .splat):
      instruction.mode = .rightSplat
      instruction.a = dense(a, count)
    default:
      instruction.a = dense(a, count)
      instruction.b = dense(b, count)
    }
    instruction.to = temporary(instruction.count)
    instructions.append(instruction)
    return Value(slot: instruction.to, form: form)
  }
}
