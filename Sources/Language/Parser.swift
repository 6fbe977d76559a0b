/// Text to tree, for texts that are formulas from end to end; for documents see ``Worksheet``.
public enum Parser {
  /// Statements and what was wrong with their text.
  public struct Parsed: Sendable {
    public let tree: Tree
    public let statements: [Statement]
    public let diagnostics: [Diagnostic]
  }

  /// Reads parts of a text, in order, into one tree; without parts the whole text.
  public static func statements(in source: Source, ranges: [SourceSpan]? = nil) -> Parsed {
    var reader = StatementReader(source: source)
    if source.bytes.count > Limits.textSize {
      reader.report(.textTooLong)
    } else {
      for range in ranges ?? [SourceSpan(0, source.bytes.count)] { _ = reader.read(range) }
    }
    return Parsed(tree: reader.tree, statements: reader.statements, diagnostics: reader.diagnostics)
  }
}

extension Diagnostic {
  static let textTooLong = Diagnostic(
    .tooLong, "this text is longer than \(Limits.textSize >> 20) MB",
    hint: "keep large data in files of their own",
    at: SourceSpan(0, 0))
}
