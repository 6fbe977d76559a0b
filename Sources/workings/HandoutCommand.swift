import ArgumentParser
import Language
import Lessons
import Marking

/// `workings handout`
struct HandoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handout",
    abstract: "Write a blank answer file, or a variant of it for each student.",
    discussion: """
      Without --student or --roster the blank answer file of the lesson itself goes to standard output. A student's \
      variant has numbers of its own, the same each time, chosen so that misconceptions show; its front matter says \
      whose it is, and `workings check` marks it by those numbers. A roster is a text file with a student's id \
      at the start of each line, perhaps with a comma and more behind it.

      EXAMPLES:
        workings handout single-unit > blank.txt
        workings handout single-unit --student 4711
        workings handout single-unit --student 4711 --key
        workings handout single-unit --roster ids.csv --output handouts
      """)

  @Argument(help: ArgumentHelp("The lesson: its name, or the path of its file.", valueName: "LESSON"))
  var lesson: String

  @Option(help: ArgumentHelp("The student whose variant is wanted.", valueName: "ID"))
  var student: String?

  @Option(help: ArgumentHelp("A file with one student a line.", valueName: "FILE"))
  var roster: String?

  @Option(help: ArgumentHelp("With --roster: the folder for the files.", valueName: "DIR"))
  var output: String?

  @Flag(help: "Write the key instead of the blank file.")
  var key = false

  @OptionGroup var folder: FolderOption

  func validate() throws {
    if (roster == nil) != (output == nil) { throw ValidationError("--roster and --output go together") }
  }

  func run() throws {
    let original = try LessonReader.key(lesson, in: folder)
    guard let roster, let output else {
      guard let student else {
        let handout = Handout(original)
        Output.data(key ? handout.answers : handout.blank)
        return
      }
      let handout = handout(student, original, Audit.structural(original))
      Output.data(key ? handout.answers : handout.blank)
      return
    }
    do throws(FileError) {
      let source = try Files.source(roster)
      let ids = HandoutCommand.students(in: source)
      let structural = Audit.structural(original)
      var keys = ""
      for id in ids {
        let handout = handout(id, original, structural)
        try Files.write(handout.blank, to: Paths.join(Paths.trimmed(output), HandoutCommand.fileName(id)))
        keys += handout.answers + "\n"
      }
      if key { Output.data(keys) }
      Output.diagnostic("\(ids.count) files written to \(TerminalText.printable(output))\n")
    } catch {
      Output.diagnostic(error.text)
      throw error.status
    }
  }

  private func handout(_ student: String, _ original: AnswerKey, _ structural: Set<Audit.Finding>) -> Handout
  {
    let (key, draw) = Variant.key(for: student, original) { structural }
    return Handout(key, student: student, draw: draw)
  }

  /// The first cell of each line; a heading `id` is none.
  static func students(in source: Source) -> [String] {
    var ids: [String] = []
    let text = source.text(SourceSpan(0, source.bytes.count))
    for line in text.split(whereSeparator: \.isNewline) {
      let cell = line.split(separator: ",", omittingEmptySubsequences: false).first ?? ""
      let id = cell.drop { $0 == " " || $0 == "\"" }.reversed().drop { $0 == " " || $0 == "\"" }.reversed()
      let name = String(id)
      guard !name.isEmpty, name.lowercased() != "id", !ids.contains(name) else { continue }
      ids.append(name)
    }
    return ids
  }

  /// A file name that stays in its folder.
  static func fileName(_ id: String) -> String {
    let safe = String(id.map { $0.isLetter || $0.isNumber || "-_@+".contains($0) ? $0 : "_" })
    return "\(safe).txt"
  }
}
