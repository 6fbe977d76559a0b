/// Lowers nodes of a program to a ``Routine``, one after the other.
struct RoutineBuilder {
  let program: Program
  /// Nodes whose values were set, and that a sum of products must not pass over.
  let fixed: Set<Program.ID>
  /// The nodes that are to be lowered, each with how many of them read it.
  let readers: [Program.ID: [Program.ID]]
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

  var slots: [Slot] = []
  var instructions: [Instruction] = []
  var walks: [WalkPlan] = []
  var offsets: [Int] = []
  var inputs: [Routine.Input] = []
  var constants: [(slot: Int, value: Double)] = []
  /// Where columns are packed.
  var packing: Int?
  var values: [Program.ID: Value] = [:]
  var constantSlots: [UInt64: Int] = [:]
  /// Products of matrices whose entries were laid out as their only reader takes them.
  var rearranged: Set<Program.ID> = []

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

  mutating func temporary(_ count: Int) -> Int {
    slots.append(Slot(count: count, isTemporary: true))
    return slots.count - 1
  }

  mutating func constant(_ value: Double) -> Value {
    if let slot = constantSlots[value.bitPattern] { return Value(slot: slot, form: .splat) }
    slots.append(Slot(count: 1, isTemporary: false))
    constants.append((slots.count - 1, value))
    constantSlots[value.bitPattern] = slots.count - 1
    return Value(slot: slots.count - 1, form: .splat)
  }

  /// The value of a node that is not lowered here, or was before.
  mutating func value(_ id: Program.ID) -> Value {
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
  mutating func dense(_ value: Value, _ count: Int) -> Int {
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

  mutating func emit(_ kind: Instruction.Kind, _ walk: Gathering, from a: Int, to: Int) {
    let walk = add(walk)
    instructions.append(
      Instruction(kind: kind, to: to, a: a, b: a, count: slots[to].count, detail: walk))
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
