/// Takes a file's bytes one after the other; what is not there is told, never read.
struct ByteReader {
  let bytes: [UInt8]
  let file: String
  private(set) var place: Int
  let end: Int

  init(_ bytes: [UInt8], file: String, from start: Int = 0, to end: Int? = nil) {
    self.bytes = bytes
    self.file = file
    self.end = min(max(end ?? bytes.count, 0), bytes.count)
    place = min(max(start, 0), self.end)
  }

  var remaining: Int { end - place }

  /// The places of the next bytes.
  ///
  /// - Parameter what: what they are, for the error.
  mutating func take(_ count: Int, _ what: String) throws(DumpError) -> Range<Int> {
    guard count >= 0, count <= remaining else {
      throw error(
        .truncated, "\(what) \(count == 1 ? "takes 1 byte" : "take \(count) bytes"); \(remaining) are left",
        hint: "the file is cut off, or its header lies")
    }
    defer { place += count }
    return place..<place + count
  }

  /// The next bytes as an unsigned number, lowest byte first.
  mutating func integer<Word: FixedWidthInteger & UnsignedInteger>(
    _ type: Word.Type, _ what: String
  ) throws(DumpError) -> Word {
    let range = try take(Word.bitWidth / 8, what)
    return bytes[range].reversed().reduce(0) { $0 << 8 | Word($1) }
  }

  /// An unsigned number that is to be used as a size or a place.
  mutating func size<Word: FixedWidthInteger & UnsignedInteger>(
    _ type: Word.Type, _ what: String
  ) throws(DumpError) -> Int {
    let start = place
    guard let size = Int(exactly: try integer(type, what)) else {
      throw DumpError(.malformed, file: file, at: .offset(start), "\(what) is past every file's size")
    }
    return size
  }

  func error(_ kind: DumpError.Kind, _ message: String, hint: String? = nil) -> DumpError {
    DumpError(kind, file: file, at: .offset(place), message, hint: hint)
  }
}
