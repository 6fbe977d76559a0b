/// Reads statements from parts of one text into one tree. It never fails: what cannot be read costs its own
/// line alone and leaves a diagnostic.
///
/// Its files: this one gathers the lines that belong together; `StatementReader+Statements` tells what a
/// statement is; `+Formulas`, `+Primaries` and `+Derivatives` read formulas.
struct StatementReader {
  let source: Source
  /// Answer files hold prose beside their lines of working; lines without a relation are passed over.
  let readsAnswers: Bool

  var tree: Tree
  var statements: [Statement] = []
  var diagnostics: [Diagnostic] = []

  /// The tokens of the statement at hand, and for each bracket where its partner stands (-1 where it has none).
  var tokens: [Token] = []
  var partners: [Int] = []
  /// The token to be read next, and the one to stop before.
  var position = 0
  var limit = 0
  /// How deep the formula at hand is nested at the moment.
  var nesting = 0
  /// The indentation of each loop that is open.
  var loops: [Int] = []
  /// The last loop, as long as its body is empty.
  var loopWithoutBody: SourceSpan?

  private var lexer: Lexer

  init(source: Source, readsAnswers: Bool = false) {
    self.source = source
    self.readsAnswers = readsAnswers
    tree = Tree(source: source)
    lexer = Lexer(source: source, ignoresMarkup: readsAnswers)
  }

  mutating func report(_ diagnostic: Diagnostic) {
    if diagnostics.count < Limits.diagnostics {
      diagnostics.append(diagnostic)
    } else if diagnostics.count == Limits.diagnostics {
      diagnostics.append(
        Diagnostic(
          .tooManyDiagnostics, "more than \(Limits.diagnostics) things are wrong", at: diagnostic.span))
    }
  }

  /// Whether reading on makes sense.
  var isFull: Bool { diagnostics.count > Limits.diagnostics || statements.count >= Limits.statements }

  /// Reads all statements of a part of the text.
  ///
  /// - Returns: their places in ``statements``.
  mutating func read(_ span: SourceSpan) -> Range<Int> {
    let first = statements.count
    loops = []
    loopWithoutBody = nil
    var cursor = LineCursor(source: source, span: span)
    var pending = nextLine(&cursor)
    while let line = pending, !isFull {
      var lines = JoinedLines(line)
      pending = nextLine(&cursor)
      while let next = pending, lines.tokens.count <= Limits.tokens, continues(lines, with: next) {
        lines.add(next)
        pending = nextLine(&cursor)
      }
      readStatement(lines.tokens, indent: line.indent)
    }
    reportLoopWithoutBody()
    if statements.count >= Limits.statements, let last = statements.last {
      report(
        Diagnostic(.tooManyStatements, "there are more than \(Limits.statements) statements", at: last.span))
    }
    return first..<statements.count
  }

  /// Reads a part of the text that is one formula, as in a cell of a table; `$` and backticks around it are
  /// passed over.
  mutating func formula(in span: SourceSpan) throws(Diagnostic) -> Tree.NodeID {
    var lexer = Lexer(source: source, ignoresMarkup: true)
    load(try lexer.tokens(in: span))
    guard !tokens.isEmpty else { throw Diagnostic(.missingOperand, "a formula is expected here", at: span) }
    let node = try formula()
    if let next = current { throw unexpected(next) }
    return node
  }

  // MARK: Lines

  /// A line with something on it.
  struct TokenLine {
    let tokens: [Token]
    let indent: Int
  }

  /// The lines of one statement so far; what the next line's fate depends on is counted along, not anew for
  /// each line.
  struct JoinedLines {
    private(set) var tokens: [Token] = []
    let indent: Int
    private(set) var openBrackets = 0
    private(set) var hasRelation = false

    init(_ first: TokenLine) {
      indent = first.indent
      add(first)
    }

    mutating func add(_ line: TokenLine) {
      if tokens.isEmpty { tokens = line.tokens } else { tokens += line.tokens }
      for token in line.tokens {
        if token.isOpening { openBrackets += 1 }
        if token.isClosing { openBrackets -= 1 }
        if token.isRelation { hasRelation = true }
      }
    }
  }

  /// The next line that has something on it.
  private mutating func nextLine(_ cursor: inout LineCursor) -> TokenLine? {
    while !isFull, let bounds = cursor.next() {
      let start = readsAnswers ? source.afterListMarker(source.afterQuotation(bounds)) : bounds.start
      do throws(Diagnostic) {
        var tokens = try lexer.tokens(in: SourceSpan(start, bounds.end))
        if readsAnswers { tokens = plain(tokens) }
        if let first = tokens.first {
          return TokenLine(tokens: tokens, indent: source.columns(from: bounds.start, to: first.span.start))
        }
      } catch {
        report(error)
      }
    }
    return nil
  }

  /// Whether a line goes on with the statement before it: it begins with a relation, or the statement stopped
  /// in the middle. A line that looks like a statement of its own and stands no deeper does not, so that a
  /// bracket left open spoils one line only.
  private func continues(_ lines: JoinedLines, with line: TokenLine) -> Bool {
    switch line.tokens.first?.kind {
    case .relation, .arrow: return true
    default: break
    }
    if readsAnswers, !lines.hasRelation { return false }
    guard lines.openBrackets > 0 || (lines.tokens.last?.wantsMore ?? false) else { return false }
    return line.indent > lines.indent || !looksLikeStatement(line.tokens)
  }

  private func looksLikeStatement(_ tokens: [Token]) -> Bool {
    if let first = tokens.first, keyword(first) != nil { return true }
    var open = 0
    for token in tokens {
      if token.isOpening { open += 1 }
      if token.isClosing { open -= 1 }
      if open < 0 { return false }
      if open == 0, token.isRelation { return true }
    }
    return false
  }

  /// Takes over the tokens of one statement: pairs the brackets and reads `<-` inside brackets as `<` and `-`.
  mutating func load(_ line: [Token]) {
    tokens.removeAll(keepingCapacity: true)
    partners.removeAll(keepingCapacity: true)
    tokens.reserveCapacity(line.count)
    partners.reserveCapacity(line.count)
    var open: [Int] = []
    let isCondition = line.first.flatMap(keyword) == .assume
    for token in line {
      if case .arrow = token.kind, isCondition || !open.isEmpty, token.span.end - token.span.start == 2 {
        let middle = token.span.start + 1
        let less = SourceSpan(token.span.start, middle)
        tokens.append(Token(kind: .relation(.less), span: less, gap: token.gap))
        tokens.append(Token(kind: .minus, span: SourceSpan(middle, token.span.end), gap: 0))
        partners += [-1, -1]
        continue
      }
      partners.append(-1)
      if token.isOpening { open.append(tokens.count) }
      if token.isClosing, let last = open.last, Token.closing(tokens[last].kind) == token.kind {
        open.removeLast()
        partners[last] = tokens.count
        partners[tokens.count] = last
      }
      tokens.append(token)
    }
    (position, limit, nesting) = (0, tokens.count, 0)
  }
}

/// Walks over the lines of a part of a text.
struct LineCursor {
  let source: Source
  let span: SourceSpan
  private var line: Int

  init(source: Source, span: SourceSpan) {
    self.source = source
    self.span = span
    line = source.lineNumber(at: span.start)
  }

  mutating func next() -> SourceSpan? {
    guard line < source.lineCount else { return nil }
    let bounds = source.bounds(ofLine: line)
    guard bounds.start < span.end else { return nil }
    line += 1
    let start = max(bounds.start, span.start)
    return SourceSpan(start, max(min(bounds.end, span.end), start))
  }
}

extension Source {
  /// The columns between two offsets of a line; a tab goes to the next multiple of 8.
  func columns(from start: Int, to end: Int) -> Int {
    bytes[start..<max(end, start)].reduce(0) { $1 == UInt8(ascii: "\t") ? ($0 / 8 + 1) * 8 : $0 + 1 }
  }

  /// A line without the `> ` of a quotation.
  func afterQuotation(_ line: SourceSpan) -> SourceSpan {
    let text = bytes[line.start..<line.end]
    guard text.first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: ">") else { return line }
    let rest = text.drop { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: " ") }
    return SourceSpan(rest.startIndex, line.end)
  }

  /// The offset behind `- `, `* `, `1. ` or `a) ` at the start of a line; its start where there is none.
  func afterListMarker(_ line: SourceSpan) -> Int {
    let text = bytes[line.start..<line.end]
    let body = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    var rest = body
    if let first = rest.first, [UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+")].contains(first) {
      rest = rest.dropFirst()
    } else {
      let opens = rest.first == UInt8(ascii: "(")
      if opens { rest = rest.dropFirst() }
      let digits = rest.prefix(9).prefix { $0 >= 0x30 && $0 <= 0x39 }
      let isLetter = rest.first.map { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A } ?? false
      guard !digits.isEmpty || isLetter else { return line.start }
      rest = rest.dropFirst(digits.isEmpty ? 1 : digits.count)
      guard rest.first == UInt8(ascii: ")") || (rest.first == UInt8(ascii: ".") && !opens && !isLetter) else {
        return line.start
      }
      rest = rest.dropFirst()
    }
    guard rest.first == UInt8(ascii: " ") || rest.first == UInt8(ascii: "\t") else { return line.start }
    return rest.startIndex
  }
}
