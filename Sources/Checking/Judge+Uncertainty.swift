import Evaluation
import Numbers

/// Quantities computed from inputs that were rounded when they were printed.
extension Judge {
  /// Whether a node is computed from a rounded given.
  func isUncertain(_ node: Program.ID) -> Bool { !uncertainGivens(of: node).isEmpty }

  private func uncertainGivens(of node: Program.ID) -> [Given] {
    derivation.givens.filter { $0.uncertainty != nil && derivation.program.depends(node, on: $0.node) }
  }

  /// A node's value over all inputs that are written so, by the mean-value form where that is sharper: with m the
  /// inputs as written and X their box, f(x) lies in f(m) + Σ ∂f/∂xᵢ(X)·(Xᵢ − mᵢ) (Moore, *Interval Analysis*).
  ///
  /// It is used before any loop; after one, inputs and box are no longer those of the text.
  func truths(
    of node: Program.ID, _ evaluator: inout Evaluator<CertifiedArithmetic>
  ) throws(ArithmeticError) -> Tensor<Enclosure> {
    let naive = try evaluator.enclosures(of: node)
    let inputs = uncertainGivens(of: node)
    guard !inputs.isEmpty, derivation.scope.passes == 0, naive.entries.count <= Judge.meanValueLimit else {
      return naive
    }
    let arithmetic = evaluator.arithmetic
    var program = derivation.program
    var slopes: [Program.ID] = []
    for input in inputs {
      guard let slope = program.derivative(of: node, by: input.node) else { return naive }
      slopes.append(slope)
    }
    var middle = Evaluator(program, in: arithmetic)
    var box = Evaluator(program, in: arithmetic)
    for given in derivation.givens {
      middle.set(given.node, to: given.value.map { arithmetic.number($0) })
      box.set(given.node, to: given.enclosures(precision: arithmetic.precision))
    }
    do throws(EvaluationError) {
      var result = try middle.value(of: node)
      for (input, slope) in zip(inputs, slopes) {
        guard let uncertainty = input.uncertainty else { continue }
        let jacobian = try box.value(of: slope).entries
        let width = uncertainty.entries.count
        for place in result.entries.indices {
          for (column, half) in uncertainty.entries.enumerated() {
            let deviation = Enclosure(lower: -half, upper: half, precision: arithmetic.precision)
            let term = jacobian[place * width + column].multiplying(
              deviation, precision: arithmetic.precision)
            result.entries[place] = arithmetic.sum(result.entries[place], term)
          }
        }
      }
      let entries = zip(result.entries, naive.entries).map {
        $0.intersection($1, precision: arithmetic.precision) ?? $1
      }
      return Tensor(shape: naive.shape, entries: entries)
    } catch {
      return naive
    }
  }

  private static let meanValueLimit = 256
}
