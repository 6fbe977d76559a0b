import Language
import Lessons

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reading and writing whole files.
enum Files {
  /// The bytes of an ordinary file.
  ///
  /// The file is opened without waiting, so that a pipe nobody writes to cannot hold the program up, and is read
  /// only after it has proved to be an ordinary one of bearable size.
  ///
  /// - Parameter limit: how many bytes it may have.
  static func read(_ path: String, limit: Int = Limits.textSize) throws(FileError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw error(path, doing: "opening it") }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw error(path, doing: "looking at it") }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .isFolder(path)
    default: throw .notRegular(path)
    }
    guard status.st_size <= limit else { throw .tooLarge(path, limit: limit) }
    return try contents(of: file, path, limit: limit)
  }

  static let standardInputName = "standard input"

  /// The bytes that come in on standard input.
  static func standardInput(limit: Int) throws(FileError) -> [UInt8] {
    try contents(of: STDIN_FILENO, standardInputName, limit: limit)
  }

  /// The text that comes in on standard input.
  static func standardInput() throws(FileError) -> Source {
    let name = standardInputName
    let bytes = try standardInput(limit: Limits.textSize)
    do throws(IllFormedText) {
      return try Source(name: name, file: bytes)
    } catch {
      throw .illFormed(name, error)
    }
  }

  /// Everything that can be read from an open file, up to the limit.
  private static func contents(of file: Int32, _ path: String, limit: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = systemRead(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw error(path, doing: "reading it") }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
      // It may have grown since it was looked at.
      guard bytes.count <= limit else { throw .tooLarge(path, limit: limit) }
    }
  }

  /// The text of a file.
  static func source(_ path: String) throws(FileError) -> Source {
    let bytes = try read(path)
    do throws(IllFormedText) {
      return try Source(name: path, file: bytes)
    } catch {
      throw .illFormed(path, error)
    }
  }

  /// Replaces a file by a new one, whole or not at all: readers see the old text or the new one.
  ///
  /// The folder is made if it is missing; its own folder must exist.
  static func write(_ text: String, to path: String) throws(FileError) {
    let folder = Paths.folder(of: path)
    if mkdir(folder, 0o777) != 0, errno != EEXIST { throw error(folder, doing: "making this folder") }
    let temporary = "\(path).\(getpid()).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw error(temporary, doing: "writing it") }
    var isWritten = Descriptor.write(text, to: file) == 0
    isWritten = fsync(file) == 0 && isWritten
    isWritten = close(file) == 0 && isWritten
    if isWritten, rename(temporary, path) == 0 { return }
    let failure = error(path, doing: "writing it")
    unlink(temporary)
    throw failure
  }

  /// Removes a file that may be there or not.
  static func remove(_ path: String) { unlink(path) }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, sorted; hidden ones are left out.
  static func names(in folder: String) throws(FileError) -> [String] {
    guard let stream = opendir(folder) else { throw error(folder, doing: "reading this folder") }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    // By code points, not by the rules of a language: the same everywhere.
    return names.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  /// What `errno` says of a path.
  private static func error(_ path: String, doing: String) -> FileError {
    switch errno {
    case ENOENT, ENOTDIR: .noSuchFile(path, hint: nil)
    case EACCES, EPERM: .notPermitted(path)
    case EISDIR: .isFolder(path)
    case ENXIO: .notRegular(path)
    case let code: .system(path, doing: doing, why: String(cString: strerror(code)))
    }
  }
}

private let systemRead = read(_:_:_:)
