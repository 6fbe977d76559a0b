// https://huggingface.co/docs/safetensors: a size, a JSON header, and the numbers without gaps.

/// Eight bytes with the header's size, the header, and then every tensor's bytes, lowest first.
enum Safetensors {
  private static let prefixSize = 8
  static let metadataName = "__metadata__"

  /// The types by the names that they have in the header.
  static let types: [(code: String, type: ElementType)] = [
    ("F16", .float16), ("BF16", .bfloat16), ("F32", .float32), ("F64", .float64), ("BOOL", .bool),
    ("I8", .int8), ("I16", .int16), ("I32", .int32), ("I64", .int64),
    ("U8", .uint8), ("U16", .uint16), ("U32", .uint32), ("U64", .uint64),
  ]

  /// Whether a header begins behind a size; no text has such bytes as a size has.
  static func isOne(_ bytes: [UInt8]) -> Bool {
    bytes.count > prefixSize && bytes[prefixSize] == UInt8(ascii: "{")
      && bytes[..<prefixSize].contains { $0 < 0x09 || $0 > 0x7E }
  }

  /// What the header says of a tensor.
  private struct Entry {
    let name: String
    let code: String
    let shape: [Int]
    /// From the end of the header.
    let range: Range<Int>
    let offset: Int
  }

  static func read(_ bytes: [UInt8], file: String) throws(DumpError) -> Dump {
    var reader = ByteReader(bytes, file: file)
    let size = try reader.size(UInt64.self, "the header's size")
    guard size <= DumpLimits.fileHeader else {
      throw DumpError(
        .tooLarge, file: file, at: .offset(0),
        "a header of \(size) bytes; \(DumpLimits.fileHeader) are the most that are read")
    }
    let range = try reader.take(size, "the header")
    guard case .object(let members) = try JSONReader.read(bytes, in: range, file: file) else {
      throw DumpError(.malformed, file: file, at: .offset(range.lowerBound), "the header is no object")
    }
    var builder = DumpBuilder(file: file)
    var entries: [Entry] = []
    for member in members where member.name != metadataName {
      try builder.claim(member.name)
      entries.append(try entry(member, bytes, file))
    }
    try checkRanges(entries, from: range.upperBound, bytes.count, file)
    for entry in entries { try add(entry, bytes, from: range.upperBound, file, &builder) }
    return try builder.finished()
  }

  // MARK: The header

  private static func entry(
    _ member: JSONNode.Member, _ bytes: [UInt8], _ file: String
  ) throws(DumpError) -> Entry {
    let malformed = DumpError(
      .malformed, file: file, at: .offset(member.offset),
      "what is said of `\(member.name)` is not understood",
      hint: #"a tensor is told by {"dtype": "F32", "shape": [3, 5], "data_offsets": [0, 60]}"#)
    guard case .object(let fields) = member.value else { throw malformed }
    var code: String?
    var shape: [Int]?
    var range: Range<Int>?
    for field in fields {
      switch (field.name, field.value) {
      case ("dtype", .string(let text)): code = text
      case ("shape", .array(let nodes)): shape = sizes(nodes, bytes)
      case ("data_offsets", .array(let nodes)):
        guard let ends = sizes(nodes, bytes), ends.count == 2 else { throw malformed }
        guard ends[0] <= ends[1] else {
          throw DumpError(
            .malformed, file: file, at: .offset(field.offset),
            "the bytes of `\(member.name)` end at \(ends[1]), before they begin at \(ends[0])")
        }
        range = ends[0]..<ends[1]
      default: throw malformed
      }
    }
    guard let code, let shape, let range else { throw malformed }
    return Entry(name: member.name, code: code, shape: shape, range: range, offset: member.offset)
  }

  /// Sizes that are written as whole numbers; nil where one is none.
  private static func sizes(_ nodes: [JSONNode], _ bytes: [UInt8]) -> [Int]? {
    var sizes: [Int] = []
    for node in nodes {
      guard case .number(let range) = node, let size = Int(String(decoding: bytes[range], as: UTF8.self)),
        size >= 0
      else { return nil }
      sizes.append(size)
    }
    return sizes
  }

  /// - Throws: unless the tensors' bytes fill the rest of the file one after the other.
  private static func checkRanges(
    _ entries: [Entry], from start: Int, _ end: Int, _ file: String
  ) throws(DumpError) {
    var place = 0
    let order = entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for entry in order {
      guard entry.range.lowerBound == place else {
        let what =
          entry.range.lowerBound < place ? "overlap those of another tensor" : "leave a gap before them"
        throw DumpError(
          .malformed, file: file, at: .offset(entry.offset),
          "the bytes of `\(entry.name)` begin at \(entry.range.lowerBound) instead of \(place): they \(what)")
      }
      place = entry.range.upperBound
    }
    guard place <= end - start else {
      throw DumpError(
        .truncated, file: file, at: .offset(end), "the tensors take \(place) bytes; \(end - start) are there",
        hint: "the file is cut off, or its header lies")
    }
    guard place == end - start else {
      throw DumpError(
        .malformed, file: file, at: .offset(start + place), "\(end - start - place) bytes belong to no tensor"
      )
    }
  }

  // MARK: Tensors

  private static func add(
    _ entry: Entry, _ bytes: [UInt8], from start: Int, _ file: String, _ builder: inout DumpBuilder
  ) throws(DumpError) {
    guard let type = types.first(where: { $0.code == entry.code })?.type else {
      builder.leaveOut(
        DumpError(
          .unsupported, file: file, at: .tensor(entry.name), "its type `\(entry.code)` is not read",
          hint: "one of \(types.map(\.code).joined(separator: ", "))"))
      return
    }
    let count = try builder.expect(entry.shape, of: entry.name)
    guard entry.range.count == count * type.size else {
      throw DumpError(
        .malformed, file: file, at: .offset(entry.offset),
        "`\(entry.name)` has \(entry.range.count) bytes, where its type and shape take \(count * type.size)")
    }
    let range = start + entry.range.lowerBound..<start + entry.range.upperBound
    try builder.add { () throws(DumpError) in
      let values = try type.values(
        bytes[range], bigEndian: false, file: file, tensor: entry.name, offset: range.lowerBound)
      return DumpTensor(name: entry.name, type: type, shape: entry.shape, values: values)
    }
  }
}
