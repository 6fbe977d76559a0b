import Language

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that an editor saves again and again: by writing into it, or by putting another one in its place.
struct WatchedFile {
  enum Look {
    case unchanged
    case saved(Source)
    /// It cannot be read; told once for each reason.
    case gone(FileError)
  }

  let path: String
  /// What it held when it was last read; nil before that and while it is gone.
  private(set) var source: Source?
  private var bytes: [UInt8]?
  private var problem: FileError?

  /// How long a file is left alone that is being written, or has just gone, in microseconds.
  private static let settling: UInt32 = 40_000

  /// How often.
  private static let patience = 25

  init(path: String) { self.path = path }

  /// What has become of the file since it was last looked at.
  mutating func look() -> Look {
    do throws(FileError) {
      let found = try settled()
      guard found != bytes else { return .unchanged }
      bytes = found
      problem = nil
      let source = try Files.source(path)
      self.source = source
      return .saved(source)
    } catch {
      bytes = nil
      source = nil
      guard error != problem else { return .unchanged }
      problem = error
      return .gone(error)
    }
  }

  /// Its bytes once two readings in a row agree: half a save is none.
  private func settled() throws(FileError) -> [UInt8] {
    var last = read()
    if let known = try? last.get(), known == bytes { return known }
    for _ in 0..<WatchedFile.patience {
      usleep(WatchedFile.settling)
      let next = read()
      if next == last { break }
      last = next
    }
    return try last.get()
  }

  private func read() -> Result<[UInt8], FileError> {
    do throws(FileError) {
      return .success(try Files.read(path))
    } catch {
      return .failure(error)
    }
  }
}
