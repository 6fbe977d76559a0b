import Evaluation
import Language
import Numbers

/// The values that an execution in another arithmetic had at each line it visited, in the order of the run.
///
/// Executions visit the same lines in the same order whatever the arithmetic, so the n-th visit of one is the
/// n-th visit of the other.
struct Moments<Number: Sendable>: Sendable {
  /// Exact numbers grow with every pass; behind so many of them no values are kept.
  private static var passLimit: Int { 64 }
  /// Nor of what would take more multiplications than this, and behind a loop that would: exact ones are slow.
  private static var workLimit: Int { 200_000 }
  /// The largest size of an exact number that is worth having; sums of fractions grow past it soon.
  static var bitLimit: Int { 1 << 14 }
  private var visits: [[Program.ID: Tensor<Number>]] = []
  /// Where a number became too large for this arithmetic, so that values are missing from there on.
  private(set) var overflow: (span: SourceSpan, pass: Int?)?

  /// Runs a derivation and keeps every value of interest that this arithmetic can give.
  ///
  /// - Parameter known: values that are the same in this arithmetic, and then those that it has given; nil behind a
  ///   loop, which leaves another state than it found.
  init<A: Arithmetic>(
    _ derivation: Derivation, in arithmetic: A, sharing known: inout Evaluator<A>?, wants: (LoopPass) -> Bool
  ) where A.Number == Number {
    var execution = Execution(derivation, in: arithmetic, omitting: derivation.uncertain)
    if let known { execution.share(known) }
    var visits: [[Program.ID: Tensor<Number>]] = []
    var overflow: (span: SourceSpan, pass: Int?)?
    execution.run(
      wants: wants,
      visit: { (line, evaluator, pass) in
        var values: [Program.ID: Tensor<Number>] = [:]
        for node in line.nodes
        where derivation.program.work(of: derivation.program.needed(for: [node])) <= Moments.workLimit {
          do throws(EvaluationError) {
            values[node] = try evaluator.value(of: node)
          } catch {
            if case .tooLarge = error.cause, overflow == nil { overflow = (line.span, pass) }
          }
        }
        visits.append(values)
      },
      goesOn: { (step, _) in step < Moments.passLimit },
      stopsAt: { derivation.workOfOnePass($0) > Moments.workLimit })
    let isStill = derivation.lines.allSatisfy { if case .loop = $0.kind { false } else { true } }
    known = isStill ? execution.evaluator() : nil
    self.visits = visits
    self.overflow = overflow
  }

  /// The value at the n-th visit; nil where this arithmetic has none.
  subscript(visit: Int, node: Program.ID) -> Tensor<Number>? {
    visits.indices.contains(visit) ? visits[visit][node] : nil
  }
}

extension Line {
  /// The nodes whose values this line shows or compares.
  var nodes: [Program.ID] {
    switch kind {
    case .given, .function, .loop: []
    case .definition(let definition): [definition.node]
    case .display(let term, _): [term.node]
    case .update(let replacements): replacements.map(\.node)
    case .claim(let claim):
      if case .nodes(let left, let right) = claim.sides {
        [left, right] + [claim.subject].compactMap(\.self)
      } else {
        []
      }
    }
  }
}
