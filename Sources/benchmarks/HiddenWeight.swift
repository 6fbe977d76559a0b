import Checking
import Evaluation
import Language

/// The gradient of one hidden weight, as the textbook writes it or with the weight between forgotten, all quantities free.
struct HiddenWeight: Sendable {
  private let definitions: [String]
  private let claim: String
  private let expectation: Outcome

  /// - Parameter sizes: of the layers. Those of 1-1-1 are single numbers; else each entry has a name of its own.
  init(_ sizes: [Int], isWrong: Bool) throws {
    let weight = isWrong ? "" : "*w2"
    if sizes == [1, 1, 1] {
      definitions = [
        "z1 = w1*x + b1", "a1 = sigmoid(z1)", "z2 = w2*a1 + b2", "a2 = sigmoid(z2)", "E = (a2 - y)^2/2",
      ]
      claim = "dE/dw1 = (a2 - y)*a2*(1 - a2)\(weight)*a1*(1 - a1)*x"
    } else {
      func row(_ name: String, _ count: Int) -> String {
        "[" + (1...count).map { "\(name)\($0)" }.joined(separator: ", ") + "]"
      }
      func matrix(_ name: String, _ rows: Int, _ columns: Int) -> String {
        "[" + (1...rows).map { row("\(name)\($0)_", columns) }.joined(separator: ", ") + "]"
      }
      definitions = [
        "x = \(row("x", sizes[0]))", "y = \(row("y", sizes[2]))",
        "W1 = \(matrix("u", sizes[1], sizes[0]))", "b1 = \(row("r", sizes[1]))",
        "W2 = \(matrix("v", sizes[2], sizes[1]))", "b2 = \(row("s", sizes[2]))",
        "z1 = W1 @ x + b1", "a1 = sigmoid(z1)",
        "z2 = W2 @ a1 + b2", "a2 = sigmoid(z2)", "E = sum((a2 - y)^2)/2",
      ]
      let between = isWrong ? "" : "*W2[k,1]"
      claim = "dE/dW1[1,1] = sum(k, (a2[k] - y[k])*a2[k]*(1 - a2[k])\(between))*a1[1]*(1 - a1[1])*x[1]"
    }
    expectation = isWrong ? .falls : .stands
    try check(outcome: Proposition(claim, definitions: definitions).outcome)
  }

  /// From the text to the verdict, as `workings prove` has it.
  func prove() {
    _ = Proposition(claim, definitions: definitions)
  }

  /// The decision of what has been read already: everything from compiling and differentiating on.
  ///
  /// - Parameter wantsHelp: whether a refutation goes on to say what is missing.
  func decisionAfterReading(wantsHelp: Bool = true) throws -> () -> Void {
    let parsed = Parser.statements(in: text)
    func decide() -> Decision? { decision(parsed, wantsHelp) }
    try check(decide())
    return { _ = decide() }
  }

  private var text: Source {
    Source(name: "benchmark", text: (definitions + [claim]).joined(separator: "\n"))
  }

  private func decision(_ parsed: Parser.Parsed, _ wantsHelp: Bool) -> Decision? {
    var compiler = Compiler(tree: parsed.tree, scope: Scope())
    compiler.freeShapes = FreeShapes(in: parsed.tree, statements: parsed.statements)
    let output = compiler.compile(parsed.statements[...], in: Compiler.Block(number: 0, isGiven: false))
    var derivation = Derivation()
    derivation.scope = compiler.scope
    derivation.lines = output.lines
    let judge = Judge(derivation, tree: parsed.tree)
    for case .claim(let claim) in output.lines.map(\.kind) {
      return try? judge.decision(on: claim, wantsHelp: wantsHelp)
    }
    return nil
  }

  private func check(_ decision: Decision?) throws {
    switch decision {
    case .proved: try check(outcome: .stands)
    case .refuted: try check(outcome: .falls)
    default: try check(outcome: nil)
    }
  }

  private func check(outcome: Outcome?) throws {
    guard outcome == expectation else { throw BenchmarkError("\(claim) came out as \(outcome as Any)") }
  }
}
