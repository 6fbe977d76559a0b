import Numbers
import Testing

@testable import Evaluation

/// The changes that one entry of a quantity makes, all entries at once, against moving them one by one.
@Suite struct PerturbationTests {
  static let given = """
    W = [[1.5, -2, 3], [4, 5, -6.25]]
    V = [[1, 2], [-3, 0.5]]
    x = [0.5, 7, -1]
    v = [2, 3]
    c = 4
    """

  /// A quantity `E` of the givens, and what is moved.
  static let exact: [(text: String, source: String)] = [
    ("E = sum(i, x[i]*x[i])", "x"), ("E[k] = sum(i, W[k,i]*x[i])", "W"), ("E[k] = sum(i, W[k,i]*x[i])", "x"),
    ("z = W @ x + v\nE = sum(z^2)/2", "W"), ("z = W @ x + v\nE = sum(z^2)/2", "v"),
    ("z = W @ x + v\nE = sum(z^3 - z)", "z"), ("E = W @ W^T", "W"), ("E = V @ V", "V"),
    ("E = V @ V @ V", "V"),
    ("E = sum(k, V[k,k]*v[k])", "V"), ("E[k,i] = W[k,i]*x[i] + x[i]", "x"), ("E = W/(x^2 + 1)", "x"),
    ("E = 1/V", "V"), ("E = x/c", "x"), ("E = c/x + c", "c"), ("E = W*c - W", "c"),
    ("E = W[1,2]*x[2] + W[2,2]", "W"),
    ("E = [v[2], x[1]*v[1], c]", "v"), ("E[k,i] = V[k,i]*[k = i]", "V"), ("E[k,i] = max(W[k,i], x[i])", "x"),
    ("E[k,i] = max(W[k,i], x[i])", "W"), ("E = [x >= 0.6]", "x"), ("E = abs(x) + relu(W)", "x"),
    ("E = outer(v, x)", "x"), ("E = mean(x)*x", "x"), ("E = sum(W, axis = 1)*x", "W"),
    ("E[i] = x[i]*sum(j, x[j])", "x"),
    ("E[k] = sum(j, W[k,j+1]*v[j])", "W"), ("F = sum(W^2)\nG = dF/dW\nE = sum(G*W)", "W"),
    ("F = sum((W @ x)^4)\nE = dF/dx", "x"), ("F = sum((W @ x)^3)\nE = dF/dW", "x"), ("E = sum(v)", "x"),
    ("E = sum(k, sum(i, W[k,i]*x[i])*v[k])", "W"), ("E = W^T @ v", "W"), ("E = x", "x"),
    ("y = x\nE = y*x", "y"),
  ]

  @Test(arguments: exact) func everyChangeIsExact(text: String, source: String) throws {
    let compiled = Compiled(given: Self.given, text)
    let scope = compiled.derivation.scope
    let target = try #require(scope.quantity("E")).node
    let moved = try #require(scope.quantity(source)).node
    let perturbation = try #require(Perturbation(of: target, by: moved, in: compiled.derivation.program))
    var evaluator = Execution(compiled.derivation, in: RationalArithmetic()).evaluator()
    var all = evaluator.extended(to: perturbation.program)
    let step = try Rational(numerator: Integer(3), denominator: Integer(7))
    all.set(perturbation.step, to: Tensor(scalar: step))
    let changes = try all.value(of: perturbation.change).entries
    let (old, start) = (try evaluator.value(of: target), try evaluator.value(of: moved))
    var expected: [Rational] = []
    for place in start.entries.indices {
      var value = start
      value.entries[place] = value.entries[place] + step
      let new = try evaluator.reading(target, with: moved, as: value, in: RationalArithmetic()) { $0 }
      expected += zip(new.entries, old.entries).map { $0 - $1 }
    }
    #expect(changes == expected)
  }

  @Test func differencesOfANetworkAgreeWithItsGradient() throws {
    let given = """
      random = numpy(5)
      x = normal(4)
      y = normal(2)
      W1 = normal(3, 4)
      b1 = normal(3)
      W2 = normal(2, 3)
      b2 = normal(2)
      """
    let text = """
      a1 = sigmoid(W1 @ x + b1)
      a2 = softmax(W2 @ tanh(a1) + b2)
      E = sum((a2 - y)^2)/2
      g1 = dE/dW1
      g2 = dE/db1
      g3 = dE/dW2
      g4 = da2/dW1
      """
    let compiled = Compiled(given: given, text)
    try #require(compiled.messages.isEmpty)
    let scope = compiled.derivation.scope
    var evaluator = Execution(compiled.derivation, in: DoubleArithmetic()).evaluator()
    for (target, source, name) in [
      ("E", "W1", "g1"), ("E", "b1", "g2"), ("E", "W2", "g3"), ("a2", "W1", "g4"),
    ] {
      let node = { (name: String) in try #require(scope.quantity(name)).node }
      var differences = try #require(
        Differences(of: node(target), by: node(source), at: evaluator))
      let (quotients, gradient) = (try differences.quotients(), try evaluator.value(of: node(name)))
      #expect(quotients.shape == gradient.shape)
      for (quotient, entry) in zip(quotients.entries, gradient.entries) {
        #expect(abs(quotient - entry) < 1e-9, "\(name): \(quotient), \(entry)")
      }
    }
  }

  @Test func aUnitsWeightReachesOneUnit() throws {
    let compiled = Compiled(
      given: "W1 = outer(ones(32), ones(784)); x = ones(784); W2 = outer(ones(10), ones(32))",
      "a = sigmoid(W1 @ x)\nE = sum(sigmoid(W2 @ a)^2)")
    let scope = compiled.derivation.scope
    let (target, source) = (try #require(scope.quantity("E")).node, try #require(scope.quantity("W1")).node)
    let perturbation = try #require(Perturbation(of: target, by: source, in: compiled.derivation.program))
    let sizes = perturbation.program.nodes.map(\.shape.count)
    #expect(sizes.max() == 32 * 784 * 10)
  }
}
