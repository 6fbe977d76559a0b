/// The look of a piece of text on a terminal; words and symbols tell everything that colour tells.
enum Style {
  case plain, title, faint, good, bad, unsure

  /// Select Graphic Rendition parameters (ECMA-48, section 8.3.117).
  private var code: String? {
    switch self {
    case .plain: nil
    case .title: "1"
    case .faint: "2"
    case .good: "32"
    case .bad: "31;1"
    case .unsure: "33"
    }
  }

  /// The text with the codes around it if colour is on.
  func applied(to text: String, inColor: Bool) -> String {
    guard inColor, let code, !text.isEmpty else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
