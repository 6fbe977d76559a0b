extension Safetensors {
  /// The bytes of a file with these tensors, in their order; the numbers begin at a multiple of eight.
  static func bytes(_ dump: Dump, file: String) throws(DumpError) -> [UInt8] {
    var numbers: [UInt8] = []
    var parts: [String] = []
    for tensor in dump.tensors {
      guard let code = types.first(where: { $0.type == tensor.type })?.code, tensor.name != metadataName
      else {
        throw DumpError(
          .unsupported, file: file, at: .tensor(tensor.name), "a tensor cannot be called so there")
      }
      let start = numbers.count
      numbers += try tensor.bytes(file: file)
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      parts.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(code)\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(numbers.count)]}"
      )
    }
    var header = Array("{\(parts.joined(separator: ","))}".utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    return (0..<8).map { UInt8(truncatingIfNeeded: UInt64(header.count) >> UInt64(8 * $0)) } + header
      + numbers
  }

  private static func quoted(_ name: String) -> String {
    var text = "\""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\"", "\\": text.unicodeScalars.append(contentsOf: ["\\", scalar])
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
