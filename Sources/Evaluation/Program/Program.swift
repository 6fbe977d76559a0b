import Language
import Numbers

/// A lesson's definitions as one flat list of tensor operations.
///
/// Operations refer to earlier ones only, so a program is read from first to last and differentiated from
/// last to first. Equal operations are stored once. Two quantities defined by the same formula stay two
/// (``Operation/defined(_:_:)``), for the derivative by one of them must not move the other.
public struct Program: Sendable {
  /// A node: the result of one operation.
  public struct ID: Sendable, Hashable, Comparable {
    public let position: Int32
    @usableFromInline init(_ position: Int) { self.position = Int32(truncatingIfNeeded: position) }
    public static func < (a: ID, b: ID) -> Bool { a.position < b.position }
  }

  public struct Node: Sendable {
    public let operation: Operation
    public let shape: Shape
    /// Where in the text this operation was asked for first.
    public let origin: SourceSpan?
  }

  public private(set) var nodes: [Node] = []
  /// Nodes by the hashes of their operations, with open addressing: positions, −1 for none. Its size is a power of two.
  private var known: [Int32] = []

  public init() {}

  /// A program of operations that are known to be distinct, to be read and not added to.
  init(distinct nodes: [Node]) { self.nodes = nodes }

  @inlinable public subscript(id: ID) -> Node { nodes[Int(id.position)] }

  public func shape(_ id: ID) -> Shape { self[id].shape }

  /// How many nodes a program may have.
  public static let nodeLimit = 1 << 20

  /// Stores an operation, or finds it where it was stored before.
  mutating func append(_ operation: Operation, _ shape: Shape, at origin: SourceSpan? = nil) -> ID {
    if 2 * nodes.count >= known.count { growTable() }
    var place = operation.quickHash & (known.count - 1)
    while known[place] >= 0 {
      let node = nodes[Int(known[place])]
      if node.operation == operation, node.shape == shape { return ID(Int(known[place])) }
      place = (place + 1) & (known.count - 1)
    }
    known[place] = Int32(truncatingIfNeeded: nodes.count)
    nodes.append(Node(operation: operation, shape: shape, origin: origin))
    return ID(nodes.count - 1)
  }

  private mutating func growTable() {
    known = Array(repeating: -1, count: max(4 * known.count, 128))
    for (position, node) in nodes.enumerated() {
      var place = node.operation.quickHash & (known.count - 1)
      while known[place] >= 0 { place = (place + 1) & (known.count - 1) }
      known[place] = Int32(truncatingIfNeeded: position)
    }
  }

  /// The nodes that `targets` are computed from, themselves included, in the order of computation.
  public func needed(for targets: [ID]) -> [ID] {
    guard let last = targets.max() else { return [] }
    var wanted = [Bool](repeating: false, count: Int(last.position) + 1)
    for target in targets { wanted[Int(target.position)] = true }
    var count = 0
    for position in wanted.indices.reversed() where wanted[position] {
      count += 1
      nodes[position].operation.forEachOperand { wanted[Int($0.position)] = true }
    }
    var result: [ID] = []
    result.reserveCapacity(count)
    for position in wanted.indices where wanted[position] { result.append(ID(position)) }
    return result
  }

  /// For each node up to `target`, whether it is computed from `source` (or is it).
  public func dependents(of source: ID, upTo target: ID) -> [Bool] {
    var depends = [Bool](repeating: false, count: Int(target.position) + 1)
    guard source <= target else { return depends }
    depends[Int(source.position)] = true
    for position in Int(source.position) + 1..<max(depends.count, Int(source.position) + 1) {
      var reads = false
      nodes[position].operation.forEachOperand { if depends[Int($0.position)] { reads = true } }
      depends[position] = reads
    }
    return depends
  }

  /// The name of a given or defined quantity.
  public func name(of id: ID) -> String? {
    switch self[id].operation {
    case .given(let name), .defined(let name, _): name
    default: nil
    }
  }

  public func depends(_ target: ID, on source: ID) -> Bool {
    source <= target && dependents(of: source, upTo: target)[Int(target.position)]
  }
}

/// What a node computes. Binary operations take operands of one shape; spreading and summing over axes are
/// ``arrangement`` and ``contraction`` alone.
public enum Operation: Sendable, Hashable {
  /// A quantity that is given: free in formulas, with a value when a lesson is run.
  case given(String)
  /// The same rational in every entry.
  case constant(Rational)
  /// 1, 2, …, n along the only axis.
  case counting
  /// 1 where the first half of the index equals the second half, else 0.
  case identity
  /// A quantity with a name of its own, at which a derivative can stop.
  case defined(String, Program.ID)
  case sum(Program.ID, Program.ID)
  case difference(Program.ID, Program.ID)
  case product(Program.ID, Program.ID)
  case quotient(Program.ID, Program.ID)
  case negation(Program.ID)
  case power(Program.ID, Int)
  case function(Function, Program.ID)
  case maximum(Program.ID, Program.ID)
  case indicator(Relation, Program.ID, Program.ID)
  /// Axes renamed: a label repeated in `from` takes the diagonal, one missing in `to` is summed over, one
  /// missing in `from` is spread.
  case arrangement(Program.ID, from: [Int], to: [Int])
  /// Σ left·right over the labels that are missing in `to` (Einstein's summation).
  case contraction(Program.ID, [Int], Program.ID, [Int], to: [Int])
  /// Tensors of one shape along a new first axis.
  case stack([Program.ID])
  /// The part at fixed positions (from 0) of some axes.
  case entry(Program.ID, at: [Int?])
  /// The reverse of `entry`: zero everywhere else.
  case placed(Program.ID, at: [Int?])

  /// The nodes this operation reads.
  public var operands: [Program.ID] {
    var operands: [Program.ID] = []
    forEachOperand { operands.append($0) }
    return operands
  }

  /// The same one after the other, without a list of them.
  @inlinable @inline(__always)
  public func forEachOperand(_ body: (Program.ID) -> Void) {
    switch self {
    case .given, .constant, .counting, .identity: break
    case .defined(_, let a), .negation(let a), .power(let a, _), .function(_, let a),
      .arrangement(let a, _, _), .entry(let a, _), .placed(let a, _):
      body(a)
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b), .quotient(let a, let b),
      .maximum(let a, let b), .indicator(_, let a, let b), .contraction(let a, _, let b, _, _):
      body(a)
      body(b)
    case .stack(let elements): for element in elements { body(element) }
    }
  }

  /// Different for most different operations, and quickly computed.
  fileprivate var quickHash: Int {
    func mixed(_ kind: Int, _ a: Program.ID, _ b: Int = 0) -> Int {
      let word = UInt64(truncatingIfNeeded: kind &+ Int(a.position) &* 31 &+ b &* 0x1_0000_0193)
      return Int(truncatingIfNeeded: (word &* 0x9e37_79b9_7f4a_7c15) >> 33)
    }
    func text(_ name: String) -> Int { name.utf8.reduce(0) { $0 &* 131 &+ Int($1) } }
    func labels(_ labels: [Int]) -> Int { labels.reduce(labels.count) { $0 &* 31 &+ $1 } }
    let none = Program.ID(0)
    return switch self {
    case .given(let name): mixed(1, none, text(name))
    case .constant(let value): mixed(2, none, value.hashValue)
    case .counting: mixed(3, none)
    case .identity: mixed(4, none)
    case .defined(let name, let a): mixed(5, a, text(name))
    case .sum(let a, let b): mixed(6, a, Int(b.position))
    case .difference(let a, let b): mixed(7, a, Int(b.position))
    case .product(let a, let b): mixed(8, a, Int(b.position))
    case .quotient(let a, let b): mixed(9, a, Int(b.position))
    case .negation(let a): mixed(10, a)
    case .power(let a, let exponent): mixed(11, a, exponent)
    case .function(let function, let a): mixed(12, a, Int(function.code))
    case .maximum(let a, let b): mixed(13, a, Int(b.position))
    case .indicator(let relation, let a, let b): mixed(14, a, Int(b.position) &* 8 &+ Int(relation.code))
    case .arrangement(let a, let from, let to): mixed(15, a, labels(from) &* 131 &+ labels(to))
    case .contraction(let a, let left, let b, let right, let to):
      mixed(16, a, Int(b.position) &+ (labels(left) &* 131 &+ labels(right)) &* 131 &+ labels(to))
    case .stack(let elements):
      mixed(17, none, elements.reduce(elements.count) { $0 &* 31 &+ Int($1.position) })
    case .entry(let a, let positions): mixed(18, a, positions.reduce(0) { $0 &* 31 &+ ($1 ?? -1) })
    case .placed(let a, let positions): mixed(19, a, positions.reduce(0) { $0 &* 31 &+ ($1 ?? -1) })
    }
  }
}
