import Language
import Numbers
import Testing

@testable import Evaluation

/// Doubles computed node by node, as every other arithmetic computes: the values that a routine has to give.
private struct NodeByNode: Arithmetic {
  let plain = DoubleArithmetic()
  func number(_ value: Rational) -> Double { plain.number(value) }
  func sum(_ a: Double, _ b: Double) -> Double { a + b }
  func difference(_ a: Double, _ b: Double) -> Double { a - b }
  func product(_ a: Double, _ b: Double) -> Double { a * b }
  func quotient(_ a: Double, _ b: Double) -> Double { a / b }
  func negation(_ a: Double) -> Double { -a }
  func power(_ base: Double, _ exponent: Int) -> Double { plain.power(base, exponent) }
  func value(of function: Function, at x: Double) -> Double { plain.value(of: function, at: x) }
  func maximum(_ a: Double, _ b: Double) -> Double { plain.maximum(a, b) }
  func indicator(_ relation: Relation, _ a: Double, _ b: Double) -> Double {
    plain.indicator(relation, a, b)
  }
}

/// A routine gives the bits that its nodes give one by one, whatever it fuses, leaves out or writes in place.
@Suite struct RoutineTests {
  static let network = """
    A1 = sigmoid(x @ W1^T + b1)
    A2 = tanh(A1 @ W2^T + b2)
    E = sum((A2 - y)^2)/(2*length(x))

    """

  static func network(_ sizes: [Int], rows: Int) -> String {
    """
    random = numpy(3)
    X = normal(\(rows), \(sizes[0]))
    Y = normal(\(rows), \(sizes[2]))
    W1 = normal(\(sizes[1]), \(sizes[0]))
    b1 = normal(\(sizes[1]))
    W2 = normal(\(sizes[2]), \(sizes[1]))
    b2 = normal(\(sizes[2]))
    theta = (W1, b1, W2, b2)
    """
  }

  static func training(batch: Int) -> String {
    let body = network.split(separator: "\n").map { "    \($0)\n" }.joined()
    return "repeat 3:\n  for x, y <- batches(X, Y, \(batch)):\n\(body)    theta <- theta - 0.5*dE/dtheta"
  }

  static let small = "W = [[1.5, -2, 3], [4, 5, -6.25]]\nx = [0.5, 7, -1]\nv = [2, 3]\nw = [1, 2, 3]"

  static let texts: [(given: String, text: String)] =
    [
      (small, "s[k] = sum(i, W[k,i]*x[i])"), (small, "s = sum(i, sum(k, W[k,i]*v[k])*x[i])"),
      (small, "s = W @ W^T"), (small, "s = W^T @ W"), (small, "s = 2*(W^T @ W)^T"), (small, "s = W + x"),
      (small, "s = x - W"), (small, "s[k,i] = 1/(W[k,i] + v[k])"), (small, "s = W^3 - W^(-2)"),
      (small, "s = -W^0"),
      (small, "s = softmax(x)"), (small, "s[k,i] = max(W[k,i], x[i])"), (small, "s = W >= x"),
      (small, "s = relu(W) + abs(W) + sign(W)*step(W)"), (small, "s = [v[1], x[2], sum(w)]"),
      (small, "s[i] = w[i] - sum(j, x[j])"), (small, "s = outer(v, x)*3"), (small, "s = sum(W, axis = 1)"),
      (small, "E = sum(W[1,2]*x)^2 + exp(v[2])\ns = dE/dW\nt = dE/dv"),
      (small, "p = softmax(W @ x)\nE = -log(p[1])\ns = dE/dW\nt = dp/dx"),
      (small, "E = sum(sigmoid(W)^2)\nt = dE/dW\nu = d(t)/dW"),
      (small, "M = W @ W^T\ns = sum(k, M[k,k]*v[k])"),
      (small, "repeat 4:\n  x <- x - 0.1*(W^T @ (W @ x))"), (small, "repeat 3:\n  x, w <- w, x"),
      (small, "repeat 3:\n  x <- w\n  w <- x + 1"), (small, "repeat 3:\n  x <- sum(x)/3 + x"),
      (small, "repeat 3 as t:\n  x <- x*t\n  y = sum(x)\n  w <- w + y"),
      (small, "repeat 3:\n  x <- 2*x\n  x <- x + w\n  v <- 0*v"), (small, "repeat 2:\n  x <- sigmoid(x)"),
      (small, "y = x\nrepeat 2:\n  x <- y + x"),
      (small, "repeat 3:\n  x <- x + w\n  w <- 2*v[1]*[1, 2, 3]"),
      (small, "repeat 3:\n  x <- x + w\n  w <- x\n  v <- v"),
      (small, "y = 3*v\nrepeat 3:\n  v <- y\n  x <- v[1]*x"), (small, "repeat 3:\n  x <- 7*[1, 1, 1]"),
      ("A = eye(3) + 0.5", "repeat 5:\n  A <- A @ A / 9"),
      ("a = 1; b = 1", "repeat 30:\n  a, b <- b, a + b"),
      ("x = [-800, -700.5, -3, 0, 39, 41, 800, 1e300]", "s = sigmoid(x)\nt = exp(x)\nu = tanh(x)"),
    ]
    + [
      ([2, 3, 1], 4), ([2, 3, 1], 5), ([10, 3, 2], 19), ([9, 17, 11], 21), ([17, 8, 9], 16), ([3, 1, 8], 30),
    ].map {
      (network($0.0, rows: $0.1), training(batch: 8))
    }

  @Test(arguments: texts) func bitsAreThoseOfTheNodes(given: String, text: String) throws {
    let compiled = Compiled(given: given, text)
    try #require(compiled.messages.isEmpty, "\(compiled.messages)")
    var routines = Execution(compiled.derivation, in: DoubleArithmetic())
    var nodes = Execution(compiled.derivation, in: NodeByNode())
    routines.run(wants: { _ in false }, visit: { _, _, _ in })
    nodes.run(wants: { _ in false }, visit: { _, _, _ in })
    for name in ["s", "t", "u", "x", "w", "v", "y", "E", "A", "a", "b", "W1", "b1", "W2", "b2", "A2"] {
      guard let node = compiled.derivation.scope.quantity(name)?.node else { continue }
      var (fast, plain) = (routines.evaluator(), nodes.evaluator())
      let (values, expected) = (try fast.value(of: node).entries, try plain.value(of: node).entries)
      #expect(values.map(\.bitPattern) == expected.map(\.bitPattern), "\(name): \(values), \(expected)")
    }
  }

  @Test func aTrainingWritesOverItsParametersAndItsCopiesKeepTheirs() throws {
    let compiled = Compiled(given: "x = [1, 2, 3]", "repeat 2:\n  x <- 2*x")
    let node = try #require(compiled.derivation.scope.quantity("x")).node
    let start = Execution(compiled.derivation, in: DoubleArithmetic())
    var execution = start
    var seen: [[Double]] = []
    var copies: [Evaluator<DoubleArithmetic>] = []
    execution.run(
      wants: { _ in true },
      visit: { _, evaluator, _ in copies.append(evaluator) })
    for var copy in copies + [start.evaluator(), execution.evaluator()] {
      seen.append(try copy.value(of: node).entries)
    }
    #expect(seen.first == [1, 2, 3] && seen.last == [4, 8, 12])
    #expect(seen.contains([2, 4, 6]) && seen[seen.count - 2] == [1, 2, 3])
  }

  @Test func theNewValueIsWrittenInPlaceWhereNobodyReadsTheOld() throws {
    let compiled = Compiled(given: "x = [1, 2, 3]\ny = 1", "repeat 2:\n  x <- x - 0.5*x^2\n  y <- y + sum(x)")
    guard case .loop(let loop)? = compiled.derivation.lines.last?.kind else { return #expect(Bool(false)) }
    let routine = try #require(LoopPlan(loop, in: compiled.derivation, DoubleArithmetic()).usual.routine)
    #expect(routine.outputs.allSatisfy { $0.inPlaceOf != nil } && routine.moves.isEmpty)
    let turned = Compiled(given: "x = [1, 2]\nW = [[1, 2], [3, 4]]", "repeat 2:\n  x <- W @ x")
    guard case .loop(let other)? = turned.derivation.lines.last?.kind else { return #expect(Bool(false)) }
    let rest = try #require(LoopPlan(other, in: turned.derivation, DoubleArithmetic()).usual.routine)
    #expect(rest.outputs.allSatisfy { $0.inPlaceOf == nil } && rest.moves.count == 1)
  }
}
