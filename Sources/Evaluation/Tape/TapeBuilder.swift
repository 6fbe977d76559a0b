import Language
import Numbers

/// Records operations on a tape, each different one once.
///
/// Operations are found again by a table with open addressing. Sums with 0, products with 0 and 1 and differences of
/// a value and itself are not recorded, as every arithmetic may leave them out; what their operands are computed from is.
/// Shared by reference so that an arithmetic can record (``RecordingArithmetic``); one task records at a time.
public final class TapeBuilder: @unchecked Sendable {
  public typealias Slot = Tape.Slot

  private var operations: [Tape.Operation] = []
  private var constants: [Rational] = []
  private var factors: [Slot] = []
  private let variableCount: Int
  /// Places of operations by their hashes, −1 for none; its size is a power of two.
  private var table: [Slot] = Array(repeating: -1, count: 256)
  /// Constants by value, kept once there are so many that looking through them takes long.
  private var placeOfConstant: [Rational: Int32] = [:]
  /// How many operations have been looked at for squares under roots.
  var looks = 0
  private var zero: Slot = -1
  private var one: Slot = -1

  public init(variableCount: Int) {
    self.variableCount = variableCount
    operations.reserveCapacity(variableCount + 128)
    for index in 0..<variableCount { operations.append(.variable(Slot(index))) }
  }

  /// The tape of what has been recorded.
  public var tape: Tape {
    Tape(
      operations: operations, constants: constants, factors: factors, variableCount: variableCount)
  }

  // MARK: Operations

  public func number(_ value: Rational) throws(ArithmeticError) -> Slot {
    if value.isZero, zero >= 0 { return zero }
    if one >= 0, value == .one { return one }
    let slot = try recorded(.constant(place(of: value)))
    if value.isZero { zero = slot }
    if value == .one { one = slot }
    return slot
  }

  private func place(of value: Rational) -> Int32 {
    if constants.count <= 16 {
      if let place = constants.firstIndex(of: value) { return Int32(place) }
    } else {
      if placeOfConstant.isEmpty {
        for (place, constant) in constants.enumerated() { placeOfConstant[constant] = Int32(place) }
      }
      if let place = placeOfConstant[value] { return place }
      placeOfConstant[value] = Int32(constants.count)
    }
    constants.append(value)
    return Int32(constants.count - 1)
  }

  func sum(_ a: Slot, _ b: Slot) throws(ArithmeticError) -> Slot {
    if a == zero { return b }
    if b == zero { return a }
    return try recorded(.sum(min(a, b), max(a, b)))
  }

  func difference(_ a: Slot, _ b: Slot) throws(ArithmeticError) -> Slot {
    if b == zero { return a }
    if a == zero { return try negation(b) }
    return a == b ? try number(.zero) : try recorded(.difference(a, b))
  }

  func product(_ a: Slot, _ b: Slot) throws(ArithmeticError) -> Slot {
    if a == zero || b == one { return a }
    if b == zero || a == one { return b }
    return try recorded(.product(min(a, b), max(a, b)))
  }

  func quotient(_ a: Slot, _ b: Slot) throws(ArithmeticError) -> Slot {
    b == one ? a : try recorded(.quotient(a, b))
  }

  func negation(_ a: Slot) throws(ArithmeticError) -> Slot {
    a == zero ? a : try recorded(.negation(a))
  }

  func power(_ a: Slot, _ exponent: Int) throws(ArithmeticError) -> Slot {
    if exponent == 1 { return a }
    if exponent == 0 { return try number(.one) }
    if let place = Int32(exactly: exponent) { return try recorded(.power(a, exponent: place)) }
    throw .tooLarge("the power \(exponent)")
  }

  func function(_ function: Function, _ a: Slot) throws(ArithmeticError) -> Slot {
    if case .sqrt = function, let simpler = try simplerRoot(of: a) { return simpler }
    return try recorded(.function(function, a))
  }

  func maximum(_ a: Slot, _ b: Slot) throws(ArithmeticError) -> Slot { try recorded(.maximum(a, b)) }

  func indicator(_ relation: Relation, _ a: Slot, _ b: Slot) throws(ArithmeticError) -> Slot {
    try recorded(.indicator(relation, a, b))
  }

  /// Σ of the products of `count` pairs of factors; terms that are nothing are left out.
  func contraction(_ count: Int, _ pair: (Int) -> (Slot, Slot)) throws(ArithmeticError) -> Slot {
    let start = factors.count
    for k in 0..<count {
      let (a, b) = pair(k)
      if a == zero || b == zero { continue }
      factors.append(a)
      factors.append(b)
    }
    let terms = (factors.count - start) / 2
    if terms > 1 {
      try checkSize()
      operations.append(.contraction(start: Int32(start / 2), count: Int32(terms)))
      return Slot(operations.count - 1)
    }
    let last = terms == 1 ? (factors[start], factors[start + 1]) : nil
    factors.removeLast(2 * terms)
    guard let last else { return try number(.zero) }
    return try product(last.0, last.1)
  }

  // MARK: Reading

  func operation(_ slot: Slot) -> Tape.Operation { operations[Int(slot)] }
  func constant(_ place: Int32) -> Rational { constants[Int(place)] }
  /// The factors of one term of a contraction.
  func pair(_ place: Int) -> (Slot, Slot) { (factors[2 * place], factors[2 * place + 1]) }

  // MARK: Recording

  @inline(__always)
  private func checkSize() throws(ArithmeticError) {
    guard operations.count + factors.count < Tape.limit else {
      throw .tooLarge("more than \(Tape.limit) operations")
    }
  }

  private func recorded(_ operation: Tape.Operation) throws(ArithmeticError) -> Slot {
    let key = operation.key
    var place = TapeBuilder.hash(key) & (table.count - 1)
    while table[place] >= 0 {
      let known = operations[Int(table[place])].key
      if known.0 == key.0, known.1 == key.1 { return table[place] }
      place = (place + 1) & (table.count - 1)
    }
    try checkSize()
    let slot = Slot(operations.count)
    operations.append(operation)
    table[place] = slot
    if 2 * (operations.count - variableCount) > table.count { growTable() }
    return slot
  }

  private func growTable() {
    let old = table
    table = Array(repeating: -1, count: 4 * old.count)
    for slot in old where slot >= 0 {
      var place = TapeBuilder.hash(operations[Int(slot)].key) & (table.count - 1)
      while table[place] >= 0 { place = (place + 1) & (table.count - 1) }
      table[place] = slot
    }
  }

  private static func hash(_ key: (UInt64, UInt64)) -> Int {
    let mixed = (key.0 &* 0x9e37_79b9_7f4a_7c15) ^ (key.1 &* 0xd6e8_feb8_6659_fd93)
    return Int(truncatingIfNeeded: (mixed ^ (mixed >> 32)) &* 0x9e37_79b9_7f4a_7c15 >> 24)
  }
}
