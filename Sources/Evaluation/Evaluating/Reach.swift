/// What a change of one entry of a quantity reaches on its way to another: which entries of which nodes, and by
/// which terms of their sums.
///
/// The program alone decides that, so it is worked out once for all arithmetics and all sizes of the change. A weight
/// of a layer reaches one unit of it and what comes behind that unit, however wide the layer is.
public struct Reach: Sendable {
  /// An entry that something is computed from.
  struct Operand: Sendable {
    let node: Program.ID
    let place: Int
    /// Where its new value is found: the part, and the position in it; nil where it stays as it is.
    let changed: (part: Int, position: Int)?
  }

  /// How a reached entry comes from its operands.
  enum Kind: Sendable {
    /// The node's own operation on one entry or two.
    case operation
    /// One entry as it is.
    case copy
    /// A sum of entries; the operands are the terms that are reached.
    case sum
    /// A sum of products; the operands are pairs of factors, of the terms that are reached.
    case products
  }

  /// The reached entries of one node.
  struct Part: Sendable {
    let node: Program.ID
    let kind: Kind
    /// Ascending.
    let places: [Int]
    let operands: [[Operand]]
    /// How many terms each sum has; those of which all are reached are formed anew.
    let termCount: Int
  }

  public let source: Program.ID
  /// The entry of the source that changes.
  public let entry: Int
  public let target: Program.ID
  /// In the order of computation; the source itself is the first one.
  let parts: [Part]

  /// The entries of the target that may change, ascending.
  public var places: [Int] { parts.last.flatMap { $0.node == target ? $0.places : nil } ?? [] }

  /// - Parameter order: what the target is computed from, by ``Program/evaluated(for:)``.
  public init(
    of entry: Int, in source: Program.ID, to target: Program.ID, order: [Program.ID], in program: Program
  ) {
    self.source = source
    self.entry = entry
    self.target = target
    var draft = ReachDraft(program)
    draft.add(Part(node: source, kind: .copy, places: [entry], operands: [[]], termCount: 1))
    for node in order where node > source { draft.visit(node) }
    parts = draft.parts
  }
}

extension Evaluator {
  /// The reached entries of the target when one entry of the source has another value, perhaps in another arithmetic;
  /// sums are corrected by the terms that are reached.
  @specialized(where A == CertifiedArithmetic, Other == CertifiedArithmetic)
  @specialized(where A == CertifiedArithmetic, Other == TaylorArithmetic<BallArithmetic>)
  @specialized(where A == RationalArithmetic, Other == RationalArithmetic)
  public mutating func reading<Other: Arithmetic>(
    _ reach: Reach, as value: Other.Number, in other: Other, convert: (A.Number) -> Other.Number
  ) throws(EvaluationError) -> [Other.Number] {
    if !isComputed(reach.target) { _ = try self.value(of: reach.target) }
    guard reach.parts.last?.node == reach.target else { return [] }
    var numbers: [[Other.Number]] = [[value]]
    numbers.reserveCapacity(reach.parts.count)
    for part in reach.parts.dropFirst() {
      for operand in part.operands.joined() where !isComputed(operand.node) {
        _ = try self.value(of: operand.node)
      }
      do throws(ArithmeticError) {
        var results: [Other.Number] = []
        results.reserveCapacity(part.places.count)
        for (place, operands) in zip(part.places, part.operands) {
          results.append(
            try changed(place, operands, of: part, numbers, in: other, old: { convert(operand($0)[$1]) }))
        }
        numbers.append(results)
      } catch {
        throw EvaluationError(cause: error, node: part.node)
      }
    }
    return numbers.last ?? []
  }

  private func isComputed(_ id: Program.ID) -> Bool { known[Int(id.position)] }

  /// The new value of one entry.
  private func changed<Other: Arithmetic>(
    _ place: Int, _ operands: [Reach.Operand], of part: Reach.Part, _ numbers: [[Other.Number]],
    in other: Other,
    old: (Int, Int) -> Other.Number
  ) throws(ArithmeticError) -> Other.Number {
    func before(_ operand: Reach.Operand) -> Other.Number { old(Int(operand.node.position), operand.place) }
    func now(_ operand: Reach.Operand) -> Other.Number {
      operand.changed.map { numbers[$0.part][$0.position] } ?? before(operand)
    }
    let here = Int(part.node.position)
    switch part.kind {
    case .copy: return now(operands[0])
    case .operation: return try program[part.node].operation.value(at: operands.map(now), in: other)
    case .sum:
      let isWhole = operands.count == part.termCount
      var total: Other.Number
      if isWhole { total = now(operands[0]) } else { total = old(here, place) }
      for operand in isWhole ? operands.dropFirst() : operands[...] {
        total = try other.sum(
          total, isWhole ? now(operand) : other.difference(now(operand), before(operand)))
      }
      return total
    case .products:
      let isWhole = operands.count == 2 * part.termCount
      var (left, right): ([Other.Number], [Other.Number]) = ([], [])
      for term in stride(from: 0, to: operands.count, by: 2) {
        let (a, b) = (operands[term], operands[term + 1])
        if isWhole {
          left.append(now(a))
          right.append(now(b))
          continue
        }
        // a′b′ − ab = (a′ − a)·b′ + a·(b′ − b), of which one half is often nothing.
        if a.changed != nil {
          left.append(try other.difference(now(a), before(a)))
          right.append(now(b))
        }
        if b.changed != nil {
          left.append(before(a))
          right.append(try other.difference(now(b), before(b)))
        }
      }
      let total =
        try left.count == 1
        ? other.product(left[0], right[0]) : other.contraction(count: left.count, left, 1, right, 1)
      return isWhole ? total : try other.sum(old(here, place), total)
    }
  }
}

extension Operation {
  /// What an operation on single numbers gives.
  fileprivate func value<A: Arithmetic>(at x: [A.Number], in arithmetic: A) throws(ArithmeticError)
    -> A.Number
  {
    switch self {
    case .sum: try arithmetic.sum(x[0], x[1])
    case .difference: try arithmetic.difference(x[0], x[1])
    case .product: try arithmetic.product(x[0], x[1])
    case .quotient: try arithmetic.quotient(x[0], x[1])
    case .maximum: try arithmetic.maximum(x[0], x[1])
    case .indicator(let relation, _, _): try arithmetic.indicator(relation, x[0], x[1])
    case .negation: try arithmetic.negation(x[0])
    case .power(_, let exponent): try arithmetic.power(x[0], exponent)
    case .function(let function, _): try arithmetic.value(of: function, at: x[0])
    case .given, .constant, .counting, .identity, .defined, .arrangement, .contraction, .stack, .entry,
      .placed:
      x[0]
    }
  }
}
