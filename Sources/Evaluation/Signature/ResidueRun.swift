import Language
import Numbers

/// A formula without steps, roots and logarithms at random points of several draws at once: residues alone.
///
/// Each value has one residue a lane; a lane is a point of a level of a draw. Lanes stand in the order of levels, so that a
/// value in which exponentials are nested h deep has those from level h on, and each operation is a loop over lanes in a
/// row. What a residue of each kind of value is, ``SignatureArithmetic`` says.
final class ResidueRun {
  /// Lanes of one level of one draw, which have a field in common.
  struct Block {
    let draw: Int
    let level: Int
    let lanes: Range<Int>
    let field: ResidueField
  }

  let tape: Tape
  let towers: [PrimeTower]
  let levels: Int
  /// In the order of lanes: level by level, in each draw by draw.
  let blocks: [Block]
  /// Where the lanes and the blocks of each level start, and behind the last one.
  let laneStarts: [Int]
  let blockStarts: [Int]
  let laneCount: Int
  /// For each block but those of level 0 the random weights of the points below: for each of its points in turn.
  let weights: [[UInt64]]
  private let primes: UnsafeMutablePointer<UInt64>
  private let negatedInverses: UnsafeMutablePointer<UInt64>
  /// The residues of all results, one result after the other.
  private let values: UnsafeMutablePointer<UInt64>
  /// The level from which on each result has residues.
  private var resultLevels: [Int8]
  /// The arguments of exponentials in the order in which they are taken: the residues at all lanes, and their levels.
  var exponents: [(level: Int, residues: [UInt64])] = []

  /// - Parameters:
  ///   - towers: one for each draw.
  ///   - counts: for each draw the number of points of each level.
  /// - Throws: where a result would need more levels than there are, or a divisor is zero at some point.
  init(
    _ tape: Tape, towers: [PrimeTower], counts: [[Int]], using random: inout RandomSource
  ) throws(ArithmeticError) {
    self.tape = tape
    self.towers = towers
    levels = counts.first?.count ?? 0
    var blocks: [Block] = []
    var laneStarts: [Int] = []
    var blockStarts: [Int] = []
    var lane = 0
    for level in 0..<levels {
      laneStarts.append(lane)
      blockStarts.append(blocks.count)
      for draw in towers.indices {
        let lanes = lane..<lane + counts[draw][level]
        blocks.append(Block(draw: draw, level: level, lanes: lanes, field: towers[draw].fields[level]))
        lane = lanes.upperBound
      }
    }
    laneStarts.append(lane)
    blockStarts.append(blocks.count)
    (self.blocks, self.laneStarts, self.blockStarts, laneCount) = (blocks, laneStarts, blockStarts, lane)
    weights = blocks.map { block in
      guard block.level > 0 else { return [] }
      let below = counts[block.draw][block.level - 1]
      let field = towers[block.draw].fields[block.level - 1]
      return (0..<below * block.lanes.count).map { _ in random.element(of: field) }
    }
    primes = .allocate(capacity: max(lane, 1))
    negatedInverses = .allocate(capacity: max(lane, 1))
    for block in blocks {
      for lane in block.lanes {
        primes[lane] = block.field.prime
        negatedInverses[lane] = block.field.negatedInverse
      }
    }
    values = .allocate(capacity: max(lane * tape.count, 1))
    resultLevels = []
    resultLevels.reserveCapacity(tape.count)
    for place in tape.operations.indices {
      let level = try compute(tape.operations[place], into: values + place * laneCount, using: &random)
      resultLevels.append(Int8(level))
    }
  }

  deinit {
    primes.deallocate()
    negatedInverses.deallocate()
    values.deallocate()
  }

  // MARK: Operations

  func level(_ slot: Tape.Slot) -> Int { Int(resultLevels[Int(slot)]) }
  func residues(_ slot: Tape.Slot) -> UnsafeMutablePointer<UInt64> {
    values + Int(slot) * laneCount
  }

  @inline(__always)
  private func product(_ a: UInt64, _ b: UInt64, _ lane: Int) -> UInt64 {
    ResidueField.product(a, b, modulo: primes[lane], negatedInverses[lane])
  }

  @inline(__always)
  func sum(_ a: UInt64, _ b: UInt64, _ lane: Int) -> UInt64 {
    let r = a &+ b
    return r >= primes[lane] ? r &- primes[lane] : r
  }

  @inline(__always)
  func difference(_ a: UInt64, _ b: UInt64, _ lane: Int) -> UInt64 {
    a >= b ? a &- b : a &+ primes[lane] &- b
  }

  /// Writes the residues of one result, and returns its level.
  private func compute(
    _ operation: Tape.Operation, into result: UnsafeMutablePointer<UInt64>, using random: inout RandomSource
  ) throws(ArithmeticError) -> Int {
    switch operation {
    case .variable:
      for block in blocks {
        for lane in block.lanes { result[lane] = random.element(of: block.field) }
      }
      return 0
    case .constant(let place):
      try fill(result, tape.constants[Int(place)])
      return 0
    case .sum(let a, let b):
      let (x, y, level) = (residues(a), residues(b), max(level(a), level(b)))
      for lane in laneStarts[level]..<laneCount { result[lane] = sum(x[lane], y[lane], lane) }
      return level
    case .difference(let a, let b):
      let (x, y, level) = (residues(a), residues(b), max(level(a), level(b)))
      for lane in laneStarts[level]..<laneCount { result[lane] = difference(x[lane], y[lane], lane) }
      return level
    case .product(let a, let b):
      let (x, y, level) = (residues(a), residues(b), max(level(a), level(b)))
      for lane in laneStarts[level]..<laneCount { result[lane] = product(x[lane], y[lane], lane) }
      return level
    case .quotient(let a, let b):
      let (x, level) = (residues(a), max(level(a), level(b)))
      try invert(residues(b), from: level, into: result)
      for lane in laneStarts[level]..<laneCount { result[lane] = product(x[lane], result[lane], lane) }
      return level
    case .negation(let a):
      let (x, level) = (residues(a), level(a))
      for lane in laneStarts[level]..<laneCount { result[lane] = difference(0, x[lane], lane) }
      return level
    case .power(let a, let exponent):
      let level = level(a)
      var base = residues(a)
      if exponent < 0 {
        try invert(base, from: level, into: result)
        base = result
      }
      for block in blocks[blockStarts[level]...] {
        for lane in block.lanes { result[lane] = block.field.power(base[lane], UInt64(exponent.magnitude)) }
      }
      return level
    case .function(let function, let a): return try compute(function, a, into: result)
    case .contraction(let start, let count):
      return contract(Int(start)..<Int(start + count), into: result)
    case .maximum: throw .unsupported(.relu)
    case .indicator: throw .unsupported(.step)
    }
  }

  private func contract(_ terms: Range<Int>, into result: UnsafeMutablePointer<UInt64>) -> Int {
    var level = 0
    for k in 2 * terms.lowerBound..<2 * terms.upperBound {
      level = max(level, self.level(tape.factors[k]))
    }
    let lanes = laneStarts[level]..<laneCount
    for lane in lanes { result[lane] = 0 }
    for k in terms {
      let (x, y) = (residues(tape.factors[2 * k]), residues(tape.factors[2 * k + 1]))
      for lane in lanes { result[lane] = sum(result[lane], product(x[lane], y[lane], lane), lane) }
    }
    return level
  }

  private func fill(_ result: UnsafeMutablePointer<UInt64>, _ value: Rational) throws(ArithmeticError) {
    for block in blocks {
      let residue = try block.field.residue(of: value)
      for lane in block.lanes { result[lane] = residue }
    }
  }

  /// 1/x, by one inversion for all points of a block (Montgomery, 1987).
  ///
  /// - Parameter result: may be the operand itself.
  func invert(
    _ x: UnsafePointer<UInt64>, from level: Int, into result: UnsafeMutablePointer<UInt64>
  ) throws(ArithmeticError) {
    for block in blocks[blockStarts[level]...] {
      let field = block.field
      if block.lanes.count == 1 {
        let inverse = field.inverse(x[block.lanes.lowerBound])
        if inverse == 0 { throw .divisionByZero }
        result[block.lanes.lowerBound] = inverse
        continue
      }
      // Products of all lanes before each one; then their inverse, taken apart from the last one on.
      var before: [UInt64] = []
      before.reserveCapacity(block.lanes.count)
      var total = field.one
      for lane in block.lanes {
        before.append(total)
        total = field.product(total, x[lane])
      }
      var inverse = field.inverse(total)
      if inverse == 0 { throw .divisionByZero }
      for lane in block.lanes.reversed() {
        let own = x[lane]
        result[lane] = field.product(inverse, before[lane - block.lanes.lowerBound])
        inverse = field.product(inverse, own)
      }
    }
  }
}

extension RandomSource {
  /// A uniform element of a field (Lemire, *Fast random integer generation in an interval*, 2019).
  mutating func element(of field: ResidueField) -> UInt64 {
    while true {
      let (high, low) = next().multipliedFullWidth(by: field.prime)
      if low >= field.prime || low >= (0 &- field.prime) % field.prime { return high }
    }
  }
}
