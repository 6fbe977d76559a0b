import Testing

@testable import Language

/// Texts that are made to hang, trap or exhaust a reader: each is answered soon and with a diagnostic.
@Suite struct HostileTextTests {
  static let megabytes = 10 << 20

  static let rows: [(name: String, text: @Sendable () -> String, kind: Diagnostic.Kind?)] = [
    ("parentheses", { String(repeating: "(", count: megabytes) }, .nestedTooDeeply),
    ("chain", { String(repeating: "a=", count: megabytes / 2) }, .tooLong),
    ("signs", { "x = " + String(repeating: "-", count: 100_000) + "1" }, .nestedTooDeeply),
    ("powers", { "x = " + String(repeating: "2^", count: 100_000) + "2" }, .nestedTooDeeply),
    ("roots", { "x = " + String(repeating: "√", count: 100_000) + "2" }, .nestedTooDeeply),
    ("bars", { "x = " + String(repeating: "| ", count: 100_000) }, .nestedTooDeeply),
    ("differentials", { "x = " + String(repeating: "∂(", count: 190) + "a" }, .unclosedBracket),
    ("a long sum", { "x = a" + String(repeating: " + a", count: 100_000) }, nil),
    ("lines of brackets", { String(repeating: "x = (\n", count: 100_000) }, .tooManyDiagnostics),
    ("many brackets over lines", { "x = " + String(repeating: "(\n", count: 100_000) }, .unclosedBracket),
    ("a list over lines", { "x = [1" + String(repeating: ",\n1", count: 100_000) + "]" }, nil),
    ("statements", { String(repeating: "x=1\n", count: 110_000) }, .tooManyStatements),
    ("controls", { "x = \u{0}\u{1}\u{202E}" }, .unexpectedCharacter),
  ]

  @Test(arguments: rows.indices)
  func isAnswered(row: Int) {
    let (name, text, kind) = Self.rows[row]
    let source = Source(name: name, text: text())
    var diagnostics: [Diagnostic] = []
    let elapsed = ContinuousClock().measure {
      diagnostics = Parser.statements(in: source).diagnostics
      for diagnostic in diagnostics { _ = diagnostic.rendered(in: source) }
    }
    #expect(diagnostics.last?.kind == kind, "\(name)")
    #expect(elapsed < .seconds(20), "\(name) took \(elapsed)")
  }

  /// Every prefix and every line with one byte changed is read without a trap, in lessons and in answers.
  @Test func brokenTexts() {
    let text = """
      ---
      title: [a, b]
      ---
      ~~~given
      x = [0.9, 2; 3, ½]  w{t+1} = dE/dw[k]
      ~~~
      | a | b |
      |---|:-:|
      | 1 | `|x|` |
      - $a1 = σ'(z)^T$
      repeat 3:
        W, b <- ∂(x)/∂W, |b|
      """
    let bytes = Array(text.utf8)
    for end in 0...bytes.count {
      let source = Source(name: "t", bytes: Array(bytes[..<end]))
      for sheet in [Worksheet(lesson: source), Worksheet(answers: source)] {
        for diagnostic in sheet.diagnostics { _ = diagnostic.rendered(in: source) }
      }
    }
    for (place, byte) in bytes.enumerated() {
      var changed = bytes
      changed[place] = byte ^ UInt8(truncatingIfNeeded: 1 << (place % 8))
      let source = Source(name: "t", bytes: changed)
      _ = (Worksheet(lesson: source), Worksheet(answers: source), Parser.statements(in: source))
    }
  }
}
