import Numbers

/// A derivation's loops written out as formulas of the givens at the start.
///
/// A pass is a function from given quantities to given quantities, so passes compose by substitution. That makes
/// a claim about values before and after a few passes (`w = w{0} - eta*dE{0}…`) a claim about functions again.
public struct Unrolling: Sendable {
  public private(set) var program = Program()
  private var claims: [[Program.ID]: [Program.ID]] = [:]

  /// How many passes are written out at most, and how many operations they may come to: formulas grow with
  /// each pass.
  public static let passLimit = 32
  public static let nodeLimit = 2000

  /// - Returns: nil where there are no loops, or where they are beyond a limit.
  public init?(_ derivation: Derivation) {
    guard (1...Unrolling.passLimit).contains(derivation.scope.passes) else { return nil }
    var state: [String: Program.ID] = [:]
    record(derivation, pass: 0, &state)
    for line in derivation.lines {
      switch line.kind {
      case .claim(let claim):
        guard case .nodes(let left, let right) = claim.sides else { continue }
        claims[[left, right]] = [
          instantiate(left, of: derivation.program, state), instantiate(right, of: derivation.program, state),
        ]
      case .loop(let loop):
        guard loop.batches == nil, !loop.isNesting else { return nil }
        for pass in loop.firstPass..<loop.firstPass + loop.count {
          if let counter = loop.counter, let name = derivation.program.name(of: counter) {
            state[name] = program.constant(Rational(pass - loop.firstPass + 1), .scalar)
          }
          record(derivation, pass: pass, &state)
          var next = state
          for line in loop.body {
            guard case .update(let replacements) = line.kind else { continue }
            for replacement in replacements {
              next[replacement.name] = instantiate(replacement.node, of: derivation.program, state)
            }
          }
          for carried in loop.carried where pass == loop.firstPass + loop.count - 1 {
            next[carried.name] = instantiate(carried.node, of: derivation.program, state)
          }
          state = next
          guard program.nodes.count <= Unrolling.nodeLimit else { return nil }
        }
        record(derivation, pass: loop.firstPass + loop.count, &state)
      default: continue
      }
    }
  }

  /// The two sides of a claim that stands outside all loops, as formulas of the givens at the start.
  public func sides(of claim: Claim) -> (left: Program.ID, right: Program.ID)? {
    guard case .nodes(let left, let right) = claim.sides, let found = claims[[left, right]] else {
      return nil
    }
    return (found[0], found[1])
  }

  private mutating func record(_ derivation: Derivation, pass: Int, _ state: inout [String: Program.ID]) {
    for recording in derivation.scope.recordings where recording.pass == pass {
      state[recording.name] = instantiate(recording.node, of: derivation.program, state)
    }
  }

  /// A node with the state's formulas in place of given quantities.
  private mutating func instantiate(
    _ target: Program.ID, of source: Program, _ state: [String: Program.ID]
  ) -> Program.ID {
    var places: [Program.ID: Program.ID] = [:]
    for id in source.needed(for: [target]) {
      let node = source[id]
      if case .given(let name) = node.operation, let value = state[name] {
        places[id] = value
      } else {
        places[id] = program.append(
          node.operation.renamed { places[$0] ?? $0 }, node.shape, at: node.origin)
      }
    }
    return places[target] ?? target
  }
}
