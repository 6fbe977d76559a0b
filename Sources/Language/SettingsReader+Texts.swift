/// Texts: plain ones, those in quotes or in brackets, and blocks of lines.
extension SettingsReader {
  /// The value that begins at an offset of the line at hand, behind a name or a dash perhaps.
  ///
  /// - Parameter indent: of the name; lines that are indented more go on with the value.
  mutating func scalar(from start: Int, below indent: Int) throws(Diagnostic) -> Value {
    switch bytes[start] {
    case UInt8(ascii: "|"), UInt8(ascii: ">"): return .text(try block(from: start, below: indent))
    case UInt8(ascii: "["), UInt8(ascii: "{"), .quote, .doubleQuote:
      var offset = start
      let limit = end(below: indent)
      let value = try flow(&offset, before: limit)
      try finish(at: offset)
      return value
    default: return .text(try plain(from: start, below: indent))
    }
  }

  /// Where the lines end that may go on with a value.
  private func end(below indent: Int) -> Int {
    var last = place
    while last + 1 < lines.count,
      lines[last + 1].start == lines[last + 1].end || lines[last + 1].indent > indent
    {
      last += 1
    }
    return lines[last].end
  }

  /// Goes on behind the line in which a value ended.
  private mutating func finish(at offset: Int) throws(Diagnostic) {
    while place < lines.count, lines[place].bounds.end < offset { place += 1 }
    guard place < lines.count else { return }
    let end = lines[place].end
    let rest = skipSpaces(offset, end)
    guard rest >= end || isComment(rest, from: offset + 1) else {
      throw malformed(
        "nothing is expected behind this value", "put the whole text in quotes", SourceSpan(rest, end))
    }
    place += 1
  }

  /// A text without quotes; further lines of it are joined by spaces.
  private mutating func plain(from start: Int, below indent: Int) throws(Diagnostic) -> String {
    try checkStart(start)
    var text = ""
    var breaks = 0
    var start = start
    while true {
      let line = lines[place]
      let comment = (start..<line.end).first { isComment($0, from: line.start) }
      let end = comment ?? line.end
      if let colon = (start..<end).first(where: { isColon($0, before: line.end) }) {
        throw malformed(
          "a colon with a space begins another value", "put the whole text in quotes",
          SourceSpan(colon, colon + 1))
      }
      let last = bytes[start..<end].lastIndex { $0 != .space && $0 != .tab }.map { $0 + 1 } ?? start
      if !text.isEmpty { text += breaks > 0 ? String(repeating: "\n", count: breaks) : " " }
      text += String(decoding: bytes[start..<last], as: UTF8.self)
      place += 1
      breaks = 0
      guard comment == nil else { return text }
      while place < lines.count, lines[place].start == lines[place].end {
        place += 1
        breaks += 1
      }
      guard place < lines.count, lines[place].indent > indent, bytes[lines[place].start] != .hash else {
        return text
      }
      start = lines[place].start
    }
  }

  /// The lines below `|` as they stand, or those below `>` joined; `-` behind these leaves the last line's end out, and
  /// `+` keeps all empty lines.
  private mutating func block(from start: Int, below indent: Int) throws(Diagnostic) -> String {
    let header = lines[place]
    let isFolded = bytes[start] == UInt8(ascii: ">")
    var chomping = UInt8.space
    var margin: Int?
    var offset = start + 1
    while offset < header.end, !isSpace(offset, before: header.end) {
      switch bytes[offset] {
      case .dash, UInt8(ascii: "+"): chomping = bytes[offset]
      case UInt8(ascii: "1")...UInt8(ascii: "9"):
        margin = max(indent, 0) + Int(bytes[offset] - UInt8(ascii: "0"))
      default:
        throw malformed(
          "`-`, `+` or a digit is expected here", "put the whole text in quotes",
          SourceSpan(offset, offset + 1))
      }
      offset += 1
    }
    try finish(at: offset)
    var texts: [String] = []
    while place < lines.count {
      let line = lines[place]
      let isEmpty = line.start == line.end
      guard isEmpty || line.indent >= margin ?? (indent + 1) else { break }
      if margin == nil, !isEmpty { margin = line.indent }
      let from = min(line.bounds.start + (margin ?? 0), line.bounds.end)
      texts.append(isEmpty ? "" : String(decoding: bytes[from..<line.bounds.end], as: UTF8.self))
      place += 1
    }
    let empty = texts.reversed().prefix { $0.isEmpty }.count
    let lines = Array(texts.dropLast(empty))
    guard !lines.isEmpty else {
      return chomping == UInt8(ascii: "+") ? String(repeating: "\n", count: empty) : ""
    }
    let text = isFolded ? SettingsReader.folded(lines) : lines.joined(separator: "\n")
    switch chomping {
    case .dash: return text
    case .space: return text + "\n"
    default: return text + String(repeating: "\n", count: empty + 1)
    }
  }

  /// Lines joined by spaces, but for those that are indented further and those between empty lines.
  private static func folded(_ lines: [String]) -> String {
    var text = lines[0]
    for (before, line) in zip(lines, lines.dropFirst()) {
      let isKept =
        line.hasPrefix(" ") || before.hasPrefix(" ") || line.hasPrefix("\t") || before.hasPrefix("\t")
      if isKept || line.isEmpty {
        text += "\n"
      } else if !before.isEmpty {
        text += " "
      }
      text += line
    }
    return text
  }

  // MARK: Brackets

  /// A value in brackets or quotes, or a plain one inside brackets.
  private func flow(_ offset: inout Int, before end: Int) throws(Diagnostic) -> Value {
    switch bytes[offset] {
    case UInt8(ascii: "["):
      var values: [Value] = []
      try elements(&offset, before: end, close: UInt8(ascii: "]")) { (offset) throws(Diagnostic) in
        values.append(try flow(&offset, before: end))
      }
      return .list(values)
    case UInt8(ascii: "{"):
      var entries: [FrontMatter.Entry] = []
      try elements(&offset, before: end, close: UInt8(ascii: "}")) { (offset) throws(Diagnostic) in
        entries.append(try entry(&offset, before: end))
      }
      return .mapping(entries)
    case .quote, .doubleQuote:
      guard let close = closingQuote(from: offset, before: end) else {
        throw malformed("this quotation is never closed", "close it", SourceSpan(offset, offset + 1))
      }
      defer { offset = close }
      return .text(try quoted(offset, close))
    default:
      try checkStart(offset)
      let start = offset
      while offset < end, !isEndOfPlain(offset, before: end) { offset += 1 }
      let text = String(decoding: bytes[start..<offset], as: UTF8.self)
      return .text(text.split { $0 == " " || $0 == "\t" || $0.isNewline }.joined(separator: " "))
    }
  }

  /// Whether a plain text inside brackets ends here.
  private func isEndOfPlain(_ offset: Int, before end: Int) -> Bool {
    ",[]{}".utf8.contains(bytes[offset]) || isComment(offset, from: offset + 1)
      || isFlowColon(offset, before: end)
  }

  /// A colon that separates a name from its value inside brackets.
  private func isFlowColon(_ offset: Int, before end: Int) -> Bool {
    guard offset < end, bytes[offset] == .colon else { return false }
    return offset + 1 >= end || " \t\r\n,[]{}".utf8.contains(bytes[offset + 1])
  }

  private func entry(_ offset: inout Int, before end: Int) throws(Diagnostic) -> FrontMatter.Entry {
    let start = offset
    guard case .text(let key) = try flow(&offset, before: end) else {
      throw malformed("a name is a text here", "write `{name: value}`", SourceSpan(start, offset))
    }
    offset = skipBlank(offset, before: end)
    guard offset < end, bytes[offset] == .colon else { return .init(key: key, value: .text("")) }
    offset = skipBlank(offset + 1, before: end)
    guard offset < end, !",}".utf8.contains(bytes[offset]) else { return .init(key: key, value: .text("")) }
    return .init(key: key, value: try flow(&offset, before: end))
  }

  /// What stands between two brackets, separated by commas.
  private func elements(
    _ offset: inout Int, before end: Int, close: UInt8, _ element: (inout Int) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    let open = offset
    offset += 1
    while true {
      offset = skipBlank(offset, before: end)
      guard offset < end else {
        throw malformed("this bracket is never closed", "close it", SourceSpan(open, open + 1))
      }
      if bytes[offset] == close { break }
      try element(&offset)
      offset = skipBlank(offset, before: end)
      guard offset < end else { continue }
      if bytes[offset] == UInt8(ascii: ",") {
        offset += 1
      } else if bytes[offset] != close {
        throw malformed(
          "a comma or the closing bracket is expected here", "put the text before it in quotes",
          SourceSpan(offset, offset + 1))
      }
    }
    offset += 1
  }

  /// Spaces, line ends and comments.
  private func skipBlank(_ offset: Int, before end: Int) -> Int {
    var offset = offset
    while offset < end {
      if " \t\r\n".utf8.contains(bytes[offset]) {
        offset += 1
      } else if isComment(offset, from: offset + 1) {
        offset = bytes[offset..<end].firstIndex(of: .newline) ?? end
      } else {
        break
      }
    }
    return offset
  }
}
