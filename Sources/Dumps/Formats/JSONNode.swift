/// JSON as it stands in a file (RFC 8259), and the NaN, Infinity and -Infinity that Python writes besides.
///
/// Numbers are left as text: what type they are read as is said elsewhere.
enum JSONNode: Sendable {
  case null
  case bool(Bool)
  /// Where its digits stand.
  case number(Range<Int>)
  case string(String)
  case array([JSONNode])
  /// Members in their order, no two of the same name.
  case object([Member])

  struct Member: Sendable {
    let name: String
    let value: JSONNode
    /// Where the member begins.
    let offset: Int
  }

  /// What it is, for a sentence.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .number: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// Reads a JSON text from a stretch of a file; errors tell the byte.
struct JSONReader {
  private let bytes: [UInt8]
  private let file: String
  private let end: Int
  private var place: Int

  private init(_ bytes: [UInt8], _ range: Range<Int>, _ file: String) {
    self.bytes = bytes
    self.file = file
    place = range.lowerBound
    end = range.upperBound
  }

  /// The one value in a stretch of a file.
  static func read(_ bytes: [UInt8], in range: Range<Int>, file: String) throws(DumpError) -> JSONNode {
    var reader = JSONReader(bytes, range, file)
    let node = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.place == reader.end else {
      throw reader.fault("something follows the end of the value", hint: "one JSON value a file")
    }
    return node
  }

  private func fault(
    _ message: String, hint: String? = nil, _ kind: DumpError.Kind = .malformed
  ) -> DumpError {
    DumpError(place == end ? .truncated : kind, file: file, at: .offset(place), message, hint: hint)
  }

  private var next: UInt8? { place < end ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws(DumpError) -> JSONNode {
    guard depth < DumpLimits.nesting else {
      throw fault("more than \(DumpLimits.nesting) brackets inside each other", .tooLarge)
    }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try object(depth))
    case UInt8(ascii: "["): return .array(try array(depth))
    case UInt8(ascii: "\""): return .string(try string())
    case nil: throw fault("a value is missing: the file ends here", hint: "the file is cut off")
    default: return try word()
    }
  }

  private mutating func array(_ depth: Int) throws(DumpError) -> [JSONNode] {
    place += 1
    var values: [JSONNode] = []
    if skip("]") { return values }
    while true {
      values.append(try value(depth: depth + 1))
      if skip("]") { return values }
      guard skip(",") else { throw fault("a comma or ] is missing") }
    }
  }

  private mutating func object(_ depth: Int) throws(DumpError) -> [JSONNode.Member] {
    place += 1
    var members: [JSONNode.Member] = []
    var names: Set<String> = []
    if skip("}") { return members }
    while true {
      skipSpace()
      let offset = place
      guard next == UInt8(ascii: "\"") else { throw fault("a name in quotation marks is missing") }
      let name = try string()
      guard names.insert(name).inserted else {
        throw DumpError(
          .duplicate, file: file, at: .offset(offset), "`\(name)` stands twice in one object",
          hint: "give each tensor a name of its own")
      }
      guard skip(":") else { throw fault("a colon is missing") }
      members.append(JSONNode.Member(name: name, value: try value(depth: depth + 1), offset: offset))
      if skip("}") { return members }
      guard skip(",") else { throw fault("a comma or } is missing") }
    }
  }

  // MARK: Words and numbers

  private static let words: [(String, JSONNode)] = [
    ("null", .null), ("true", .bool(true)), ("false", .bool(false)),
  ]

  private mutating func word() throws(DumpError) -> JSONNode {
    let start = place
    while let byte = next, isPartOfWord(byte) { place += 1 }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if let (_, node) = JSONReader.words.first(where: { $0.0 == text }) { return node }
    if ["NaN", "Infinity", "-Infinity"].contains(text) || JSONReader.isNumber(bytes[start..<place]) {
      return .number(start..<place)
    }
    place = start
    throw fault(text.isEmpty ? "no value begins here" : "`\(text.prefix(40))` is no value")
  }

  private func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    func digits() -> Int {
      let count = rest.prefix { (0x30...0x39).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !startsWithZero || whole == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  // MARK: Strings

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
    UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
  ]

  private mutating func string() throws(DumpError) -> String {
    let start = place
    place += 1
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw fault("a control character stands in a text") }
      place += 1
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard let kind = next else { break }
      place += 1
      if kind == UInt8(ascii: "u") {
        text += Array(try escapedScalar().utf8)
      } else if let escaped = JSONReader.escapes[kind] {
        text.append(escaped)
      } else {
        throw fault("there is no such escape in JSON")
      }
    }
    guard next != nil else { throw fault("a text has no end", hint: "the file is cut off") }
    place += 1
    guard let result = String(validating: text, as: UTF8.self) else {
      throw DumpError(.malformed, file: file, at: .offset(start), "a text is not UTF-8")
    }
    return result
  }

  /// The scalar behind `\u`, of two halves where it is past 16 bits.
  private mutating func escapedScalar() throws(DumpError) -> Character {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return Character(scalar) }
    let isHigh = (0xD800..<0xDC00).contains(first)
    if isHigh, next == UInt8(ascii: "\\") {
      place += 1
      if next == UInt8(ascii: "u") {
        place += 1
        let second = try hexadecimal()
        let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) & 0x3FF)
        if (0xDC00..<0xE000).contains(second), let scalar = Unicode.Scalar(value) { return Character(scalar) }
      }
    }
    throw fault("half a character stands alone")
  }

  private mutating func hexadecimal() throws(DumpError) -> UInt16 {
    guard end - place >= 4,
      let value = UInt16(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16),
      bytes[place] != UInt8(ascii: "+")
    else { throw fault("four hexadecimal digits are missing") }
    place += 4
    return value
  }
}
