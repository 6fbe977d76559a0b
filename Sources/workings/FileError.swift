import Language

/// Why a file could not be read or written.
enum FileError: Error, Hashable {
  case noSuchFile(String, hint: String?)
  case isFolder(String)
  case notRegular(String)
  case tooLarge(String, limit: Int)
  case illFormed(String, IllFormedText)
  case notPermitted(String)
  case system(String, doing: String, why: String)

  var status: ExitStatus {
    switch self {
    case .noSuchFile: .noSuchFile
    case .isFolder, .notRegular, .tooLarge, .illFormed, .notPermitted, .system: .unreadable
    }
  }

  /// A line in the form of a diagnostic, and what would be right; file names cannot steer the terminal.
  var text: String {
    let (place, message, hint) = parts
    let first = "\(place): error: \(message)"
    return ([first] + (hint.map { ["  \($0)"] } ?? [])).map { TerminalText.printable($0) + "\n" }.joined()
  }

  /// What is wrong, without the place.
  var message: String { parts.message }

  /// What is wrong, for a report that names the file itself.
  var reason: String {
    let (_, message, hint) = parts
    return ([message] + (hint.map { [$0] } ?? [])).joined(separator: "; ")
  }

  private var parts: (place: String, message: String, hint: String?) {
    switch self {
    case .noSuchFile(let path, let hint): (path, "no such file", hint)
    case .isFolder(let path):
      (path, "this is a folder", "give the file of a lesson, or --lessons for a folder")
    case .notRegular(let path): (path, "this is no ordinary file", "copy its contents to one")
    case .tooLarge(let path, let limit): (path, "the file is larger than \(limit >> 20) MiB", nil)
    case .illFormed(let path, let text):
      ("\(path):\(text.line)", "this is not \(text.encoding) (byte \(text.offset))", "save it as UTF-8")
    case .notPermitted(let path): (path, "permission denied", nil)
    case .system(let path, let doing, let why): (path, "\(doing) failed: \(why)", nil)
    }
  }
}
