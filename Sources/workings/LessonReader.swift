import Language
import Lessons
import Marking

/// Reads lessons with their data.
enum LessonReader {
  static func read(_ word: String, in folder: FolderOption) throws(FileError) -> Lesson {
    try read(try LessonFolder(option: folder.path).find(word))
  }

  /// - Parameter data: the folder of its data files; beside the lesson unless it is given.
  static func read(_ file: LessonFile, data: String? = nil) throws(FileError) -> Lesson {
    let folder = data ?? Paths.folder(of: file.path)
    return Lesson(name: file.name, source: try Files.source(file.path), data: DataFolder.source(folder))
  }

  /// The lesson's answers; what is wrong with the lesson or its exercise is told on standard error.
  static func key(_ word: String, in folder: FolderOption) throws(ExitStatus) -> AnswerKey {
    let lesson: Lesson
    do throws(FileError) {
      lesson = try read(word, in: folder)
    } catch {
      Output.diagnostic(error.text)
      throw error.status
    }
    let key = AnswerKey(lesson)
    for diagnostic in lesson.diagnostics + key.exercise.diagnostics {
      Output.diagnostic(diagnostic.rendered(in: lesson.source))
    }
    guard !key.quantities.isEmpty else {
      Output.diagnostic(
        TerminalText.printable("\(lesson.source.name): error: this lesson defines nothing") + "\n")
      throw .unreadable
    }
    return key
  }
}
