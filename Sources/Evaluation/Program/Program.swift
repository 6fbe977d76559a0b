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
  private var known: [Key: ID] = [:]

  private struct Key: Hashable {
    let operation: Operation
    let shape: Shape
  }

  public init() {}

  /// A program of operations that are known to be distinct, to be read and not added to.
  init(distinct nodes: [Node]) { self.nodes = nodes }

  @inlinable public subscript(id: ID) -> Node { nodes[Int(id.position)] }

  public func shape(_ id: ID) -> Shape { self[id].shape }

  /// How many nodes a program may have.
  public static let nodeLimit = 1 << 20

  /// Stores an operation, or finds it where it was stored before.
  mutating func append(_ operation: Operation, _ shape: Shape, at origin: SourceSpan? = nil) -> ID {
    let key = Key(operation: operation, shape: shape)
    if let id = known[key] { return id }
    let id = ID(nodes.count)
    nodes.append(Node(operation: operation, shape: shape, origin: origin))
    known[key] = id
    return id
  }

  /// The nodes that `targets` are computed from, themselves included, in the order of computation.
  public func needed(for targets: [ID]) -> [ID] {
    guard let last = targets.max() else { return [] }
    var wanted = [Bool](repeating: false, count: Int(last.position) + 1)
    for target in targets { wanted[Int(target.position)] = true }
    for position in wanted.indices.reversed() where wanted[position] {
      for operand in nodes[position].operation.operands { wanted[Int(operand.position)] = true }
    }
    return wanted.indices.filter { wanted[$0] }.map(ID.init)
  }

  /// For each node up to `target`, whether it is computed from `source` (or is it).
  public func dependents(of source: ID, upTo target: ID) -> [Bool] {
    var depends = [Bool](repeating: false, count: Int(target.position) + 1)
    guard source <= target else { return depends }
    depends[Int(source.position)] = true
    for position in Int(source.position) + 1..<max(depends.count, Int(source.position) + 1) {
      depends[position] = nodes[position].operation.operands.contains { depends[Int($0.position)] }
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
    switch self {
    case .given, .constant, .counting, .identity: []
    case .defined(_, let a), .negation(let a), .power(let a, _), .function(_, let a),
      .arrangement(let a, _, _), .entry(let a, _), .placed(let a, _):
      [a]
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b), .quotient(let a, let b),
      .maximum(let a, let b), .indicator(_, let a, let b), .contraction(let a, _, let b, _, _):
      [a, b]
    case .stack(let elements): elements
    }
  }
}
