import Language
import Numbers

/// A text compiled: the program of its definitions, and its lines in order.
public struct Derivation: Sendable {
  public var scope = Scope()
  public var givens: [Given] = []
  public var lines: [Line] = []
  /// Conditions under which formulas are judged.
  public var assumptions: [Claim] = []
  public var diagnostics: [Diagnostic] = []

  public init() {}

  public var program: Program { scope.program }

  /// The givens that were rounded when they were written.
  public var uncertain: Set<String> { Set(givens.filter { $0.uncertainty != nil }.map(\.name)) }
}

/// A quantity whose value is given.
public struct Given: Sendable {
  public let name: String
  public let node: Program.ID
  /// The value as written; a decimal is exactly that decimal.
  public let value: Tensor<Rational>
  /// For a given written with `≈`: how far the real value may lie from the written one, entry by entry.
  public let uncertainty: Tensor<Rational>?

  /// Every value that is written so: an interval where the given was rounded.
  public func enclosures(precision: Int) -> Tensor<Enclosure> {
    guard let uncertainty else { return value.map { Enclosure($0, precision: precision) } }
    let entries = zip(value.entries, uncertainty.entries).map {
      Enclosure(lower: $0 - $1, upper: $0 + $1, precision: precision)
    }
    return Tensor(shape: value.shape, entries: entries)
  }

  public let span: SourceSpan
  /// For a given whose size the text leaves open: the letter of each axis.
  public var letters: [String]?
}

/// One line of a text, compiled.
public struct Line: Sendable {
  public enum Kind: Sendable {
    case given(String)
    case definition(Definition)
    case function(String)
    case claim(Claim)
    /// Given quantities replaced at once.
    case update([Replacement])
    case loop(Loop)
    /// A formula on its own: its value is to be shown.
    case display(Term, Tree.NodeID)
  }

  public let kind: Kind
  /// The part of the text that this line is: a whole statement, or one link of a chain.
  public let span: SourceSpan
  /// The statement that it belongs to; the links of one chain share it.
  public let statement: SourceSpan
  /// The checked block it stands in; nil for a table.
  public let block: Int?
}

/// `name = formula`
public struct Definition: Sendable {
  public let name: String
  /// The defined node; its axes are all the quantity's own.
  public let node: Program.ID
  /// The index letters on its left side, if it was defined entry by entry.
  public let letters: [String]
  public let formula: Tree.NodeID
}

/// One link of a chain: two sides and the relation between them.
public struct Claim: Sendable {
  public enum Sides: Sendable, Hashable {
    /// Both sides with the same axes: the free letters first.
    case nodes(left: Program.ID, right: Program.ID)
    /// The sides can't be compared; shapes of the left and the right.
    case shapes(left: [Int], right: [Int])
    /// One side is no quantity at all, because shapes inside it do not fit; says how.
    case misfit(String)
  }

  public let relation: Relation
  public let left: Tree.NodeID
  public let right: Tree.NodeID
  public let sides: Sides
  /// The letters that the claim is made for every value of.
  public let letters: [String]
  /// The place of this link in its chain, from 0.
  public let link: Int
  /// What the chain begins with: its truth is that of every number in the chain.
  public var subject: Program.ID?
  /// The terms of the chain before the right side, first to last; the left side is the last of them.
  public var terms: [Tree.NodeID] = []
  /// In a table's row: what the row's variable stands for.
  public var bindings: [String: Tree.NodeID] = [:]
  /// Whether this joins the first and the last term of a chain: equality "wherever both are defined" is not
  /// transitive, so the ends are judged too.
  public var joinsEnds = false
  public let span: SourceSpan

  /// The same claim about other sides.
  public func with(_ relation: Relation, _ sides: Sides) -> Claim {
    Claim(
      relation: relation, left: left, right: right, sides: sides, letters: letters, link: link, span: span)
  }
}

/// `target <- value`
public struct Replacement: Sendable {
  public let name: String
  /// The new value.
  public let node: Program.ID
  /// The given quantity that it replaces.
  public let target: Program.ID
  public let formula: Tree.NodeID
  /// Whether the pass replaces this quantity no more after this.
  public var isFinal = true
}

/// `repeat count:`, `for x, y <- batches(X, Y, 8):`, or (`isImplicit`) a block of updates outside any loop,
/// which is one pass.
public struct Loop: Sendable {
  /// Passes of one run of the loop.
  public let count: Int
  public let isImplicit: Bool
  public let body: [Line]
  /// Quantities defined in the body, which after the loop mean their final values: the node in the body
  /// and the given quantity that carries its value on.
  public let carried: [Recording]
  /// The number of the first pass, counted over all loops of the text.
  public let firstPass: Int
  /// The given quantity that is the number of the pass, from 1.
  public var counter: Program.ID?
  /// For a loop over batches: what its header replaces.
  public var batches: Batches?

  /// What tells this loop from others: where its header stands.
  public let place: Int
}

/// `x, y <- batches(X, Y, 8)`: the rows of some quantities, so many a pass.
public struct Batches: Sendable {
  public struct Target: Sendable {
    /// What the rows are taken from.
    public let source: Program.ID
    /// The given quantity that they replace; where the last batch has another size, its shape is another.
    public let node: Program.ID
    public let lastNode: Program.ID
  }

  public let targets: [Target]
  /// The rows of each pass, as places in the order of that run.
  public let rows: [Range<Int>]
  /// The seed of the orders that the runs go through the rows in; nil for the order of the data.
  public let shuffleSeed: UInt32?
  /// The body as it is for the last batch, if that has another size.
  public let lastBody: [Line]?
}

extension Loop {
  /// The lines of one pass.
  public func lines(ofPass pass: Int) -> [Line] {
    if let last = batches?.lastBody, pass == count - 1 { last } else { body }
  }

  /// Whether a pass of this loop runs another one.
  public var isNesting: Bool {
    body.contains { if case .loop = $0.kind { true } else { false } }
  }
}
