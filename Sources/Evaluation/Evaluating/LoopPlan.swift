import Language

/// What every pass of a loop does, worked out once.
struct LoopPlan: Sendable {
  /// The updates of one pass.
  struct Updates: Sendable {
    /// Everything that the new values are computed from, in the order of the program.
    let order: [Program.ID]
    /// From where each new value moves to the given quantity it replaces.
    let moves: [Move]
    /// What keeps a value of the pass for after the loop: the value as it is before anything is replaced.
    let carried: [Recording]
    /// All of this made ready, in an arithmetic that does so, but for what ``unready`` tells.
    let routine: Routine?
    let unready: [Recording]
  }

  let usual: Updates
  /// The last pass keeps values, and may be one over a batch of another size.
  let last: Updates
  /// The given quantities that the loop, or one inside it, replaces.
  let changed: [Program.ID]
  /// Everything that depends on these.
  let outdated: [Program.ID]

  init<A: Arithmetic>(_ loop: Loop, in derivation: Derivation, _ arithmetic: A) {
    let program = derivation.program
    changed = LoopPlan.changed(by: loop, program, derivation.scope)
    var depends = [Bool](repeating: false, count: program.nodes.count)
    for node in changed { depends[Int(node.position)] = true }
    let isReplaced = depends
    for (position, node) in program.nodes.enumerated() where !depends[position] {
      depends[position] = node.operation.operands.contains { depends[Int($0.position)] }
    }
    outdated = depends.indices.filter { depends[$0] && !isReplaced[$0] }.map { Program.ID($0) }
    let isChanging = depends.indices.map { depends[$0] && !isReplaced[$0] }
    func updates(_ body: [Line], _ carried: [Recording]) -> Updates {
      let moves = LoopPlan.moves(in: body, program, derivation.scope)
      var sources = Set(moves.map(\.source))
      let ready = carried.filter { isChanging[Int($0.node.position)] && sources.insert($0.node).inserted }
      let all = moves + ready.map { Move(source: $0.node, target: $0.target) }
      // A quantity that is replaced by what never changes is so in every pass.
      let changing = program.evaluated(for: all.map(\.source)).filter {
        isChanging[Int($0.position)] || sources.contains($0)
      }
      return Updates(
        order: program.evaluated(for: moves.map(\.source)), moves: moves, carried: carried,
        routine: arithmetic.routine(program, changing, all), unready: carried.filter { !ready.contains($0) })
    }
    usual = updates(loop.body, [])
    last = updates(loop.batches?.lastBody ?? loop.body, loop.carried)
  }

  /// The last replacement of each quantity counts: an earlier one is what it was computed from.
  private static func moves(
    in body: [Line], _ program: Program, _ scope: Scope
  ) -> [Move] {
    var moves: [Move] = []
    for case .update(let replacements) in body.map(\.kind) {
      for replacement in replacements {
        moves.removeAll { $0.target == replacement.target }
        moves.append(Move(source: replacement.node, target: replacement.target))
      }
    }
    return moves
  }

  private static func changed(by loop: Loop, _ program: Program, _ scope: Scope) -> [Program.ID] {
    var result = loop.carried.map(\.target) + [loop.counter].compactMap(\.self)
    for target in loop.batches?.targets ?? [] { result += [target.node, target.lastNode] }
    for line in loop.body + (loop.batches?.lastBody ?? []) {
      switch line.kind {
      case .update(let replacements): result += replacements.map(\.target)
      case .loop(let inner): result += changed(by: inner, program, scope)
      default: break
      }
    }
    return result
  }
}
