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
