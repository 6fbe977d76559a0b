/// Files packed by gzip (RFC 1952): a header, a deflated stream, a checksum and a length.
public enum Gzip {
  /// The most that a file may be unpacked to: a deflated stream can grow a thousandfold.
  public static let sizeLimit = 1 << 26

  public static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The contents of all members, one after the other.
  public static func unpacked(_ bytes: [UInt8]) throws(PackingError) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    repeat {
      place = try headerEnd(bytes, from: place)
      var stream = Inflate(bytes[...], from: place, sizeLimit: sizeLimit - result.count)
      try stream.run()
      place = stream.end
      guard bytes.count >= place + 8 else {
        throw PackingError(.truncated, at: bytes.count, "its checksum is cut off")
      }
      let word = { (start: Int) in (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) } }
      guard word(place) == Checksum.of(stream.output),
        word(place + 4) == UInt32(truncatingIfNeeded: stream.output.count)
      else {
        throw PackingError(
          .damaged, at: place, "its checksum is not that of its contents: the file is damaged")
      }
      result += stream.output
      place += 8
    } while place < bytes.count && bytes[place...].starts(with: [0x1F, 0x8B])
    return result
  }

  /// The place behind a member's header, whose optional parts its flags announce.
  private static func headerEnd(_ bytes: [UInt8], from start: Int) throws(PackingError) -> Int {
    guard bytes.count >= start + 10, bytes[start + 2] == 8 else {
      throw PackingError(.damaged, at: start, "it is not packed the way gzip packs")
    }
    let cutOff = PackingError(.truncated, at: bytes.count, "its header is cut off")
    let flags = bytes[start + 3]
    var place = start + 10
    if flags & 4 != 0 {
      guard bytes.count >= place + 2 else { throw cutOff }
      place += 2 + Int(bytes[place]) + Int(bytes[place + 1]) << 8
    }
    for flag: UInt8 in [8, 16] where flags & flag != 0 {
      guard place < bytes.count, let end = bytes[place...].firstIndex(of: 0) else { throw cutOff }
      place = end + 1
    }
    if flags & 2 != 0 { place += 2 }
    guard place <= bytes.count else { throw cutOff }
    return place
  }
}
