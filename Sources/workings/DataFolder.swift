import Language
import Lessons

/// Where a lesson's data files are looked for.
enum DataFolder {
  /// Bytes of one file: the sixty thousand pictures of the common set of digits have 47 million.
  private static let sizeLimit = 1 << 28
  private static let packedEnding = ".gz"

  /// The files of a folder, by the names that a lesson calls them; packed or not.
  ///
  /// A lesson that says `digits-ubyte` is served by `digits-ubyte.gz` as well, and the other way round.
  static func source(_ folder: String) -> DataSource {
    DataSource { (name) throws(DataError) in
      let other =
        name.hasSuffix(packedEnding) ? String(name.dropLast(packedEnding.count)) : name + packedEnding
      let path = [name, other].map { Paths.join(folder, $0) }.first(where: Files.exists)
      guard let path else { throw .unreadable(missing(name, in: folder)) }
      do throws(FileError) {
        return try Files.read(path, limit: sizeLimit)
      } catch {
        throw .unreadable(error.message)
      }
    }
  }

  private static func missing(_ name: String, in folder: String) -> String {
    let names = (try? Files.names(in: folder)) ?? []
    let meant = didYouMean(name, among: names).map { "; did you mean `\($0)`?" } ?? ""
    return "no such file, packed or not, in \(folder)/\(meant)"
  }
}
