extension Routine {
  /// What has to be computed for the updates of a pass, once for all passes.
  ///
  /// - Parameters:
  ///   - order: the nodes that change from pass to pass, in the order of the program; everything else is known.
  ///   - moves: which of them replace given quantities.
  /// - Returns: nil where one of them has no value that could be lowered.
  convenience init?(_ program: Program, lowering order: [Program.ID], moves: [Move]) {
    let isLowered = Set(order)
    // A given quantity that takes the place of another, or one that takes two places, is left to swapping.
    guard Set(moves.map(\.source)).count == moves.count,
      moves.allSatisfy({ isLowered.contains($0.source) && !isLowered.contains($0.target) }),
      !moves.contains(where: { if case .given = program[$0.source].operation { true } else { false } })
    else { return nil }
    var builder = RoutineBuilder(
      program, lowering: order, wanted: Set(moves.map(\.source)), fixed: [])
    do throws(ArithmeticError) {
      for id in order { try builder.lower(id) }
    } catch {
      return nil
    }
    var taken: Set<Int> = []
    var outputs: [Output] = []
    for move in moves {
      let slot = builder.output(move.source, except: taken)
      taken.insert(slot)
      outputs.append(Output(node: move.source, slot: slot, inPlaceOf: nil))
    }
    outputs = zip(outputs, moves).map { output, move in
      Routine.canReplace(move.target, by: output.slot, in: builder)
        ? Output(node: output.node, slot: output.slot, inPlaceOf: move.target) : output
    }
    let swapped = zip(outputs, moves).filter { $0.0.inPlaceOf == nil }.map(\.1)
    self.init(builder, outputs: outputs, moves: swapped)
  }

  /// Some nodes, of which those that are wanted keep their values.
  ///
  /// - Parameter order: the nodes in the order of the program; what they read besides is known.
  /// - Returns: the routine, and the error at the first node that has no value; the routine ends before it.
  static func keeping(
    _ wanted: [Program.ID], of program: Program, _ order: [Program.ID], except fixed: Set<Program.ID>
  ) -> (routine: Routine, error: EvaluationError?) {
    var builder = RoutineBuilder(program, lowering: order, wanted: Set(wanted), fixed: fixed)
    var failure: (error: EvaluationError, node: Program.ID)?
    for id in order where failure == nil {
      do throws(ArithmeticError) {
        try builder.lower(id)
      } catch {
        failure = (EvaluationError(cause: error, node: id), id)
      }
    }
    var taken: Set<Int> = []
    let outputs = wanted.filter { id in failure.map { id < $0.node } ?? true }.map { id in
      let slot = builder.output(id, except: taken)
      taken.insert(slot)
      return Output(node: id, slot: slot, inPlaceOf: nil)
    }
    return (Routine(builder, outputs: outputs, moves: []), failure?.error)
  }

  /// Whether a new value may be written over the old one of a given quantity: nobody reads the old one later, and
  /// who reads it last does so entry by entry.
  private static func canReplace(_ target: Program.ID, by slot: Int, in builder: RoutineBuilder) -> Bool {
    guard let old = builder.inputSlot(of: target) else { return true }
    guard let first = builder.instructions.firstIndex(where: { $0.to == slot }),
      let last = builder.instructions.lastIndex(where: { $0.reads.contains(old) })
    else { return true }
    return last < first || last == first && builder.instructions[first].readsInStep(old)
  }
}
