import Testing

@testable import Language

@Suite struct DiagnosticTests {
  static let rows: [(text: String, expected: String)] = [
    (
      "E = W[k,:]",
      """
      t:1:9: error: `:` is not expected here
      E = W[k,:]
              ^
        a row is W[k], all that stands behind is left out; a column is W^T[i]

      """
    ),
    (
      "a = W x",
      """
      t:1:5: error: an operator is missing between `W` and `x`
      a = W x
          ^~~
        write W * x, or W @ x for a matrix product

      """
    ),
    (
      "x = 0,35",
      """
      t:1:5: error: a number is written with a point, not with a comma
      x = 0,35
          ^~~~
        write 0.35

      """
    ),
    (
      "w += 1",
      """
      t:1:3: error: `+=` is no operator here
      w += 1
        ^~
        replace a given with `<-`: w <- w + …

      """
    ),
    (
      "a' = 1",
      """
      t:1:2: error: a prime stands only after a function
      a' = 1
       ^
        write sigmoid'(z), or the derivative dE/dw

      """
    ),
    (
      "\tδ2 = (a\n",
      """
      t:1:7: error: this `(` is never closed
      \tδ2 = (a
      \t     ^
        add `)`

      """
    ),
    (
      "数 = ∂E",
      """
      t:1:5: error: `∂` stands only in a derivative
      数 = ∂E
           ^
        write ∂E/∂w, ∂(a - y)/∂a or ∂/∂w (w*x + b)

      """
    ),
    (
      "a = b *",
      """
      t:1:8: error: a formula is expected after `*`
      a = b *
             ^

      """
    ),
    (
      "a, b <- 1",
      """
      t:1:6: error: 2 on the left of `<-`, but 1 on the right
      a, b <- 1
           ^~
        each target needs a value: `a, b <- …, …`

      """
    ),
    (
      "repeat 3:\nx = 1",
      """
      t:1:1: error: this loop has no body
      repeat 3:
      ^~~~~~~~~
        indent the lines that it repeats

      """
    ),
    (
      "x = w [1]",
      """
      t:1:5: error: an index stands directly after its name
      x = w [1]
          ^~~
        write w[…] without the space, or w * […]

      """
    ),
    (
      "x = ||a||",
      """
      t:1:5: error: `||` has no meaning in a formula
      x = ||a||
          ^~
        a norm is written sqrt(sum(x^2))

      """
    ),
    (
      "x = 1e999999999",
      """
      t:1:5: error: this number cannot be read: too large: an exponent beyond ±10000
      x = 1e999999999
          ^~~~~~~~~~~

      """
    ),
    (
      "x = f(a = 1 > 2)",
      """
      t:1:13: error: `>` cannot stand inside parentheses
      x = f(a = 1 > 2)
                  ^
        a comparison that is 1 or 0 stands in square brackets: [a >= 0.5]

      """
    ),
    (
      "x = 1, 2",
      """
      t:1:1: error: definitions and single values are mixed on this line
      x = 1, 2
      ^~~~~~~~
        write a list as [1, 2, 3]; several quantities are replaced with `a, b <- …, …`

      """
    ),
  ]

  @Test(arguments: rows)
  func rendered(_ row: (text: String, expected: String)) {
    let source = Source(name: "t", text: row.text)
    let parsed = Parser.statements(in: source)
    #expect(parsed.diagnostics.map { $0.rendered(in: source) } == [row.expected])
  }

  @Test func longLinesAreCutAroundThePlace() {
    let source = Source(
      name: "t",
      text: "x = " + String(repeating: "a + ", count: 100) + "W y" + String(repeating: " + b", count: 100))
    let lines = Parser.statements(in: source).diagnostics[0].rendered(in: source).split(separator: "\n")
    #expect(lines[1].count <= Excerpt.width + 2)
    #expect(lines[1].hasPrefix("…") && lines[1].hasSuffix("…"))
    let caret = lines[2].prefix { $0 == " " }.count
    #expect(lines[1].dropFirst(caret).hasPrefix("W y"))
  }

  @Test func controlCharactersAreNotShown() {
    let source = Source(name: "t", text: "x = \u{1B}[31m")
    let text = Parser.statements(in: source).diagnostics.map { $0.rendered(in: source) }.joined()
    #expect(!text.isEmpty && !text.contains("\u{1B}"))
  }

  @Test(
    arguments: [
      ("sigmod", "sigmoid"), ("delta", "delta1"), ("Delta1", "delta1"), ("tanhh", "tanh"), ("a", nil),
      ("zz", nil),
      ("W", "w"), ("slef", "self"),
    ] as [(String, String?)])
  func didYouMeanRows(_ row: (name: String, expected: String?)) {
    #expect(didYouMean(row.name, among: ["sigmoid", "tanh", "delta1", "b", "w", "self"]) == row.expected)
  }
}
