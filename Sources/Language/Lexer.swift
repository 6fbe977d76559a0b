/// Splits one line of a text into tokens.
struct Lexer {
  let source: Source
  /// Answer files may be Markdown: `$` and backticks around a formula count as white space there.
  let ignoresMarkup: Bool

  private var offset = 0
  private var end = 0
  private var gap = 0
  private var tokens: [Token] = []

  init(source: Source, ignoresMarkup: Bool = false) {
    self.source = source
    self.ignoresMarkup = ignoresMarkup
  }

  /// The tokens of a part of one line, up to its end or a comment.
  ///
  /// - Throws: where brackets are nested too deeply or the line is too long; nothing else stops it, since a
  ///   character with no meaning is a token of its own, for which the parser knows the better message.
  mutating func tokens(in span: SourceSpan) throws(Diagnostic) -> [Token] {
    (offset, end, gap) = (span.start, span.end, 0)
    tokens = []
    var open = 0
    while let token = next() {
      if token.isOpening { open += 1 }
      if token.isClosing { open -= 1 }
      if open > Limits.nesting { throw .nestedTooDeeply(at: token.span) }
      if tokens.count > Limits.tokens { throw .tooLong(at: token.span) }
    }
    return tokens.withoutFractions { source.text($0.span) }
  }

  /// Reads one token; nil at the end of the line and at a comment.
  private mutating func next() -> Token? {
    while let (scalar, length) = peek(), isSpace(scalar) || skipsCommand() {
      guard isSpace(scalar) else { continue }
      gap += scalar == "\t" ? 8 : 1
      offset += length
    }
    guard let (scalar, length) = peek(), !beginsComment(scalar) else { return nil }
    let start = offset
    let kind: Token.Kind
    if isDigit(scalar) || (scalar == "." && isDigit(peek(1))) {
      kind = number()
    } else if beginsName(scalar) {
      kind = name()
    } else if scalar == "\\", let command = command() {
      kind = command
    } else {
      offset += length
      kind = sign(scalar)
    }
    let token = Token(kind: kind, span: SourceSpan(start, offset), gap: gap)
    tokens.append(token)
    gap = 0
    return token
  }

  private func beginsComment(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "#" || (scalar == "/" && peek(1) == "/")
  }

  private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "\t", "\r", "\n", "\u{0B}", "\u{0C}": true
    case "$", "`", "&": ignoresMarkup
    default: false
    }
  }

  // MARK: Characters

  private func peek() -> (scalar: Unicode.Scalar, length: Int)? { scalar(at: offset) }

  /// The ASCII character or folded character this many bytes on.
  private func peek(_ distance: Int) -> Unicode.Scalar? { scalar(at: offset + distance)?.scalar }

  /// The folded character at an offset and its bytes; ill-formed bytes are U+FFFD one by one.
  private func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    guard offset < end else { return nil }
    let lead = source.bytes[offset]
    if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, offset + length <= end else { return ("\u{FFFD}", 1) }
    var value = UInt32(lead) & (length == 4 ? 0x07 : length == 3 ? 0x0F : 0x1F)
    for byte in source.bytes[(offset + 1)..<(offset + length)] {
      guard byte & 0xC0 == 0x80 else { return ("\u{FFFD}", 1) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard let scalar = Unicode.Scalar(value) else { return ("\u{FFFD}", 1) }
    return (folded(scalar), length)
  }

  /// Moves on when the next character is this one.
  private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    guard let (scalar, length) = peek(), scalar == wanted else { return false }
    offset += length
    return true
  }

  private mutating func skip(while condition: (Unicode.Scalar?) -> Bool) {
    while let (scalar, length) = peek(), condition(scalar) { offset += length }
  }

  // MARK: Words

  private mutating func number() -> Token.Kind {
    skip(while: isDigit)
    if peek()?.scalar == ".", let width = peek()?.length {
      // `2.T` transposes; `5.` is a number.
      let after = scalar(at: offset + width)?.scalar
      if !(after.map(beginsName) ?? false) || after == "e" || after == "E" {
        offset += width
        skip(while: isDigit)
      }
    }
    takeExponent()
    return .number
  }

  /// `e-03` after the digits, if digits follow: `2exp(x)` is a product.
  private mutating func takeExponent() {
    let start = offset
    guard take("e") || take("E") else { return }
    _ = take("-") || take("+") || take("−")
    guard isDigit(peek()?.scalar) else {
      offset = start
      return
    }
    skip(while: isDigit)
  }

  private mutating func name() -> Token.Kind {
    var last: Unicode.Scalar = " "
    while let (scalar, length) = peek() {
      if scalar == "\\" {
        // `\_` is Markdown's way to write an underscore, `\mathbf{W}` TeX's way to dress a W.
        if peek(1) == "_" { offset += 1 } else if !takeDress() { break }
        last = "_"
        continue
      }
      if scalar == "{", last == "_", let close = closingBraceOfSubscript() {
        offset = close
        last = "}"
        continue
      }
      guard continuesName(scalar) || beginsName(scalar) else { break }
      offset += length
      last = scalar
    }
    return .name
  }

  /// The offset behind the `}` of a subscript that has only characters of names in it.
  private func closingBraceOfSubscript() -> Int? {
    var place = offset + 1
    while let (scalar, length) = scalar(at: place) {
      place += length
      if scalar == "}" { return place > offset + 2 ? place : nil }
      if !continuesName(scalar) { return nil }
    }
    return nil
  }

  // MARK: Commands of TeX

  /// The letters behind the backslash that stands here.
  private var word: String {
    var place = offset + 1
    while let (scalar, length) = scalar(at: place), scalar.isASCII, scalar.properties.isAlphabetic {
      place += length
    }
    return String(decoding: source.bytes[(offset + 1)..<max(place, offset + 1)], as: UTF8.self)
  }

  /// Passes over a command that only lays out: `\left`, `\,`, the `\\` at the end of a line.
  private mutating func skipsCommand() -> Bool {
    guard peek()?.scalar == "\\" else { return false }
    let word = word
    if texSpaces.contains(word) {
      offset += 1 + word.utf8.count
      return true
    }
    guard word.isEmpty, let next = peek(1), ",;:! \\".unicodeScalars.contains(next) else { return false }
    offset += 2
    return true
  }

  /// The sign or the name that a command is; nil where it is none.
  private mutating func command() -> Token.Kind? {
    let word = word
    guard !word.isEmpty else { return peek(1) == "_" ? name() : nil }
    if let sign = texSigns[word] {
      offset += 1 + word.utf8.count
      return sign
    }
    if !takeDress() { offset += 1 }
    return name()
  }

  /// Moves behind `\mathbf{W}`, if that stands here.
  private mutating func takeDress() -> Bool {
    let word = word
    let open = offset + 1 + word.utf8.count
    guard texDresses.contains(word), scalar(at: open)?.scalar == "{" else { return false }
    var place = open + 1
    while let (scalar, length) = scalar(at: place) {
      place += length
      if scalar == "}" {
        offset = place
        return true
      }
      if !continuesName(scalar), scalar != " " { return false }
    }
    return false
  }

  // MARK: Signs

  /// The token that begins with a character that has just been read.
  private mutating func sign(_ scalar: Unicode.Scalar) -> Token.Kind {
    switch scalar {
    case "+": return .plus
    case "-": return .minus
    case "/": return .divide
    case "(": return .openParenthesis
    case ")": return .closeParenthesis
    case "[": return .openBracket
    case "]": return .closeBracket
    case ",": return .comma
    case "^": return .caret
    case "*": return take("*") ? .caret : .times
    case "<":
      if take("-") { return .arrow }
      return take("=") ? .relation(.lessOrEqual) : take(">") ? .relation(.unequal) : .relation(.less)
    case ">": return take("=") ? .relation(.greaterOrEqual) : .relation(.greater)
    case "=":
      _ = take("=")
      return .relation(.equal)
    case "~":
      _ = take("=")
      return .relation(.approximately)
    case "!": return take("=") ? .relation(.unequal) : .unknown
    case ":": return take("=") ? .relation(.equal) : .colon
    case ".": return takeTransposeLetter() ? .transpose : .unknown
    case "'", "′", "’", "″", "‴": return primes(after: scalar)
    case "%":
      // Only a number directly before it makes a percentage.
      return gap == 0 && tokens.last?.kind == .number ? .percent : .unknown
    default:
      if superscript(scalar) != nil {
        skip { $0.flatMap(superscript) != nil }
        return .superscript
      }
      return signs[scalar] ?? .unknown
    }
  }

  private mutating func takeTransposeLetter() -> Bool {
    guard gap == 0, let (letter, length) = peek(), letter == "T" else { return false }
    if let after = scalar(at: offset + length)?.scalar, continuesName(after) { return false }
    offset += length
    return true
  }

  private mutating func primes(after first: Unicode.Scalar) -> Token.Kind {
    var count = first == "″" ? 2 : first == "‴" ? 3 : 1
    while let (scalar, length) = peek() {
      switch scalar {
      case "'", "′", "’": count += 1
      case "″": count += 2
      case "‴": count += 3
      default: return .primes(count)
      }
      offset += length
    }
    return .primes(count)
  }
}

private func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
  guard let scalar else { return false }
  return scalar.value >= 0x30 && scalar.value <= 0x39
}

/// The signs that are one character and begin no longer one.
private let signs: [Unicode.Scalar: Token.Kind] = [
  "−": .minus, "–": .minus, "‐": .minus,
  "·": .times, "⋅": .times, "×": .times, "⊙": .times, "∘": .times, "∗": .times,
  "÷": .divide, "∕": .divide, "⁄": .divide,
  "@": .at, "ᵀ": .transpose, "⊤": .transpose,
  "√": .root, "∂": .partial,
  "≈": .relation(.approximately), "≃": .relation(.approximately), "≅": .relation(.approximately),
  "≠": .relation(.unequal), "≤": .relation(.lessOrEqual), "≥": .relation(.greaterOrEqual),
  "≔": .relation(.equal), "≡": .relation(.equal),
  "←": .arrow, ";": .semicolon, "|": .bar, "{": .openBrace, "}": .closeBrace,
  "½": .number, "¼": .number, "¾": .number, "⅕": .number, "⅛": .number,
]

extension Diagnostic {
  static func nestedTooDeeply(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .nestedTooDeeply, "this is nested more than \(Limits.nesting) levels deep",
      hint: "give the inner parts names of their own", at: span)
  }

  static func tooLong(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .tooLong, "this statement is longer than \(Limits.tokens) words and signs",
      hint: "split it into several definitions", at: span)
  }
}
