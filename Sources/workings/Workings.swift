import ArgumentParser

/// The command `workings`.
@main
struct Workings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workings",
    abstract: "Checks derivations line by line.",
    discussion: """
      A lesson is a Markdown document whose fenced blocks are checked: every value is computed to proven \
      digits, every gradient is held against finite differences, every claim gets a verdict with its evidence.

      EXAMPLES:
        workings list               the lessons there are
        workings run                all of them, against their golden traces
        workings run single-unit    one lesson, by its name
        workings run notes/mine.md  one lesson, by its path
        workings check single-unit answers.txt    mark an answer file
        workings handout single-unit              a blank one

      \(ExitStatus.discussion)
      """,
    subcommands: [
      List.self, Run.self, Check.self, AuditCommand.self, HandoutCommand.self, Watch.self, Prove.self,
      Compare.self, Gradcheck.self, New.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let status as ExitStatus {
      exit(withError: ExitCode(status.rawValue))
    } catch {
      // The parser tells wrong usage and requests for help from the rest; the rest is a fault of ours.
      guard exitCode(for: error) == .failure else { exit(withError: error) }
      Output.diagnostic("workings: this is a fault of ours: \(error)\n")
      exit(withError: ExitCode(ExitStatus.internalFault.rawValue))
    }
  }
}

/// Where the lessons are.
struct FolderOption: ParsableArguments {
  @Option(
    name: .customLong("lessons"),
    help: ArgumentHelp(
      "The folder of the lessons.",
      discussion: "Without it, the nearest `lessons/` at or above the current folder.", valueName: "DIR"))
  var path: String?
}
