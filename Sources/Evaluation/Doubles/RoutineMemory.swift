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
