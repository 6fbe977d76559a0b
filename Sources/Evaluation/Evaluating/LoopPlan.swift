import Language

/// What every pass of a loop does, worked out once.
struct LoopPlan: Sendable {
  /// The updates of one pass.
  struct Updates: Sendable {
    /// Everything that the new values are computed from, in the order of the program.
    let order: [Program.ID]
    /// From where each new value moves to the given quantity it replaces.
    let moves: [(source: Program.ID, target: Program.ID)]
  }

  /// For an ordinary pass, and for a last batch of another size.
  let passes: [Updates]
  /// The given quantities that the loop, or one inside it, replaces.
  let changed: [Program.ID]
  /// Everything that depends on these.
  let outdated: [Program.ID]

  init(_ loop: Loop, in derivation: Derivation) {
    let program = derivation.program
    passes = ([loop.body] + (loop.batches?.lastBody.map { [$0] } ?? [])).map { body in
      let moves = LoopPlan.moves(in: body, program, derivation.scope)
      return Updates(order: program.evaluated(for: moves.map(\.source)), moves: moves)
    }
    changed = LoopPlan.changed(by: loop, program, derivation.scope)
    var depends = [Bool](repeating: false, count: program.nodes.count)
    for node in changed { depends[Int(node.position)] = true }
    let isReplaced = depends
    for (position, node) in program.nodes.enumerated() where !depends[position] {
      depends[position] = node.operation.operands.contains { depends[Int($0.position)] }
    }
    outdated = depends.indices.filter { depends[$0] && !isReplaced[$0] }.map { Program.ID($0) }
  }

  /// The last replacement of each quantity counts: an earlier one is what it was computed from.
  private static func moves(
    in body: [Line], _ program: Program, _ scope: Scope
  ) -> [(source: Program.ID, target: Program.ID)] {
    var moves: [(source: Program.ID, target: Program.ID)] = []
    for case .update(let replacements) in body.map(\.kind) {
      for replacement in replacements {
        moves.removeAll { $0.target == replacement.target }
        moves.append((replacement.node, replacement.target))
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
