/// One statement of a checked block or of an answer file.
///
/// Statements stand in one flat list in the order of the text; the body of a loop is the run of
/// statements behind it that are deeper than it is.
public struct Statement: Sendable {
  public enum Kind: Sendable {
    /// `a = b = c ≈ d`: a definition, a claim or several. There is one relation fewer than there are terms;
    /// a single term without a relation asks to show its value.
    case chain(terms: [Tree.NodeID], relations: [Relation])
    /// `W, b <- W - eta * dE/dW, b - eta * dE/db`: given quantities are replaced, all at once.
    case update(targets: [Tree.NodeID], values: [Tree.NodeID])
    /// `repeat 7:`, or `repeat 7 as t:` with a name for the number of the pass.
    case loop(count: Tree.NodeID, counter: Tree.NodeID?)
    /// `for x, y <- batches(X, Y, 8):`
    case each(targets: [Tree.NodeID], source: Tree.NodeID)
    /// `assume x > 0, sum(k, y[k]) = 1`: one condition a statement.
    case assumption(terms: [Tree.NodeID], relations: [Relation])
  }

  public let kind: Kind
  public let span: SourceSpan
  /// How many loops this statement stands in.
  public let depth: Int

  public init(kind: Kind, span: SourceSpan, depth: Int) {
    self.kind = kind
    self.span = span
    self.depth = depth
  }
}
