/// A word of the language: what the lexer hands to the parser.
struct Token: Equatable {
  enum Kind: Equatable {
    case number
    /// A character that means nothing here.
    case unknown
    case name
    case plus, minus, times, divide, at, caret
    /// Raised digits such as `⁻¹`.
    case superscript
    /// `ᵀ` or `.T`; `^T` is a caret and a name.
    case transpose
    /// This many primes.
    case primes(Int)
    case percent
    case root, partial
    /// `\frac`, which becomes a quotient before anything is read.
    case fraction
    case relation(Relation)
    case arrow
    case comma, semicolon, colon, bar
    case openParenthesis, closeParenthesis
    case openBracket, closeBracket
    case openBrace, closeBrace
  }

  let kind: Kind
  let span: SourceSpan
  /// How many columns of white space stand directly before it.
  let gap: Int

  var isOpening: Bool {
    switch kind {
    case .openParenthesis, .openBracket, .openBrace: true
    default: false
    }
  }

  var isClosing: Bool {
    switch kind {
    case .closeParenthesis, .closeBracket, .closeBrace: true
    default: false
    }
  }

  /// Whether it relates what stands before it to what stands behind it: `=`, `≈`, …, `<-`.
  var isRelation: Bool {
    switch kind {
    case .relation, .arrow: true
    default: false
    }
  }

  /// Whether a line cannot end with this token: the next line goes on.
  var wantsMore: Bool {
    switch kind {
    case .plus, .minus, .times, .divide, .at, .caret, .relation, .arrow, .comma: true
    default: false
    }
  }

  /// The closing bracket that belongs to an opening one.
  static func closing(_ kind: Kind) -> Kind? {
    switch kind {
    case .openParenthesis: .closeParenthesis
    case .openBracket: .closeBracket
    case .openBrace: .closeBrace
    default: nil
    }
  }
}
