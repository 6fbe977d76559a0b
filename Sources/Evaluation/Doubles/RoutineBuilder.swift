/// Lowers nodes of a program to a ``Routine``, one after the other.
struct RoutineBuilder {
  let program: Program
  /// Nodes whose values were set, and that a sum of products must not pass over.
  let fixed: Set<Program.ID>
  /// The nodes that are to be lowered, each with how many of them read it.
  private let readers: [Program.ID: [Program.ID]]
  /// The nodes whose values are wanted afterwards.
  let wanted: Set<Program.ID>

  /// A run of doubles.
  struct Slot {
    let count: Int
    /// Whether the routine computes it itself.
    let isTemporary: Bool
  }

  /// Where the value of a node is found.
  struct Value {
    enum Form {
      case dense
      /// One number stands for all entries.
      case splat
      /// Entries of another value; none is summed.
      case view(Gathering)
    }
    let slot: Int
    var form = Form.dense
  }

  private(set) var slots: [Slot] = []
  private(set) var instructions: [Instruction] = []
  private(set) var walks: [WalkPlan] = []
  private(set) var offsets: [Int] = []
  private(set) var inputs: [Routine.Input] = []
  private(set) var constants: [(slot: Int, value: Double)] = []
  /// Where columns are packed.
  private(set) var packing: Int?
  private var values: [Program.ID: Value] = [:]
  private var constantSlots: [UInt64: Int] = [:]
  /// Products of matrices whose entries were laid out as their only reader takes them.
  private var rearranged: Set<Program.ID> = []

  init(_ program: Program, lowering order: [Program.ID], wanted: Set<Program.ID>, fixed: Set<Program.ID>) {
    self.program = program
    self.fixed = fixed
    self.wanted = wanted
    var readers: [Program.ID: [Program.ID]] = [:]
    for id in order {
      for read in Set(program.reads(of: id, except: fixed)) { readers[read, default: []].append(id) }
    }
    self.readers = readers
  }

  // MARK: Slots

  private mutating func temporary(_ count: Int) -> Int {
    slots.append(Slot(count: count, isTemporary: true))
    return slots.count - 1
  }

  private mutating func constant(_ value: Double) -> Value {
    if let slot = constantSlots[value.bitPattern] { return Value(slot: slot, form: .splat) }
    slots.append(Slot(count: 1, isTemporary: false))
    constants.append((slots.count - 1, value))
    constantSlots[value.bitPattern] = slots.count - 1
    return Value(slot: slots.count - 1, form: .splat)
  }

  private func constantValue(_ value: Value) -> Double? {
    constants.first { $0.slot == value.slot }?.value
  }

  /// The value of a node that is not lowered here, or was before.
  private mutating func value(_ id: Program.ID) -> Value {
    if let value = values[id] { return value }
    if case .constant(let number) = program[id].operation {
      let value = constant(number.asDouble)
      values[id] = value
      return value
    }
    slots.append(Slot(count: program.shape(id).count, isTemporary: false))
    inputs.append(Routine.Input(node: id, slot: slots.count - 1))
    let value = Value(slot: slots.count - 1)
    values[id] = value
    return value
  }

  /// The same value with an entry of its own at every place.
  private mutating func dense(_ value: Value, _ count: Int) -> Int {
    switch value.form {
    case .dense: return value.slot
    case .splat where count == 1: return value.slot
    case .splat:
      let to = temporary(count)
      instructions.append(
        Instruction(kind: .copy, mode: .leftSplat, to: to, a: value.slot, b: value.slot, count: count))
      return to
    case .view(let walk):
      let to = temporary(count)
      emit(.gather, walk, from: value.slot, to: to)
      return to
    }
  }

  private mutating func emit(_ kind: Instruction.Kind, _ walk: Gathering, from a: Int, to: Int) {
    let walk = add(walk)
    instructions.append(
      Instruction(kind: kind, to: to, a: a, b: a, count: slots[to].count, detail: walk))
  }

  // MARK: Walks

  private mutating func table(_ values: [Int]) -> Int {
    defer { offsets += values }
    return offsets.count
  }

  private mutating func add(_ walk: Gathering) -> Int {
    var plan = WalkPlan()
    (plan.rows, plan.inner) = (walk.rows.count, walk.inner)
    (plan.leftRows, plan.leftStride) = (table(walk.rows), walk.stride)
    if let sums = walk.sums { (plan.terms, plan.leftSums) = (sums.count, table(sums)) }
    walks.append(plan)
    return walks.count - 1
  }

  /// The walk of a sum of products, and whether its left operand is the right one of the node's.
  ///
  /// Where they can be, the operands are placed so that the left one stands still along a row of the result while
  /// entries of the right one are taken side by side; and few columns of many rows are computed as rows.
  private mutating func add(_ walk: Contraction) -> (walk: Int, isSwapped: Bool) {
    var left = Side(rows: walk.leftRows, stride: walk.leftStride, sums: walk.leftSums, step: walk.leftStep)
    var right = Side(
      rows: walk.rightRows, stride: walk.rightStride, sums: walk.rightSums, step: walk.rightStep)
    var isSwapped = left.stride != 0 && right.stride == 0
    if isSwapped { swap(&left, &right) }
    var plan = WalkPlan()
    (plan.rows, plan.inner, plan.terms) = (left.rows.count, walk.inner, left.sums.count)
    (plan.resultRow, plan.resultStride) = (plan.inner, 1)
    plan.isUniform = left.step != nil && right.step != nil
    plan.sharesRight = right.rows.allSatisfy { $0 == right.rows.first }
    let isProduct = plan.isUniform && plan.sharesRight && left.stride == 0
    if isProduct, plan.inner < Walk.blockWidth, plan.rows >= Walk.blockWidth, let step = left.rowStep {
      (left, right) = (
        Side(
          rows: (0..<plan.inner).map { right.rows[0] + $0 * right.stride }, stride: 0, sums: right.sums,
          step: right.step),
        Side(
          rows: Array(repeating: left.rows[0], count: plan.inner), stride: step, sums: left.sums,
          step: left.step)
      )
      (plan.resultRow, plan.resultStride) = (1, plan.inner)
      (plan.rows, plan.inner) = (plan.inner, plan.rows)
      isSwapped.toggle()
    }
    if isProduct, plan.inner >= Walk.blockWidth, right.stride != 1, plan.rows > 1 {
      plan.packing = packing(for: plan.terms)
    }
    (plan.leftRows, plan.leftStride, plan.leftSums) = (table(left.rows), left.stride, table(left.sums))
    (plan.rightRows, plan.rightStride, plan.rightSums) = (table(right.rows), right.stride, table(right.sums))
    (plan.leftStep, plan.rightStep) = (left.step ?? 0, right.step ?? 0)
    walks.append(plan)
    return (walks.count - 1, isSwapped)
  }

  /// One operand of a contraction.
  private struct Side {
    let rows: [Int]
    let stride: Int
    let sums: [Int]
    let step: Int?

    /// The distance from one row to the next, where it is the same for all of them.
    var rowStep: Int? {
      guard rows.count > 1 else { return nil }
      let step = rows[1] - rows[0]
      return rows.indices.dropFirst().allSatisfy { rows[$0] - rows[$0 - 1] == step } ? step : nil
    }
  }

  /// The slot that columns are packed into, of which all instructions share the largest.
  private mutating func packing(for terms: Int) -> Int {
    let size = terms * Walk.blockWidth
    if let packing, slots[packing].count >= size { return packing }
    let old = packing
    slots.append(Slot(count: size, isTemporary: false))
    packing = slots.count - 1
    for place in walks.indices where old != nil && walks[place].packing == old {
      walks[place].packing = slots.count - 1
    }
    return slots.count - 1
  }

  // MARK: Nodes

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

  private mutating func gather(_ id: Program.ID, _ a: Program.ID, _ walk: Gathering) {
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

  private mutating func entrywise(
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

  private mutating func entrywise(
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

  // MARK: Products

  private mutating func product(
    _ id: Program.ID, _ product: InnerProduct
  ) throws(ArithmeticError) -> Value {
    let shape = program.shape(id)
    let (left, right) = (value(product.left), value(product.right))
    if product.summed.isEmpty {
      let isLeftDense = isInOrder(product.left, product.leftLabels, product.to)
      let isRightDense = isInOrder(product.right, product.rightLabels, product.to)
      if isLeftDense, let right = isRightDense ? right : scalar(right, product.right) {
        return entrywise(.product, left, right, shape.count)
      }
      if isRightDense, let left = scalar(left, product.left) {
        return entrywise(.product, left, right, shape.count)
      }
    }
    return try contraction(id, product, left, right)
  }

  /// A value that is one number, to be spread.
  private mutating func scalar(_ value: Value, _ id: Program.ID) -> Value? {
    if case .splat = value.form { return value }
    guard program.shape(id).count == 1 else { return nil }
    return Value(slot: dense(value, 1), form: .splat)
  }

  /// Whether a factor's entries lie in the order of the product's.
  private func isInOrder(_ id: Program.ID, _ labels: [Int], _ to: [Int]) -> Bool {
    rearranged.contains(id) || labels == to && Set(labels).count == labels.count
  }

  private mutating func contraction(
    _ id: Program.ID, _ product: InnerProduct, _ left: Value, _ right: Value
  ) throws(ArithmeticError) -> Value {
    let order = orderOfOnlyReader(id, product)
    let result = order.flatMap { axes in Shape(axes.map { program.shape(id).axes[$0] }) } ?? program.shape(id)
    let reordered = InnerProduct(
      left: product.left, leftLabels: labels(product.leftLabels, left), right: product.right,
      rightLabels: labels(product.rightLabels, right),
      to: order.map { axes in axes.map { product.to[$0] } } ?? product.to, summed: product.summed)
    if order != nil { rearranged.insert(id) }
    let walk = try Step.walk(
      reordered, shape(of: product.left, left), shape(of: product.right, right), result)
    let a = dense(left, shape(of: product.left, left).count)
    let b = dense(right, shape(of: product.right, right).count)
    let to = temporary(program.shape(id).count)
    let (detail, isSwapped) = add(walk)
    instructions.append(
      Instruction(
        kind: .contraction, to: to, a: isSwapped ? b : a, b: isSwapped ? a : b, count: slots[to].count,
        detail: detail))
    return Value(slot: to)
  }

  private func labels(_ labels: [Int], _ value: Value) -> [Int] {
    if case .splat = value.form { [] } else { labels }
  }

  private func shape(of id: Program.ID, _ value: Value) -> Shape {
    if case .splat = value.form { .scalar } else { program.shape(id) }
  }

  /// Where the only one who reads a product multiplies it by a number and takes its axes in another order: that
  /// order of the axes. The entries are computed in it at once.
  private func orderOfOnlyReader(_ id: Program.ID, _ product: InnerProduct) -> [Int]? {
    guard !wanted.contains(id), let reader = readers[id], reader.count == 1,
      let use = program.innerProduct(reader[0], except: fixed), use.summed.isEmpty,
      use.left != use.right
    else { return nil }
    let (own, other) = use.left == id ? (use.leftLabels, use.right) : (use.rightLabels, use.left)
    guard program.shape(other).count == 1, own != use.to, Set(own).count == own.count,
      Set(own) == Set(use.to)
    else { return nil }
    return use.to.compactMap { own.firstIndex(of: $0) }
  }

  // MARK: Results

  /// The slot of a wanted node's value, which no other wanted node has.
  mutating func output(_ id: Program.ID, except taken: Set<Int>) -> Int {
    let value = value(id)
    let count = program.shape(id).count
    if case .dense = value.form, slots[value.slot].isTemporary, !taken.contains(value.slot) {
      return value.slot
    }
    let to = temporary(count)
    switch value.form {
    case .view(let walk): emit(.gather, walk, from: value.slot, to: to)
    case .dense, .splat:
      var instruction = Instruction(kind: .copy, to: to, a: value.slot, b: value.slot, count: count)
      if case .splat = value.form { instruction.mode = .leftSplat }
      instructions.append(instruction)
    }
    return to
  }

  /// The slot of a given quantity that is read, if it is.
  func inputSlot(of id: Program.ID) -> Int? { inputs.first { $0.node == id }?.slot }
}
