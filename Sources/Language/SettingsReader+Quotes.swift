/// Texts in single quotes, in which '' is one, and in double quotes, with escapes.
extension SettingsReader {
  /// Where a quotation that begins here has ended.
  func closingQuote(from start: Int, before end: Int) -> Int? {
    let quote = bytes[start]
    var offset = start + 1
    while offset < end {
      if bytes[offset] == UInt8(ascii: "\\"), quote == .doubleQuote {
        offset += 2
      } else if bytes[offset] != quote {
        offset += 1
      } else if quote == .quote, offset + 1 < end, bytes[offset + 1] == quote {
        offset += 2
      } else {
        return offset + 1
      }
    }
    return nil
  }

  /// The text between two quotes; a line's end in it is a space, an empty line a line's end.
  ///
  /// - Parameter end: behind the closing quote.
  func quoted(_ start: Int, _ end: Int) throws(Diagnostic) -> String {
    let isDouble = bytes[start] == .doubleQuote
    var text: [UInt8] = []
    var offset = start + 1
    // What an escape stands for is no space to be taken off at a line's end.
    var kept = 0
    while offset < end - 1 {
      switch bytes[offset] {
      case .quote where !isDouble:
        text.append(.quote)
        offset += 2
      case UInt8(ascii: "\\") where isDouble:
        try appendEscape(&offset, to: &text, before: end - 1)
        kept = text.count
      case .newline:
        while text.count > kept, let last = text.last, last == .space || last == .tab || last == 13 {
          text.removeLast()
        }
        var breaks = 0
        while offset < end - 1, " \t\r\n".utf8.contains(bytes[offset]) {
          if bytes[offset] == .newline { breaks += 1 }
          offset += 1
        }
        text += breaks == 1 ? [.space] : Array(repeating: .newline, count: breaks - 1)
      default:
        text.append(bytes[offset])
        offset += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static let escapes: [UInt8: String] = [
    UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "t"): "\t",
    UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{B}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "r"): "\r",
    UInt8(ascii: "e"): "\u{1B}", UInt8(ascii: " "): " ", UInt8(ascii: "\t"): "\t", UInt8(ascii: "\""): "\"",
    UInt8(ascii: "/"): "/", UInt8(ascii: "\\"): "\\", UInt8(ascii: "N"): "\u{85}",
    UInt8(ascii: "_"): "\u{A0}",
    UInt8(ascii: "L"): "\u{2028}", UInt8(ascii: "P"): "\u{2029}",
  ]

  /// How many hexadecimal digits stand behind a letter.
  private static let digits: [UInt8: Int] = [
    UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8,
  ]

  private func appendEscape(
    _ offset: inout Int, to text: inout [UInt8], before end: Int
  ) throws(Diagnostic) {
    let start = offset
    guard start + 1 < end else { return offset = end }
    let letter = bytes[start + 1]
    offset += 2
    if let plain = SettingsReader.escapes[letter] {
      text += Array(plain.utf8)
    } else if letter == .newline || letter == 13 {
      // A line's end that is escaped goes with the spaces behind it.
      while offset < end, " \t\n".utf8.contains(bytes[offset]) { offset += 1 }
    } else if let count = SettingsReader.digits[letter], offset + count <= end,
      let value = UInt32(String(decoding: bytes[offset..<offset + count], as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(value)
    {
      text += Array(String(Character(scalar)).utf8)
      offset += count
    } else {
      throw malformed(
        "there is no such escape", "write \\\\ for a backslash, or use single quotes",
        SourceSpan(start, min(start + 2, end)))
    }
  }
}
