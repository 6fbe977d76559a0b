#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Paths as they are written: pure text, apart from ``real(_:)``.
enum Paths {
  /// `a/b` of `a/b/c`, `/` of `/c`, `.` of `c`.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `c` of `a/b/c`.
  static func last(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  static func join(_ folder: String, _ name: String) -> String {
    if folder == "." { return name }
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// A sibling of a folder: `a/Golden` of `a/lessons`, `Golden` of `lessons`, `../Golden` of `.`.
  static func sibling(of folder: String, _ name: String) -> String {
    let last = last(of: folder)
    if last == "." || last == ".." || folder == "/" { return join(join(folder, ".."), name) }
    return join(self.folder(of: folder), name)
  }

  /// Without slashes at its end.
  static func trimmed(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// The path without links and dots; nil where there is no such file.
  static func real(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
