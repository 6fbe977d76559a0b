/// What a statement is: a chain of relations, an update, a loop or a condition.
extension StatementReader {
  enum Keyword: String {
    case `repeat`, `for`, assume
  }

  func keyword(_ token: Token) -> Keyword? {
    guard case .name = token.kind, (3...6).contains(token.span.end - token.span.start) else { return nil }
    return Keyword(rawValue: source.text(token.span))
  }

  /// Reads the statement that these tokens make, or the several that stand on one line.
  mutating func readStatement(_ line: [Token], indent: Int) {
    guard let first = line.first else { return }
    if readsAnswers, !line.contains(where: \.isRelation) { return }
    guard line.count <= Limits.tokens else { return report(.tooLong(at: first.span)) }
    load(line)
    closeLoops(indent: indent)
    do throws(Diagnostic) {
      if let unmatched = tokens.indices.first(where: { partners[$0] < 0 && isBracket(tokens[$0]) }) {
        try reportUnmatchedBracket(unmatched)
      }
      while position < tokens.count, !isFull {
        limit = endOfPart()
        try readPart(indent: indent)
        position = limit
        limit = tokens.count
        if current?.kind == .semicolon { position += 1 }
      }
    } catch {
      report(error)
    }
  }

  /// The next `;` outside brackets, which separates statements on one line.
  private func endOfPart() -> Int {
    var place = position
    while place < tokens.count, tokens[place].kind != .semicolon { place = after(place) }
    return place
  }

  private mutating func readPart(indent: Int) throws(Diagnostic) {
    guard let first = current else { return }
    let following = position + 1 < limit ? tokens[position + 1].kind : nil
    let isDefined = if case .relation = following { true } else { false }
    switch isDefined ? nil : keyword(first) {
    case .repeat: try readRepeat(indent: indent)
    case .for: try readEach(indent: indent)
    case .assume: try readAssumption()
    case nil:
      if topLevel(where: { $0 == .arrow }) != nil {
        try readUpdate()
      } else {
        try readChains()
      }
    }
  }

  // MARK: Chains

  /// `a = b ≈ c`, or several chains with commas or wide gaps between them.
  private mutating func readChains() throws(Diagnostic) {
    let first = position
    let count = statements.count
    var bare = 0
    while position < limit {
      let start = position
      let (terms, relations) = try readChain()
      if relations.isEmpty { bare += 1 }
      if terms.count > 1 || terms.contains(where: { tree[$0].kind != .missing }) {
        append(.chain(terms: terms, relations: relations), at: spanned(from: start))
      }
      _ = take(.comma)
    }
    // `z1, a1` asks to show both; `x = 1, 2` is a slip.
    if bare > 0, statements.count - count > bare {
      statements.removeSubrange(count...)
      throw Diagnostic(
        .unexpectedToken, "definitions and single values are mixed on this line",
        hint: "write a list as [1, 2, 3]; several quantities are replaced with `a, b <- …, …`",
        at: spanned(from: first))
    }
  }

  private mutating func readChain() throws(Diagnostic) -> ([Tree.NodeID], [Relation]) {
    var terms = [readTerm()]
    var relations: [Relation] = []
    while let token = current, case .relation(let relation) = token.kind {
      if terms.count >= Limits.terms {
        throw Diagnostic(
          .tooLong, "this chain has more than \(Limits.terms) terms", hint: "split it into several lines",
          at: token.span)
      }
      position += 1
      relations.append(relation)
      terms.append(readTerm())
    }
    return (terms, relations)
  }

  /// One term of a chain; where it cannot be read a diagnostic and a missing node that reaches to the next term.
  private mutating func readTerm() -> Tree.NodeID {
    let start = position
    do throws(Diagnostic) {
      let term = try formula()
      if let next = current, !next.isRelation, !endsChain(next) {
        throw unexpected(next)
      }
      return term
    } catch {
      report(error)
      skipTerm(from: start)
      return tree.append(.missing, at: spanned(from: start))
    }
  }

  /// Moves behind a term that could not be read: to the next relation outside its brackets, or to a comma and
  /// another definition.
  private mutating func skipTerm(from start: Int) {
    let reached = position
    position = start
    while let token = current {
      if position >= reached, token.isRelation || (token.kind == .comma && beginsDefinition(position + 1)) {
        return
      }
      position = after(position)
    }
  }

  /// Whether a chain ends before this token: at a comma, unless it is a decimal comma, and where a gap and
  /// another definition follow.
  private func endsChain(_ token: Token) -> Bool {
    if token.kind == .comma { return !isDecimalComma(position) }
    return isWideGap(position) && beginsDefinition(position)
  }

  private func isDecimalComma(_ place: Int) -> Bool {
    guard place > 0, place + 1 < limit else { return false }
    return tokens[place - 1].kind == .number && tokens[place + 1].kind == .number
      && tokens[place].gap == 0 && tokens[place + 1].gap == 0
  }

  // MARK: Updates and loops

  private mutating func readUpdate() throws(Diagnostic) {
    let start = position
    let targets = try formulas()
    let arrow = try expect(.arrow, "`<-`")
    let values = try formulas()
    if let next = current {
      if next.kind == .arrow {
        throw Diagnostic(
          .malformedUpdate, "this line has more than one `<-`",
          hint: "replace several at once with `a, b <- …, …`, or write one update a line", at: next.span)
      }
      throw unexpected(next)
    }
    guard targets.count == values.count else {
      throw Diagnostic(
        .malformedUpdate,
        "\(targets.count) on the left of `<-`, but \(values.count) on the right",
        hint: "each target needs a value: `a, b <- …, …`", at: arrow.span)
    }
    append(.update(targets: targets, values: values), at: spanned(from: start))
  }

  private mutating func readRepeat(indent: Int) throws(Diagnostic) {
    let start = position
    position += 1
    guard current != nil, current?.kind != .colon else {
      throw Diagnostic(
        .malformedLoop, "`repeat` needs a number of passes", hint: "write `repeat 7:`",
        at: tokens[start].span)
    }
    let header = limit
    let counter = try readCounter()
    let count = try formula()
    if counter != nil {
      if let next = current { throw unexpected(next) }
      (position, limit) = (header, header)
    }
    try openLoop(.loop(count: count, counter: counter), from: start, indent: indent)
  }

  /// In `repeat 7 as t:` the name behind `as`; the formula before it is what is left to read.
  private mutating func readCounter() throws(Diagnostic) -> Tree.NodeID? {
    guard
      let place = (position..<limit).first(where: {
        tokens[$0].kind == .name && source.text(tokens[$0].span) == "as"
      })
    else { return nil }
    let rest = tokens[place + 1..<limit].filter { $0.kind != .colon }
    guard place > position, rest.count == 1, let name = rest.first, name.kind == .name else {
      throw Diagnostic(
        .malformedLoop, "behind `as` stands the name of the pass's number", hint: "write `repeat 7 as t:`",
        at: tokens[place].span)
    }
    limit = place
    return tree.append(.name(source.text(name.span)), at: name.span)
  }

  private mutating func readEach(indent: Int) throws(Diagnostic) {
    let start = position
    position += 1
    let targets = try formulas()
    guard current?.kind == .arrow else {
      throw Diagnostic(
        .malformedLoop, "`for` needs `<-` and what it runs over",
        hint: "write `for x, y <- batches(X, Y, 8):`", at: spanned(from: start))
    }
    position += 1
    let each = try formula()
    try openLoop(.each(targets: targets, source: each), from: start, indent: indent)
  }

  private mutating func openLoop(_ kind: Statement.Kind, from start: Int, indent: Int) throws(Diagnostic) {
    if current?.kind == .colon { position += 1 }
    if let next = current {
      throw Diagnostic(
        .malformedLoop, "the loop's header should end before `\(written(next))`",
        hint: "write its body on the next lines, deeper", at: next.span)
    }
    let span = spanned(from: start)
    append(kind, at: span)
    loops.append(indent)
    loopWithoutBody = span
  }

  /// Ends the loops whose bodies do not reach a line of this indentation.
  private mutating func closeLoops(indent: Int) {
    if let last = loops.last, indent <= last { reportLoopWithoutBody() }
    while let last = loops.last, indent <= last { loops.removeLast() }
    loopWithoutBody = nil
  }

  mutating func reportLoopWithoutBody() {
    guard let span = loopWithoutBody else { return }
    report(
      Diagnostic(.emptyLoop, "this loop has no body", hint: "indent the lines that it repeats", at: span))
    loopWithoutBody = nil
  }

  private mutating func readAssumption() throws(Diagnostic) {
    let keyword = tokens[position].span
    position += 1
    repeat {
      let start = position
      let (terms, relations) = try readChain()
      guard !relations.isEmpty else {
        throw Diagnostic(
          .unexpectedToken, "`assume` needs a condition", hint: "write `assume x > 0`",
          at: start < limit ? spanned(from: start) : keyword)
      }
      append(.assumption(terms: terms, relations: relations), at: spanned(from: start))
    } while take(.comma)
    if let next = current { throw unexpected(next) }
  }

  private mutating func append(_ kind: Statement.Kind, at span: SourceSpan) {
    statements.append(Statement(kind: kind, span: span, depth: loops.count))
  }
}
