/// Bytes of a file to the UTF-8 that a ``Source`` holds.

/// Bytes that are no text.
public struct IllFormedText: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where the first byte that cannot be read stands in the file, counted from 0.
  public let offset: Int
  /// The line it stands on, counted from 1.
  public let line: Int
  /// What was expected.
  public let encoding: String

  public var description: String { "line \(line), byte \(offset): this is not \(encoding)" }
}

extension Source {
  /// A file's text: UTF-8 with or without a byte order mark, or UTF-16 with one.
  ///
  /// - Throws: the place of the first byte that is ill-formed; a zero byte counts as that, since no text has one.
  public init(name: String, file bytes: [UInt8]) throws(IllFormedText) {
    var text = try decoded(bytes)
    // Very old Macs end lines with a carriage return alone.
    let feed = UInt8(ascii: "\n")
    let carriageReturn = UInt8(ascii: "\r")
    if !text.contains(feed), text.contains(carriageReturn) {
      text = text.map { $0 == carriageReturn ? feed : $0 }
    }
    self.init(name: name, bytes: text)
  }
}

private func decoded(_ bytes: [UInt8]) throws(IllFormedText) -> [UInt8] {
  if bytes.starts(with: [0xFF, 0xFE]) { return try decodedUTF16(bytes, low: 0) }
  if bytes.starts(with: [0xFE, 0xFF]) { return try decodedUTF16(bytes, low: 1) }
  let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
  if let offset = firstIllFormedByte(body) {
    let line = bytes[..<offset].reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    throw IllFormedText(offset: offset, line: line, encoding: "UTF-8")
  }
  return Array(body)
}

/// - Parameter low: where the low byte of a unit stands in it.
private func decodedUTF16(_ bytes: [UInt8], low: Int) throws(IllFormedText) -> [UInt8] {
  var text: [UInt8] = []
  text.reserveCapacity(bytes.count)
  var line = 1
  var offset = 2
  func unit(_ place: Int) -> UInt32? {
    guard place + 1 < bytes.count else { return nil }
    return UInt32(bytes[place + low]) | UInt32(bytes[place + 1 - low]) << 8
  }
  while offset < bytes.count {
    var value = unit(offset) ?? 0
    var length = 2
    if value & 0xFC00 == 0xD800, let second = unit(offset + 2), second & 0xFC00 == 0xDC00 {
      value = 0x10000 + (value & 0x3FF) << 10 + (second & 0x3FF)
      length = 4
    }
    guard value != 0, let scalar = Unicode.Scalar(value) else {
      throw IllFormedText(offset: offset, line: line, encoding: "UTF-16")
    }
    if scalar == "\n" { line += 1 }
    text += UTF8.encode(scalar).map { Array($0) } ?? []
    offset += length
  }
  return text
}

/// The ranges of well-formed sequences are those of the Unicode Standard, table 3-7.
private func firstIllFormedByte(_ bytes: ArraySlice<UInt8>) -> Int? {
  var offset = bytes.startIndex
  while offset < bytes.endIndex {
    let second: ClosedRange<UInt8>
    let length: Int
    switch bytes[offset] {
    case 0x01...0x7F:
      offset += 1
      continue
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return offset
    }
    guard bytes.endIndex - offset >= length, second.contains(bytes[offset + 1]),
      bytes[(offset + 2)..<max(offset + length, offset + 2)].allSatisfy({ 0x80...0xBF ~= $0 })
    else { return offset }
    offset += length
  }
  return nil
}
