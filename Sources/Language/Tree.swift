import Numbers

/// A parsed formula or a whole text of them, in flat arrays.
///
/// Nodes refer to each other by index and children always come before their parents, so that a
/// million nested parentheses are freed, walked and compared without recursion on the stack.
public struct Tree: Sendable {
  /// A place in ``Tree/nodes``.
  public struct NodeID: Sendable, Hashable, Comparable {
    public let position: Int32
    public init(_ position: Int) { self.position = Int32(truncatingIfNeeded: position) }
    public static func < (a: NodeID, b: NodeID) -> Bool { a.position < b.position }
  }

  public struct Node: Sendable {
    public let kind: Kind
    /// The bytes of the source that this node was read from, parentheses around it left out.
    public let span: SourceSpan
    /// Where this node's children stand in ``Tree/links``.
    @usableFromInline let children: Range<Int32>
    /// Whether an index or an Iverson bracket is among this node and all below it: what index letters run along.
    public let mayBindLetters: Bool
  }

  /// What a node is; the comment says what its children are.
  public enum Kind: Sendable, Hashable {
    /// A number with the digits that were written. No children.
    case number(Numeral)
    /// A name in its canonical spelling (`δ₂` is `delta2`). No children.
    case name(String)
    case negate  // [operand]
    case add, subtract, multiply, divide  // [left, right]; `*`, `·`, `×`, `⊙` and juxtaposition are multiply
    case matrixProduct  // [left, right], written `@`
    case power  // [base, exponent]
    case transpose  // [operand], written `^T`
    /// `f(x, …)`, `f''(x)`, and also `a2(1 - a2)`: whether the name is a function, the compiler knows.
    case apply(String, primes: Int)  // arguments
    /// `axis = 2` among the arguments of a function.
    case keyword(String)  // [value]
    case index  // [base, first index, …]
    case step  // [base, pass]: `q{t}`, the value of q at the top of pass t
    /// `dE/dw`, `∂E/∂w`, `d(expression)/dx`. `latin` is true where it was written with the letter d before
    /// two names, in which case `dE` and `dw` may turn out to be names of their own.
    case derivative(latin: Bool)  // [numerator, denominator]
    case list  // elements of `[a, b]`; a matrix is a list of lists
    case tuple  // elements of `(a, b)`, two or more
    case absolute  // [operand], written `|x|`
    case iverson(Relation)  // [left, right]: `[a >= b]` is 1 or 0
    /// Stands where a formula was expected and none could be read; a diagnostic says so.
    case missing
  }

  /// The source text that spans point into.
  public let source: Source
  public internal(set) var nodes: [Node] = []
  @usableFromInline var links: [NodeID] = []

  public init(source: Source) { self.source = source }

  @inlinable public subscript(id: NodeID) -> Node {
    _read { yield nodes[Int(id.position)] }
  }

  /// The children of a node, first to last.
  @inlinable public func children(of id: NodeID) -> ArraySlice<NodeID> {
    let range = nodes[Int(id.position)].children
    return links[Int(range.lowerBound)..<Int(range.upperBound)]
  }

  /// Adds a node whose children are already in the tree.
  public mutating func append(_ kind: Kind, _ children: [NodeID] = [], at span: SourceSpan) -> NodeID {
    let start = Int32(links.count)
    var mayBindLetters =
      switch kind {
      case .index, .iverson: true
      default: false
      }
    for child in children {
      links.append(child)
      if self[child].mayBindLetters { mayBindLetters = true }
    }
    nodes.append(
      Node(
        kind: kind, span: span, children: start..<Int32(links.count), mayBindLetters: mayBindLetters))
    return NodeID(nodes.count - 1)
  }
}

/// How two sides are related.
public enum Relation: String, Sendable, Hashable, CaseIterable {
  case equal = "="
  /// The digits on the right are what the left rounds to.
  case approximately = "≈"
  case unequal = "≠"
  case less = "<"
  case lessOrEqual = "≤"
  case greater = ">"
  case greaterOrEqual = "≥"
}
