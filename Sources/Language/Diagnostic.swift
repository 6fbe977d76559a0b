/// What is wrong in a text, where, and what would be right.
public struct Diagnostic: Error, Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable {
    case error, warning, note
  }

  /// One name for each thing that can be wrong, for tests and programs; people read the message.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    // Reading text.
    case unexpectedCharacter, unexpectedToken, missingOperand, missingOperator, unclosedBracket
    case unmatchedBracket, misplacedPrime, misplacedRelation, malformedNumber, numberTooLarge, decimalComma
    case nestedTooDeeply, tooLong, tooManyStatements, tooManyDiagnostics
    case malformedUpdate, malformedLoop, emptyLoop, malformedDerivative, malformedMatrix
    // Documents.
    case illFormedText, emptyText, blockNeverClosed, unknownBlock, malformedFrontMatter
    // Names, shapes and values.
    case unknownName, duplicateName, notGiven, reservedName, cycle, wrongShape, wrongArguments
    case unreadableData, indexOutOfRange, notDifferentiable, unsupported, divisionByZero, outsideDomain,
      tooLarge, openSizes
  }

  public var severity: Severity
  public var kind: Kind
  /// What is wrong.
  public var message: String
  /// What would be right.
  public var hint: String?
  public var span: SourceSpan

  public init(
    _ kind: Kind, _ message: String, hint: String? = nil, at span: SourceSpan, severity: Severity = .error
  ) {
    self.severity = severity
    self.kind = kind
    self.message = message
    self.hint = hint
    self.span = span
  }

  /// `path:line:column: error: message`, the line with a caret under the place, and the hint.
  public func rendered(in source: Source) -> String {
    let (line, column) = source.location(of: span.start)
    let first = "\(source.name):\(line):\(column): \(severity.rawValue): \(message)"
    var text = TerminalText.printable(first) + "\n"
    text += Excerpt(source: source, span: span).text
    if let hint { text += "  \(TerminalText.printable(hint))\n" }
    return text
  }
}
