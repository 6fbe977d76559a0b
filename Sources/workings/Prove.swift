import ArgumentParser
import Checking
import Reporting

/// `workings prove`
struct Prove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Decide whether two formulas are the same function.",
    discussion: """
      Proves the identity, or refutes it with a point where the two sides differ, or says that it could do \
      neither. Names that --let does not define are free: indexed ones (y[k], W[j,k]) are vectors and matrices, \
      all others are numbers. A chain has one verdict a link. In place of the chain, `-` reads it, and definitions \
      on lines of their own before it, from standard input.

      EXAMPLES:
        workings prove 'tanh(z) = 2*sigmoid(2z) - 1'
        workings prove 'da/dz = a*(1 - a)' --let 'a = sigmoid(z)'
        workings prove 'sqrt(x^2) = x' --assume 'x > 0'
        workings prove 'dL/dz[j] = p[j] - y[j]' --let 'p = softmax(z)' \\
          --let 'L = -sum(k, y[k]*log(p[k]))' --assume 'sum(k, y[k]) = 1'

      EXIT STATUS:
        0   proved
        1   refuted
        2   undecided
        64  wrong usage
        65  a formula cannot be read
        70  a fault of this program
      """)

  @Argument(
    help: ArgumentHelp(
      "LEFT = RIGHT, or a longer chain; `-` reads it from standard input.", valueName: "LEFT = RIGHT"))
  var chain: String

  @Option(
    name: .customLong("let"),
    help: ArgumentHelp("A definition; may be given again.", valueName: "NAME = FORMULA"))
  var definitions: [String] = []

  @Option(
    name: .customLong("assume"),
    help: ArgumentHelp("A condition; may be given again.", valueName: "CONDITION"))
  var assumptions: [String] = []

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(help: "When to colour the output: auto, always or never.")
  var color = Coloring.auto

  func run() throws {
    let proposition = Proposition(try text(), definitions: definitions, assumptions: assumptions)
    for diagnostic in proposition.diagnostics {
      Output.diagnostic(diagnostic.rendered(in: proposition.source))
    }
    guard let outcome = proposition.outcome, !proposition.links.isEmpty else {
      if proposition.diagnostics.isEmpty {
        Output.diagnostic("workings: error: this claims nothing\n  \(advice(proposition))\n")
      }
      throw ExitStatus.unreadable
    }
    let report = PropositionReport(
      proposition, TerminalReport.Options(width: Terminal.width, isColored: color.isOn))
    Output.data(json ? report.json.text + "\n" : report.text)
    let status = ExitStatus(of: outcome, proposition.links.map(\.verdict))
    if status != .success { throw status }
  }

  private func advice(_ proposition: Proposition) -> String {
    guard let name = proposition.definedByChain else { return "write LEFT = RIGHT" }
    return "it only says what \(name) is: give that with --let, and claim something about \(name)"
  }

  private func text() throws -> String {
    guard chain == "-" else { return chain }
    do throws(FileError) {
      return String(decoding: try Files.standardInput().bytes, as: UTF8.self)
    } catch {
      Output.diagnostic(error.text)
      throw error.status
    }
  }
}

extension ExitStatus {
  /// What verdicts mean to the caller; a claim both proved and refuted is a fault of ours, whatever the others are.
  init(of outcome: Outcome, _ verdicts: [Verdict]) {
    if verdicts.contains(.contradiction) {
      self = .internalFault
      return
    }
    self =
      switch outcome {
      case .stands: .success
      case .falls: .refuted
      case .undecided: .undecided
      }
  }
}
