/// Arrays in a ZIP archive, as `numpy.savez` and `numpy.savez_compressed` write them.
enum NPZ {
  static func read(_ bytes: [UInt8], file: String) throws(DumpError) -> Dump {
    let archive = try Zip(bytes, file: file)
    if archive.members.contains(where: { $0.name.hasSuffix("/data.pkl") }) {
      throw DumpError(
        .pickled, file: file, at: .whole,
        "this is written by torch.save: pickled Python objects are never unpickled",
        hint: "write it with safetensors.torch.save_file(tensors, path)")
    }
    let ranges = try archive.checkedRanges()
    var builder = DumpBuilder(file: file)
    var room = DumpLimits.size
    for (member, range) in zip(archive.members, ranges) {
      let isArray = member.name.hasSuffix(NPY.ending)
      let name = isArray ? String(member.name.dropLast(NPY.ending.count)) : member.name
      try builder.claim(name)
      guard isArray else {
        builder.leaveOut(
          DumpError(
            .unsupported, file: file, at: .tensor(name),
            "it is no array: its name does not end in \(NPY.ending)"))
        continue
      }
      let contents = try archive.contents(member, range, sizeLimit: room)
      room -= contents.count
      var reader = ByteReader(contents, file: "\(file)/\(member.name)")
      do throws(DumpError) {
        try NPY.read(&reader, as: name, &builder)
      } catch {
        guard error.concernsOneTensor else { throw error }
        builder.leaveOut(error)
      }
    }
    return try builder.finished()
  }
}
