/// Looking at tokens, and what is said of those that do not fit.
extension StatementReader {
  var current: Token? { position < limit ? tokens[position] : nil }

  func written(_ token: Token) -> String { source.text(token.span) }

  mutating func take(_ kind: Token.Kind) -> Bool {
    guard current?.kind == kind else { return false }
    position += 1
    return true
  }

  mutating func expect(_ kind: Token.Kind, _ name: String) throws(Diagnostic) -> Token {
    guard let token = current else {
      throw Diagnostic(.missingOperand, "\(name) is expected here", at: endOfPrevious)
    }
    guard token.kind == kind else { throw unexpected(token, expected: name) }
    position += 1
    return token
  }

  /// The place directly behind the last token read.
  var endOfPrevious: SourceSpan {
    guard position > 0 else { return SourceSpan(0, 0) }
    let end = tokens[min(position, tokens.count) - 1].span.end
    return SourceSpan(end, end)
  }

  /// From a token to the last one read.
  func spanned(from start: Int) -> SourceSpan {
    guard start < tokens.count else { return endOfPrevious }
    let first = tokens[start].span
    return position > start
      ? SourceSpan(first.start, tokens[position - 1].span.end) : SourceSpan(first.start, first.start)
  }

  /// The place of the token behind this one, or behind its bracket's partner.
  func after(_ place: Int) -> Int {
    tokens[place].isOpening && partners[place] > place ? partners[place] + 1 : place + 1
  }

  /// The next token of the part at hand outside brackets for which this holds.
  func topLevel(where condition: (Token.Kind) -> Bool) -> Int? {
    var place = position
    while place < limit {
      if condition(tokens[place].kind) { return place }
      place = after(place)
    }
    return nil
  }

  /// Whether at least two columns of space stand before a token, as between definitions on one line.
  func isWideGap(_ place: Int) -> Bool { place < limit && tokens[place].gap >= 2 }

  /// Whether `name =`, `name[i] =` or `f(x) =` stands here.
  func beginsDefinition(_ place: Int) -> Bool {
    guard place < limit, tokens[place].kind == .name else { return false }
    var next = place + 1
    while next < limit, tokens[next].isOpening, tokens[next].gap == 0 { next = after(next) }
    if next < limit, tokens[next].kind == .divide, next + 1 < limit, tokens[next + 1].kind == .name {
      next += 2  // dE/dw = …
      while next < limit, tokens[next].isOpening, tokens[next].gap == 0 { next = after(next) }
    }
    return next < limit && tokens[next].isRelation
  }

  func isBracket(_ token: Token) -> Bool { token.isOpening || token.isClosing }

  // MARK: What does not fit

  /// Reports a bracket without its partner; a line with one is read no further than its first term.
  mutating func reportUnmatchedBracket(_ place: Int) throws(Diagnostic) {
    let token = tokens[place]
    let text = written(token)
    if token.isOpening {
      let closing = token.kind == .openParenthesis ? ")" : token.kind == .openBracket ? "]" : "}"
      report(
        Diagnostic(
          .unclosedBracket, "this `\(text)` is never closed", hint: "add `\(closing)`", at: token.span))
    } else {
      report(
        Diagnostic(
          .unmatchedBracket, "this `\(text)` closes nothing", hint: "remove it, or open it before",
          at: token.span))
    }
    // What stands before the first relation is still what the line is about.
    guard let relation = tokens.indices.first(where: { tokens[$0].isRelation }), relation < place,
      case .relation(let kind) = tokens[relation].kind
    else {
      position = tokens.count
      return
    }
    limit = relation
    let term = try formula()
    if let next = current { throw unexpected(next) }
    position = tokens.count
    let rest = SourceSpan(tokens[relation].span.end, tokens[tokens.count - 1].span.end)
    let missing = tree.append(.missing, at: rest)
    statements.append(
      Statement(
        kind: .chain(terms: [term, missing], relations: [kind]), span: tokens[0].span.joined(rest),
        depth: loops.count))
  }

  func unexpected(_ token: Token, expected: String? = nil) -> Diagnostic {
    let text = written(token)
    switch token.kind {
    case .unknown:
      return Diagnostic(
        .unexpectedCharacter, "`\(text)` has no meaning in a formula", hint: unknownCharacterHints[text],
        at: token.span)
    case .primes:
      return Diagnostic(
        .misplacedPrime, "a prime stands only after a function",
        hint: "write sigmoid'(z), or the derivative dE/dw", at: token.span)
    case .comma where isBetweenDigits(position):
      let whole = tokens[position - 1].span.joined(tokens[position + 1].span)
      let point = source.text(whole).replacingFirst(",", with: ".")
      return Diagnostic(
        .decimalComma, "a number is written with a point, not with a comma", hint: "write \(point)", at: whole
      )
    case .colon where position > 0 && [.comma, .openBracket].contains(tokens[position - 1].kind):
      return Diagnostic(
        .unexpectedToken, "`:` is not expected here",
        hint: "a row is W[k], all that stands behind is left out; a column is W^T[i]", at: token.span)
    case .name, .number, .openBracket, .openBrace, .partial, .root:
      return missingOperator(before: token)
    case .relation where expected != nil:
      return Diagnostic(
        .misplacedRelation, "`\(text)` cannot stand inside parentheses",
        hint: "a comparison that is 1 or 0 stands in square brackets: [a >= 0.5]", at: token.span)
    default:
      let message = expected.map { "\($0) is expected before `\(text)`" } ?? "`\(text)` is not expected here"
      return Diagnostic(.unexpectedToken, message, at: token.span)
    }
  }

  private func isBetweenDigits(_ place: Int) -> Bool {
    place > 0 && place + 1 < tokens.count && tokens[place - 1].kind == .number
      && tokens[place + 1].kind == .number && tokens[place].gap == 0 && tokens[place + 1].gap == 0
  }

  private func missingOperator(before token: Token) -> Diagnostic {
    guard position > 0 else {
      return Diagnostic(.unexpectedToken, "`\(written(token))` is not expected here", at: token.span)
    }
    let left = tokens[position - 1]
    let (a, b) = (written(left), written(token))
    let span = left.span.joined(token.span)
    if token.kind == .openBracket, left.kind == .name {
      return Diagnostic(
        .missingOperator, "an index stands directly after its name",
        hint: "write \(a)[…] without the space, or \(a) * […]", at: span)
    }
    let names = left.kind == .name && token.kind == .name
    let hint =
      names
      ? "write \(a) * \(b), or \(a) @ \(b) for a matrix product" : "write \(a) * \(b) if a product is meant"
    let isShort = a.count + b.count < 60
    return Diagnostic(
      .missingOperator,
      isShort ? "an operator is missing between `\(a)` and `\(b)`" : "an operator is missing here",
      hint: isShort ? hint : nil, at: span)
  }
}

/// What to write instead of characters that people write in formulas and that mean nothing here.
private let unknownCharacterHints: [String: String] = [
  "∇": "write the derivative: dE/dW", "&": "conditions are multiplied: [a > 0] * [b > 0]",
  "!": "`≠` is written `!=`; factorials are not supported", "?": "write [a > 0] * b + [a <= 0] * c",
  "%": "a percentage stands directly after its number: 5%", "\"": "there are no texts in formulas",
  ".": "write a number as 0.5; members of a quantity are indexed: a[1]",
  "∈": "indices range over the shapes that they index", "∞": "write a number", "±": "write two claims",
  "→": "quantities are replaced with `<-`", "⇒": "write one claim a line",
]

extension String {
  /// With the first occurrence of a character replaced.
  func replacingFirst(_ old: Character, with new: String) -> String {
    guard let place = firstIndex(of: old) else { return self }
    return self[..<place] + new + self[index(after: place)...]
  }
}
