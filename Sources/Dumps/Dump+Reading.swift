extension Dump {
  /// What files are read, for people.
  public static let formats = "NPZ, NPY, safetensors and JSON"

  /// Reads a dump from a file's bytes, which say themselves what they are: NPZ, NPY, safetensors or JSON.
  ///
  /// - Parameters:
  ///   - bytes: all of the file.
  ///   - file: what to call it in errors. The tensor of an NPY file is called so too, without folder and ending.
  public init(reading bytes: [UInt8], file: String) throws(DumpError) {
    guard bytes.count <= DumpLimits.size else {
      throw DumpError(
        .tooLarge, file: file, at: .whole, "the file is larger than \(DumpLimits.size >> 20) MiB",
        hint: "dump a smaller batch or fewer tensors")
    }
    if NPY.isOne(bytes[...]) {
      self = try Dump.array(bytes, file)
    } else if Zip.isOne(bytes) {
      self = try NPZ.read(bytes, file: file)
    } else if Safetensors.isOne(bytes) {
      self = try Safetensors.read(bytes, file: file)
    } else if JSONDump.isOne(bytes) {
      self = try JSONDump.read(bytes, file: file)
    } else {
      throw Dump.unknown(bytes, file)
    }
  }

  private static func array(_ bytes: [UInt8], _ file: String) throws(DumpError) -> Dump {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    let name = last.hasSuffix(NPY.ending) ? String(last.dropLast(NPY.ending.count)) : last
    var builder = DumpBuilder(file: file)
    try builder.claim(name)
    var reader = ByteReader(bytes, file: file)
    try NPY.read(&reader, as: name, &builder)
    return try builder.finished()
  }

  /// First bytes that are known, but not read.
  private static let others: [(bytes: [UInt8], what: String, hint: String)] = [
    ([0x80, 2], "this is a Python pickle, which is never unpickled", "save with np.savez or safetensors"),
    ([0x80, 3], "this is a Python pickle, which is never unpickled", "save with np.savez or safetensors"),
    ([0x80, 4], "this is a Python pickle, which is never unpickled", "save with np.savez or safetensors"),
    ([0x80, 5], "this is a Python pickle, which is never unpickled", "save with np.savez or safetensors"),
    ([0x89, 0x48, 0x44, 0x46], "this is an HDF5 file", "save with np.savez or safetensors"),
    ([0x1F, 0x8B], "this is packed by gzip", "unpack it first"),
    ([0x50, 0x4B, 7, 8], "this archive is one part of several", "join the parts first"),
  ]

  private static func unknown(_ bytes: [UInt8], _ file: String) -> DumpError {
    if let other = others.first(where: { bytes.starts(with: $0.bytes) }) {
      return DumpError(
        other.bytes[0] == 0x80 ? .pickled : .unsupported, file: file, at: .whole, other.what, hint: other.hint
      )
    }
    let prefix = NPY.magic.starts(with: bytes) || bytes.isEmpty
    return DumpError(
      prefix ? .truncated : .unknownFormat, file: file, at: .offset(0),
      bytes.isEmpty ? "the file is empty" : "these bytes begin no dump that is known",
      hint: "\(formats) are read")
  }
}
