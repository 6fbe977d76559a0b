import Language
import Numbers

/// Runs a derivation's lines in order in one arithmetic: the state of the given quantities, the passes of the
/// loops, and an evaluator for the stretch of lines between two changes of state.
///
/// A quantity that has no value in this arithmetic (a sigmoid among exact rationals) makes only what depends
/// on it valueless; the run goes on.
public struct Execution<A: Arithmetic>: Sendable {
  public let derivation: Derivation
  public let arithmetic: A
  /// The values of given quantities, recorded ones (`q{t}`) and final ones among them.
  public private(set) var state: [String: Tensor<A.Number>] = [:]

  /// - Parameters:
  ///   - replacing: values for some givens instead of the text's own.
  ///   - omitting: givens that have no value in this arithmetic.
  public init(
    _ derivation: Derivation, in arithmetic: A, replacing: [String: Tensor<A.Number>] = [:],
    omitting: Set<String> = []
  ) throws(ArithmeticError) {
    self.derivation = derivation
    self.arithmetic = arithmetic
    for given in derivation.givens where !omitting.contains(given.name) {
      if let value = replacing[given.name] {
        state[given.name] = value
      } else {
        state[given.name] = try given.value.map { (x) throws(ArithmeticError) in try arithmetic.number(x) }
      }
    }
  }

  /// An evaluator at the state as it is now.
  public func evaluator() -> Evaluator<A> {
    var evaluator = Evaluator(derivation.program, in: arithmetic)
    for (position, node) in derivation.program.nodes.enumerated() {
      guard case .given(let name) = node.operation, let value = state[name] else { continue }
      evaluator.set(Program.ID(position), to: value)
    }
    return evaluator
  }

  /// Runs all lines.
  ///
  /// - Parameters:
  ///   - wants: whether the lines of a pass (counted over all loops) are of interest; the others are only
  ///     computed as far as the state needs it.
  ///   - visit: called at each line of interest with the evaluator of its stretch and the pass it is in.
  ///   - advanced: called after each pass.
  public mutating func run(
    wants: (Int) -> Bool, visit: (Line, inout Evaluator<A>, Int?) -> Void, advanced: (Int) -> Void
  ) {
    var evaluator = evaluator()
    record(pass: 0, &evaluator)
    for line in derivation.lines {
      guard case .loop(let loop) = line.kind else {
        visit(line, &evaluator, nil)
        continue
      }
      run(loop, wants: wants, visit: visit, advanced: advanced)
      evaluator = self.evaluator()
      visit(line, &evaluator, nil)
    }
  }

  private mutating func run(
    _ loop: Loop, wants: (Int) -> Bool, visit: (Line, inout Evaluator<A>, Int?) -> Void,
    advanced: (Int) -> Void
  ) {
    for pass in loop.firstPass..<loop.firstPass + loop.count {
      var evaluator = evaluator()
      record(pass: pass, &evaluator)
      var next = state
      for line in loop.body {
        if case .update(let replacements) = line.kind {
          for replacement in replacements {
            next[replacement.name] = try? evaluator.value(of: replacement.node)
          }
        }
        if wants(pass) { visit(line, &evaluator, pass) }
      }
      if pass == loop.firstPass + loop.count - 1 {
        for carried in loop.carried { next[carried.name] = try? evaluator.value(of: carried.node) }
      }
      state = next
      advanced(pass)
    }
    var evaluator = evaluator()
    record(pass: loop.firstPass + loop.count, &evaluator)
  }

  /// Keeps the values that some formula asks for as `q{pass}`.
  private mutating func record(pass: Int, _ evaluator: inout Evaluator<A>) {
    for recording in derivation.scope.recordings where recording.pass == pass {
      state[recording.name] = try? evaluator.value(of: recording.node)
    }
  }
}
