/// Text on a terminal: how wide it is, and how a stranger's text is kept from steering it.
public enum TerminalText {
  /// How many terminal columns a text takes.
  public static func columns(_ text: String) -> Int {
    var count = 0
    for scalar in text.unicodeScalars {
      guard isPlain(scalar) else { return text.reduce(0) { $0 + columns($1) } }
      count += 1
    }
    return count
  }

  /// Whether a scalar is a character of one column by itself, whatever stands beside it: the letters and signs that
  /// formulas are made of.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F, 0xA1..<0xAD, 0xAE..<0x300, 0x370..<0x378, 0x391..<0x3A2, 0x3A3..<0x400, 0x2010...0x2027,
      0x2030...0x205E, 0x2070, 0x2074...0x208E, 0x2090...0x209C, 0x2190...0x21FF, 0x2200...0x22FF,
      0x2500...0x25FF,
      0x2713, 0x2717:
      true
    default: false
    }
  }

  /// How many terminal columns a character takes: two for East Asian wide characters and emoji.
  public static func columns(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    switch first.value {
    case 0..<0x1100: return first.properties.generalCategory == .nonspacingMark ? 0 : 1
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1FAFF,
      0x20000...0x3FFFD:
      return 2
    default: return first.properties.generalCategory == .nonspacingMark ? 0 : 1
    }
  }

  /// Control characters as the pictures of them: a text must not be able to steer the terminal it is shown on.
  ///
  /// Tabs stay tabs.
  public static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isSteering) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09: shown.append(scalar)
      case 0..<0x20: shown.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: shown.append("\u{FFFD}")
      default: shown.append(scalar)
      }
    }
    return String(shown)
  }

  private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
