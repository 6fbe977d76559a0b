import ArgumentParser
import Checking
import Comparing
import Dumps
import Language
import Lessons

/// `workings new`
struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a lesson for a network, with its derivation.",
    discussion: """
      The lesson has the forward pass, every delta and every gradient as a chain of equations. It is proved before \
      it is written. Its sizes are open: it specifies networks of any width with as many layers, and `workings \
      compare` takes the sizes from the dump.

      EXAMPLES:
        workings new 784-32-10 --activation sigmoid --loss mse > net.md
        workings new 3-5-4-2 --activation tanh,relu,softmax --loss cross-entropy --batch > net.md
        workings new --from step0.npz --batch --rate 0.1 > net.md

      EXIT STATUS:
        0   the lesson is written and proved
        2   it is written, but something in it is undecided
        64  wrong usage
        65  the dump cannot be read, or has no weights that fit
        66  no such file
        70  a fault of this program
      """)

  @Argument(help: ArgumentHelp("Units from the inputs to the outputs: 3-5-4-2.", valueName: "SIZES"))
  var sizes: String?

  @Option(help: ArgumentHelp("Take the sizes from the weights in a dump.", valueName: "DUMP"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "One for all layers, or one for each, commas between: \(LayeredNetwork.Activation.list).",
      valueName: "NAMES"))
  var activation = "sigmoid"

  @Option(help: ArgumentHelp("The loss: \(LayeredNetwork.Loss.list).", valueName: "LOSS"))
  var loss = LayeredNetwork.Loss.halfSum.rawValue

  @Flag(help: "A row for each of many examples; the loss is their mean.")
  var batch = false

  @Flag(name: .customLong("no-bias"), help: "No biases.")
  var isWithoutBias = false

  @Option(help: ArgumentHelp("Update the parameters too, at this learning rate.", valueName: "RATE"))
  var rate: String?

  @Option(help: ArgumentHelp("The lesson's title.", valueName: "TITLE"))
  var title: String?

  func validate() throws {
    guard (sizes == nil) != (from == nil) else {
      throw ValidationError("give the sizes, 3-5-4-2, or --from DUMP")
    }
    if let rate, Double(rate).map({ $0 > 0 && $0.isFinite }) != true {
      throw ValidationError("--rate is a decimal more than 0, not '\(rate)'")
    }
    if let title, title.contains(where: \.isNewline) { throw ValidationError("--title is a single line") }
    _ = try activations()
    guard LayeredNetwork.Loss(rawValue: loss) != nil else {
      throw ValidationError("--loss is one of \(LayeredNetwork.Loss.list), not '\(loss)'")
    }
    if let sizes { _ = try numbers(sizes) }
  }

  func run() throws {
    let network: LayeredNetwork
    var mapping: [String] = []
    do {
      var biases: [Bool]?
      var numbers: [Int] = []
      if let from {
        let layers = try DumpLayers(try DumpFiles.read(from))
        (numbers, biases, mapping) = (layers.sizes, layers.hasBiases, layers.mapping)
        tellUnplaced(layers.unplaced, in: from)
      } else if let sizes {
        numbers = try self.numbers(sizes)
      }
      if isWithoutBias { biases = numbers.dropFirst().map { _ in false } }
      network = try LayeredNetwork(
        sizes: numbers, activations: try activations(), loss: LayeredNetwork.Loss(rawValue: loss) ?? .halfSum,
        isBatch: batch, hasBiases: biases, rate: rate)
    } catch let error as ComparisonError {
      DumpFiles.tell(error)
      throw ExitStatus.unreadable
    } catch let error as LayeredNetwork.Unsuitable {
      Output.diagnostic(TerminalText.printable("workings: error: \(error.message)") + "\n")
      throw ExitStatus.usage
    }
    let text = network.text(title: title, mapping: mapping)
    let lesson = Lesson(name: "new", source: Source(name: "the new lesson", text: text))
    let outcome = lesson.diagnostics.contains { $0.severity == .error } ? .falls : lesson.run().outcome
    guard outcome != .falls else {
      Output.diagnostic("workings: this is a fault of ours: the new lesson does not stand\n\(text)")
      throw ExitStatus.internalFault
    }
    Output.data(text)
    if outcome == .undecided { throw ExitStatus.undecided }
  }

  private func tellUnplaced(_ names: [String], in file: String) {
    guard !names.isEmpty else { return }
    let shown = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", …" : "")
    Output.diagnostic(
      TerminalText.printable(
        "\(file): note: the lesson has no place for \(shown): write these layers in by hand")
        + "\n")
  }

  private func numbers(_ text: String) throws -> [Int] {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count, numbers.count >= 2, numbers.allSatisfy({ $0 >= 1 }) else {
      throw ValidationError("'\(text)' are no sizes; write them like 3-5-4-2")
    }
    return numbers
  }

  private func activations() throws -> [LayeredNetwork.Activation] {
    try activation.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let activation = LayeredNetwork.Activation(rawValue: String(name)) else {
        throw ValidationError("'\(name)' is no activation; there are \(LayeredNetwork.Activation.list)")
      }
      return activation
    }
  }
}

extension LayeredNetwork.Activation {
  fileprivate static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension LayeredNetwork.Loss {
  fileprivate static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
