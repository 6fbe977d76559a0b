import ArgumentParser
import Gradients
import Language
import Reporting

/// `workings gradcheck`
struct Gradcheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradcheck",
    abstract: "Check the gradient that a program computes.",
    discussion: GradcheckHelp.text)

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("The program and its arguments, after --.", valueName: "COMMAND"))
  var command: [String] = []

  @Option(help: ArgumentHelp("Where to start: JSON as in \"point\" below.", valueName: "FILE"))
  var point: String?

  @Option(
    help: ArgumentHelp(
      "Points to look at: the start, two random ones, the negated start, zero.", valueName: "N"))
  var points = 3

  @Option(help: ArgumentHelp("Look at every entry alone where there are no more than N.", valueName: "N"))
  var entries = 64

  @Option(help: ArgumentHelp("Another seed makes other random choices.", valueName: "N"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Seconds that an answer may take.", valueName: "SECONDS"))
  var timeout = 60.0

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(help: "When to colour the output: auto, always or never.")
  var color = Coloring.auto

  func validate() throws {
    guard !command.isEmpty else {
      throw ValidationError("give the program after --: workings gradcheck -- python3 model.py")
    }
    guard (1...5).contains(points) else { throw ValidationError("--points is from 1 to 5") }
    guard entries >= 0 else { throw ValidationError("--entries is not negative") }
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("--timeout is more than 0 and at most 86400")
    }
  }

  func run() throws {
    let title = command.map(\.shellQuoted).joined(separator: " ")
    let description = try startingPoint()
    do {
      let program = try CommandProgram(command, timeLimit: timeout, description: description)
      let options = GradientCheck.Options(seed: seed, points: points, entries: entries)
      let report = try GradientCheck.check(program, from: program.start, options)
      tellChatter(program)
      let page = GradientPage(
        report, title: title, TerminalReport.Options(width: Terminal.width, isColored: color.isOn))
      Output.data(json ? GradientPage.json(report).text + "\n" : page.text)
      switch report.outcome {
      case .agrees: return
      case .disagrees: throw ExitStatus.refuted
      case .cannotTell: throw ExitStatus.undecided
      }
    } catch let failure as CommandProgram.Failure {
      Output.diagnostic(failure.text(title))
      throw failure.status
    }
  }

  private func startingPoint() throws -> Description? {
    guard let point else { return nil }
    do {
      return try Description(point: try Files.read(point))
    } catch let error as FileError {
      Output.diagnostic(error.text)
      throw error.status
    } catch let error as MessageError {
      Output.diagnostic(TerminalText.printable("\(point): error: \(error.text)") + "\n")
      throw ExitStatus.unreadable
    }
  }

  /// Output that was no answer did no harm, but hints at something printing where it should not.
  private func tellChatter(_ program: CommandProgram) {
    let chatter = program.chatter
    guard chatter.count > 0 else { return }
    let lines =
      chatter.count == 1
      ? "1 line of its output was no answer" : "\(chatter.count) lines of its output were no answers"
    Output.diagnostic(TerminalText.printable("workings: note: \(lines): \(chatter.first)") + "\n")
  }
}

extension CommandProgram.Failure {
  var status: ExitStatus {
    if case .child(.notFound, _) = self { .noSuchFile } else { .unreadable }
  }

  /// What went wrong, and the end of what the program itself wrote of it.
  func text(_ title: String) -> String {
    var lines = [title + ": error: "]
    switch self {
    case .message(let error):
      lines[0] += error.text
      lines.append("  workings gradcheck --help shows the protocol")
    case .chatty(let count, let first):
      lines[0] += "\(count) lines of output and no answer among them; the first: \(first)"
      lines.append("  print everything that is no answer to standard error")
    case .child(let error, let passedOver):
      lines[0] += error.message
      if let passedOver { lines.append("  its last line, which is no answer: \(passedOver)") }
      lines += error.errors.split(separator: "\n").suffix(12).map { "  | " + $0 }
    }
    return lines.map { TerminalText.printable($0) + "\n" }.joined()
  }
}

extension ChildError {
  fileprivate var message: String {
    switch self {
    case .notFound(let name): "there is no program called \(name)"
    case .notStarted(let name, let why): "\(name) does not start: \(why)"
    case .ended(.exit(let code), _): "it ended with status \(code) before it had answered"
    case .ended(.signal(let number), _): "signal \(number) ended it before it had answered"
    case .silent(let seconds, _): "no answer within \(seconds) seconds; --timeout gives it longer"
    case .tooMuch(let bytes): "a line of more than \(bytes) bytes is no answer"
    case .system(let doing, let why): "\(doing) failed: \(why)"
    }
  }

  /// The end of its standard error.
  fileprivate var errors: String {
    switch self {
    case .ended(_, let errors), .silent(_, let errors): errors
    case .notFound, .notStarted, .tooMuch, .system: ""
    }
  }
}
