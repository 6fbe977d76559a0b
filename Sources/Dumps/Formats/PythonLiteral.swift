/// The few Python literals that the header of an array consists of.
enum PythonLiteral: Equatable, Sendable {
  case string(String)
  case bool(Bool)
  case integer(Int)
  /// A tuple or a list.
  case sequence([PythonLiteral])
  /// Members in their order; keys that are no strings are not read.
  case dictionary([(key: String, value: PythonLiteral)])

  static func == (left: PythonLiteral, right: PythonLiteral) -> Bool {
    switch (left, right) {
    case (.string(let a), .string(let b)): a == b
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.sequence(let a), .sequence(let b)): a == b
    case (.dictionary(let a), .dictionary(let b)):
      a.elementsEqual(b) { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }

  /// - Returns: nil where the bytes are no such literal, with where that showed.
  static func parse(_ bytes: ArraySlice<UInt8>) -> Result<PythonLiteral, PythonLiteralFault> {
    var reader = PythonLiteralReader(bytes)
    do throws(PythonLiteralFault) {
      let value = try reader.value(depth: 0)
      reader.skipSpace()
      guard reader.place == bytes.endIndex else { throw reader.fault("more than one value") }
      return .success(value)
    } catch {
      return .failure(error)
    }
  }
}

/// What is wrong with a literal, and at which of the bytes.
struct PythonLiteralFault: Error, Equatable {
  let place: Int
  let message: String
}

private struct PythonLiteralReader {
  let bytes: ArraySlice<UInt8>
  var place: Int
  private static let depthLimit = 8

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  func fault(_ message: String) -> PythonLiteralFault { PythonLiteralFault(place: place, message: message) }

  private var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { place += 1 }
  }

  private mutating func skip(_ character: Character) -> Bool {
    skipSpace()
    guard next == character.asciiValue else { return false }
    place += 1
    return true
  }

  mutating func value(depth: Int) throws(PythonLiteralFault) -> PythonLiteral {
    guard depth < PythonLiteralReader.depthLimit else { throw fault("brackets too deep inside each other") }
    skipSpace()
    switch next.map({ Character(Unicode.Scalar($0)) }) {
    case "'", "\"": return .string(try string())
    case "(": return .sequence(try sequence(until: ")", depth: depth))
    case "[": return .sequence(try sequence(until: "]", depth: depth))
    case "{": return .dictionary(try dictionary(depth: depth))
    default: return try word()
    }
  }

  private mutating func string() throws(PythonLiteralFault) -> String {
    let quote = bytes[place]
    place += 1
    let start = place
    while let byte = next, byte != quote {
      // Field names with escapes belong to records, which are not read.
      guard byte != UInt8(ascii: "\\") else { throw fault("a string with a backslash") }
      place += 1
    }
    guard next != nil, let text = String(validating: bytes[start..<place], as: UTF8.self) else {
      throw fault("a string without an end")
    }
    place += 1
    return text
  }

  private mutating func sequence(
    until end: Character, depth: Int
  ) throws(PythonLiteralFault) -> [PythonLiteral] {
    place += 1
    var values: [PythonLiteral] = []
    while !skip(end) {
      values.append(try value(depth: depth + 1))
      guard skip(",") || next == end.asciiValue else { throw fault("a comma or `\(end)` is missing") }
    }
    return values
  }

  private mutating func dictionary(
    depth: Int
  ) throws(PythonLiteralFault) -> [(key: String, value: PythonLiteral)] {
    place += 1
    var members: [(key: String, value: PythonLiteral)] = []
    while !skip("}") {
      guard case .string(let key) = try value(depth: depth + 1) else {
        throw fault("a key that is no string")
      }
      guard skip(":") else { throw fault("a colon is missing") }
      guard !members.contains(where: { $0.key == key }) else { throw fault("`\(key)` stands twice") }
      members.append((key, try value(depth: depth + 1)))
      guard skip(",") || next == UInt8(ascii: "}") else { throw fault("a comma or `}` is missing") }
    }
    return members
  }

  /// `True`, `False`, or an integer; Python 2 wrote an `L` behind it.
  private mutating func word() throws(PythonLiteralFault) -> PythonLiteral {
    let start = place
    while let byte = next, isPartOfWord(byte) { place += 1 }
    let word = String(decoding: bytes[start..<place], as: UTF8.self)
    switch word {
    case "True": return .bool(true)
    case "False": return .bool(false)
    default:
      guard let value = Int(word.hasSuffix("L") ? String(word.dropLast()) : word) else {
        place = start
        throw fault(word.isEmpty ? "a value is missing" : "`\(word)` is no value of a header")
      }
      return .integer(value)
    }
  }

  private func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"):
      true
    default: false
    }
  }
}
