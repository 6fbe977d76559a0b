/// A program made ready for some of its nodes, once for all the evaluators that compute them.
public struct PreparedProgram: Sendable {
  public let program: Program
  /// What has to be computed, given quantities left out.
  public let order: [Program.ID]
  let steps: [Step?]

  public init(_ program: Program, for targets: [Program.ID]) {
    self.program = program
    order = program.evaluated(for: targets).filter {
      if case .given = program[$0].operation { false } else { true }
    }
    var steps: [Step?] = Array(repeating: nil, count: program.nodes.count)
    // What cannot be made ready throws when it is computed.
    for id in order { steps[Int(id.position)] = try? Step(id, in: program, except: []) }
    self.steps = steps
  }
}

extension PreparedProgram {
  /// The entries of some nodes where the given quantities are parts of one row of numbers.
  ///
  /// - Parameter offsets: where each given quantity starts in it.
  @specialized(where A == SignatureArithmetic)
  @specialized(where A == SizeArithmetic)
  @specialized(where A == BallArithmetic)
  @specialized(where A == CertifiedArithmetic)
  public func entries<A: Arithmetic>(
    of targets: [Program.ID], in arithmetic: A, at point: [A.Number],
    offsets: [(id: Program.ID, shape: Shape, start: Int)]
  ) throws(ArithmeticError) -> [[A.Number]] {
    var evaluator = Evaluator(self, in: arithmetic)
    for (id, shape, start) in offsets {
      let entries = Array(point[start..<start + shape.count])
      evaluator.set(id, to: Tensor(shape: shape, entries: entries))
    }
    do throws(EvaluationError) {
      try evaluator.run(order)
      var result: [[A.Number]] = []
      for target in targets { result.append(try evaluator.value(of: target).entries) }
      return result
    } catch { throw error.cause }
  }
}

extension Evaluator {
  public init(_ prepared: PreparedProgram, in arithmetic: A) {
    self.init(prepared.program, in: arithmetic)
    steps = prepared.steps
  }
}
