extension Dump {
  /// The formats that dumps are written in.
  public enum Format: String, Sendable, CaseIterable {
    /// A single array.
    case npy
    case npz
    case safetensors
  }

  /// The bytes of a file with these tensors; the same tensors give the same bytes.
  ///
  /// - Parameter file: what to call the file in errors.
  /// - Throws: where a number is none of its tensor's type, or a tensor none of the format's.
  public func bytes(_ format: Format, file: String) throws(DumpError) -> [UInt8] {
    var builder = DumpBuilder(file: file)
    for tensor in tensors {
      try builder.claim(tensor.name)
      _ = try builder.expect(tensor.shape, of: tensor.name)
    }
    switch format {
    case .npy:
      guard let tensor = tensors.first, tensors.count == 1 else {
        throw DumpError(
          .unsupported, file: file, at: .whole, "an NPY file holds one array, not \(tensors.count)",
          hint: "write an .npz")
      }
      return try NPY.bytes(tensor, file: file)
    case .npz:
      let members = try tensors.map { (tensor) throws(DumpError) in
        (name: tensor.name + NPY.ending, contents: try NPY.bytes(tensor, file: file))
      }
      guard let archive = Zip.archive(members) else {
        throw DumpError(.tooLarge, file: file, at: .whole, "the archive would be larger than 4 GiB")
      }
      return archive
    case .safetensors: return try Safetensors.bytes(self, file: file)
    }
  }
}
