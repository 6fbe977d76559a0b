/// Numbers, names, applications, brackets: what stands between operators.
extension StatementReader {
  mutating func primary() throws(Diagnostic) -> Tree.NodeID {
    guard let token = current else { throw missingOperand() }
    switch token.kind {
    case .number: return try number(token)
    case .name:
      if let quotient = quotient(at: position) { return try derivative(quotient) }
      return try named(token)
    case .partial:
      guard let quotient = quotient(at: position) else { throw malformedDerivative(token) }
      return try derivative(quotient)
    case .openParenthesis: return try parenthesised()
    case .openBracket: return try bracketed()
    case .bar: return try absolute()
    case .root: return try root()
    case .relation, .closeParenthesis, .closeBracket, .closeBrace, .comma, .arrow, .times, .divide, .at,
      .caret:
      throw missingOperand()
    default: throw unexpected(token)
    }
  }

  private func missingOperand() -> Diagnostic {
    guard position > 0 else {
      return Diagnostic(
        .missingOperand, "a formula is expected here", at: current?.span ?? SourceSpan(0, 0))
    }
    let previous = tokens[position - 1]
    return Diagnostic(
      .missingOperand, "a formula is expected after `\(written(previous))`",
      at: current?.span ?? endOfPrevious)
  }

  // MARK: Numbers and names

  private mutating func number(_ token: Token) throws(Diagnostic) -> Tree.NodeID {
    position += 1
    var text = written(token)
    if !text.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: ",") }) { text = plainNumber(text) }
    var span = token.span
    if let percent = current, percent.kind == .percent {
      position += 1
      span = span.joined(percent.span)
      guard !text.contains(where: { $0 == "e" || $0 == "E" }) else {
        throw Diagnostic(.malformedNumber, "a percentage is written without an exponent", at: span)
      }
      text += "e-2"
    }
    return tree.append(.number(try numeral(text, at: span)), at: span)
  }

  /// A number in ASCII, with a point.
  private func plainNumber(_ raw: String) -> String {
    var text = ""
    for scalar in raw.unicodeScalars {
      let plain = folded(scalar)
      // A decimal comma was found to be one before.
      if plain == "−" { text += "-" } else { text.unicodeScalars.append(plain == "," ? "." : plain) }
    }
    return vulgarFractions[text] ?? text
  }

  /// A name, or its application to arguments.
  private mutating func named(_ token: Token) throws(Diagnostic) -> Tree.NodeID {
    let start = position
    position += 1
    var primes = 0
    if let prime = current, case .primes(let count) = prime.kind {
      guard prime.gap == 0, position + 1 < limit, tokens[position + 1].kind == .openParenthesis else {
        throw unexpected(prime)
      }
      primes = count
      position += 1
    }
    let written = written(token)
    guard current?.kind == .openParenthesis else {
      return tree.append(.name(canonicalName(written)), at: token.span)
    }
    let arguments = try arguments()
    // σ is the usual name of the sigmoid function, and of other things when it is not applied.
    let name = written == "σ" || written == "\\sigma" ? "sigmoid" : canonicalName(written)
    return tree.append(.apply(name, primes: primes), arguments, at: spanned(from: start))
  }

  /// `(x, axis = 2)`
  mutating func arguments() throws(Diagnostic) -> [Tree.NodeID] {
    position += 1
    var list: [Tree.NodeID] = []
    if take(.closeParenthesis) { return list }
    repeat {
      list.append(try argument())
    } while take(.comma)
    _ = try expect(.closeParenthesis, "`)`")
    return list
  }

  private mutating func argument() throws(Diagnostic) -> Tree.NodeID {
    let start = position
    guard let token = current, token.kind == .name, position + 1 < limit,
      tokens[position + 1].kind == .relation(.equal)
    else { return try formula() }
    position += 2
    let value = try formula()
    return tree.append(.keyword(canonicalName(written(token))), [value], at: spanned(from: start))
  }

  // MARK: Brackets

  /// `(a)` or a tuple `(a, b)`
  mutating func parenthesised() throws(Diagnostic) -> Tree.NodeID {
    let start = position
    position += 1
    let elements = try formulas()
    _ = try expect(.closeParenthesis, "`)`")
    if elements.count == 1, let only = elements.first { return only }
    return tree.append(.tuple, elements, at: spanned(from: start))
  }

  /// `[a, b]`, a matrix `[1, 2; 3, 4]`, or a comparison `[a >= b]` that is 1 or 0.
  private mutating func bracketed() throws(Diagnostic) -> Tree.NodeID {
    let start = position
    position += 1
    if let close = current, close.kind == .closeBracket {
      throw Diagnostic(
        .malformedMatrix, "this list is empty", hint: "write its elements: [1, 2]",
        at: spanned(from: start).joined(close.span))
    }
    var rowStart = position
    var row = try formulas()
    if let token = current, case .relation(let relation) = token.kind {
      return try comparison(row, relation, from: start)
    }
    guard current?.kind == .semicolon else {
      _ = try expect(.closeBracket, "`]` or a comma")
      return tree.append(.list, row, at: spanned(from: start))
    }
    var rows = [tree.append(.list, row, at: spanned(from: rowStart))]
    while take(.semicolon) {
      if current?.kind == .closeBracket { break }
      rowStart = position
      row = try formulas()
      rows.append(tree.append(.list, row, at: spanned(from: rowStart)))
    }
    _ = try expect(.closeBracket, "`]`")
    return tree.append(.list, rows, at: spanned(from: start))
  }

  private mutating func comparison(
    _ left: [Tree.NodeID], _ relation: Relation, from start: Int
  ) throws(Diagnostic) -> Tree.NodeID {
    position += 1
    let right = try formula()
    guard left.count == 1, let first = left.first, current?.kind == .closeBracket else {
      throw Diagnostic(
        .unexpectedToken, "a comparison in brackets has one relation and two sides",
        hint: "multiply several: [0 < a] * [a < 1]", at: current?.span ?? spanned(from: start))
    }
    position += 1
    return tree.append(.iverson(relation), [first, right], at: spanned(from: start))
  }

  /// `|x|`
  private mutating func absolute() throws(Diagnostic) -> Tree.NodeID {
    let start = position
    position += 1
    if let second = current, second.kind == .bar, second.gap == 0 {
      throw Diagnostic(
        .unexpectedToken, "`||` has no meaning in a formula",
        hint: "a norm is written sqrt(sum(x^2))", at: tokens[start].span.joined(second.span))
    }
    let inner = try formula()
    _ = try expect(.bar, "`|`")
    return tree.append(.absolute, [inner], at: spanned(from: start))
  }

  /// `{a}`, as TeX groups.
  private mutating func braced() throws(Diagnostic) -> Tree.NodeID {
    position += 1
    let inner = try formula()
    _ = try expect(.closeBrace, "`}`")
    return inner
  }

  /// `√x`: the root of the next primary alone.
  private mutating func root() throws(Diagnostic) -> Tree.NodeID {
    let start = position
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Limits.nesting { throw .nestedTooDeeply(at: tokens[start].span) }
    position += 1
    var operand = current?.kind == .openBrace ? try braced() : try primary()
    while let token = current, token.kind == .openBracket, isIndex(token) {
      operand = try indexed(operand, from: start + 1)
    }
    return tree.append(.apply("sqrt", primes: 0), [operand], at: spanned(from: start))
  }
}

private let vulgarFractions = ["½": "0.5", "¼": "0.25", "¾": "0.75", "⅕": "0.2", "⅛": "0.125"]
