import Numbers
import Testing

@testable import Language

@Suite struct PrinterTests {
  @Test(arguments: [
    ("dE/da2 * da2/dz2", "∂E/∂a2·∂a2/∂z2", "dE/da2*da2/dz2"),
    ("delta1[k] * x[i]", "δ1[k]·x[i]", "delta1[k]*x[i]"),
    ("sigmoid'(z) - (a - b)", "σ'(z) − (a − b)", "sigmoid'(z) - (a - b)"),
    ("-(a + b)", "−(a + b)", "-(a + b)"), ("-(a*b)", "−(a·b)", "-(a*b)"), ("(-a)*b", "−a·b", "-a*b"),
    ("(-x)^2", "(−x)^2", "(-x)^2"), ("-x^2", "−x^2", "-x^2"), ("a/(b*c)", "a / (b·c)", "a/(b*c)"),
    ("(dE/dw)[k]", "(∂E/∂w)[k]", "(dE/dw)[k]"), ("dE/dw[k]", "∂E/∂w[k]", "dE/dw[k]"),
    ("delta2 @ W2^T", "δ2 @ W2^T", "delta2 @ W2^T"), ("[a >= 0.5]", "[a ≥ 0.5]", "[a >= 0.5]"),
    ("x^(T)", "x^(T)", "x^(T)"), ("| |a| - b|", "| |a| − b|", "| |a| - b|"),
  ])
  func text(_ row: (text: String, house: String, ascii: String)) throws {
    let parsed = Parser.statements(in: Source(name: "test", text: row.text))
    guard case .chain(let terms, _)? = parsed.statements.first?.kind, let term = terms.first else {
      Issue.record("\(row.text) was not read: \(parsed.diagnostics)")
      return
    }
    #expect(Printer(parsed.tree).text(term) == row.house)
    #expect(Printer(parsed.tree, ascii: true).text(term) == row.ascii)
  }

  @Test func numbersForNames() throws {
    let parsed = Parser.statements(in: Source(name: "test", text: "w*x + b"))
    guard case .chain(let terms, _)? = parsed.statements.first?.kind else { return }
    let values = ["w": "0.6", "x": "-0.9", "b": "-0.3"]
    let printer = Printer(parsed.tree) { id in
      if case .name(let name) = parsed.tree[id].kind { values[name] } else { nil }
    }
    #expect(printer.text(terms[0]) == "0.6·(−0.9) − 0.3")
  }

  /// Printing and reading again gives the same tree.
  @Test(arguments: [UInt64(1), 2, 3, 20_261_121])
  func roundTrip(seed: UInt64) {
    var generator = FormulaGenerator(seed: seed)
    for _ in 0..<500 {
      var tree = Tree(source: Source(name: "test", text: ""))
      let root = generator.formula(in: &tree, depth: 4)
      for ascii in [false, true] {
        let text = Printer(tree, ascii: ascii).text(root)
        let parsed = Parser.statements(in: Source(name: "test", text: "x = \(text)"))
        let read = parsed.statements.map { sExpression($0, in: parsed.tree) }
        let expected = "x = \(sExpression(root, in: tree))"
        #expect(read.map { $0.replacing("(d ", with: "(∂ ") } == [expected], "seed \(seed): \(text)")
      }
    }
  }
}

/// Formulas at random, the same ones for the same seed.
private struct FormulaGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }

  /// Knuth's linear congruential generator (MMIX), of which the upper bits are used.
  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  mutating func name() -> Tree.Kind { .name(["a", "w1", "delta2", "T", "theta", "E"][below(6)]) }

  mutating func formula(in tree: inout Tree, depth: Int) -> Tree.NodeID {
    let here = SourceSpan(0, 0)
    let choice = depth == 0 ? below(2) : below(16)
    func leaf(_ kind: Tree.Kind) -> Tree.NodeID { tree.append(kind, at: here) }
    if choice == 0, let numeral = try? Numeral(parsing: ["2", "0.5", "1e-3"][below(3)]) {
      return leaf(.number(numeral))
    }
    if choice <= 1 { return leaf(name()) }
    let binary: [Tree.Kind] = [
      .add, .subtract, .multiply, .divide, .matrixProduct, .power, .iverson(.greaterOrEqual),
    ]
    let first = formula(in: &tree, depth: depth - 1)
    if choice - 2 < binary.count {
      let second = formula(in: &tree, depth: depth - 1)
      return tree.append(binary[choice - 2], [first, second], at: here)
    }
    switch choice {
    case 9: return tree.append(.negate, [first], at: here)
    case 10: return tree.append(.transpose, [first], at: here)
    case 11: return tree.append(.apply("sigmoid", primes: below(3)), [first], at: here)
    case 12: return tree.append(.absolute, [first], at: here)
    case 13: return tree.append(.index, [first, leaf(name())], at: here)
    case 14: return tree.append(.derivative(latin: false), [first, leaf(name())], at: here)
    default: return tree.append(.list, [first, leaf(name())], at: here)
    }
  }
}
