/// Central differences of one quantity by every entry of another, in double precision, as everybody does them, but for
/// what is computed: of each entry only what it reaches (``Perturbation``).
///
/// The error of a quotient is h²/6·f‴ and, from the rounding of the two values, about 2⁻⁵³·|f|/h. They bound nothing:
/// a difference in doubles points at an entry, ``Checking`` decides about it.
public struct Differences: Sendable {
  /// The distance of the two points from the middle: 2⁻¹⁷, where the two errors are about equal for functions that
  /// have derivatives of their own size.
  public static let step = 0x1p-17
  /// How many doubles may lie between the entries of the source and the changes of the target.
  public static let memoryLimit = 1 << 22

  private let perturbation: Perturbation
  private let routine: Routine
  private var evaluator: Evaluator<DoubleArithmetic>
  private let shape: Shape
  private let sourceCount: Int

  /// - Returns: nil where the target does not depend on the source, where values between them were set, and where it
  ///   would take more memory than ``memoryLimit``.
  public init?(
    of target: Program.ID, by source: Program.ID, at evaluator: Evaluator<DoubleArithmetic>
  ) {
    let program = evaluator.program
    guard let shape = Shape(program.shape(target).axes + program.shape(source).axes),
      let perturbation = Perturbation(of: target, by: source, in: program)
    else { return nil }
    let changed = perturbation.program.dependents(of: perturbation.step, upTo: perturbation.change)
    let order = perturbation.program.evaluated(for: [perturbation.change]).filter {
      changed[Int($0.position)] && $0 != perturbation.step
    }
    let entries = order.reduce(0) { $0 + min(perturbation.program.shape($1).count, Shape.entryLimit) }
    guard !order.isEmpty, evaluator.fixed.isEmpty, entries <= Differences.memoryLimit * 8 else { return nil }
    let (routine, error) = Routine.keeping([perturbation.change], of: perturbation.program, order, except: [])
    guard error == nil, routine.memoryCount <= Differences.memoryLimit else { return nil }
    self.perturbation = perturbation
    self.routine = routine
    self.evaluator = evaluator.extended(to: perturbation.program)
    self.shape = shape
    sourceCount = program.shape(source).count
  }

  /// The quotients, with the axes of the derivative: the target's, followed by the source's.
  ///
  /// - Throws: ``EvaluationError`` where the target has no value.
  public mutating func quotients() throws(EvaluationError) -> Tensor<Double> {
    let above = try changes(Differences.step)
    let below = try changes(-Differences.step)
    let targetCount = sourceCount == 0 ? 0 : above.count / sourceCount
    var entries = [Double](repeating: 0, count: above.count)
    for source in 0..<sourceCount {
      for target in 0..<targetCount {
        let place = source * targetCount + target
        entries[target * sourceCount + source] = (above[place] - below[place]) / (2 * Differences.step)
      }
    }
    return Tensor(shape: shape, entries: entries)
  }

  private mutating func changes(_ step: Double) throws(EvaluationError) -> [Double] {
    evaluator.set(perturbation.step, to: Tensor(scalar: step))
    try evaluator.run(routine)
    return evaluator.knownValue(of: perturbation.change)?.entries ?? []
  }
}

extension Evaluator {
  /// The same values for a program that begins with the nodes of this one.
  func extended(to longer: Program) -> Evaluator {
    var result = Evaluator(longer, in: arithmetic)
    for place in cells.indices {
      result.cells[place] = cells[place]
      result.known[place] = known[place]
    }
    result.sources = sources
    for id in fixed { result.keep(id) }
    return result
  }
}
