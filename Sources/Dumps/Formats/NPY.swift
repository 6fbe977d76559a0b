// NumPy's format of one array (numpy.lib.format, versions 1 to 3).

/// An array as `numpy.save` writes it: a magic string, a version, a Python dictionary, and the numbers.
enum NPY {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  static let ending = ".npy"

  static func isOne(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.starts(with: magic) }

  /// What stands before the numbers.
  struct Header {
    let type: ElementType
    let isBigEndian: Bool
    let isColumnMajor: Bool
    let shape: [Int]
  }

  /// Reads the array in a stretch of a file.
  ///
  /// - Parameters:
  ///   - reader: stands at the magic string; the array must end where it does.
  ///   - name: what to call the tensor.
  static func read(
    _ reader: inout ByteReader, as name: String, _ builder: inout DumpBuilder
  ) throws(DumpError) {
    let header = try header(&reader, name)
    let count = try builder.expect(header.shape, of: name)
    let size = count * header.type.size
    guard reader.remaining == size else {
      let isCutOff = reader.remaining < size
      throw reader.error(
        isCutOff ? .truncated : .malformed,
        "\(reader.remaining) bytes of numbers, where the header says \(size)",
        hint: isCutOff
          ? "the file is cut off, or its header lies" : "one array a file: put several into an .npz")
    }
    let start = reader.place
    let numbers = reader.bytes[try reader.take(size, "its numbers")]
    let file = reader.file
    try builder.add { () throws(DumpError) in
      let values = try header.type.values(
        numbers, bigEndian: header.isBigEndian, file: file, tensor: name, offset: start)
      return DumpTensor(
        name: name, type: header.type, shape: header.shape,
        values: header.isColumnMajor ? rowMajor(values, header.shape) : values)
    }
  }

  // MARK: The header

  private static func header(_ reader: inout ByteReader, _ name: String) throws(DumpError) -> Header {
    let start = reader.place
    guard reader.bytes[try reader.take(magic.count, "the magic string")].elementsEqual(magic) else {
      throw DumpError(.malformed, file: reader.file, at: .offset(start), "no array of NumPy's begins here")
    }
    let version = reader.bytes[try reader.take(2, "the version")]
    let major = version.first ?? 0
    let size: Int
    switch major {
    case 1: size = try reader.size(UInt16.self, "the header's size")
    case 2, 3: size = try reader.size(UInt32.self, "the header's size")
    default:
      throw DumpError(
        .unsupported, file: reader.file, at: .offset(start + magic.count),
        "version \(version.map(String.init).joined(separator: ".")) of the format is not known",
        hint: "versions 1 to 3 are read")
    }
    guard size <= DumpLimits.arrayHeader else {
      throw reader.error(.tooLarge, "a header of \(size) bytes; \(DumpLimits.arrayHeader) are the most")
    }
    let range = try reader.take(size, "the header")
    switch PythonLiteral.parse(reader.bytes[range]) {
    case .failure(let fault):
      throw DumpError(
        .malformed, file: reader.file, at: .offset(fault.place),
        "the header cannot be read: \(fault.message)",
        hint: "it is a dictionary like {'descr': '<f4', 'fortran_order': False, 'shape': (3, 5), }")
    case .success(let literal): return try header(literal, reader.file, name, range.lowerBound)
    }
  }

  private static func header(
    _ literal: PythonLiteral, _ file: String, _ name: String, _ offset: Int
  ) throws(DumpError) -> Header {
    let malformed = { (what: String) in
      DumpError(
        .malformed, file: file, at: .offset(offset), what,
        hint: "a header has exactly 'descr', 'fortran_order' and 'shape'")
    }
    guard case .dictionary(let members) = literal else { throw malformed("the header is no dictionary") }
    var descriptor: PythonLiteral?
    var order: PythonLiteral?
    var axes: PythonLiteral?
    for (key, value) in members {
      switch key {
      case "descr": descriptor = value
      case "fortran_order": order = value
      case "shape": axes = value
      default: throw malformed("the header has a key `\(key)`")
      }
    }
    guard case .bool(let isColumnMajor) = order else {
      throw malformed("`fortran_order` is not True or False")
    }
    guard case .sequence(let sizes) = axes else { throw malformed("`shape` is no tuple") }
    var shape: [Int] = []
    for size in sizes {
      guard case .integer(let size) = size, size >= 0 else {
        throw malformed("`shape` has a size that is none")
      }
      shape.append(size)
    }
    guard let descriptor else { throw malformed("the header has no `descr`") }
    let (type, isBigEndian) = try elementType(descriptor, file, name)
    return Header(type: type, isBigEndian: isBigEndian, isColumnMajor: isColumnMajor, shape: shape)
  }

  /// Kind and size as NumPy writes them behind the order of the bytes.
  static let types: [(code: String, type: ElementType)] = [
    ("f2", .float16), ("f4", .float32), ("f8", .float64), ("b1", .bool),
    ("i1", .int8), ("i2", .int16), ("i4", .int32), ("i8", .int64),
    ("u1", .uint8), ("u2", .uint16), ("u4", .uint32), ("u8", .uint64),
  ]

  /// Other kinds by their letter, and what to do about them.
  private static let refusals: [Character: (kind: DumpError.Kind, what: String, hint: String)] = [
    "O": (
      .pickled, "pickled Python objects: they are never unpickled",
      "save arrays of numbers: np.asarray(value, dtype=np.float64)"
    ),
    "V": (
      .unsupported, "raw bytes; NumPy writes bfloat16 so and forgets the type",
      "save it as float32, which holds every bfloat16, or in a safetensors file"
    ),
    "c": (.unsupported, "complex numbers", "save .real and .imag"),
    "U": (.unsupported, "text", "leave it out of the dump"),
    "S": (.unsupported, "text", "leave it out of the dump"),
    "M": (.unsupported, "dates", "leave them out of the dump"),
    "m": (.unsupported, "durations", "leave them out of the dump"),
    "f": (.unsupported, "floating-point numbers of more than 64 bits", "save them as float64"),
  ]

  private static func elementType(
    _ descriptor: PythonLiteral, _ file: String, _ name: String
  ) throws(DumpError) -> (type: ElementType, isBigEndian: Bool) {
    guard case .string(let text) = descriptor else {
      let isPickled = descriptor.containsObjects
      throw DumpError(
        isPickled ? .pickled : .unsupported, file: file, at: .tensor(name),
        isPickled ? "records with pickled Python objects: they are never unpickled" : "records are not read",
        hint: "save each field as an array of its own")
    }
    let order = text.first.flatMap { "<>=|".contains($0) ? $0 : nil }
    let code = order == nil ? text : String(text.dropFirst())
    if let type = types.first(where: { $0.code == code })?.type { return (type, order == ">") }
    guard let refusal = code.first.flatMap({ refusals[$0] }) else {
      throw DumpError(.malformed, file: file, at: .tensor(name), "`\(text)` is no type of NumPy's")
    }
    throw DumpError(
      refusal.kind, file: file, at: .tensor(name), "its type `\(text)` is \(refusal.what)", hint: refusal.hint
    )
  }

  // MARK: Order

  /// Entries that stand first axis fastest, last axis fastest.
  private static func rowMajor(_ values: [Double], _ shape: [Int]) -> [Double] {
    guard shape.count > 1, !values.isEmpty else { return values }
    var strides: [Int] = []
    var stride = 1
    for size in shape {
      strides.append(stride)
      stride *= size
    }
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    return values.indices.map { _ in
      defer {
        var axis = shape.count - 1
        while axis >= 0 {
          index[axis] += 1
          place += strides[axis]
          if index[axis] < shape[axis] { break }
          place -= strides[axis] * shape[axis]
          index[axis] = 0
          axis -= 1
        }
      }
      return values[place]
    }
  }
}

extension PythonLiteral {
  /// Whether a record's description has a field of Python objects.
  fileprivate var containsObjects: Bool {
    switch self {
    case .string(let text): text.contains("O") && text.count <= 3
    case .sequence(let parts): parts.contains(where: \.containsObjects)
    case .dictionary, .bool, .integer: false
    }
  }
}

extension ElementType {
  /// Numbers, with the place of whatever keeps them from being read.
  func values(
    _ bytes: ArraySlice<UInt8>, bigEndian: Bool, file: String, tensor: String, offset: Int
  ) throws(DumpError) -> [Double] {
    do throws(DecodingFault) {
      return try decode(bytes, bigEndian: bigEndian)
    } catch {
      switch error {
      case .inexact(let entry, let value):
        throw DumpError(
          .inexact, file: file, at: .tensor(tensor),
          "entry \(entry) of its numbers is \(value), past 2^53: not every integer there is a double",
          hint: "leave counters and random states out of the dump")
      case .noTruthValue(let entry, let value):
        throw DumpError(
          .malformed, file: file, at: .tensorOffset(tensor, entry),
          "a truth value is 0 or 1, not \(value) (byte \(offset + entry) of the file)")
      }
    }
  }
}
