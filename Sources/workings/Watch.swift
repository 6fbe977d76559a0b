import ArgumentParser
import Language
import Marking
import Reporting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `workings watch`
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Mark an answer file whenever it is saved.",
    discussion: """
      The student's view: what is right so far, and the first line that is not. The return key shows one hint more; \
      q and return ends. Without a terminal it prints a report on each save and ends when nobody reads it, or \
      with the interrupt key. It never moves on by itself and never shows an answer.

      EXAMPLES:
        workings watch single-unit mine.txt
      """)

  @Argument(help: ArgumentHelp("The lesson: its name, or the path of its file.", valueName: "LESSON"))
  var lesson: String

  @Argument(help: ArgumentHelp("The answer file.", valueName: "FILE"))
  var file: String

  @Flag(help: "Mark once, and end.")
  var once = false

  @Option(help: "When to colour the output: auto, always or never.")
  var color = Coloring.auto

  @OptionGroup var folder: FolderOption

  /// How long it waits before it looks at the file again, in milliseconds.
  private static let pause: Int32 = 300

  func run() throws {
    let key = try LessonReader.key(lesson, in: folder)
    var marker = SheetMarker(key, worksHints: true)
    var watched = WatchedFile(path: file)
    var hints = 0
    var isInputOpen = isatty(STDIN_FILENO) == 1
    while true {
      switch watched.look() {
      case .unchanged: break
      case .saved(let source):
        // What was asked about an earlier version is not asked about this one.
        hints = 0
        show(&marker, source, hints)
      case .gone(let error):
        Output.diagnostic(error.text)
        if once { throw error.status }
      }
      if once { return }
      switch Watch.key(isInputOpen) {
      case .none: continue
      case .end: isInputOpen = false
      case .quit: return
      case .hint:
        hints += 1
        if let source = watched.source { show(&marker, source, hints) }
      }
    }
  }

  private func show(_ marker: inout SheetMarker, _ source: Source, _ hints: Int) {
    let report = MarksReport(
      marker.mark(source), .student(hints: hints),
      TerminalReport.Options(width: Terminal.width, isColored: color.isOn))
    Output.data(report.text + "\n")
  }

  private enum Key { case none, hint, quit, end }

  /// Waits a moment for a line to be typed.
  private static func key(_ isInputOpen: Bool) -> Key {
    var input = pollfd(fd: isInputOpen ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0)
    guard poll(&input, 1, pause) > 0, input.revents != 0 else { return .none }
    guard let line = readLine() else { return .end }
    return line.hasPrefix("q") ? .quit : .hint
  }
}
