import Numbers

/// The tensors of a program, entry by entry.
extension TapeBuilder {
  /// Records what some nodes of a program are computed from.
  ///
  /// - Parameter variables: where the entries of each given quantity start among the variables.
  /// - Returns: the places of the entries of each target.
  public func record(
    _ targets: [Program.ID], of program: Program, variables: (Program.ID) -> Int?
  ) throws(ArithmeticError) -> [[Slot]] {
    let count = (targets.max().map { Int($0.position) } ?? -1) + 1
    var wanted = [Bool](repeating: false, count: count)
    for target in targets { wanted[Int(target.position)] = true }
    var steps: [(id: Program.ID, step: Step)] = []
    for position in wanted.indices.reversed() where wanted[position] {
      let id = Program.ID(position)
      let step = try Step(id, in: program, except: [])
      steps.append((id, step))
      step.forEachRead(id, in: program) { wanted[$0] = true }
    }
    var entries = Entries(nodeCount: count)
    for (id, step) in steps.reversed() { try record(step, id, program, variables, &entries) }
    return targets.map { target in
      let start = entries.starts[Int(target.position)]
      return Array(entries.slots[start..<start + program.shape(target).count])
    }
  }

  /// The places of all entries recorded so far, and where those of each node start among them.
  private struct Entries {
    var starts: [Int]
    var slots: [Slot] = []

    init(nodeCount: Int) {
      starts = Array(repeating: 0, count: nodeCount)
      slots.reserveCapacity(4 * nodeCount)
    }

    subscript(node: Int, entry: Int) -> Slot { slots[starts[node] + entry] }
  }

  private func record(
    _ step: Step, _ id: Program.ID, _ program: Program, _ variables: (Program.ID) -> Int?,
    _ entries: inout Entries
  ) throws(ArithmeticError) {
    let node = Int(id.position)
    if case .copy(let source) = step {
      entries.starts[node] = entries.starts[source]
      return
    }
    let count = program.shape(id).count
    let start = entries.slots.count
    entries.starts[node] = start
    switch step {
    case .copy: break
    case .sum(let a, let b):
      for i in 0..<count { entries.slots.append(try sum(entries[a, i], entries[b, i])) }
    case .difference(let a, let b):
      for i in 0..<count { entries.slots.append(try difference(entries[a, i], entries[b, i])) }
    case .product(let a, let b):
      for i in 0..<count { entries.slots.append(try product(entries[a, i], entries[b, i])) }
    case .quotient(let a, let b):
      for i in 0..<count { entries.slots.append(try quotient(entries[a, i], entries[b, i])) }
    case .maximum(let a, let b):
      for i in 0..<count { entries.slots.append(try maximum(entries[a, i], entries[b, i])) }
    case .indicator(let relation, let a, let b):
      for i in 0..<count { entries.slots.append(try indicator(relation, entries[a, i], entries[b, i])) }
    case .negation(let a):
      for i in 0..<count { entries.slots.append(try negation(entries[a, i])) }
    case .power(let a, let exponent):
      for i in 0..<count { entries.slots.append(try power(entries[a, i], exponent)) }
    case .function(let function, let a):
      for i in 0..<count { entries.slots.append(try self.function(function, entries[a, i])) }
    case .gathering(let walk, let a): try gather(walk, a, &entries)
    case .contraction(let walk, let a, let b): try contract(walk, a, b, &entries)
    case .placing(let walk, let a):
      let zero = try number(.zero)
      entries.slots.append(contentsOf: repeatElement(zero, count: count))
      var place = 0
      for row in walk.rows {
        for j in 0..<walk.inner {
          entries.slots[start + row + j * walk.stride] = entries[a, place]
          place += 1
        }
      }
    case .other: try recordSeldom(id, program, variables, &entries)
    }
  }

  private func gather(_ walk: Gathering, _ a: Int, _ entries: inout Entries) throws(ArithmeticError) {
    for row in walk.rows {
      for j in 0..<walk.inner {
        let start = row + j * walk.stride
        guard let sums = walk.sums else {
          entries.slots.append(entries[a, start])
          continue
        }
        var total = try number(.zero)
        for offset in sums { total = try sum(total, entries[a, start + offset]) }
        entries.slots.append(total)
      }
    }
  }

  private func contract(
    _ walk: Contraction, _ a: Int, _ b: Int, _ entries: inout Entries
  ) throws(ArithmeticError) {
    for row in walk.leftRows.indices {
      for j in 0..<walk.inner {
        let left = walk.leftRows[row] + j * walk.leftStride
        let right = walk.rightRows[row] + j * walk.rightStride
        let entry = try contraction(walk.leftSums.count) {
          (entries[a, left + walk.leftSums[$0]], entries[b, right + walk.rightSums[$0]])
        }
        entries.slots.append(entry)
      }
    }
  }

  private func recordSeldom(
    _ id: Program.ID, _ program: Program, _ variables: (Program.ID) -> Int?, _ entries: inout Entries
  ) throws(ArithmeticError) {
    let node = program[id]
    let count = node.shape.count
    switch node.operation {
    case .given(let name):
      guard let first = variables(id) else { throw .unknownValue(name) }
      for i in 0..<count { entries.slots.append(Slot(first + i)) }
    case .constant(let value):
      entries.slots.append(contentsOf: repeatElement(try number(value), count: count))
    case .counting:
      for i in 0..<count { entries.slots.append(try number(Rational(i + 1))) }
    case .identity:
      let (zero, one) = (try number(.zero), try number(.one))
      let side = Shape.side(of: node.shape)
      for i in 0..<count { entries.slots.append(i / side == i % side ? one : zero) }
    case .stack(let elements):
      for element in elements {
        for i in 0..<program.shape(element).count {
          entries.slots.append(entries[Int(element.position), i])
        }
      }
    default: break
    }
  }
}
