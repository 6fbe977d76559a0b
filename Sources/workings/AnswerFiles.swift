import Language
import Marking

/// The answer files that the words of the command line mean.
enum AnswerFiles {
  /// How many folders deep files are looked for: an export has a folder for each student.
  private static let depth = 4

  static let standardInput = "-"

  /// Files in the order of the words, those of a folder by name.
  static func find(_ words: [String], _ status: inout ExitStatus) -> [String] {
    var files: [String] = []
    for word in words {
      if word == standardInput || !Files.isFolder(word) {
        files.append(word)
      } else {
        add(Paths.trimmed(word), depth, to: &files, &status)
      }
    }
    return files
  }

  private static func add(
    _ folder: String, _ depth: Int, to files: inout [String], _ status: inout ExitStatus
  ) {
    do throws(FileError) {
      for name in try Files.names(in: folder) {
        let path = Paths.join(folder, name)
        if !Files.isFolder(path) {
          files.append(path)
        } else if depth > 1 {
          add(path, depth - 1, to: &files, &status)
        }
      }
    } catch {
      Output.diagnostic(error.text)
      status = max(status, error.status)
    }
  }

  /// The student that a file's name tells of: the name without its ending.
  static func student(of path: String) -> String {
    let name = Paths.last(of: path)
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }
}
