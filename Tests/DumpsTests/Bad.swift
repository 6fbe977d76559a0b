import Dumps

/// A file that must be refused, and what must be said of it.
struct Bad: Sendable, CustomStringConvertible {
  let description: String
  let bytes: [UInt8]
  let kind: DumpError.Kind
  let place: DumpError.Place
  let words: String

  init(
    _ description: String, _ bytes: [UInt8], _ kind: DumpError.Kind, at place: DumpError.Place,
    saying words: String
  ) {
    self.description = description
    self.bytes = bytes
    self.kind = kind
    self.place = place
    self.words = words
  }
}

/// An array of version 1 with this header, and so many bytes of numbers.
func npy(_ header: String, _ count: Int, version: UInt8 = 1, size: Int? = nil) -> [UInt8] {
  let length = size ?? header.utf8.count
  let words: [UInt8] = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + words + Array(header.utf8)
    + [UInt8](repeating: 0, count: count)
}

/// A safetensors file with this header, and so many bytes of numbers.
func safetensors(_ header: String, _ count: Int, size: UInt64? = nil) -> [UInt8] {
  let length = size ?? UInt64(header.utf8.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + Array(header.utf8)
    + [UInt8](repeating: 0, count: count)
}
