import Bytes

extension Zip {
  /// An archive of members as they are, not packed; the same members give the same bytes, whenever it is written.
  ///
  /// - Returns: nil where the archive would need 64-bit places.
  static func archive(_ members: [(name: String, contents: [UInt8])]) -> [UInt8]? {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for (name, contents) in members {
      guard let start = UInt32(exactly: bytes.count), let size = UInt32(exactly: contents.count),
        let nameSize = UInt16(exactly: name.utf8.count)
      else { return nil }
      // Version 2.0, UTF-8 names, stored, 1 January 1980.
      var common = words(20 as UInt16, 1 << 11, 0, 0, 0x0021)
      common += words(Checksum.of(contents), size, size)
      common += words(nameSize, 0 as UInt16)
      bytes += words(0x0403_4B50 as UInt32) + common + Array(name.utf8) + contents
      directory += words(0x0201_4B50 as UInt32) + words(20 as UInt16) + common
      // No comment, disk 0, no attributes.
      directory += words(0 as UInt16, 0, 0) + words(0 as UInt32, start) + Array(name.utf8)
    }
    guard let start = UInt32(exactly: bytes.count), let size = UInt32(exactly: directory.count),
      let count = UInt16(exactly: members.count), count < .max
    else { return nil }
    bytes += directory + words(0x0605_4B50 as UInt32) + words(0 as UInt16, 0, count, count)
    return bytes + words(size, start) + words(0 as UInt16)
  }

  private static func words<Word: FixedWidthInteger>(_ words: Word...) -> [UInt8] {
    words.flatMap { word in
      (0..<Word.bitWidth / 8).map { UInt8(truncatingIfNeeded: word >> Word(8 * $0)) }
    }
  }
}
