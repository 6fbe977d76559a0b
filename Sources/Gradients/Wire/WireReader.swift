// Reads one line of JSON.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a line is no JSON.
struct WireError: Error, Hashable {
  let message: String
  /// Bytes from the start of the line.
  let offset: Int
}

/// A reader of RFC 8259 and of `NaN`, `Infinity` and `-Infinity`.
///
/// Lists of numbers go straight into one array, so that a million of them take a moment.
struct WireReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0
  private static let deepest = 32

  /// - Parameter line: any bytes.
  static func read(_ line: [UInt8]) throws(WireError) -> WireValue {
    // A number at the very end must not make strtod read on.
    let terminated = line + [0]
    let result = terminated.withUnsafeBufferPointer { buffer -> Result<WireValue, WireError> in
      do throws(WireError) {
        var reader = WireReader(bytes: buffer)
        let value = try reader.value(depth: 0)
        guard reader.peek() == 0, reader.place == line.count else {
          throw reader.error("more than one value")
        }
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private func error(_ message: String) -> WireError { WireError(message: message, offset: place) }

  /// The next byte that is no white space; 0 at the end.
  private mutating func peek() -> UInt8 {
    while place < bytes.count - 1 {
      switch bytes[place] {
      case 0x20, 0x09, 0x0D, 0x0A: place += 1
      default: return bytes[place]
      }
    }
    return 0
  }

  private mutating func value(depth: Int) throws(WireError) -> WireValue {
    guard depth < Self.deepest else { throw error("lists or objects nested too deep") }
    switch peek() {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "\""): return .text(try string())
    default:
      for word in Self.words where take(word) { return .other }
      return .numbers([try number()], shape: [])
    }
  }

  private static let words: [StaticString] = ["true", "false", "null"]

  private mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard place + count < bytes.count, let start = bytes.baseAddress,
      memcmp(start + place, word.utf8Start, count) == 0
    else { return false }
    place += count
    return true
  }

  private mutating func object(depth: Int) throws(WireError) -> WireValue {
    place += 1
    var members: [WireValue.Member] = []
    if peek() == UInt8(ascii: "}") {
      place += 1
      return .object([])
    }
    while true {
      guard peek() == UInt8(ascii: "\"") else { throw error("a name in quotes is missing") }
      let name = try string()
      guard peek() == UInt8(ascii: ":") else { throw error("a colon is missing") }
      place += 1
      members.append(.init(name: name, value: try value(depth: depth + 1)))
      switch peek() {
      case UInt8(ascii: ","): place += 1
      case UInt8(ascii: "}"):
        place += 1
        return .object(members)
      default: throw error("a comma or } is missing")
      }
    }
  }

  private mutating func list(depth: Int) throws(WireError) -> WireValue {
    place += 1
    if peek() == UInt8(ascii: "]") {
      place += 1
      return .numbers([], shape: [0])
    }
    var rows = Rows()
    while true {
      let next = peek()
      if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") || Self.isNumeric(next) {
        rows.add(try number())
      } else {
        rows.add(try value(depth: depth + 1))
      }
      switch peek() {
      case UInt8(ascii: ","): place += 1
      case UInt8(ascii: "]"):
        place += 1
        return rows.value
      default: throw error("a comma or ] is missing")
      }
    }
  }

  /// As Python and C print them; strtod alone would also take hexadecimal ones, and blanks.
  private mutating func number() throws(WireError) -> Double {
    if take("NaN") || take("nan") || take("-nan") { return .nan }
    if take("Infinity") || take("inf") { return .infinity }
    if take("-Infinity") || take("-inf") { return -.infinity }
    let start = place
    while place < bytes.count - 1, Self.isNumeric(bytes[place]) { place += 1 }
    guard place > start, place - start < 1100, let base = bytes.baseAddress else {
      throw error("a value is missing")
    }
    var end: UnsafeMutablePointer<CChar>?
    let value = base.withMemoryRebound(to: CChar.self, capacity: bytes.count) { strtod($0 + start, &end) }
    let read = end.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
    guard read == place else {
      place = start
      throw error("this is no number")
    }
    return value
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func string() throws(WireError) -> String {
    place += 1
    var text: [UInt8] = []
    while place < bytes.count - 1 {
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      default: text.append(byte)
      }
    }
    throw error("a string has no end")
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "b"): 0x08,
    UInt8(ascii: "f"): 0x0C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "\""): 0x22,
  ]

  private mutating func escape(into text: inout [UInt8]) throws(WireError) {
    guard place < bytes.count - 1 else { throw error("a string has no end") }
    let byte = bytes[place]
    place += 1
    if let plain = Self.escapes[byte] {
      text.append(plain)
      return
    }
    // Names are compared, never shown as they came: halves of a surrogate pair may stay what they are not.
    guard byte == UInt8(ascii: "u"), place + 4 < bytes.count,
      let code = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    else { throw error("an escape that does not exist") }
    place += 4
    text += Array(String(Unicode.Scalar(code).map(Character.init) ?? "\u{FFFD}").utf8)
  }
}

/// The elements of a list: one array of numbers as long as all have the same shape.
private struct Rows {
  private var numbers: [Double] = []
  private var shape: [Int]?
  private var count = 0
  /// All elements, once one of them has another shape than the first.
  private var mixed: [WireValue]?

  mutating func add(_ number: Double) {
    guard mixed == nil, shape == nil || shape == [] else { return add(.numbers([number], shape: [])) }
    shape = []
    numbers.append(number)
    count += 1
  }

  mutating func add(_ value: WireValue) {
    if mixed == nil, case .numbers(let more, let itsShape) = value, shape == nil || shape == itsShape {
      shape = itsShape
      numbers += more
      count += 1
      return
    }
    mixed = (mixed ?? separate) + [value]
  }

  private var separate: [WireValue] {
    let size = count == 0 ? 0 : numbers.count / count
    return (0..<count).map {
      .numbers(Array(numbers[$0 * size..<($0 + 1) * size]), shape: shape ?? [])
    }
  }

  var value: WireValue {
    if let mixed { return .list(mixed) }
    return .numbers(numbers, shape: [count] + (shape ?? []))
  }
}
