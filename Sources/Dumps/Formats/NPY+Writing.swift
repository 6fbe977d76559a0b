extension NPY {
  /// The bytes of an array as `numpy.save` writes them: row-major, lowest byte first.
  static func bytes(_ tensor: DumpTensor, file: String) throws(DumpError) -> [UInt8] {
    guard let code = types.first(where: { $0.type == tensor.type })?.code else {
      throw DumpError(
        .unsupported, file: file, at: .tensor(tensor.name), "NumPy has no type \(tensor.type.rawValue)",
        hint: "write a safetensors file, or float32")
    }
    let order = tensor.type.size == 1 ? "|" : "<"
    let axes = tensor.shape.map(String.init).joined(separator: ", ")
    let shape = tensor.shape.count == 1 ? "(\(axes),)" : "(\(axes))"
    var header = "{'descr': '\(order)\(code)', 'fortran_order': False, 'shape': \(shape), }"
    // Magic string, version and size take 10 bytes; the numbers begin at a multiple of 64, behind a new line.
    let start = (10 + header.utf8.count + 1 + 63) / 64 * 64
    header += String(repeating: " ", count: start - 10 - header.utf8.count - 1) + "\n"
    let size = UInt16(clamping: header.utf8.count)
    return magic + [1, 0, UInt8(size & 0xFF), UInt8(size >> 8)] + Array(header.utf8)
      + (try tensor.bytes(file: file))
  }
}

extension DumpTensor {
  /// Its numbers, lowest byte first.
  func bytes(file: String) throws(DumpError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * type.size)
    for (place, value) in values.enumerated() {
      guard let encoded = type.encode(value) else {
        throw DumpError(
          .inexact, file: file, at: .tensor(name), "entry \(place), \(value), is no \(type.rawValue)",
          hint: "round it first, or write it as float64")
      }
      bytes += encoded
    }
    return bytes
  }
}
