import Checking
import Testing

@testable import Lessons

private let unit = """
  x  = 0.9
  y  = 0.2
  w1 = 0.6
  b1 = -0.3
  w2 = 1.4
  b2 = 0.5
  """

private let forward = """
  z1 = w1*x + b1
  a1 = sigmoid(z1)
  z2 = w2*a1 + b2
  a2 = sigmoid(z2)
  E  = (a2 - y)^2 / 2
  """

/// Rows of (a chain about the single-unit network, the verdict of each link).
private let rows: [(String, [Verdict.Word])] = [
  // Formulas.
  ("dE/dw2 = (a2 - y) * a2*(1 - a2) * a1", [.proved]),
  ("dE/dw2 = (a2 - y) * a2(1 - a2) * a1", [.proved]),
  ("dE/dw2 = (a2 - y) * a1", [.refuted]),
  ("dE/dw2 ≠ (a2 - y) * a1", [.provedToDiffer]),
  ("dE/dw2 ≠ (a2 - y) * a2*(1 - a2) * a1", [.refuted]),
  ("dE/db2 = dE/dz2 = (a2 - y)*sigmoid'(z2)", [.proved, .proved]),
  // Numbers: right to the digits written, half-way rounding forgiven, truncation not.
  ("a1 = 0.5597", [.rounds]),
  ("a1 = 0.55971", [.rounds]),
  ("a1 = 0.5598", [.refuted]),
  ("a1 = 0.55", [.refuted]),
  ("a1 ≈ 0.56", [.rounds]),
  ("a1 ≈ 1", [.rounds]),
  ("a1 = 1", [.refuted]),
  ("a1 = 0.0", [.refuted]),
  ("a1 ≠ 0.5", [.provedToDiffer]),
  ("a1 ≠ 0.56", [.refuted]),
  ("z1 = 0.24", [.rounds]),
  ("z1 = 6/25", [.holdsHere]),
  ("z1 = 1/4", [.refuted]),
  // A number in a chain is about what the chain begins with.
  ("dE/dw2 = (a2 + y) * a2*(1 - a2) * a1 = 0.0554386", [.refuted, .rounds]),
  ("dE/dw2 = (a2 + y) * a2*(1 - a2) * a1 = 0.0934714", [.refuted, .follows]),
  ("dE/dw2 = (a2 + y) * a2*(1 - a2) * a1 = 0.07", [.refuted, .refuted]),
  // Numbers put in for letters.
  ("z1 = w1*x + b1 = 0.6*0.9 - 0.3 = 0.24", [.proved, .holdsHere, .rounds]),
  ("z1 = 0.6*0.9 - 0.3", [.holdsHere]),
  ("z1 = w1*x + b1 = 0.6*0.8 - 0.3 = 0.18", [.proved, .refuted, .follows]),
  ("E = (a2 - y)^2 / 2 = (0.783 - 0.2)^2 / 2 = 0.16994", [.proved, .rounds, .consistent]),
  ("E = (a2 - y)^2 / 2 = (0.783 - 0.2)^2 / 2 = 0.1699", [.proved, .rounds, .consistent]),
  ("E = (a2 - y)^2 / 2 = (0.783 - 0.2)^2 / 2 = 0.17", [.proved, .rounds, .rounds]),
  ("E = (a2 - y)^2 / 2 = (0.783 - 0.2)^2 / 2 = 0.16", [.proved, .rounds, .refuted]),
  ("dE/dw2 = (a2 - y)*a2*(1 - a2)*a1 = (0.78 - 0.2)*0.96*(1 - 0.78)*0.56", [.proved, .refuted]),
  // 7·(−1.2)³ is what is meant, not a rounded line: its value is judged against the truth alone.
  ("z1 = 0.8*0.3 = 0.25", [.holdsHere, .refuted]),
]

@Test("verdicts on claims about one unit", arguments: rows)
func verdicts(chain: String, expected: [Verdict.Word]) {
  let report = report(("given", unit), ("forward", forward), ("derive", chain))
  #expect(report.diagnostics.map(\.message) == [])
  #expect(report.words == expected, "\(report.claims.map { $0.verdict.reason })")
}

@Test(
  "claims across passes",
  arguments: [
    ("w2 = w2{0} - eta*(dE/dw2){0}", Verdict.Word.proved),
    ("w2 = w2{0} + eta*(dE/dw2){0}", .refuted),
    ("[E < E{0}] = 1", .holdsHere),
    ("E{1} = E", .proved),
    ("E{1} ≈ 0.1697", .rounds),
  ])
func passes(claim: String, expected: Verdict.Word) {
  let report = report(
    ("given", unit + "\neta = 0.1"), ("forward", forward), ("update", "w2 <- w2 - eta*dE/dw2"),
    ("check", claim))
  #expect(report.diagnostics.map(\.message) == [])
  #expect(report.words.last == expected, "\(report.claims.map { $0.verdict.reason })")
}

@Test("in a pass, a line reads the weights that were replaced before it, deltas from its top")
func documentOrder() {
  let report = report(
    ("given", unit + "\neta = 0.1"), ("forward", forward),
    (
      "descent",
      """
      repeat 1:
        w2 <- w2 - eta*dE/dw2
        delta1 = dE/dz2 * w2 * a1*(1 - a1)
        delta1 = dE/dz1
      """
    ))
  #expect(report.words == [.refuted])
}

@Test("what rounded inputs allow")
func roundedInputs() {
  let given = "w ≈ 1.23457, x = 3"
  let define = "y = w*x; z = w - w*w/w"
  let rows: [(String, Verdict.Word)] = [
    ("y = 3.70371", .consistent), ("y = 3.7037", .rounds), ("y = 3.704", .rounds), ("y = 3.70374", .refuted),
    // The mean-value form knows that all three w's are the same.
    ("z = 0.0001", .refuted),
  ]
  for (claim, expected) in rows {
    let report = report(("given", given), ("define", define), ("check", claim))
    #expect(report.words == [expected], "\(claim): \(report.claims.map { $0.verdict.reason })")
  }
}

@Test("shapes that do not fit are wrong, which can be pinned")
func misfits() {
  let report = report(
    ("given", "W = [[1, 2, 3], [4, 5, 6]]; d = [1, 2]; a = [1, 2, 3]"),
    ("define", "z = W @ a"),
    ("check", "z ≠ W^T @ a\nz = W^T @ a\nz = a"))
  #expect(report.words == [.provedToDiffer, .refuted, .refuted])
}

@Test("a condition is used, and missed where it is not there")
func conditions() {
  let given = "z = [0.3, -0.2, 0.5]; y = [0.2, 0.5, 0.3]"
  let define = "p = softmax(z); L = -sum(k, y[k]*log(p[k]))"
  let claim = "dL/dz[j] = p[j] - y[j]"
  #expect(
    report(("given", given), ("define", define), ("assume", "sum(k, y[k]) = 1"), ("derive", claim)).words
      == [.proved])
  let without = report(("given", given), ("define", define), ("derive", claim))
  #expect(without.words == [.holdsHere])
}
