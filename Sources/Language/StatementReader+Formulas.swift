import Numbers

/// Operators, loosest first: `+ -`; `* / @` and juxtaposition; the sign; `^`.
///
/// Operator precedence parsing: a level of brackets costs a handful of stack frames, and a long sum none.
extension StatementReader {
  enum Precedence: Int {
    case sum, product, sign, power
  }

  /// One formula; stops before the first token that cannot go on with it.
  mutating func formula() throws(Diagnostic) -> Tree.NodeID { try formula(from: .sum) }

  /// Formulas with commas between them.
  mutating func formulas() throws(Diagnostic) -> [Tree.NodeID] {
    var list = [try formula()]
    while take(.comma) {
      list.append(try formula())
      if list.count > Limits.tokens { break }
    }
    return list
  }

  /// A formula whose operators bind at least this tightly.
  mutating func formula(from loosest: Precedence) throws(Diagnostic) -> Tree.NodeID {
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Limits.nesting { throw .nestedTooDeeply(at: current?.span ?? endOfPrevious) }
    let start = position
    var left = try signed()
    while let (kind, precedence, isWritten) = infix(), precedence.rawValue >= loosest.rawValue {
      let sign = position
      if isWritten { position += 1 }
      // Everything groups to the left but powers: 2^3^4 is 2^(3^4).
      let right =
        try kind == .power ? exponent() : operand(tighterThan: precedence, after: tokens[sign])
      left = tree.append(kind, [left, right], at: spanned(from: start))
    }
    return left
  }

  private mutating func operand(
    tighterThan precedence: Precedence, after sign: Token
  ) throws(Diagnostic) -> Tree.NodeID {
    if let next = current, next.isRelation, next.gap == 0, case .relation(.equal) = next.kind {
      throw Diagnostic(
        .missingOperand, "`\(written(sign))=` is no operator here",
        hint: "replace a given with `<-`: w <- w \(written(sign)) …", at: sign.span.joined(next.span))
    }
    return try formula(from: precedence == .sum ? .product : .sign)
  }

  /// What stands above: a signed power, or a group in braces as in `x^{2}`.
  private mutating func exponent() throws(Diagnostic) -> Tree.NodeID {
    guard current?.kind == .openBrace else { return try formula(from: .sign) }
    position += 1
    let inner = try formula()
    _ = try expect(.closeBrace, "`}`")
    return inner
  }

  /// A formula with any signs before it; -x^2 is -(x^2).
  private mutating func signed() throws(Diagnostic) -> Tree.NodeID {
    let start = position
    if take(.minus) {
      let operand = try formula(from: .power)
      return tree.append(.negate, [operand], at: spanned(from: start))
    }
    if take(.plus) { return try formula(from: .power) }
    return try postfixed()
  }

  /// The operator that stands here, or is meant where two operands stand side by side.
  private func infix() -> (Tree.Kind, Precedence, isWritten: Bool)? {
    guard let token = current else { return nil }
    switch token.kind {
    case .plus: return (.add, .sum, true)
    case .minus: return (.subtract, .sum, true)
    case .times: return (.multiply, .product, true)
    case .divide: return (.divide, .product, true)
    case .at: return (.matrixProduct, .product, true)
    case .caret: return (.power, .power, true)
    default: return isJuxtaposed(token) ? (.multiply, .product, false) : nil
    }
  }

  /// Whether a product is meant: a number or a `)` before a name or a `(`; anything before a `(` that was not
  /// taken for an application.
  private func isJuxtaposed(_ token: Token) -> Bool {
    guard position > 0, !(isWideGap(position) && beginsDefinition(position)) else { return false }
    let previous = tokens[position - 1].kind
    switch token.kind {
    case .openParenthesis: return true
    case .name where previous == .name:
      // TeX has no sign for a product: `\delta_2 a_1`.
      return written(token).hasPrefix("\\") || written(tokens[position - 1]).hasPrefix("\\")
    case .name, .partial, .root:
      return [.number, .percent, .superscript, .closeParenthesis].contains(previous)
    case .openBracket: return [.number, .percent, .superscript, .closeParenthesis].contains(previous)
    default: return false
    }
  }

  // MARK: Postfixes

  /// A primary with its indices, steps, transpositions and raised digits.
  private mutating func postfixed() throws(Diagnostic) -> Tree.NodeID {
    let start = position
    var base = try primary()
    while let token = current {
      switch token.kind {
      case .openBracket where isIndex(token): base = try indexed(base, from: start)
      case .openBrace where token.gap == 0: base = try stepped(base, from: start)
      case .transpose:
        position += 1
        base = tree.append(.transpose, [base], at: spanned(from: start))
      case .caret where isTransposition():
        position += 2
        base = tree.append(.transpose, [base], at: spanned(from: start))
      case .superscript:
        base = try raised(base, from: start)
      default: return base
      }
    }
    return base
  }

  /// Whether `[` is an index: it stands directly after a name or a closing bracket.
  func isIndex(_ token: Token) -> Bool {
    guard token.gap == 0, position > 0 else { return false }
    switch tokens[position - 1].kind {
    case .name, .closeParenthesis, .closeBracket, .closeBrace, .transpose: return true
    default: return false
    }
  }

  /// Whether `^T` stands here, T being no longer word and nothing that is applied or indexed.
  private func isTransposition() -> Bool {
    guard position + 1 < limit, tokens[position + 1].kind == .name, written(tokens[position + 1]) == "T"
    else {
      return false
    }
    guard position + 2 < limit else { return true }
    let next = tokens[position + 2]
    return next.kind != .openBrace || next.gap > 0
  }

  mutating func indexed(_ base: Tree.NodeID, from start: Int) throws(Diagnostic) -> Tree.NodeID {
    position += 1
    if let close = current, close.kind == .closeBracket {
      throw Diagnostic(
        .missingOperand, "an index is expected here", hint: "indices start at 1: w[1]", at: close.span)
    }
    let indices = try formulas()
    _ = try expect(.closeBracket, "`]`")
    return tree.append(.index, [base] + indices, at: spanned(from: start))
  }

  mutating func stepped(_ base: Tree.NodeID, from start: Int) throws(Diagnostic) -> Tree.NodeID {
    position += 1
    let step = try formula()
    _ = try expect(.closeBrace, "`}`")
    return tree.append(.step, [base, step], at: spanned(from: start))
  }

  /// `x²`, `x⁻¹`
  private mutating func raised(_ base: Tree.NodeID, from start: Int) throws(Diagnostic) -> Tree.NodeID {
    guard let token = current else { return base }
    position += 1
    var digits = ""
    for scalar in written(token).unicodeScalars {
      if let character = superscript(scalar) { digits.append(character) }
    }
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
    var exponent = tree.append(.number(try numeral(digits, at: token.span)), at: token.span)
    if isNegative { exponent = tree.append(.negate, [exponent], at: token.span) }
    return tree.append(.power, [base, exponent], at: spanned(from: start))
  }

  func numeral(_ text: String, at span: SourceSpan) throws(Diagnostic) -> Numeral {
    do throws(NumberError) {
      return try Numeral(parsing: text)
    } catch {
      switch error {
      case .malformed:
        throw Diagnostic(.malformedNumber, "this is no number", hint: "write 12, 0.35 or 9.5e-3", at: span)
      default: throw Diagnostic(.numberTooLarge, "this number cannot be read: \(error)", at: span)
      }
    }
  }
}
