/// A program made ready for some of its nodes, once for all the evaluators that compute them.
public struct PreparedProgram: Sendable {
  public let program: Program
  /// What has to be computed, given quantities left out.
  public let order: [Program.ID]
  let steps: [Step?]

  public init(_ program: Program, for targets: [Program.ID]) {
    self.program = program
    order = program.needed(for: targets).filter {
      if case .given = program[$0].operation { false } else { true }
    }
    var steps: [Step?] = Array(repeating: nil, count: program.nodes.count)
    // What cannot be made ready throws when it is computed.
    for id in order { steps[Int(id.position)] = try? Step(program[id], in: program) }
    self.steps = steps
  }
}

extension Evaluator {
  public init(_ prepared: PreparedProgram, in arithmetic: A) {
    self.init(prepared.program, in: arithmetic)
    steps = prepared.steps
  }
}
