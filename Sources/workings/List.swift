import ArgumentParser
import Language

/// `workings list`
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show the lessons there are.",
    discussion: """
      One line a lesson: its name, whether it has a golden trace, or one that waits to be accepted, and its \
      title. A file README.md is no lesson.

      EXAMPLES:
        workings list
        workings list --lessons course/lessons
      """)

  @OptionGroup var folder: FolderOption

  func run() throws {
    let lessons: [LessonFile]
    do throws(FileError) {
      lessons = try LessonFolder(option: folder.path).all()
    } catch {
      Output.diagnostic(error.text)
      throw error.status
    }
    var status = ExitStatus.success
    let width = lessons.map { TerminalText.columns($0.name) }.max() ?? 0
    for lesson in lessons {
      do throws(FileError) {
        let title = Worksheet(lesson: try Files.source(lesson.path)).title ?? lesson.name
        let name = TerminalText.printable(lesson.name)
        let gap = String(repeating: " ", count: width - TerminalText.columns(lesson.name) + 2)
        let state = lesson.golden.state.rawValue
        let room = String(repeating: " ", count: 16 - state.count)
        Output.data("\(name)\(gap)\(state)\(room)\(TerminalText.printable(title))\n")
      } catch {
        Output.diagnostic(error.text)
        status = max(status, error.status)
      }
    }
    if status != .success { throw status }
  }
}
