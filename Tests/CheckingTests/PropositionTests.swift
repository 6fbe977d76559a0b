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
