import ArgumentParser
import Checking
import Evaluation
import Language
import Lessons
import Reporting

/// `workings run`
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run lessons, and hold them against their golden traces.",
    discussion: """
      Shows every step with its formula, its numbers, its value and what that rests on; judges every claim; and \
      compares the whole trace with the golden file: in the folder Golden/ beside lessons/, or beside the lesson \
      where that stands alone. Where the golden file is missing or says something else, the new trace is \
      written beside it as NAME.txt.pending, and the run fails; --accept makes it the golden file. Without a \
      LESSON all lessons are run, and golden files that belong to none of them are reported.

      Reports go to standard output, diagnostics to standard error.

      EXAMPLES:
        workings run                          every lesson
        workings run single-unit --digits 50  one lesson, with 50 digits
        workings run single-unit --accept     its new trace is right
        workings run digits --data ~/mnist --given epochs=50 --save weights.npz
                                              on the real pictures, for longer, keeping what is learned
        workings run --json | jq .verdict     one object a lesson, one a line

      \(ExitStatus.discussion)
      """)

  @Argument(help: ArgumentHelp("Names of lessons, or paths of their files.", valueName: "LESSON"))
  var lessons: [String] = []

  @OptionGroup var folder: FolderOption

  @Option(help: ArgumentHelp("Significant digits to show of each value.", valueName: "N"))
  var digits: Int?

  @Option(
    help: ArgumentHelp(
      "Take the lessons' data files from this folder instead of their own; the trace is held against nothing then.",
      valueName: "DIR"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Give a quantity another value, as in epochs=50; may be said again for others.", valueName: "NAME=VALUE"
    ))
  var given: [String] = []

  @Option(
    help: ArgumentHelp("Begin with the weights in this file (NPZ, safetensors or JSON).", valueName: "FILE"))
  var load: String?

  @Option(
    help: ArgumentHelp(
      "Write what the lesson's updates have learned to this file, an .npz or .safetensors.", valueName: "FILE"
    ))
  var save: String?

  @Flag(help: "Run long trainings in certified arithmetic too, at the precision that proves every digit.")
  var certify = false

  @Flag(help: "Print one JSON object a lesson, one a line.")
  var json = false

  @Flag(help: "Write the golden traces, after showing what changes. Refused where CI is set.")
  var accept = false

  @Option(help: "When to colour the output: auto, always or never.")
  var color = Coloring.auto

  private static let digitRange = 1...1000

  func validate() throws {
    if let digits, !Run.digitRange.contains(digits) {
      throw ValidationError(
        "--digits takes a number from 1 to \(Run.digitRange.upperBound), not \(digits).")
    }
    if let data, !Files.isFolder(data) {
      throw ValidationError("--data takes a folder, and \(data) is none.")
    }
    if accept, data != nil || load != nil || !given.isEmpty {
      throw ValidationError(
        "--accept does not go with --data, --load and --given: a golden trace is of the lesson's own numbers."
      )
    }
    if lessons.count != 1, load != nil || save != nil || !given.isEmpty {
      throw ValidationError("--given, --load and --save want one lesson.")
    }
    if let save, Weights.format(of: save) == nil {
      throw ValidationError("--save takes a file that ends in \(Weights.endings), not \(save).")
    }
    if accept, Terminal.isContinuousIntegration {
      throw ValidationError(
        "--accept is refused where the variable CI is set: a person accepts golden traces who has seen them.")
    }
  }

  func run() async throws {
    var status = ExitStatus.success
    let files = try find(&status)
    let count = digits ?? Lesson.goldenDigits
    let show = Show(
      isJSON: json,
      options: TerminalReport.Options(width: Terminal.width, isColored: color.isOn, digits: digits),
      accepts: accept, tellsNotes: !lessons.isEmpty)
    let choice = RunChoice(
      options: RunOptions(digits: count, certifies: certify), data: data, givens: try givens(), weights: load,
      saved: save)
    var tally = Tally()
    var isFirst = true
    let progress = Progress(isShown: Terminal.showsProgress)
    await files.mapInOrder { file in
      FinishedLesson.run(file, choice, progress)
    } use: { file, outcome in
      progress.clear()
      if !json, !isFirst { Output.data("\n") }
      isFirst = false
      let (one, lesson) = show.show(outcome, of: file)
      status = max(status, one)
      tally.add(lesson)
    }
    if lessons.isEmpty { reportOrphans(of: files, &status) }
    if !json, files.count > 1 { Output.data("\n" + tally.text + "\n") }
    if status != .success { throw status }
  }

  /// What `--given` says; a fault in it is told and ends the run.
  private func givens() throws -> GivenValues {
    let source = Source(name: "--given", text: given.joined(separator: "\n"))
    guard !given.isEmpty else { return GivenValues() }
    let (values, diagnostics) = GivenValues.read(source)
    for diagnostic in diagnostics { Output.diagnostic(diagnostic.rendered(in: source)) }
    if let values { return values }
    if diagnostics.isEmpty { Output.diagnostic("--given: error: a value is expected, as in epochs=50\n") }
    throw ExitStatus.usage
  }

  /// The files to run; words that mean none are reported, and the others run all the same.
  private func find(_ status: inout ExitStatus) throws -> [LessonFile] {
    do throws(FileError) {
      let folder = try LessonFolder(option: folder.path)
      guard !lessons.isEmpty else { return try folder.all() }
      var files: [LessonFile] = []
      for word in lessons {
        do throws(FileError) {
          let file = try folder.find(word)
          if !files.contains(file) { files.append(file) }
        } catch {
          Output.diagnostic(error.text)
          status = max(status, error.status)
        }
      }
      return files
    } catch {
      Output.diagnostic(error.text)
      throw error.status
    }
  }

  private func reportOrphans(of files: [LessonFile], _ status: inout ExitStatus) {
    guard let folder = try? LessonFolder(option: folder.path) else { return }
    for path in folder.orphans(of: files) {
      Output.diagnostic(
        TerminalText.printable("\(path): error: this golden file has no lesson") + "\n"
          + "  remove it, or bring its lesson back\n")
      status = max(status, .refuted)
    }
  }
}
