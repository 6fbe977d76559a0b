import Language

/// A part of a program lowered to loops over doubles: what a training repeats.
///
/// An instruction reads and writes numbered slots, each a run of doubles. Where a slot lies is told by a table of
/// pointers when the routine is run: values of the evaluator are used where they are, constants are the
/// routine's own, and everything between is in one ``RoutineMemory``. Shapes, strides and the places in that memory are
/// worked out when the routine is made, so that running it is reading a list, without allocation.
///
/// Whatever is fused, left out or laid out otherwise, each entry comes from the same operations in the same order
/// as its nodes say, one rounding each: the bits do not depend on how a value was asked for.
public final class Routine: @unchecked Sendable {
  /// A value of the evaluator that is read.
  struct Input {
    let node: Program.ID
    let slot: Int
  }

  /// A value of the evaluator that is written.
  struct Output {
    let node: Program.ID
    let slot: Int
    /// The given quantity whose old value this one replaces as it is computed.
    let inPlaceOf: Program.ID?
  }

  let inputs: [Input]
  let outputs: [Output]
  /// The values that move to given quantities afterwards, by swapping.
  let moves: [Move]
  let slotCount: Int
  /// How many doubles lie between the inputs and the outputs.
  let memoryCount: Int
  /// Where slots lie in that memory.
  let places: [(slot: Int, place: Int)]
  /// Numbers that are the same in every entry: one double each.
  let constants: Cell<Double>
  let constantSlots: [Int]

  // Plain memory, so that a run touches no reference counts; never changed after `init`.
  let instructions: UnsafeMutableBufferPointer<Instruction>
  let walks: UnsafeMutableBufferPointer<Walk>
  private let offsets: UnsafeMutableBufferPointer<Int>

  init(_ builder: RoutineBuilder, outputs: [Output], moves: [Move]) {
    let layout = RoutineLayout(builder, outputs: outputs)
    inputs = builder.inputs
    self.outputs = outputs
    self.moves = moves
    slotCount = builder.slots.count
    memoryCount = layout.count
    places = layout.places
    constants = Cell(builder.constants.map(\.value))
    constantSlots = builder.constants.map(\.slot)
    instructions = .allocate(capacity: builder.instructions.count)
    _ = instructions.initialize(from: builder.instructions)
    offsets = .allocate(capacity: builder.offsets.count)
    _ = offsets.initialize(from: builder.offsets)
    walks = .allocate(capacity: builder.walks.count)
    guard let start = UnsafePointer(offsets.baseAddress) else {
      preconditionFailure("a buffer that was allocated has an address")
    }
    _ = walks.initialize(from: builder.walks.map { Walk($0, offsets: start) })
  }

  deinit {
    instructions.deallocate()
    walks.deallocate()
    offsets.deallocate()
  }
}

/// A new value of a given quantity: where it is computed, and what it replaces.
public struct Move: Sendable {
  public let source: Program.ID
  public let target: Program.ID
}

/// One loop over doubles. All fields are plain, so that reading one costs no reference count.
struct Instruction {
  enum Kind {
    // Entry by entry: a and b.
    case sum, difference, product, quotient, maximum
    case indicator(Relation)
    // Entry by entry: a.
    case copy, negation, power, function(Function)
    // By a walk.
    case gather, place, contraction
  }

  /// How the operands of an operation entry by entry lie in memory.
  enum Mode {
    case dense
    /// One number for all entries.
    case leftSplat, rightSplat
    /// Spread over the result by a walk.
    case leftView, rightView
  }

  var kind: Kind
  var mode = Mode.dense
  var to: Int
  /// Where in its slot the result begins.
  var offset = 0
  var a: Int
  /// For one operand the same as `a`.
  var b: Int
  var count: Int
  /// The number of a walk, or an exponent.
  var detail = 0

  var reads: [Int] { a == b ? [a] : [a, b] }

  /// Whether entry i of the result is computed from entry i of this slot, where it reads it at all.
  func readsInStep(_ slot: Int) -> Bool {
    switch kind {
    case .gather, .place, .contraction: false
    case .copy where offset != 0: false
    default:
      switch mode {
      case .dense: true
      case .leftSplat: a != slot
      case .rightSplat: b != slot
      case .leftView: a != slot
      case .rightView: b != slot
      }
    }
  }
}

/// How an instruction walks through its operands: entry j of row r is left[leftRows[r] + j·leftStride], or a
/// sum of products over k of left[leftRows[r] + leftSums[k] + j·leftStride] and the same of the right.
struct Walk {
  let rows: Int
  let inner: Int
  let leftRows: UnsafePointer<Int>
  let leftStride: Int
  let rightRows: UnsafePointer<Int>
  let rightStride: Int
  /// How many terms are summed; `nothing` where a gathering sums none.
  let terms: Int
  let leftSums: UnsafePointer<Int>
  let rightSums: UnsafePointer<Int>
  /// The distance from one term to the next, where ``isUniform``.
  let leftStep: Int
  let rightStep: Int
  let isUniform: Bool
  /// Whether all rows read the same right operand, as in a product of matrices.
  let sharesRight: Bool
  /// The slot that columns of the right operand are packed into; −1 where they are read as they lie.
  let packing: Int
  /// The distances in the result of a sum of products from one row to the next, and from one entry to the next.
  let resultRow: Int
  let resultStride: Int

  static let nothing = -1
  /// How many entries of a row are computed side by side.
  static let blockWidth = 8
}

/// A walk whose offsets are places in the routine's table.
struct WalkPlan {
  var rows = 0
  var inner = 0
  var leftRows = 0
  var leftStride = 0
  var rightRows = 0
  var rightStride = 0
  var terms = Walk.nothing
  var leftSums = 0
  var rightSums = 0
  var leftStep = 0
  var rightStep = 0
  var isUniform = true
  var sharesRight = false
  var packing = Walk.nothing
  var resultRow = 0
  var resultStride = 1
}

extension Walk {
  init(_ plan: WalkPlan, offsets: UnsafePointer<Int>) {
    self.init(
      rows: plan.rows, inner: plan.inner, leftRows: offsets + plan.leftRows, leftStride: plan.leftStride,
      rightRows: offsets + plan.rightRows, rightStride: plan.rightStride, terms: plan.terms,
      leftSums: offsets + plan.leftSums, rightSums: offsets + plan.rightSums, leftStep: plan.leftStep,
      rightStep: plan.rightStep, isUniform: plan.isUniform, sharesRight: plan.sharesRight,
      packing: plan.packing, resultRow: plan.resultRow, resultStride: plan.resultStride)
  }
}

/// The memory of a routine between its inputs and its outputs, and the table that tells where each slot lies.
///
/// It belongs to one evaluator at a time, and serves one routine after the other.
public final class RoutineMemory: @unchecked Sendable {
  private(set) var table: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  private var memory: UnsafeMutablePointer<Double>
  private var capacity: (slots: Int, numbers: Int)
  private var routine: Routine

  init(for routine: Routine) {
    self.routine = routine
    capacity = (max(routine.slotCount, 1), max(routine.memoryCount, 1))
    table = .allocate(capacity: capacity.slots)
    memory = .allocate(capacity: capacity.numbers)
    memory.initialize(repeating: 0, count: capacity.numbers)
    table.initialize(repeating: memory, count: capacity.slots)
    fill()
  }

  deinit {
    table.deallocate()
    memory.deallocate()
  }

  /// Makes room for a routine.
  func prepare(for routine: Routine) {
    guard self.routine !== routine else { return }
    self.routine = routine
    if routine.memoryCount > capacity.numbers {
      memory.deallocate()
      capacity.numbers = routine.memoryCount
      memory = .allocate(capacity: capacity.numbers)
      memory.initialize(repeating: 0, count: capacity.numbers)
    }
    if routine.slotCount > capacity.slots {
      table.deallocate()
      capacity.slots = routine.slotCount
      table = .allocate(capacity: capacity.slots)
      table.initialize(repeating: memory, count: capacity.slots)
    }
    fill()
  }

  private func fill() {
    for (slot, place) in routine.places { table[slot] = memory + place }
    for (place, slot) in routine.constantSlots.enumerated() { table[slot] = routine.constants.start + place }
  }
}
