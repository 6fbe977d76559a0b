import Numbers

extension Program {
  /// About how many multiplications it takes to compute some nodes, a transcendental function counted as many.
  public func work(of nodes: [ID]) -> Int {
    nodes.reduce(0) { total, node in
      let (sum, overflow) = total.addingReportingOverflow(work(of: node))
      return overflow ? Int.max : sum
    }
  }

  private func work(of node: ID) -> Int {
    let count = shape(node).count
    switch self[node].operation {
    case .function(.exp, _), .function(.log, _), .function(.sigmoid, _), .function(.tanh, _):
      return count.multipliedReportingOverflow(by: 20).partialValue
    case .contraction(let a, let aLabels, let b, let bLabels, let to):
      var sizes: [Int: Int] = [:]
      for (label, size) in zip(aLabels, shape(a).axes) { sizes[label] = size }
      for (label, size) in zip(bLabels, shape(b).axes) { sizes[label] = size }
      return sizes.filter { !to.contains($0.key) }.values.reduce(count) {
        let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
        return overflow ? Int.max : product
      }
    default: return count
    }
  }
}

extension Evaluator {
  /// About how many multiplications it still takes to compute a node.
  public func work(for node: Program.ID) -> Int {
    isKnown(node) ? 0 : program.work(of: needed(for: node))
  }
}

extension Derivation {
  /// About how many multiplications all passes of a loop take.
  public func work(of loop: Loop) -> Int {
    let (total, overflow) = workOfOnePass(loop).multipliedReportingOverflow(by: loop.count)
    return overflow ? Int.max : total
  }

  /// About how many multiplications one pass of a loop takes.
  public func workOfOnePass(_ loop: Loop) -> Int {
    var nodes: [Program.ID] = []
    var inner = 0
    for line in loop.body {
      switch line.kind {
      case .update(let replacements): nodes += replacements.map(\.node)
      case .loop(let loop): inner += work(of: loop)
      default: break
      }
    }
    let onePass = program.work(of: program.needed(for: nodes))
    let (sum, overflow) = onePass.addingReportingOverflow(inner)
    return overflow ? Int.max : sum
  }
}

extension Loop {
  /// How many passes one run of the loop makes, those of loops inside it counted instead of its own.
  public var passCount: Int {
    let inner = body.reduce(0) { if case .loop(let loop) = $1.kind { $0 + loop.passCount } else { $0 } }
    return inner == 0 ? count : count * inner
  }
}
