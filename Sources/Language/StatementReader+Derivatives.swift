/// `dE/dw`, `∂E/∂w`, `d(expression)/dx`, `d sigmoid(z)/dz`, `∂/∂x (expression)`.
extension StatementReader {
  /// How a derivative is laid out, found by looking ahead.
  struct Quotient {
    /// The tokens at which numerator and denominator begin, and the slash between them.
    let start: Int
    let slash: Int
    /// Whether what is differentiated stands behind: `d/dx (…)`.
    let isOperator: Bool
    /// Whether both are names with the letter d before them: `dE/dw`.
    let isLatin: Bool
  }

  /// The derivative that begins with this token, if one does.
  func quotient(at start: Int) -> Quotient? {
    guard beginsDifferential(start) else { return nil }
    let isPlain = isDifferential(start)
    if isPlain || isDifferentialSign(start), let end = endOfDifferential(start, isNumerator: true),
      end < limit, tokens[end].kind == .divide, endOfDifferential(end + 1, isNumerator: false) != nil
    {
      let isLatin = isPlain && isDifferential(end + 1)
      return Quotient(start: start, slash: end, isOperator: false, isLatin: isLatin)
    }
    guard isDifferentialSign(start), start + 1 < limit, tokens[start + 1].kind == .divide,
      let end = endOfDifferential(start + 2, isNumerator: false), end < limit
    else { return nil }
    let isApplied =
      tokens[end].kind == .openParenthesis
      || (tokens[end].kind == .name && end + 1 < limit && tokens[end + 1].kind == .openParenthesis)
    return isApplied ? Quotient(start: start, slash: start + 1, isOperator: true, isLatin: false) : nil
  }

  /// Whether something with a `d` or a `∂` at its front stands here, as far as its first byte tells.
  private func beginsDifferential(_ place: Int) -> Bool {
    guard place < limit else { return false }
    let start = tokens[place].span.start
    guard start < source.bytes.count else { return false }
    let first = source.bytes[start]
    return first == UInt8(ascii: "d") || first == UInt8(ascii: "\\") || first >= 0x80
  }

  /// Whether `∂` or a `d` by itself stands here.
  private func isDifferentialSign(_ place: Int) -> Bool {
    guard place < limit else { return false }
    return tokens[place].kind == .partial || (tokens[place].kind == .name && written(tokens[place]) == "d")
  }

  /// Whether a name stands here that is a `d` and another name.
  private func isDifferential(_ place: Int) -> Bool {
    guard place < limit, tokens[place].kind == .name else { return false }
    let text = written(tokens[place])
    guard text.hasPrefix("d"), let second = text.unicodeScalars.dropFirst().first, beginsName(folded(second))
    else {
      return false
    }
    return !ordinaryNames.contains { text == $0 || (text.hasPrefix($0) && $0 == "delta") }
  }

  /// The place behind `∂E[k]`, `dE[k]`, `d(…)`; nil where there is no such thing.
  private func endOfDifferential(_ start: Int, isNumerator: Bool) -> Int? {
    var place = start + 1
    if isDifferentialSign(start) {
      guard place < limit else { return nil }
      if tokens[place].kind == .openParenthesis { return after(place) }
      guard tokens[place].kind == .name else { return nil }
      place += 1
      if isNumerator, place < limit, case .primes = tokens[place].kind { place += 1 }
      if isNumerator, place < limit, tokens[place].kind == .openParenthesis { place = after(place) }
    } else if !isDifferential(start) {
      return nil
    }
    while place < limit, tokens[place].gap == 0,
      tokens[place].kind == .openBracket || tokens[place].kind == .openBrace
    { place = after(place) }
    return place
  }

  mutating func derivative(_ quotient: Quotient) throws(Diagnostic) -> Tree.NodeID {
    let start = position
    if quotient.isOperator {
      position = quotient.slash + 1
      let denominator = try differential()
      let numerator = current?.kind == .openParenthesis ? try parenthesised() : try primary()
      return tree.append(.derivative(latin: false), [numerator, denominator], at: spanned(from: start))
    }
    let numerator = try differential(isNumerator: true)
    _ = try expect(.divide, "`/`")
    let denominator = try differential()
    return tree.append(
      .derivative(latin: quotient.isLatin), [numerator, denominator], at: spanned(from: start))
  }

  /// What stands behind the `d` or `∂` of a numerator or denominator, with its indices.
  private mutating func differential(isNumerator: Bool = false) throws(Diagnostic) -> Tree.NodeID {
    var start = position
    var node: Tree.NodeID
    if isDifferentialSign(position) {
      position += 1
      start = position
      guard let token = current else { throw malformedDerivative(tokens[start - 1]) }
      if token.kind == .openParenthesis { return try parenthesised() }
      if isNumerator {
        node = try primary()
      } else {
        position += 1
        node = tree.append(.name(canonicalName(written(token))), at: token.span)
      }
    } else {
      let span = SourceSpan(tokens[position].span.start + 1, tokens[position].span.end)
      position += 1
      node = tree.append(.name(canonicalName(source.text(span))), at: span)
    }
    while let token = current, token.gap == 0 {
      if token.kind == .openBracket {
        node = try indexed(node, from: start)
      } else if token.kind == .openBrace {
        node = try stepped(node, from: start)
      } else {
        break
      }
    }
    return node
  }

  func malformedDerivative(_ token: Token) -> Diagnostic {
    Diagnostic(
      .malformedDerivative, "`\(written(token))` stands only in a derivative",
      hint: "write ∂E/∂w, ∂(a - y)/∂a or ∂/∂w (w*x + b)", at: token.span)
  }
}

/// Names that begin with d and are no differentials: functions, and the letter δ spelled out.
private let ordinaryNames = ["delta", "dot", "diag", "det"]
