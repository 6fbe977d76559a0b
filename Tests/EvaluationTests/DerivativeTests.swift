import Numbers
import Testing

@testable import Evaluation

/// Rows of (givens, definitions, derivative, its exact entries in row-major order).
struct DerivativeRow: CustomTestStringConvertible {
  let given: String
  let define: String
  let formula: String
  let expected: [String]
  var testDescription: String { formula + " of " + define }
}

let derivativeRows: [DerivativeRow] = [
  .init(given: "x = 3", define: "y = x^2", formula: "dy/dx", expected: ["6"]),
  .init(given: "x = 3", define: "y = x*x", formula: "dy/dx", expected: ["6"]),
  .init(given: "x = 3", define: "y = x - x", formula: "dy/dx", expected: ["0"]),
  .init(given: "x = 4", define: "y = x/x", formula: "dy/dx", expected: ["0"]),
  .init(given: "x = 4", define: "y = 1/x", formula: "dy/dx", expected: ["-0.0625"]),
  .init(given: "x = 2", define: "y = x^-3", formula: "dy/dx", expected: ["-0.1875"]),
  .init(given: "x = 7", define: "y = x^0", formula: "dy/dx", expected: ["0"]),
  .init(given: "x = 9", define: "y = sqrt(x)", formula: "dy/dx", expected: ["1/6"]),
  .init(given: "x = -2", define: "y = relu(x) + abs(x)", formula: "dy/dx", expected: ["-1"]),
  .init(given: "x = 0", define: "y = sigmoid(x)", formula: "dy/dx", expected: ["0.25"]),
  .init(given: "x = 0", define: "y = tanh(x)", formula: "dy/dx", expected: ["1"]),
  .init(given: "x = 0", define: "y = exp(2x)", formula: "dy/dx", expected: ["2"]),
  .init(given: "x = 1", define: "y = log(x)", formula: "dy/dx", expected: ["1"]),
  .init(given: "a = 2, b = 5", define: "y = max(a, b)", formula: "dy/db", expected: ["1"]),
  // Two quantities of the same formula are two quantities.
  .init(given: "x = 3", define: "a = x; b = x; y = a*b", formula: "dy/da", expected: ["3"]),
  .init(given: "x = 3", define: "a = x; b = x; y = a*b", formula: "dy/dx", expected: ["6"]),
  // A derivative of a derivative.
  .init(given: "x = 3", define: "y = x^3; s = dy/dx", formula: "ds/dx", expected: ["18"]),
  .init(given: "x = 3, y = 5", define: "u = 7*(y - x)^2", formula: "d(u)/d(y - x)", expected: ["28"]),
  // Vectors and matrices.
  .init(given: "v = [1, 2, 3]", define: "y = sum(v^2)", formula: "dy/dv", expected: ["2", "4", "6"]),
  .init(given: "v = [1, 2]", define: "y = v^2", formula: "dy/dv", expected: ["2", "0", "0", "4"]),
  .init(
    given: "W = [[1, 2, 3], [4, 5, 6]]; x = [7, 8, 9]", define: "z = W @ x", formula: "dz/dx",
    expected: ["1", "2", "3", "4", "5", "6"]),
  .init(
    given: "W = [[1, 2], [3, 4]]; x = [7, 8]", define: "z = W @ x; E = z[1] - 2*z[2]", formula: "dE/dW",
    expected: ["7", "8", "-14", "-16"]),
  .init(
    given: "W = [[1, 2], [3, 4]]", define: "t = sum(i, W[i,i])", formula: "dt/dW",
    expected: ["1", "0", "0", "1"]),
  .init(
    given: "W = [[1, 2], [3, 4]]", define: "y = sum(i, j, W[i,j]*W[j,i])", formula: "dy/dW",
    expected: ["2", "6", "4", "8"]),
  .init(
    given: "b = [1, 2]; X = [[1, 1], [2, 2], [3, 3]]", define: "E = sum(X + b)", formula: "dE/db",
    expected: ["3", "3"]),
  .init(
    given: "A = [[1, 2, 3], [4, 5, 6]]", define: "m = mean(A, axis = 2); E = m[1]*m[2]", formula: "dE/dA",
    expected: ["5/3", "5/3", "5/3", "2/3", "2/3", "2/3"]),
  .init(
    given: "z = [0, 0, 0]", define: "p = softmax(z)", formula: "dp[1]/dz", expected: ["2/9", "-1/9", "-1/9"]),
  .init(
    given: "a = [1, 2], b = [3, 4]", define: "E = sum(outer(a, b))", formula: "dE/da", expected: ["7", "7"]),
  .init(given: "a = 3", define: "v = [a, a^2, 2]; y = sum(v)", formula: "dy/da", expected: ["7"]),
  .init(given: "x = 3, w = 2", define: "y = x^2", formula: "dy/dw", expected: ["0"]),
]

@Test("the derivative by definitions, exactly", arguments: derivativeRows)
func derivatives(_ row: DerivativeRow) throws {
  let compiled = Compiled(given: row.given, row.define + "\nderivative = " + row.formula)
  #expect(compiled.messages.isEmpty)
  #expect(try compiled.exact("derivative") == row.expected)
}

@Test("a named function's primes")
func primes() throws {
  let compiled = Compiled(
    given: "x = [2, 3]", "g(t) = t^3 - t\nfirst = g'(x)\nsecond = g''(x)\nslope = sigmoid'(x - x)")
  #expect(compiled.messages.isEmpty)
  #expect(try compiled.exact("first") == ["11", "26"])
  #expect(try compiled.exact("second") == ["12", "18"])
  #expect(try compiled.exact("slope") == ["0.25", "0.25"])
}

@Test("a chain of Jacobians contracts over the quantity they share")
func chain() throws {
  let compiled = Compiled(
    given: "W = [[1, 2], [3, 4]]; V = [[5, 6], [7, 8]]; X = [[1, -1], [2, 0.5], [3, 2]]",
    """
    Z = X @ W
    A = Z^2
    Y = A @ V
    E = sum(Y^2)
    left = dE/dY @ dY/dA @ dA/dZ @ dZ/dW
    right = dE/dW
    """)
  #expect(compiled.messages.isEmpty)
  #expect(try compiled.exact("left") == compiled.exact("right"))
}
