/// Formulas as TeX writes them: `\delta_1`, `\frac{\partial E}{\partial w_1}`, `\sigma(z_1) \cdot x`.
///
/// The lexer reads commands as the signs and names that they are; fractions become quotients here.

/// Commands that are signs of formulas.
let texSigns: [String: Token.Kind] = [
  "cdot": .times, "times": .times, "odot": .times, "circ": .times, "ast": .times, "star": .times,
  "div": .divide, "partial": .partial, "sqrt": .root, "top": .transpose, "intercal": .transpose,
  "approx": .relation(.approximately), "simeq": .relation(.approximately), "cong": .relation(.approximately),
  "neq": .relation(.unequal), "ne": .relation(.unequal), "equiv": .relation(.equal),
  "leq": .relation(.lessOrEqual), "le": .relation(.lessOrEqual), "geq": .relation(.greaterOrEqual),
  "ge": .relation(.greaterOrEqual), "leftarrow": .arrow, "gets": .arrow,
  "frac": .fraction, "dfrac": .fraction, "tfrac": .fraction, "cfrac": .fraction,
]

/// Commands that only lay out.
let texSpaces: Set<String> = [
  "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "quad", "qquad", "displaystyle", "textstyle",
  "limits", "nonumber", "hline", "begingroup", "endgroup", "thinspace",
]

/// Commands that dress the name in the braces behind them.
let texDresses: Set<String> = [
  "text", "mathrm", "mathbf", "mathit", "mathsf", "mathcal", "boldsymbol", "bm", "vec", "operatorname",
  "textbf",
  "textit", "emph",
]

/// A name without the commands that dress it, and without backslashes.
func undressed(_ written: some StringProtocol) -> String {
  var name = ""
  var rest = written[...]
  while let backslash = rest.firstIndex(of: "\\") {
    name += rest[..<backslash]
    rest = rest[rest.index(after: backslash)...]
    let word = rest.prefix { $0.isASCII && $0.isLetter }
    // The brace behind it and its partner fall to the canonical spelling.
    if texDresses.contains(String(word)), rest[word.endIndex...].first == "{" {
      rest = rest[word.endIndex...]
    }
  }
  return name + rest
}

extension Array where Element == Token {
  /// With `\frac{a}{b}` as `((a)/(b))` and `\frac{dE}{dw}` as `(dE/dw)`.
  ///
  /// - Complexity: a pass over the tokens for each fraction that is nested in another.
  func withoutFractions(_ text: (Token) -> String) -> [Token] {
    guard contains(where: { $0.kind == .fraction }) else { return self }
    var result: [Token] = []
    var place = startIndex
    while place < endIndex {
      guard self[place].kind == .fraction, let (parts, end) = fraction(at: place, text) else {
        result.append(self[place])
        place += 1
        continue
      }
      let command = self[place]
      func sign(_ kind: Token.Kind, _ gap: Int = 0) -> Token {
        let place = kind == .closeParenthesis ? self[end - 1].span : command.span
        return Token(kind: kind, span: place, gap: gap)
      }
      let (above, below) = (parts.0.withoutFractions(text), parts.1.withoutFractions(text))
      result.append(sign(.openParenthesis, command.gap))
      if above.isDifferential(text), below.isDifferential(text) {
        result += above + [sign(.divide)] + below
      } else {
        result += [sign(.openParenthesis)] + above + [sign(.closeParenthesis), sign(.divide)]
        result += [sign(.openParenthesis)] + below + [sign(.closeParenthesis)]
      }
      result.append(sign(.closeParenthesis))
      place = end
    }
    return result
  }

  /// The two parts of a fraction and the place behind it: groups in braces, or two digits as in `\tfrac12`.
  private func fraction(at place: Int, _ text: (Token) -> String) -> (parts: ([Token], [Token]), end: Int)? {
    guard place + 1 < endIndex else { return nil }
    let next = self[place + 1]
    if next.kind == .number, text(next).utf8.count == 2, text(next).allSatisfy(\.isNumber) {
      let middle = next.span.start + 1
      let above = Token(kind: .number, span: SourceSpan(next.span.start, middle), gap: 0)
      let below = Token(kind: .number, span: SourceSpan(middle, next.span.end), gap: 0)
      return (([above], [below]), place + 2)
    }
    guard let first = group(at: place + 1), let second = group(at: first.upperBound + 1) else { return nil }
    return ((Array(self[first]), Array(self[second])), second.upperBound + 1)
  }

  /// What stands between a brace and its partner.
  private func group(at place: Int) -> Range<Int>? {
    guard place < endIndex, self[place].kind == .openBrace else { return nil }
    var depth = 0
    for end in place..<endIndex {
      if self[end].kind == .openBrace { depth += 1 }
      if self[end].kind == .closeBrace { depth -= 1 }
      if depth == 0 { return place + 1..<end }
    }
    return nil
  }

  /// Whether this is `∂E` or `dE`.
  private func isDifferential(_ text: (Token) -> String) -> Bool {
    guard let first else { return false }
    if first.kind == .partial { return count >= 2 && self[1].kind == .name }
    return count == 1 && first.kind == .name && text(first).hasPrefix("d") && text(first).count > 1
  }
}
