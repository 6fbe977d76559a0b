/// Gathers the tensors of a file, and holds them against the limits and each other.
struct DumpBuilder {
  private(set) var dump = Dump()
  private let file: String
  private var names: Set<String> = []
  private var entryCount = 0

  init(file: String) { self.file = file }

  /// Takes a name; whatever it stands for must not be named so again.
  mutating func claim(_ name: String) throws(DumpError) {
    guard names.insert(name).inserted else {
      throw DumpError(
        .duplicate, file: file, at: .tensor(name), "there are two of this name",
        hint: "give each tensor a name of its own")
    }
    guard names.count <= DumpLimits.tensors else {
      throw DumpError(.tooLarge, file: file, at: .whole, "it has more than \(DumpLimits.tensors) tensors")
    }
  }

  /// The number of entries of a tensor that is about to be read.
  mutating func expect(_ shape: [Int], of name: String) throws(DumpError) -> Int {
    guard shape.count <= DumpLimits.rank else {
      throw DumpError(
        .tooLarge, file: file, at: .tensor(name),
        "it has \(shape.count) axes; \(DumpLimits.rank) are the most that are read")
    }
    guard let count = DumpLimits.count(shape), entryCount + count <= DumpLimits.entries else {
      throw DumpError(
        .tooLarge, file: file, at: .tensor(name),
        "with it there are more than \(DumpLimits.entries) numbers",
        hint: "dump a smaller batch or fewer tensors")
    }
    entryCount += count
    return count
  }

  mutating func add(_ tensor: DumpTensor) { dump.tensors.append(tensor) }

  /// Adds a tensor, or notes why it was left out where the file is sound all the same.
  mutating func add(_ read: () throws(DumpError) -> DumpTensor) throws(DumpError) {
    do throws(DumpError) {
      add(try read())
    } catch {
      guard error.concernsOneTensor else { throw error }
      dump.unread.append(error)
    }
  }

  mutating func leaveOut(_ reason: DumpError) { dump.unread.append(reason) }

  /// - Throws: where nothing at all could be read, the first reason.
  func finished() throws(DumpError) -> Dump {
    if dump.tensors.isEmpty, let reason = dump.unread.first { throw reason }
    return dump
  }
}

extension DumpError {
  /// Whether the rest of the file can be trusted all the same. Pickled objects are not passed over in silence.
  var concernsOneTensor: Bool { kind == .unsupported || kind == .inexact }
}
