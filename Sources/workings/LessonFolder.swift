import Language

/// A lesson's file, and where its golden trace belongs.
struct LessonFile: Hashable {
  /// The path as a person would write it.
  let path: String
  /// The file name without its ending.
  let name: String
  let golden: GoldenFile
}

/// Finds lessons by name or path.
struct LessonFolder: Sendable {
  static let ending = ".md"
  static let goldenEnding = ".txt"
  static let folderName = "lessons"
  static let goldenFolderName = "Golden"
  /// How far above the current folder a `lessons/` is looked for.
  private static let searchDepth = 64

  /// The folder of the lessons; nil where there is none.
  let path: String?
  /// What `--lessons` says, as it has to be said again.
  private let option: String?

  /// - Parameter option: what `--lessons` says, if anything.
  init(option: String?) throws(FileError) {
    self.option = option
    if let option {
      guard Files.isFolder(option) else {
        throw .noSuchFile(option, hint: "--lessons takes the folder of the lessons")
      }
      path = Paths.trimmed(option)
    } else {
      path = LessonFolder.nearest()
    }
  }

  private static func nearest() -> String? {
    var folder = "."
    for _ in 0..<searchDepth {
      let candidate = Paths.join(folder, folderName)
      if Files.isFolder(candidate) { return candidate }
      if Paths.real(folder) == "/" { return nil }
      folder = folder == "." ? ".." : folder + "/.."
    }
    return nil
  }

  /// All lessons, sorted by name; a README is none.
  func all() throws(FileError) -> [LessonFile] {
    guard let path else { throw LessonFolder.missing }
    let files = try Files.names(in: path).filter(LessonFolder.isLesson).map { file(Paths.join(path, $0)) }
    guard !files.isEmpty else {
      throw .noSuchFile(path, hint: "there is no lesson in this folder: a lesson is a Markdown file, NAME.md")
    }
    return files
  }

  private static var missing: FileError {
    .noSuchFile(
      "\(folderName)/",
      hint: "neither here nor above is there a folder \(folderName)/: name one with --lessons, or give a path"
    )
  }

  private static func isLesson(_ name: String) -> Bool {
    name.hasSuffix(ending) && name != ending && name.lowercased() != "readme.md"
  }

  /// The lesson that a word on the command line means: a path if it looks like one, else a name.
  func find(_ word: String) throws(FileError) -> LessonFile {
    let isPath = word.contains("/") || word.hasSuffix(LessonFolder.ending)
    if !isPath, let path, Files.exists(Paths.join(path, word + LessonFolder.ending)) {
      return file(Paths.join(path, word + LessonFolder.ending))
    }
    if Files.exists(word) { return file(word) }
    guard isPath || path != nil else { throw LessonFolder.missing }
    let folder = isPath ? Paths.folder(of: word) : path
    let names = (try? folder.map(Files.names)) ?? []
    let candidates = names.filter(LessonFolder.isLesson)
    if isPath {
      let meant = didYouMean(Paths.last(of: word), among: candidates)
      throw .noSuchFile(word, hint: meant.map { "did you mean \(Paths.join(folder ?? ".", $0))?" })
    }
    let meant = didYouMean(word, among: candidates.map { String($0.dropLast(LessonFolder.ending.count)) })
    throw .noSuchFile(
      Paths.join(folder ?? ".", word + LessonFolder.ending),
      hint: meant.map { "did you mean \($0)?" } ?? "`workings list` shows the lessons there are")
  }

  private func file(_ path: String) -> LessonFile {
    let last = Paths.last(of: path)
    let name = last.hasSuffix(LessonFolder.ending) ? String(last.dropLast(LessonFolder.ending.count)) : last
    let folder = goldenFolder(Paths.folder(of: path))
    let lessons = option.map { " --lessons \($0.shellQuoted)" } ?? ""
    let golden = GoldenFile(
      path: Paths.join(folder, name + LessonFolder.goldenEnding),
      acceptCommand: "workings run \(path.shellQuoted)\(lessons) --accept")
    return LessonFile(path: path, name: name, golden: golden)
  }

  /// The golden files of a folder: beside it if it is the folder of lessons, else inside it.
  private func goldenFolder(_ folder: String) -> String {
    let real = Paths.real(folder)
    let isOurs = real != nil && real == path.flatMap(Paths.real)
    if isOurs || Paths.last(of: real ?? folder) == LessonFolder.folderName {
      return Paths.sibling(of: folder, LessonFolder.goldenFolderName)
    }
    return Paths.join(folder, LessonFolder.goldenFolderName)
  }

  /// Golden files that belong to none of the lessons there are.
  func orphans(of lessons: [LessonFile]) -> [String] {
    guard let path else { return [] }
    let folder = goldenFolder(path)
    let known = Set(lessons.map(\.golden.path))
    let names = (try? Files.names(in: folder)) ?? []
    return names.filter { $0.hasSuffix(LessonFolder.goldenEnding) }.map { Paths.join(folder, $0) }
      .filter { !known.contains($0) }
  }
}
