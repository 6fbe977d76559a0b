import Language
import Numbers

@testable import Evaluation

/// A text compiled as one lesson: lines before `---` are givens.
struct Compiled {
  let derivation: Derivation
  let tree: Tree
  let source: Source

  init(given: String = "", _ text: String) {
    let source = Source(name: "test", text: "```given\n\(given)\n```\n```define\n\(text)\n```\n")
    let sheet = Worksheet(lesson: source)
    var compiler = Compiler(tree: sheet.tree, scope: Scope())
    var derivation = Derivation()
    derivation.diagnostics = sheet.diagnostics
    for (number, block) in sheet.blocks.enumerated() {
      let output = compiler.compile(
        sheet.statements[block.statements], in: .init(number: number, isGiven: block.word == "given"))
      derivation.lines += output.lines
      derivation.givens += output.givens
      derivation.assumptions += output.assumptions
      derivation.diagnostics += output.diagnostics
    }
    derivation.scope = compiler.scope
    self.derivation = derivation
    self.tree = sheet.tree
    self.source = source
  }

  /// The value of a name at the start, in an arithmetic.
  func value<A: Arithmetic>(_ name: String, in arithmetic: A) throws -> Tensor<A.Number> {
    let execution = Execution(derivation, in: arithmetic)
    var evaluator = execution.evaluator()
    guard let term = derivation.scope.quantity(name) else { throw Missing(name: name) }
    return try evaluator.value(of: term.node)
  }

  /// The same as exact rationals, written as decimals or fractions.
  func exact(_ name: String) throws -> [String] {
    try value(name, in: RationalArithmetic()).entries.map { $0.exactDecimal ?? $0.description }
  }

  var messages: [String] { derivation.diagnostics.map(\.message) }

  struct Missing: Error { let name: String }
}

/// A generator with a seed that a failing test prints.
struct SplitMixSource: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
