extension Evaluator where A == DoubleArithmetic {
  /// Computes nodes that are listed in the order of the program, and keeps the values of all of them.
  mutating func computeInRoutine(_ order: [Program.ID]) throws(EvaluationError) {
    var lowered: [Program.ID] = []
    for id in order where !known[Int(id.position)] {
      switch program[id].operation {
      case .given, .constant, .counting, .identity: try computeDirectly(id)
      default: lowered.append(id)
      }
    }
    guard !lowered.isEmpty else { return }
    let (routine, error) = Routine.keeping(lowered, of: program, lowered, except: fixed)
    try run(routine)
    if let error { throw error }
  }

  private mutating func computeDirectly(_ id: Program.ID) throws(EvaluationError) {
    do throws(ArithmeticError) {
      let cell = try ownCell(id)
      try performSeldom(id, cell.start, cell.count)
    } catch {
      throw EvaluationError(cause: error, node: id)
    }
    known[Int(id.position)] = true
  }

  /// Runs a routine: its inputs are computed first where they are not known yet.
  mutating func run(_ routine: Routine) throws(EvaluationError) {
    for input in routine.inputs where !known[Int(input.node.position)] { try run(needed(for: input.node)) }
    let memory = memory(for: routine)
    let table = memory.table
    for input in routine.inputs {
      if let cell = cells[Int(input.node.position)] { table[input.slot] = cell.start }
    }
    // An old value that is replaced is read until the end, also where another evaluator has it too.
    var old: [Cell<Double>] = []
    for output in routine.outputs {
      let node = output.inPlaceOf ?? output.node
      let place = Int(node.position)
      if !isKnownUniquelyReferenced(&cells[place]) {
        if let shared = cells[place] { old.append(shared) }
        cells[place] = Cell(repeating: 0, count: program[node].shape.count)
      }
      if let cell = cells[place] { table[output.slot] = cell.start }
      known[Int(output.node.position)] = output.inPlaceOf == nil
      known[place] = true
    }
    withExtendedLifetime((memory, old)) { routine.run(table) }
    for move in routine.moves { self.move(move.source, to: move.target) }
  }

  private mutating func memory(for routine: Routine) -> RoutineMemory {
    if isKnownUniquelyReferenced(&workspace), let workspace {
      workspace.prepare(for: routine)
      return workspace
    }
    let memory = RoutineMemory(for: routine)
    workspace = memory
    return memory
  }
}
