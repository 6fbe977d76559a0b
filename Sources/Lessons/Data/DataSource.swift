// Where a lesson's data come from: whoever reads lessons decides what files there are.

import Bytes
import Evaluation

/// Hands a lesson the bytes of the files beside it, by the names that the lesson calls them.
public struct DataSource: Sendable {
  let read: @Sendable (String) throws(DataError) -> [UInt8]

  public init(_ read: @escaping @Sendable (String) throws(DataError) -> [UInt8]) { self.read = read }

  /// No files at all.
  public static let none = DataSource { (name) throws(DataError) in throw .unreadable("there is no `\(name)`")
  }

  /// The numbers in a file: IDX by its first bytes, else CSV; either may be packed with gzip.
  func table(_ name: String) throws(DataError) -> DataTable {
    guard !name.isEmpty, !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
      throw .unreadable("data stand beside the lesson, and are named by their file's name alone")
    }
    var bytes = try read(name)
    if Gzip.isPacked(bytes) { bytes = try unpacked(bytes) }
    return IDX.isOne(bytes) ? try IDX.table(bytes) : try CSV.table(bytes)
  }

  private func unpacked(_ bytes: [UInt8]) throws(DataError) -> [UInt8] {
    do throws(PackingError) {
      return try Gzip.unpacked(bytes)
    } catch {
      throw error.kind == .tooLarge ? .tooLarge(error.message) : .malformed(error.message)
    }
  }
}

/// Why data could not be read.
public enum DataError: Error, Sendable, Hashable {
  /// The file itself; says what is wrong with it.
  case unreadable(String)
  /// A line of a text, from 1; says what is wrong there.
  case line(Int, String)
  /// What is packed or laid out wrongly.
  case malformed(String)
  case tooLarge(String)

  /// For a sentence that begins with the file's name.
  public var message: String {
    switch self {
    case .unreadable(let what), .malformed(let what), .tooLarge(let what): what
    case .line(let number, let what): "line \(number): \(what)"
    }
  }
}
