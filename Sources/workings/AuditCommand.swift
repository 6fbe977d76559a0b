import ArgumentParser
import Language
import Marking

/// `workings audit`
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Tell what an exercise's numbers cannot see.",
    discussion: """
      Tries every misconception of the catalogue on every answer of the exercise, and tells which of them leave \
      the answer as it is to the digits asked for, and which give the same answer as another. Where other numbers \
      would do better, some are proposed.

      EXAMPLES:
        workings audit single-unit

      EXIT STATUS: 0 other numbers would show no more; 1 they would; 64, 65, 66 as for check.
      """)

  @Argument(help: ArgumentHelp("The lesson: its name, or the path of its file.", valueName: "LESSON"))
  var lesson: String

  @OptionGroup var folder: FolderOption

  func run() throws {
    let key = try LessonReader.key(lesson, in: folder)
    let audit = Audit(key)
    let structural = Audit.structural(key)
    Output.data("\(audit.count) wrong ways to \(key.exercise.items.count) answers tried\n")
    var faults = 0
    for finding in audit.invisible {
      faults += structural.contains(finding) ? 0 : 1
      tell("\(finding.item): \(finding.ids[0]) (\(finding.names[0])) cannot be seen", finding, structural)
    }
    for finding in audit.confused {
      faults += structural.contains(finding) ? 0 : 1
      tell(
        "\(finding.item): \(finding.ids.joined(separator: " and ")) cannot be told apart "
          + "(\(finding.names.joined(separator: "; ")))", finding, structural)
    }
    guard faults > 0 else {
      Output.data("other numbers would show no more\n")
      return
    }
    let proposal = Variant.key(for: "proposal", key) { structural }.key
    Output.data("these numbers would show more:\n")
    for given in Handout.givens(of: proposal.lesson) {
      Output.data("  " + TerminalText.printable(given) + "\n")
    }
    throw ExitStatus.refuted
  }

  private func tell(_ text: String, _ finding: Audit.Finding, _ structural: Set<Audit.Finding>) {
    let always = structural.contains(finding) ? ", with any numbers" : ""
    Output.data("  " + TerminalText.printable(text + always) + "\n")
  }
}
