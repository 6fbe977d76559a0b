import Language

/// Exponentials of residues, and what is made of them.
extension ResidueRun {
  func compute(
    _ function: Function, _ a: Tape.Slot, into result: UnsafeMutablePointer<UInt64>
  ) throws(ArithmeticError) -> Int {
    let below = level(a)
    let x = residues(a)
    guard below + 1 < levels else { throw .tooLarge("exponentials nested more than \(levels - 1) deep") }
    let lanes = laneStarts[below]..<laneCount
    let above = laneStarts[below + 1]..<laneCount
    var exponent = [UInt64](repeating: 0, count: laneCount)
    switch function {
    case .exp:
      for lane in lanes { exponent[lane] = x[lane] }
      exponential(of: exponent, below, into: result)
    case .sigmoid:
      // 1/(1 + e^(−x))
      for lane in lanes { exponent[lane] = difference(0, x[lane], lane) }
      exponential(of: exponent, below, into: result)
      addOne(to: result, from: below + 1)
      try invert(result, from: below + 1, into: result)
    case .tanh:
      // 1 − 2/(e^(2x) + 1)
      for lane in lanes { exponent[lane] = sum(x[lane], x[lane], lane) }
      exponential(of: exponent, below, into: result)
      addOne(to: result, from: below + 1)
      try invert(result, from: below + 1, into: result)
      for lane in above { result[lane] = difference(0, sum(result[lane], result[lane], lane), lane) }
      addOne(to: result, from: below + 1)
    case .log, .sqrt, .relu, .abs, .sign, .step: throw .unsupported(function)
    }
    return below + 1
  }

  private func addOne(to result: UnsafeMutablePointer<UInt64>, from level: Int) {
    for block in blocks[blockStarts[level]...] {
      for lane in block.lanes { result[lane] = block.field.sum(result[lane], block.field.one) }
    }
  }

  /// At level i + 1, point t, the residue g^(Σₛ r_ts·u(xₛ)) over the points of level i.
  private func exponential(
    of exponent: [UInt64], _ level: Int, into result: UnsafeMutablePointer<UInt64>
  ) {
    exponents.append((level, exponent))
    for place in blockStarts[level + 1]..<blocks.count {
      let block = blocks[place]
      let below = blocks[place - towers.count]
      let table = towers[block.draw].powers[block.level]
      var next = 0
      for lane in block.lanes {
        var total: UInt64 = 0
        for point in below.lanes {
          total = below.field.sum(total, below.field.product(weights[place][next], exponent[point]))
          next += 1
        }
        result[lane] = table.power(below.field.ordinary(total))
      }
    }
  }
}
