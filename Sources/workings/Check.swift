import ArgumentParser
import Language
import Marking
import Reporting

/// `workings check`
struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Mark answer files.",
    discussion: """
      Each line of an answer file is judged twice: against the truth, and against what the author's own earlier \
      lines imply, so that one mistake costs once. Wrong numbers are explained where they are what a known \
      misconception gives. ANSWERS are files, folders of them, or - for standard input. Without --hints this is \
      the teacher's view and shows the truth.

      EXAMPLES:
        workings check single-unit answers.txt
        workings check single-unit class/ --format csv > marks.csv
        workings check single-unit mine.txt --hints 1

      \(ExitStatus.discussion)
      """)

  @Argument(help: ArgumentHelp("The lesson: its name, or the path of its file.", valueName: "LESSON"))
  var lesson: String

  @Argument(help: ArgumentHelp("Answer files, folders, or - for standard input.", valueName: "ANSWERS"))
  var answers: [String]

  @Option(help: ArgumentHelp("The output: \(MarksFormat.list).", valueName: "FORMAT"))
  var format = MarksFormat.text

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(help: ArgumentHelp("The student's view: so many hints for the first wrong line.", valueName: "N"))
  var hints: Int?

  @Flag(help: "End with a summary of the class.")
  var summary = false

  @Option(help: "When to colour the output: auto, always or never.")
  var color = Coloring.auto

  @OptionGroup var folder: FolderOption

  func run() async throws {
    var status = ExitStatus.success
    let key = try LessonReader.key(lesson, in: folder)
    let files = AnswerFiles.find(answers, &status)
    guard !files.isEmpty else {
      Output.diagnostic("workings: error: there is no answer file to mark\n")
      throw max(status, .noSuchFile)
    }
    let view = hints.map { MarksReport.View.student(hints: $0) } ?? .teacher
    let style = TerminalReport.Options(width: Terminal.width, isColored: color.isOn)
    var writer = MarksWriter(
      format: json ? .json : format, view: view, options: style, exercise: key.exercise,
      title: key.lesson.title)
    writer.summarises = summary
    let markers = SheetMarkers(key, worksHints: hints != nil)
    Output.data(writer.opening)
    await files.mapInOrder { file in
      markers.mark(file)
    } use: { _, outcome in
      status = max(status, ExitStatus(outcome.sheet))
      if let fault = outcome.fault {
        Output.diagnostic(fault.text)
        status = max(status, fault.status)
      }
      Output.data(writer.text(for: outcome.sheet))
    }
    Output.data(writer.closing)
    if status != .success { throw status }
  }

}

extension MarksFormat: ExpressibleByArgument {}

extension ExitStatus {
  init(_ sheet: MarkedSheet) {
    if sheet.unreadable != nil {
      self = .unreadable
    } else {
      self.init(sheet.outcome)
    }
  }
}
