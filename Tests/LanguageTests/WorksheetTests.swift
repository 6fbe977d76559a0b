import Testing

@testable import Language

@Suite struct WorksheetTests {
  static let lesson = """
    ---
    title: The chain rule
    source: {document: 000.txt, pages: [1, 2]}
    ---
    # One unit

    Prose with `x = 3` in it.

    ```given eta
    x = 0.9
    ```

    ```python
    x = x x x
    ```

    <!--
    ```given
    hidden = 1
    ```
    -->

    1. In a list:

       ~~~~ forward
       z = x^2
         = x*x
       ~~~~

    | step | `x^2` | why |
    |------|:-----:|-----|
    | 1    | 0.81  | a \\| b |
    | 2    |

    """

  @Test func lessonParts() {
    let sheet = Worksheet(lesson: Source(name: "t", text: Self.lesson))
    #expect(sheet.diagnostics.isEmpty)
    #expect(sheet.title == "The chain rule")
    #expect(
      sheet.frontMatter["source"]
        == .mapping([
          .init(key: "document", value: .text("000.txt")),
          .init(key: "pages", value: .list([.text("1"), .text("2")])),
        ]))
    #expect(sheet.blocks.map(\.word) == ["given", "forward"])
    #expect(sheet.blocks.map(\.arguments) == ["eta", ""])
    #expect(sheet.blocks.map(\.statements) == [0..<1, 1..<2])
    #expect(sheet.statements.map { sExpression($0, in: sheet.tree) } == ["x = 0.9", "z = (^ x 2) = (* x x)"])
    #expect(sheet.headings.map(\.text) == ["One unit"])
    #expect(sheet.tables.count == 1)
    #expect(sheet.tables[0].headers.map { $0.formula != nil } == [true, true, true])
    #expect(sheet.tables[0].rows.map { $0.map(\.text) } == [["1", "0.81", "a \\| b"], ["2", "", ""]])
  }

  @Test(arguments: [
    ("", ["t:1:1: error: this lesson is empty"]),
    ("\n \n", ["t:1:1: error: this lesson is empty"]),
    ("Text\n\n```given\nx = 1\n", ["t:3:1: error: this block is never closed"]),
    ("```giben\nx = 1\n```\n", ["t:1:4: warning: `giben` is no block that is checked"]),
    ("```text\nx = 1\n```\n", []),
    ("---\ntitle: [\n---\n", ["t:2:8: error: the front matter is not YAML: this bracket is never closed"]),
    ("---\ntitle: a\n", ["t:1:1: error: the front matter is never closed"]),
    ("<!-- a\n\n", ["t:1:1: error: this comment is never closed"]),
    ("    ```given\n    x = x x\n    ```\n", []),
  ])
  func problems(_ row: (text: String, expected: [String])) {
    let source = Source(name: "t", text: row.text)
    let sheet = Worksheet(lesson: source)
    let lines = sheet.diagnostics.map { String($0.rendered(in: source).prefix { $0 != "\n" }) }
    #expect(lines == row.expected)
  }

  /// Nine levels of nine aliases each would stand for 9⁹ values.
  @Test func aliasesAreNotFollowed() {
    var text = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let sheet = Worksheet(lesson: Source(name: "t", text: text + "---\n"))
    #expect(sheet.diagnostics.map(\.kind) == [.malformedFrontMatter])
  }

  @Test func answers() {
    let text = """
      # My answers = good
      Here they are (as in the lesson
      - a1 = 0.56
      * `z1` = $0.6*0.9 - 0.3$ = 0.24
      1. b = 2
      a) c = 3
      (b) d = 4

      Part two
      ========

      ```
      dE/dw = 1
            = 2
      ```
      dE/dw2
        = 5
      So a1 = 3 because.
      W = [1, 2,
           3]
      """
    let sheet = Worksheet(answers: Source(name: "t", text: text))
    #expect(
      sheet.statements.prefix(7).map { sExpression($0, in: sheet.tree) } == [
        "a1 = 0.56", "z1 = (- (* 0.6 0.9) 0.3) = 0.24", "b = 2", "c = 3", "d = 4", "(d E w) = 1 = 2",
        "(d E w2) = 5",
      ])
    #expect(sheet.statements.last.map { sExpression($0, in: sheet.tree) } == "W = (list 1 2 3)")
    #expect(Set(sheet.diagnostics.map { sheet.source.location(of: $0.span.start).line }) == [18])
  }

  /// What people write where nobody told them how.
  @Test(arguments: [
    ("z1: 0.24", ["z1 = 0.24"]), ("z1 is 0.24", ["z1 = 0.24"]),
    ("z1: -0.6*0.9 = 0.2", ["z1 = (* (neg 0.6) 0.9) = 0.2"]),
    ("Q4: a2 = 0.7", ["a2 = 0.7"]), ("dE/dw[1,2]: 3", ["(d E (at w 1 2)) = 3"]), ("**z1** = 1", ["z1 = 1"]),
    ("**z1: 1**", ["z1 = 1"]), ("*z1* = 1", ["z1 = 1"]), ("**z1:** 1", ["z1 = 1"]), ("> z1 = 1", ["z1 = 1"]),
    ("> - z1 = 1", ["z1 = 1"]), ("z1 = 0,24", ["z1 = 0.24"]), ("z1 = -0,24", ["z1 = (neg 0.24)"]),
    ("z1 = 1,5, a1 = 2", ["z1 = 1.5", "a1 = 2"]), ("z1 = [1,2]", ["z1 = (list 1 2)"]),
    ("z1 = 3 x 4", ["z1 = (* 3 4)"]),
    ("z1 = 0.24.", ["z1 = 0.24"]), ("z &= 3 \\\\", ["z = 3"]), ("$$z = 3$$", ["z = 3"]),
    // Prose.
    ("Note: 3 digits are enough", []), ("This is 3", ["This = 3"]), ("The sum is 3", []),
    ("I got stuck: see below", []),
  ])
  func looseAnswers(_ row: (text: String, expected: [String])) {
    let sheet = Worksheet(answers: Source(name: "t", text: row.text))
    #expect(sheet.statements.map { sExpression($0, in: sheet.tree) } == row.expected)
    #expect(sheet.diagnostics.allSatisfy { $0.severity != .error })
  }
}
