import Bytes

/// The directory of a ZIP archive (APPNOTE 6.3.10), and its members' bytes.
///
/// Names are only names here: nothing is ever written where they point.
struct Zip {
  struct Member {
    let name: String
    let isEncrypted: Bool
    let method: UInt16
    let checksum: UInt32
    let packedSize: Int
    let size: Int
    /// Where the member's own header stands.
    let start: Int
    /// Where this is told.
    let place: Int
  }

  private let bytes: [UInt8]
  private let file: String
  private(set) var members: [Member] = []
  /// Where the directory begins: members end before it.
  private var directoryStart = 0

  static func isOne(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
  }

  init(_ bytes: [UInt8], file: String) throws(DumpError) {
    self.bytes = bytes
    self.file = file
    try readDirectory(try findDirectory())
  }

  // MARK: The directory

  private struct Directory {
    var count: Int
    var size: Int
    var start: Int
    /// Where it must end at the latest.
    var end: Int
  }

  /// A signature, in the order of its bytes.
  private static let memberSignature: UInt32 = 0x0403_4B50
  private static let directorySignature: UInt32 = 0x0201_4B50
  private static let endSignature: UInt32 = 0x0605_4B50
  private static let end64Signature: UInt32 = 0x0606_4B50
  private static let locator64Signature: UInt32 = 0x0706_4B50
  private static let endSize = 22
  private static let locatorSize = 20
  private static let commentLimit = 0xFFFF

  /// Reads the record at the archive's end, behind which only a comment of the told length may stand.
  private func findDirectory() throws(DumpError) -> Directory {
    let first = max(bytes.count - Zip.endSize - Zip.commentLimit, 0)
    for place in stride(from: bytes.count - Zip.endSize, through: first, by: -1) {
      var reader = ByteReader(bytes, file: file, from: place)
      guard try reader.integer(UInt32.self, "a signature") == Zip.endSignature else { continue }
      let disk = try reader.integer(UInt16.self, "a disk")
      let directoryDisk = try reader.integer(UInt16.self, "a disk")
      let countHere = try reader.size(UInt16.self, "the number of members")
      let count = try reader.size(UInt16.self, "the number of members")
      let size = try reader.size(UInt32.self, "the directory's size")
      let start = try reader.size(UInt32.self, "the directory's place")
      let comment = try reader.size(UInt16.self, "the comment's size")
      guard reader.remaining == comment else { continue }
      let isSplit = disk != directoryDisk || disk != 0 && disk != 0xFFFF || countHere != count
      guard !isSplit else {
        throw reader.error(.unsupported, "the archive is one part of several", hint: "join the parts first")
      }
      return try wide(Directory(count: count, size: size, start: start, end: place))
    }
    throw DumpError(
      .truncated, file: file, at: .offset(bytes.count),
      "the archive's directory, which stands last, is not there",
      hint: "the file is cut off: write or copy it again")
  }

  /// The same in 64 bits, where a locator before the last record says that there is such a record.
  private func wide(_ directory: Directory) throws(DumpError) -> Directory {
    guard directory.end >= Zip.locatorSize else { return directory }
    var locator = ByteReader(bytes, file: file, from: directory.end - Zip.locatorSize)
    guard try locator.integer(UInt32.self, "a signature") == Zip.locator64Signature else { return directory }
    _ = try locator.integer(UInt32.self, "a disk")
    let place = try locator.size(UInt64.self, "the place of the 64-bit record")
    guard place <= directory.end - Zip.locatorSize else {
      throw locator.error(.malformed, "the 64-bit record is told to stand at byte \(place)")
    }
    var reader = ByteReader(bytes, file: file, from: place, to: directory.end - Zip.locatorSize)
    guard try reader.integer(UInt32.self, "the 64-bit record") == Zip.end64Signature else {
      throw reader.error(.malformed, "the 64-bit record is not where it is told to be")
    }
    // Its size, two versions and two disks.
    _ = try reader.take(20, "the 64-bit record")
    _ = try reader.size(UInt64.self, "the number of members")
    return Directory(
      count: try reader.size(UInt64.self, "the number of members"),
      size: try reader.size(UInt64.self, "the directory's size"),
      start: try reader.size(UInt64.self, "the directory's place"), end: place)
  }

  private mutating func readDirectory(_ directory: Directory) throws(DumpError) {
    guard directory.start <= directory.end, directory.size == directory.end - directory.start else {
      throw DumpError(
        .malformed, file: file, at: .offset(directory.end),
        "the directory is told to have \(directory.size) bytes from byte \(directory.start), and does not")
    }
    guard directory.count <= DumpLimits.tensors else {
      throw DumpError(.tooLarge, file: file, at: .whole, "it has more than \(DumpLimits.tensors) members")
    }
    directoryStart = directory.start
    var reader = ByteReader(bytes, file: file, from: directory.start, to: directory.end)
    for _ in 0..<directory.count { members.append(try readMember(&reader)) }
    guard reader.remaining == 0 else {
      throw reader.error(.malformed, "the directory goes on behind its \(directory.count) members")
    }
  }

  private func readMember(_ reader: inout ByteReader) throws(DumpError) -> Member {
    let place = reader.place
    guard try reader.integer(UInt32.self, "a member") == Zip.directorySignature else {
      throw DumpError(.malformed, file: file, at: .offset(place), "no member of the directory begins here")
    }
    // Versions.
    _ = try reader.take(4, "a member")
    let flags = try reader.integer(UInt16.self, "a member's flags")
    let method = try reader.integer(UInt16.self, "a member's packing")
    // Time and date.
    _ = try reader.take(4, "a member")
    let checksum = try reader.integer(UInt32.self, "a member's checksum")
    var packedSize = try reader.size(UInt32.self, "a member's packed size")
    var size = try reader.size(UInt32.self, "a member's size")
    let nameSize = try reader.size(UInt16.self, "a member's name")
    let extraSize = try reader.size(UInt16.self, "a member's extra fields")
    let commentSize = try reader.size(UInt16.self, "a member's comment")
    // Disk and attributes.
    _ = try reader.take(8, "a member")
    var start = try reader.size(UInt32.self, "a member's place")
    let nameRange = try reader.take(nameSize, "a member's name")
    guard let name = String(validating: bytes[nameRange], as: UTF8.self) else {
      throw DumpError(
        .malformed, file: file, at: .offset(nameRange.lowerBound), "a member's name is not UTF-8")
    }
    let extra = try reader.take(extraSize, "a member's extra fields")
    _ = try reader.take(commentSize, "a member's comment")
    if var wide = try wideField(extra) {
      // Of these, only those stand there that did not fit into 32 bits.
      if size == 0xFFFF_FFFF { size = try wide.size(UInt64.self, "a member's size") }
      if packedSize == 0xFFFF_FFFF { packedSize = try wide.size(UInt64.self, "a member's packed size") }
      if start == 0xFFFF_FFFF { start = try wide.size(UInt64.self, "a member's place") }
    }
    return Member(
      name: name, isEncrypted: flags & 1 != 0, method: method, checksum: checksum, packedSize: packedSize,
      size: size, start: start, place: place)
  }

  /// The extra field that holds what does not fit into 32 bits.
  private func wideField(_ range: Range<Int>) throws(DumpError) -> ByteReader? {
    var reader = ByteReader(bytes, file: file, from: range.lowerBound, to: range.upperBound)
    while reader.remaining >= 4 {
      let kind = try reader.integer(UInt16.self, "an extra field")
      let field = try reader.take(try reader.size(UInt16.self, "an extra field"), "an extra field")
      if kind == 1 { return ByteReader(bytes, file: file, from: field.lowerBound, to: field.upperBound) }
    }
    return nil
  }

  // MARK: Members

  /// Where a member's packed bytes are.
  private func packedRange(_ member: Member) throws(DumpError) -> Range<Int> {
    guard member.start <= directoryStart else {
      throw DumpError(
        .malformed, file: file, at: .tensor(member.name),
        "it is told to begin at byte \(member.start), which is not so")
    }
    var reader = ByteReader(bytes, file: file, from: member.start, to: directoryStart)
    guard try reader.integer(UInt32.self, "`\(member.name)`") == Zip.memberSignature else {
      throw DumpError(
        .malformed, file: file, at: .offset(member.start),
        "`\(member.name)` does not begin here, as the directory says")
    }
    _ = try reader.take(22, "`\(member.name)`")
    let nameSize = try reader.size(UInt16.self, "`\(member.name)`")
    let extraSize = try reader.size(UInt16.self, "`\(member.name)`")
    let name = try reader.take(nameSize, "the name of `\(member.name)`")
    guard bytes[name].elementsEqual(member.name.utf8) else {
      throw DumpError(
        .malformed, file: file, at: .offset(name.lowerBound),
        "the directory calls this member `\(member.name)`, itself it has another name")
    }
    _ = try reader.take(extraSize, "the extra fields of `\(member.name)`")
    return try reader.take(member.packedSize, "the packed bytes of `\(member.name)`")
  }

  /// - Throws: where two members share bytes, as those of an archive do that unpacks to more than it could hold.
  func checkedRanges() throws(DumpError) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for member in members { ranges.append(try packedRange(member)) }
    let order = ranges.indices.sorted { members[$0].start < members[$1].start }
    for (one, next) in zip(order, order.dropFirst()) where ranges[one].upperBound > members[next].start {
      throw DumpError(
        .malformed, file: file, at: .tensor(members[next].name),
        "its bytes are also those of `\(members[one].name)`",
        hint: "such archives are made to overwhelm their readers")
    }
    return ranges
  }

  /// A member's bytes, unpacked and held against its checksum.
  ///
  /// - Parameter sizeLimit: how many they may be.
  func contents(_ member: Member, _ range: Range<Int>, sizeLimit: Int) throws(DumpError) -> [UInt8] {
    let failure = { (kind: DumpError.Kind, what: String) in
      DumpError(kind, file: file, at: .tensor(member.name), what)
    }
    guard !member.isEncrypted else { throw failure(.unsupported, "it is encrypted") }
    guard member.size <= sizeLimit else {
      throw failure(.tooLarge, "with it the archive unpacks to more than \(DumpLimits.size >> 20) MiB")
    }
    let contents: [UInt8]
    switch member.method {
    case 0: contents = Array(bytes[range])
    case 8: contents = try inflated(member, range)
    default:
      throw failure(
        .unsupported, "it is packed by method \(member.method): only stored and deflated are read")
    }
    guard contents.count == member.size else {
      throw failure(.malformed, "it has \(contents.count) bytes, where the directory says \(member.size)")
    }
    guard Checksum.of(contents) == member.checksum else {
      throw failure(.damaged, "its checksum is not that of its bytes: the file is damaged")
    }
    return contents
  }

  private func inflated(_ member: Member, _ range: Range<Int>) throws(DumpError) -> [UInt8] {
    guard member.size / Inflate.growthLimit <= range.count else {
      throw DumpError(
        .malformed, file: file, at: .tensor(member.name),
        "\(range.count) packed bytes cannot unpack to \(member.size), as the directory says")
    }
    var stream = Inflate(bytes[range], from: range.lowerBound, sizeLimit: member.size)
    do throws(PackingError) {
      try stream.run()
    } catch {
      throw DumpError(.damaged, file: file, at: .offset(error.offset), "`\(member.name)`: \(error.message)")
    }
    guard stream.end == range.upperBound else {
      throw DumpError(
        .malformed, file: file, at: .offset(stream.end),
        "`\(member.name)` ends here, before its packed bytes do")
    }
    return stream.output
  }
}
