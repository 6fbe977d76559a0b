/// Reads settings in YAML: names with values, lists and mappings of these, nested by indentation or in brackets, in
/// all of YAML's ways to write a text. Anchors, aliases, tags and names that are no texts are told, not read.
///
/// Rules: YAML 1.2.2, chapters 7 and 8.
struct SettingsReader {
  typealias Value = FrontMatter.Value

  /// A line: where its text begins and ends, and how far it is indented. Of `- a` the dash is taken off once it is
  /// read, as if the rest stood alone below it.
  struct Line {
    var indent: Int
    var start: Int
    let end: Int
    /// Where the whole line begins, the indentation included.
    let bounds: SourceSpan
  }

  let bytes: [UInt8]
  private(set) var lines: [Line] = []
  /// The line to be read next.
  var place = 0

  init(_ source: Source, _ span: SourceSpan) throws(Diagnostic) {
    bytes = source.bytes
    var offset = span.start
    while offset < span.end {
      let bounds = source.bounds(ofLineAt: offset)
      offset = (bytes[bounds.end...].firstIndex(of: .newline) ?? bytes.count) + 1
      let start = bytes[bounds.start..<bounds.end].firstIndex { $0 != .space } ?? bounds.end
      let end = bytes[start..<bounds.end].lastIndex { $0 != .space && $0 != .tab }.map { $0 + 1 } ?? start
      if start < end, bytes[start] == .tab {
        throw malformed("a line is indented with a tab", "indent with spaces", SourceSpan(start, start + 1))
      }
      lines.append(Line(indent: start - bounds.start, start: start, end: end, bounds: bounds))
    }
  }

  /// The whole text as one value; nil where there is nothing but comments.
  mutating func read() throws(Diagnostic) -> Value? {
    if let first = peek(), text(first) == "---" { place += 1 }
    guard let first = peek() else { return nil }
    let value = try node(first)
    if let rest = peek(), text(rest) != "..." {
      throw malformed("this belongs to nothing above it", "indent it like the lines around it", span(rest))
    }
    return value
  }

  // MARK: Blocks

  /// The next line that is neither blank nor a comment.
  mutating func peek() -> Line? {
    while place < lines.count {
      let line = lines[place]
      if line.start < line.end, bytes[line.start] != .hash { return line }
      place += 1
    }
    return nil
  }

  func span(_ line: Line) -> SourceSpan { SourceSpan(line.start, line.end) }

  private func text(_ line: Line) -> String { String(decoding: bytes[line.start..<line.end], as: UTF8.self) }

  /// Whatever begins on a line and takes the lines that belong to it.
  private mutating func node(_ line: Line) throws(Diagnostic) -> Value {
    if isItem(line) { return try sequence(line.indent) }
    if try key(of: line) != nil { return try mapping(line.indent) }
    return try scalar(from: line.start, below: line.indent - 1)
  }

  private func isItem(_ line: Line) -> Bool {
    bytes[line.start] == .dash && isSpace(line.start + 1, before: line.end)
  }

  private mutating func sequence(_ indent: Int) throws(Diagnostic) -> Value {
    var values: [Value] = []
    while let line = peek(), line.indent == indent, isItem(line) {
      let rest = skipSpaces(line.start + 1, line.end)
      guard rest < line.end, bytes[rest] != .hash else {
        place += 1
        values.append(try nested(below: indent))
        continue
      }
      lines[place].indent = rest - line.bounds.start
      lines[place].start = rest
      values.append(try node(lines[place]))
    }
    return .list(values)
  }

  private mutating func mapping(_ indent: Int) throws(Diagnostic) -> Value {
    var entries: [FrontMatter.Entry] = []
    var names: Set<String> = []
    while let line = peek(), line.indent >= indent, text(line) != "..." {
      guard line.indent == indent, let key = try key(of: line) else {
        throw malformed(
          "a name with a colon is expected here", "write lines such as `name: value`", span(line))
      }
      guard names.insert(key.name).inserted else {
        throw malformed("`\(key.name)` stands here twice", "keep one of them", span(line))
      }
      let rest = skipSpaces(key.end, line.end)
      if rest < line.end, bytes[rest] != .hash {
        entries.append(.init(key: key.name, value: try scalar(from: rest, below: indent)))
      } else {
        place += 1
        // The dashes of a list may stand below the first letter of its name.
        let isList = peek().map { $0.indent == indent && isItem($0) } ?? false
        entries.append(.init(key: key.name, value: try isList ? sequence(indent) : nested(below: indent)))
      }
    }
    return .mapping(entries)
  }

  /// What is indented more than `indent`; an empty text where nothing is.
  private mutating func nested(below indent: Int) throws(Diagnostic) -> Value {
    guard let line = peek(), line.indent > indent else { return .text("") }
    return try node(line)
  }

  /// The name at the start of a line, and where the text behind its colon begins; nil where there is none.
  private func key(of line: Line) throws(Diagnostic) -> (name: String, end: Int)? {
    let first = bytes[line.start]
    if first == .doubleQuote || first == .quote {
      guard let end = closingQuote(from: line.start, before: line.end),
        isColon(skipSpaces(end, line.end), before: line.end)
      else { return nil }
      return (try quoted(line.start, end), skipSpaces(end, line.end) + 1)
    }
    if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") { return nil }
    for offset in line.start..<line.end {
      if isComment(offset, from: line.start) { return nil }
      guard isColon(offset, before: line.end) else { continue }
      try checkStart(line.start)
      let end = bytes[line.start..<offset].lastIndex { $0 != .space && $0 != .tab }.map { $0 + 1 }
      return (String(decoding: bytes[line.start..<(end ?? line.start)], as: UTF8.self), offset + 1)
    }
    return nil
  }

  // MARK: Places

  func isSpace(_ offset: Int, before end: Int) -> Bool {
    offset >= end || bytes[offset] == .space || bytes[offset] == .tab
  }

  func isColon(_ offset: Int, before end: Int) -> Bool {
    offset < end && bytes[offset] == .colon && isSpace(offset + 1, before: end)
  }

  /// Whether a comment begins here: a `#` at the start or behind a space.
  func isComment(_ offset: Int, from start: Int) -> Bool {
    bytes[offset] == .hash && (offset == start || bytes[offset - 1] == .space || bytes[offset - 1] == .tab)
  }

  func skipSpaces(_ offset: Int, _ end: Int) -> Int {
    var offset = offset
    while offset < end, bytes[offset] == .space || bytes[offset] == .tab { offset += 1 }
    return offset
  }

  /// - Throws: where a text without quotes begins with what means something else.
  func checkStart(_ offset: Int) throws(Diagnostic) {
    switch bytes[offset] {
    case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"):
      throw malformed(
        "anchors, aliases and tags are not read here", "put the text in quotes if it is none",
        SourceSpan(offset, offset + 1))
    case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"), UInt8(ascii: ","), UInt8(ascii: "]"),
      UInt8(ascii: "}"):
      throw malformed("a text cannot begin with this", "put it in quotes", SourceSpan(offset, offset + 1))
    case .dash where isSpace(offset + 1, before: bytes.count):
      throw malformed(
        "a list begins on a line of its own", "put the text in quotes", SourceSpan(offset, offset + 1))
    case UInt8(ascii: "?") where isSpace(offset + 1, before: bytes.count):
      throw malformed("a name is a text here", "write `name: value`", SourceSpan(offset, offset + 1))
    default: break
    }
  }

  func malformed(_ what: String, _ hint: String, _ span: SourceSpan) -> Diagnostic {
    FrontMatter.malformed("the front matter is not YAML: \(what)", hint: hint, at: span)
  }
}

extension UInt8 {
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let hash = UInt8(ascii: "#")
  static let dash = UInt8(ascii: "-")
  static let colon = UInt8(ascii: ":")
  static let quote = UInt8(ascii: "'")
  static let doubleQuote = UInt8(ascii: "\"")
}
