import Checking
import Language
import Numbers
import Testing

@testable import Lessons

private let small = report(
  ("given", "x = 0.3; v = [1, 2/3]; eta = 1/2"),
  (
    "define",
    """
    s = sigmoid(x)
    t = s^2 + v[2]
    u = 2*v
    """
  ), ("derive", "dt/dx = 2*s*s*(1 - s)"),
  ("descent", "repeat 2:\n  x <- x - eta*dt/dx"))

@Test("every step has its digits and its proof")
func steps() throws {
  // mpmath: 1/(1 + exp(-0.3)), its square + 2/3, and 2 s²(1 − s), at 60 digits.
  #expect(small.digits("s") == "0.574442516811658987152071265235")
  #expect(small.digits("dt/dx") == "0.280854495646322113221375368781")
  #expect(small.digits("v[2]") == "0.666666666666666666666666666667")
  #expect(small.trace.values.first { $0.label == "v[2]" }?.fraction == "2/3")
  #expect(small.trace.values.first { $0.label == "x" }?.certainty == .exact)
  #expect(small.trace.values.first { $0.label == "s" }?.certainty == .proven(30))
  #expect(small.digits("x{2}") != nil)
  #expect(small.outcome == .stands)
}

@Test("the golden text is an answer file that says the same")
func goldenParses() throws {
  let text = small.trace.text
  let sheet = Worksheet(answers: Source(name: "golden", text: text))
  #expect(sheet.diagnostics.isEmpty, "\(sheet.diagnostics.map { $0.rendered(in: sheet.source) })")
  let printer = Printer(sheet.tree, ascii: true)
  let names = sheet.statements.compactMap { statement -> String? in
    if case .chain(let terms, _) = statement.kind { printer.text(terms[0]) } else { nil }
  }
  #expect(names == small.trace.values.map(\.label))
}

@Test("a difference is told in the order of computation")
func differences() {
  let trace = small.trace
  #expect(trace.compared(with: trace.text) == .identical(steps: trace.steps.count))
  #expect(trace.compared(with: nil) == .missing)
  let edited = trace.text.replacing("0.574442516", with: "0.574442517")
  guard case .differs(let differences) = trace.compared(with: edited) else {
    Issue.record("an edited digit went unnoticed")
    return
  }
  #expect(differences.map(\.step) == ["s"])
  #expect(differences.first?.expected?.hasPrefix("0.574442517") == true)
  #expect(differences.first?.got?.hasPrefix("0.574442516") == true)
}

@Test("a gradient is held against central differences, to twenty digits and more")
func witnesses() throws {
  let witness = try #require(small.witnesses.first)
  #expect(witness.derivative == "dt/dx")
  #expect(witness.outcome == .stands)
  #expect(try #require(witness.rows.first?.digits) >= 20)
}

@Test("for x² the central difference is the derivative, exactly")
func exactDifference() throws {
  let report = report(("given", "x = 0.7"), ("define", "g = x^2"), ("derive", "dg/dx = 2*x"))
  #expect(report.witnesses.first?.rows.first?.text.hasPrefix("equals it exactly") == true)
}

@Test("at a kink the difference says what can be said")
func kink() {
  let report = report(("given", "x = 0"), ("define", "g = relu(x)"), ("derive", "dg/dx = 0"))
  #expect(report.witnesses.first?.rows.first?.digits == nil)
  #expect(report.witnesses.first?.outcome == .undecided)
  #expect(report.outcome == .undecided)
}

@Test("digits are asked for until they are proven, a zero is told")
func zero() {
  let report = report(
    ("given", "x = 0.3"), ("define", "d = sigmoid(x) + sigmoid(-x) - 1; tiny = exp(-400) + 1 - 1"))
  #expect(
    report.trace.values.first { $0.name == "d" }?.certainty == .unproven("zero as far as can be told"))
  #expect(report.digits("tiny")?.hasSuffix("e-174") == true)
}

@Test("one fault in a text costs its line alone")
func faults() {
  let report = report(("given", "x = 3"), ("define", "y = xx + 1\nz = 2*x\nw = y + 1"))
  #expect(report.diagnostics.filter { $0.severity == .error }.map(\.kind) == [.unknownName])
  #expect(report.digits("z") == "6")
  #expect(report.outcome == .falls)
}

@Test(
  "values that do not exist are told at their place",
  arguments: [
    ("y = 1/(x - 3)", "this divides by zero at the given values"),
    ("y = log(x - 4)", "log needs a positive number at the given values"),
    ("y = sqrt(x - 4)", "sqrt needs a number that is not negative at the given values"),
    ("y = exp(exp(exp(x)))", "this is too large"),
  ])
func undefined(define: String, message: String) {
  let report = report(("given", "x = 3"), ("define", define))
  #expect(report.diagnostics.contains { $0.message.hasPrefix(message) }, "\(report.diagnostics)")
}

@Test("working is shown with its numbers")
func working() throws {
  let report = report(
    ("given", "W = [[1, 2], [3, -4]]; x = [0.5, -1]; b = -0.25"),
    ("define", "z[k] = sum(i, W[k,i]*x[i]) + b; y = (b - x[1])^2"))
  let entries = report.sections.flatMap(\.entries)
  let z = try #require(entries.first { $0.subject == "z" })
  #expect(z.values.map(\.working) == ["(1·0.5 + 2·(−1)) − 0.25", "(3·0.5 − 4·(−1)) − 0.25"])
  #expect(entries.first { $0.subject == "y" }?.substituted == "(−0.25 − 0.5)^2")
}

@Test(
  "of many entries all are held against differences in double precision, and the worst goes before the theorem"
)
func scannedDifference() throws {
  let report = report(
    ("given", "W = outer(linspace(-1, 2, 9), linspace(1, 3, 7))\nx = linspace(-0.5, 1.5, 7)"),
    ("define", "E = sum(tanh(W @ x)^2)"), ("derive", "dE/dW"))
  let witness = try #require(report.witnesses.first)
  let scan = try #require(witness.scan)
  #expect(scan.entryCount == 63 && scan.error < 1e-8 && scan.largest > 0.01)
  #expect(witness.rows.count == (scan.worst < 48 ? 48 : 49) && witness.outcome == .stands)
}

@Test("a derivative that is too much work for a theorem is at least seen in double precision")
func onlyScannedDifference() throws {
  let report = report(
    ("given", "W = outer(linspace(-1, 1, 160), linspace(0.5, 1, 784))\nx = linspace(-0.01, 0.02, 784)"),
    ("define", "E = sum(sigmoid(W @ x)^2)"), ("derive", "dE/dW"))
  let witness = try #require(report.witnesses.first)
  #expect(witness.rows.isEmpty && witness.scan?.entryCount == 160 * 784 && witness.outcome == .stands)
  #expect(try #require(witness.scan).error < 1e-7)
}
