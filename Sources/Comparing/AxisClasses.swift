import Evaluation

/// Which axes of a lesson's givens are equally long because its definitions say so: `X @ W1^T` ties the second axes
/// of X and W1, whatever their sizes happen to be.
struct AxisClasses {
  /// For each axis of each node a number; axes that are tied have the same root.
  private var parents: [Int] = []
  private var starts: [Int] = []

  /// - Parameter targets: the nodes whose formulas tie axes.
  init(_ program: Program, of targets: [Program.ID]) {
    var total = 0
    for node in program.nodes {
      starts.append(total)
      total += node.shape.rank
    }
    parents = Array(0..<total)
    // Equal constants are one node wherever they stand, so they tie nothing.
    var isVariable = [Bool](repeating: false, count: program.nodes.count)
    for id in program.needed(for: targets) {
      let operation = program[id].operation
      if case .given = operation {
        isVariable[Int(id.position)] = true
      } else {
        isVariable[Int(id.position)] = operation.operands.contains { isVariable[Int($0.position)] }
      }
      if isVariable[Int(id.position)] { tie(id, operation, program, isVariable) }
    }
  }

  /// The class of an axis.
  func root(_ node: Program.ID, _ axis: Int) -> Int { root(starts[Int(node.position)] + axis) }

  private func root(_ axis: Int) -> Int {
    var result = axis
    while parents[result] != result { result = parents[result] }
    return result
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (first, second) = (root(a), root(b))
    parents[max(first, second)] = min(first, second)
  }

  private mutating func tie(
    _ id: Program.ID, _ operation: Evaluation.Operation, _ program: Program, _ isVariable: [Bool]
  ) {
    let start = starts[Int(id.position)]
    switch operation {
    case .given, .constant, .counting, .identity: return
    case .arrangement(let a, let from, let to):
      var places: [Int: Int] = [:]
      note(from, at: a, &places, isVariable)
      note(to, from: start, &places)
    case .contraction(let a, let aLabels, let b, let bLabels, let to):
      var places: [Int: Int] = [:]
      note(aLabels, at: a, &places, isVariable)
      note(bLabels, at: b, &places, isVariable)
      note(to, from: start, &places)
    case .stack(let elements):
      for element in elements where isVariable[Int(element.position)] {
        for axis in 0..<program.shape(element).rank {
          join(start + 1 + axis, starts[Int(element.position)] + axis)
        }
      }
    case .entry(let a, let positions): tieKept(positions, whole: starts[Int(a.position)], part: start)
    case .placed(let a, let positions): tieKept(positions, whole: start, part: starts[Int(a.position)])
    default:
      for operand in operation.operands where isVariable[Int(operand.position)] {
        for axis in 0..<program[id].shape.rank { join(start + axis, starts[Int(operand.position)] + axis) }
      }
    }
  }

  private mutating func tieKept(_ positions: [Int?], whole: Int, part: Int) {
    var kept = 0
    for (axis, position) in positions.enumerated() where position == nil {
      join(whole + axis, part + kept)
      kept += 1
    }
  }

  private mutating func note(
    _ labels: [Int], at node: Program.ID, _ places: inout [Int: Int], _ isVariable: [Bool]
  ) {
    if isVariable[Int(node.position)] { note(labels, from: starts[Int(node.position)], &places) }
  }

  private mutating func note(_ labels: [Int], from start: Int, _ places: inout [Int: Int]) {
    for (axis, label) in labels.enumerated() {
      if let known = places[label] {
        join(known, start + axis)
      } else {
        places[label] = start + axis
      }
    }
  }
}
