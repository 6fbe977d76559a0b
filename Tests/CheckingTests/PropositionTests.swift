import Checking
import Testing

/// One identity as a person types it, and what is to come of it.
struct PropositionRow: CustomTestStringConvertible, Sendable {
  let text: String
  var lets: [String] = []
  var assumptions: [String] = []
  let outcome: Outcome

  var testDescription: String { text }
}

private let batchNorm = [
  "m = mean(i, x[i])", "v = mean(i, (x[i] - m)^2)", "s = sqrt(v + e)", "h = (x - m)/s",
  "L = sum(i, c[i]*h[i])",
]
private let crossEntropy = ["p = softmax(z)", "L = -sum(k, y[k]*log(p[k]))"]
private let thirteen =
  "x^13 + 13*x^12 + 78*x^11 + 286*x^10 + 715*x^9 + 1287*x^8 + 1716*x^7 + 1716*x^6 + 1287*x^5 + 715*x^4"
  + " + 286*x^3 + 78*x^2 + 13*x"

@Test(arguments: [
  PropositionRow(text: "da/dz = a*(1 - a)", lets: ["a = sigmoid(z)"], outcome: .stands),
  PropositionRow(text: "da/dz = a*(1 + a)", lets: ["a = sigmoid(z)"], outcome: .falls),
  PropositionRow(text: "tanh(z) = 2*sigmoid(2*z) - 1", outcome: .stands),
  PropositionRow(
    text: "dp[j]/dz[k] = p[j]*([j = k] - p[k])", lets: ["p = softmax(z)"], outcome: .stands),
  PropositionRow(
    text: "dL/dz[j] = softmax(j, z[j])", lets: ["L = log(sum(k, exp(z[k])))"], outcome: .stands),
  PropositionRow(text: "dL/dz[j] = p[j] - y[j]", lets: crossEntropy, outcome: .falls),
  PropositionRow(
    text: "dL/dz[j] = p[j] - y[j]", lets: crossEntropy, assumptions: ["sum(k, y[k]) = 1"], outcome: .stands),
  PropositionRow(
    text: "dL/dz = a - y", lets: ["a = sigmoid(z)", "L = -(y*log(a) + (1 - y)*log(1 - a))"], outcome: .stands),
  PropositionRow(text: "(x - a)^6000 = (a - x)^6000", outcome: .stands),
  PropositionRow(text: "(x + 1)^13 = \(thirteen) + 1", outcome: .stands),
  PropositionRow(text: "(x + 1)^13 = \(thirteen) + 2", outcome: .falls),
  PropositionRow(text: "relu(a)*relu(b)*relu(c) = 0", outcome: .falls),
  PropositionRow(text: "relu(2*z) = 2*relu(z)", outcome: .stands),
  PropositionRow(text: "sqrt(x^2) = x", outcome: .falls),
  PropositionRow(text: "sqrt(x^2) = x", assumptions: ["x > 0"], outcome: .stands),
  PropositionRow(text: "abs(x) = exp(log(x))", outcome: .undecided),
  PropositionRow(text: "sqrt(12) = 2*sqrt(3)", outcome: .stands),
  PropositionRow(
    text: "log(a^2*b) = 2*log(a) + log(b)", assumptions: ["a > 0", "b > 0"], outcome: .stands),
  // max of two free quantities is no maximum over an index.
  PropositionRow(text: "max(a, b) = (a + b + abs(a - b))/2", outcome: .stands),
  PropositionRow(text: "max(a, 0) = relu(a)", outcome: .stands),
  PropositionRow(text: "max(k, x[k]) = max(j, x[j])", outcome: .stands),
  PropositionRow(text: "min(a, b) + max(a, b) = a + b", outcome: .stands),
  // Matrices that no index tells of.
  PropositionRow(
    text: "dE/dW = X^T @ (A - Y)/N",
    lets: ["A = sigmoid(X @ W + b)", "E = -sum(Y*log(A) + (1 - Y)*log(1 - A))/N"], outcome: .stands),
  PropositionRow(
    text: "dE/db = sum(A - Y, axis = 1)",
    lets: ["A = sigmoid(X @ W + b)", "E = -sum(Y*log(A) + (1 - Y)*log(1 - A))"], outcome: .stands),
  PropositionRow(
    text: "dE/dW1 = outer(W2^T @ d2 * a1*(1 - a1), x)",
    lets: [
      "a1 = sigmoid(W1 @ x + b1)", "a2 = sigmoid(W2 @ a1 + b2)", "E = sum((a2 - y)^2)/2",
      "d2 = (a2 - y)*a2*(1 - a2)",
    ], outcome: .stands),
  PropositionRow(
    text: "dE/dz[i] = sum(j, dE/da[j]*da[j]/dz[i])",
    lets: ["a = softmax(z)", "E = sum(j, (a[j] - t[j])^2)/2"], outcome: .stands),
  PropositionRow(text: "(A @ B)^T = B^T @ A^T", outcome: .stands),
  PropositionRow(text: "(A @ B)^T = A^T @ B^T", outcome: .falls),
  PropositionRow(text: "df/dx = (A + A^T) @ x", lets: ["f = x^T @ A @ x"], outcome: .stands),
  PropositionRow(text: "softmax(z - c) = softmax(z)", outcome: .stands),
  // A column times a row.
  PropositionRow(text: "dL/dW = d @ x^T", lets: ["d = W @ x", "L = sum(d^2)/2"], outcome: .stands),
  PropositionRow(text: "dL/dW = x @ d^T", lets: ["d = W @ x", "L = sum(d^2)/2"], outcome: .falls),
  // Powers with variable exponents.
  PropositionRow(text: "d(x^n)/dx = n*x^(n - 1)", outcome: .stands),
  PropositionRow(text: "d(x^n)/dx = n*x^(n + 1)", outcome: .falls),
  PropositionRow(text: "x^a*x^b = x^(a + b)", outcome: .stands),
  PropositionRow(text: "(x^a)^b = x^(a*b)", outcome: .stands),
  PropositionRow(text: "d(a^x)/dx = a^x*log(a)", outcome: .stands),
  PropositionRow(text: "exp(log(x^2)/2) = x", outcome: .falls),
  // Orders.
  PropositionRow(text: "x^2 + 1 > 0", outcome: .stands),
  PropositionRow(text: "abs(x) >= x", outcome: .stands),
  PropositionRow(text: "softmax(z)[i] > 0", outcome: .stands),
  PropositionRow(text: "0 < sigmoid(x) < 1", outcome: .stands),
  PropositionRow(text: "(x - 1)^2 > 0", outcome: .falls),
  PropositionRow(text: "x > 0", outcome: .falls),
  PropositionRow(text: "x > 0", assumptions: ["x > 0"], outcome: .stands),
  // Sizes that numbers tell.
  PropositionRow(text: "sum(i, x[i]*c[i]) = x[1] + 2*x[2]", lets: ["c = [1, 2]"], outcome: .stands),
  PropositionRow(text: "W @ c = sum(W, axis = 2)", lets: ["c = [1, 1, 1, 1]"], outcome: .stands),
  PropositionRow(text: "x @ ones(5) = sum(x)", outcome: .stands),
  PropositionRow(text: "eye(4) @ W = W", outcome: .stands),
  PropositionRow(text: "x[5]*x[1] = x[1]*x[5]", outcome: .stands),
  // Numbers that differ far behind the comma.
  PropositionRow(text: "tanh(1000) = 1", outcome: .falls),
  PropositionRow(text: "sigmoid(30000) = 1", outcome: .falls),
  PropositionRow(text: "x/0 = 1", outcome: .undecided),
  // Batch normalisation: sums with a root in them.
  PropositionRow(
    text: "dL/dx[i] = (c[i] - mean(j, c[j]) - h[i]*mean(j, c[j]*h[j]))/s", lets: batchNorm, outcome: .stands),
  PropositionRow(
    text: "dL/dx[i] = (c[i] - mean(j, c[j]) + h[i]*mean(j, c[j]*h[j]))/s", lets: batchNorm, outcome: .falls),
])
func propositionIsDecided(row: PropositionRow) {
  let proposition = Proposition(row.text, definitions: row.lets, assumptions: row.assumptions)
  #expect(proposition.diagnostics.isEmpty, "\(proposition.diagnostics)")
  #expect(proposition.outcome == row.outcome)
}

@Test(arguments: [
  // All that a person needs to check the point.
  (
    "sum(k, x[k]*y[k]) = n", [],
    "at x = [2, 3, 4], y = [5, 6, 7], n = 8 the left side is 56, the right side 8"
  ),
  (
    "W @ V = V @ W", [],
    "entry 1,1: at W = [[2, 3, 4], [5, 6, 7], [8, 9, 10]], V = [[11, 12, 13], [14, 15, 16], [17, 18, 19]] "
      + "the left side is 132, the right side 186"
  ),
  (
    "sum(x) = n", ["c = x @ zeros(40)"],
    "at n = 42 and 40 other values the left side is 860, the right side 42"
  ),
  ("tanh(100) = 1", [], "the left side is 1.00000000000…, the right side 1, 2.77e-87… apart"),
  ("x/0 = 1", [], "no point was found where both sides are defined (a divisor is zero at every point drawn)"),
])
func reasonsAreComplete(chain: String, lets: [String], reason: String) {
  #expect(Proposition(chain, definitions: lets).links.map(\.verdict.reason) == [reason])
}

@Test(arguments: [
  ("a = 1 - a", ["a = sigmoid(z)", "z = w*x"], 2),
  ("a = 1 - a", ["a = sigmoid(z)", "sum(k, y[k]) = 1"], 2),
])
func definitionThatOnlyClaimsIsAnError(chain: String, lets: [String], line: Int) {
  let proposition = Proposition(chain, definitions: lets)
  #expect(proposition.diagnostics.map(\.kind) == [.duplicateName])
  #expect(proposition.diagnostics.map { proposition.source.location(of: $0.span.start).line } == [line])
}

@Test(arguments: [
  ("x/x = 1", "wherever both sides are defined (x ≠ 0)"),
  ("d(x^n)/dx = n*x^(n - 1)", "wherever both sides are defined (x > 0)"),
  ("sqrt(x)^2/x = 1", "wherever both sides are defined (x > 0)"),
])
func domainIsTold(chain: String, reason: String) {
  #expect(Proposition(chain).links.map(\.verdict.reason) == [reason])
}

@Test func `a function that there is not is not taken for one that sounds like it`() throws {
  let fault = try #require(Proposition("1 = sin(x)").diagnostics.first)
  #expect(fault.message == "there is no function `sin`")
  #expect(fault.hint?.hasPrefix("Known functions: abs, argmax, cosh, ") == true)
  #expect(Proposition("1 = tahn(x)").diagnostics.first?.hint == "Did you mean `tanh`?")
}
