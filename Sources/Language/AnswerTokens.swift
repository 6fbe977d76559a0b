/// How people write answers when nobody told them how: `**z1**: 0.24`, `z1 is 0,24`, `3.`, `2 x 4`.
///
/// Only what can mean one thing is read so; everything else is left as it is for the reader to judge.
extension StatementReader {
  /// A line of an answer file with its dress taken off.
  mutating func plain(_ line: [Token]) -> [Token] {
    var tokens = withoutEmphasis(line)
    if tokens.count > 1, let last = tokens.last, last.kind == .unknown, written(last) == "." {
      tokens.removeLast()
    }
    tokens = withRelation(tokens)
    return withPlainNumbers(tokens)
  }

  /// Without the asterisks around `**z1** = 0.24`, `*z1* = 0.24` or a whole line.
  private func withoutEmphasis(_ line: [Token]) -> [Token] {
    guard let first = line.first, first.kind == .caret || first.kind == .times, written(first).first == "*"
    else { return line }
    var tokens = Array(line.dropFirst())
    let closing = tokens.indices.first { place in
      guard tokens[place].kind == first.kind, written(tokens[place]) == written(first) else { return false }
      guard place + 1 < tokens.count else { return true }
      return tokens[place + 1].isRelation || tokens[place + 1].kind == .colon
        || tokens[place].gap == 0 && tokens[place + 1].gap > 0
    }
    guard let closing else { return line }
    tokens.remove(at: closing)
    return tokens
  }

  // MARK: Relations

  /// `z1: 0.24` and `z1 is 0.24` with an equals sign; `Q4: a2 = 0.78` without its label.
  private func withRelation(_ line: [Token]) -> [Token] {
    var tokens = line
    let relation = line.firstIndex(where: \.isRelation)
    guard
      let mark = line.indices.first(where: { place in
        place > 0
          && (line[place].kind == .colon || (line[place].kind == .name && written(line[place]) == "is"))
      }), relation.map({ mark < $0 }) ?? true
    else { return line }
    if line[mark].kind == .colon, let relation, isQuantity(line[(mark + 1)..<relation]) {
      return Array(line[(mark + 1)...])
    }
    guard isQuantity(line[..<mark]), isValue(line[(mark + 1)...]) else { return line }
    tokens[mark] = Token(kind: .relation(.equal), span: line[mark].span, gap: line[mark].gap)
    return tokens
  }

  /// Whether these tokens are one name, perhaps with indices, or one derivative.
  private func isQuantity(_ tokens: ArraySlice<Token>) -> Bool {
    var rest = tokens
    func takeName() -> Bool {
      if rest.first?.kind == .partial { rest = rest.dropFirst() }
      guard rest.first?.kind == .name else { return false }
      rest = rest.dropFirst()
      while let open = rest.first, open.kind == .openBracket || open.kind == .openBrace, open.gap == 0 {
        guard let close = rest.firstIndex(where: { $0.kind == Token.closing(open.kind) }) else {
          return false
        }
        rest = rest[(close + 1)...]
      }
      return true
    }
    if rest.first?.kind == .openParenthesis, rest.last?.kind == .closeParenthesis {
      rest = rest.dropFirst().dropLast()
    }
    guard takeName() else { return false }
    if rest.isEmpty { return true }
    guard rest.first?.kind == .divide else { return false }
    rest = rest.dropFirst()
    return takeName() && rest.isEmpty
  }

  /// Whether these tokens begin with a number and hold no words, so that they are no prose.
  private func isValue(_ tokens: ArraySlice<Token>) -> Bool {
    guard let first = tokens.first else { return false }
    switch first.kind {
    case .number, .minus, .plus, .openBracket: break
    default: return false
    }
    return !zip(tokens, tokens.dropFirst()).contains { $0.kind == .name && $1.kind == .name }
      && !tokens.contains { $0.kind == .name && (written($0).count > 3 && $0.gap > 0) }
  }

  // MARK: Numbers

  /// `0,24` as one number, and `2 x 4` as a product; both are said.
  private mutating func withPlainNumbers(_ line: [Token]) -> [Token] {
    var result: [Token] = []
    var depth = 0
    var place = 0
    while place < line.count {
      let token = line[place]
      if token.isOpening { depth += 1 }
      if token.isClosing { depth -= 1 }
      let next = place + 1 < line.count ? line[place + 1] : nil
      let last = result.last
      if depth == 0, token.kind == .comma, token.gap == 0, let last, last.kind == .number, let next,
        next.kind == .number, next.gap == 0, !written(last).contains("."), !written(last).contains(","),
        !written(next).contains(".")
      {
        let span = last.span.joined(next.span)
        result[result.count - 1] = Token(kind: .number, span: span, gap: last.gap)
        let read = source.text(span).replacingFirst(",", with: ".")
        report(
          Diagnostic(
            .decimalComma, "`\(source.text(span))` was read as \(read)", at: span, severity: .note))
        place += 2
        continue
      }
      if token.kind == .name, written(token).lowercased() == "x", last?.kind == .number, next?.kind == .number
      {
        result.append(Token(kind: .times, span: token.span, gap: token.gap))
      } else {
        result.append(token)
      }
      place += 1
    }
    return result
  }
}
