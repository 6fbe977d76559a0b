import Language
import Lessons
import Marking

/// Reads the one lesson that a command is about.
enum LessonReader {
  static func read(_ word: String, in folder: FolderOption) throws(FileError) -> Lesson {
    let file = try LessonFolder(option: folder.path).find(word)
    return Lesson(
      name: file.name, source: try Files.source(file.path), data: Files.data(beside: file.path))
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
