import Language
import Numbers
import Testing

@testable import Evaluation

/// The values of some quantities after all lines of a text were run in double precision.
private func trained(_ given: String, _ text: String, _ names: [String]) throws -> [[Double]] {
  let compiled = Compiled(given: given, text)
  try #require(compiled.messages.isEmpty, "\(compiled.messages)")
  var execution = Execution(compiled.derivation, in: DoubleArithmetic())
  execution.run(wants: { _ in false }, visit: { _, _, _ in })
  return try names.map { name in
    let term = try #require(compiled.derivation.scope.quantity(name))
    return try execution.valueNow(of: term.node).entries
  }
}

extension Execution {
  fileprivate func valueNow(of node: Program.ID) throws -> Tensor<A.Number> {
    var evaluator = evaluator()
    return try evaluator.value(of: node)
  }
}

private func isNear(_ a: [Double], _ b: [Double], within bound: Double) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= bound * max(abs($1), 1) }
}

private let network = """
  Z1 = X @ W1 + b1
  S1 = sigmoid(Z1)
  S2 = sigmoid(S1 @ W2 + b2)
  E = mean((S2 - y)^2)/2

  """

private let exclusiveOr = """
  random = numpy(100)
  W1 = uniform(2, 3)
  b1 = uniform(1, 3)
  W2 = uniform(3, 1)
  b2 = uniform(1, 1)
  X = [[0, 0], [0, 1], [1, 0], [1, 1]]
  y = [[0], [1], [1], [0]]
  eta = 0.1
  """

private let publishedOrder = """
    delta2 = (S2 - y) * S2*(1 - S2)
    W2 <- W2 - S1^T @ delta2 * eta
    b2 <- b2 - sum(delta2, axis = 1) * eta
    delta1 = (delta2 @ W2^T) * S1*(1 - S1)
    W1 <- W1 - X^T @ delta1 * eta
    b1 <- b1 - sum(delta1, axis = 1) * eta
  """

@Test("the published XOR program reaches the loss that NumPy prints, step for step")
func xor() throws {
  // NumPy 2.4.6, after 1, 20, 1000 and 4999 passes of the same code.
  for (passes, loss) in [
    (1, 0.16804892560495124), (20, 0.13355581104925907), (1000, 0.12354402194550917),
    (4999, 0.010699126471505704),
  ] {
    let text = network + "repeat \(passes):\n" + publishedOrder
    let values = try trained(exclusiveOr, text, ["E"])
    #expect(isNear(values[0], [loss], within: 1e-12), "\(passes) passes")
  }
}

@Test(
  "batches: rows in order, shuffled, a smaller last one or one that joins the rest",
  arguments: [
    ("batches(X, 2)", [1.0, 2, 3, 4, 5].enumerated().map { $0.element }, "2+2+1"),
    ("batches(X, 5)", [], "5"), ("batches(X, 2, joined = 1)", [], "2+3"), ("batches(X, 9)", [], "5"),
    ("batches(X, 9, joined = 1)", [], "5"), ("samples(X)", [], "1+1+1+1+1"),
  ])
func batchSizes(header: String, unused: [Double], sizes: String) throws {
  // Each pass adds 10^passes · Σ rows, so that the sum tells which rows came together.
  let text = """
    repeat 1:
      for x <- \(header):
        total <- total + unit*sum(x)
        count <- count*10 + \(header.hasPrefix("samples") ? "1" : "length(x)")
        unit <- unit*100
    """
  let values = try trained(
    "X = [1, 2, 3, 4, 5]; total = 0; count = 0; unit = 1", text, ["count", "total"])
  #expect(values[0] == [Double(sizes.filter { $0 != "+" }) ?? 0])
  var rows = (1...5).map(Double.init)
  var expected = 0.0
  var unit = 1.0
  for size in sizes.split(separator: "+") {
    let count = Int(size) ?? 0
    expected += unit * rows.prefix(count).reduce(0, +)
    rows.removeFirst(count)
    unit *= 100
  }
  #expect(values[1] == [expected])
}

@Test("every run of a loop over shuffled batches draws a new order, as NumPy does from one seed")
func shuffled() throws {
  let text = """
    repeat 2:
      for x <- samples(X, shuffle = 100):
        seen <- seen*10 + x
    """
  let values = try trained("X = [0, 1, 2, 3, 4, 5, 6]; seen = 0", text, ["seen"])
  // np.random.seed(100); permutation(7), twice: 1 2 5 4 3 6 0 and 3 0 5 1 2 4 6.
  #expect(values[0] == [12_543_603_051_246])
}

@Test("mini-batches reach NumPy's weights: 20 epochs of the parity network")
func parity() throws {
  let given = """
    random = numpy(7)
    digits = binary(1024, 10)
    X = rows(digits, 1, 700)
    W2 = normal(3, 10)
    b2 = normal(1, 3)
    W3 = normal(2, 3)
    b3 = normal(1, 2)
    theta = (W2, b2, W3, b3)
    eta = 0.3
    """
  let text = """
    odd[i] = X[i,10]
    Y = [odd, 1 - odd]^T
    repeat 20:
      for x, y <- batches(X, Y, 8, shuffle = 11):
        a2 = sigmoid(x @ W2^T + b2)
        a3 = sigmoid(a2 @ W3^T + b3)
        E = mean(i, sum(k, (y[i,k] - a3[i,k])^2))
        theta <- theta - eta * dE/dtheta
    """
  let values = try trained(given, text, ["b3", "E"])
  #expect(isNear(values[0], [0.9145627859771249, -0.4264789996845225], within: 1e-10))
  #expect(isNear(values[1], [0.0027018960162785623], within: 1e-10))
}

@Test("Adam in three lines, with bundles of moments")
func adam() throws {
  let given = """
    W = [[1, -2], [0.5, 3]]
    b = [0.25, -0.5]
    theta = (W, b)
    m = zeros(theta)
    v = zeros(theta)
    t = 0
    """
  let text = """
    E = sum(W^2)/2 + sum(b^4)
    repeat 3:
      t <- t + 1
      m <- 0.9*m + 0.1*dE/dtheta
      v <- 0.999*v + 0.001*(dE/dtheta)^2
      theta <- theta - 0.1 * (m/(1 - 0.9^t)) / (sqrt(v/(1 - 0.999^t)) + 1e-8)
    """
  let values = try trained(given, text, ["W", "b", "m_b", "v_W"])
  // The same three steps by hand.
  var weights = [1.0, -2, 0.5, 3, 0.25, -0.5]
  var (m, v) = ([Double](repeating: 0, count: 6), [Double](repeating: 0, count: 6))
  var (first, second) = (1.0, 1.0)
  for _ in 0..<3 {
    (first, second) = (first * 0.9, second * 0.999)
    for i in weights.indices {
      let g = i < 4 ? weights[i] : 4 * weights[i] * weights[i] * weights[i]
      m[i] = 0.9 * m[i] + 0.1 * g
      v[i] = 0.999 * v[i] + 0.001 * g * g
      weights[i] -= 0.1 * (m[i] / (1 - first)) / ((v[i] / (1 - second)).squareRoot() + 1e-8)
    }
  }
  #expect(isNear(values[0], Array(weights[..<4]), within: 1e-13))
  #expect(isNear(values[1], Array(weights[4...]), within: 1e-13))
  #expect(isNear(values[2], Array(m[4...]), within: 1e-13))
  #expect(isNear(values[3], Array(v[..<4]), within: 1e-13))
}

@Test("the same passes in certified arithmetic enclose a double's")
func certified() throws {
  let compiled = Compiled(given: exclusiveOr, network + "repeat 50:\n" + publishedOrder)
  var exact = Execution(compiled.derivation, in: CertifiedArithmetic(precision: 256))
  exact.run(wants: { _ in false }, visit: { _, _, _ in })
  let loss = try #require(compiled.derivation.scope.quantity("E"))
  let value = try exact.valueNow(of: loss.node).entries[0]
  #expect(value.provenDigits > 40)
  let double = try trained(exclusiveOr, network + "repeat 50:\n" + publishedOrder, ["E"])[0][0]
  #expect(abs(value.midpoint.asDouble - double) < 1e-14)
}

@Test("one mechanism, stopped and gone on in another arithmetic")
func adopted() throws {
  let compiled = Compiled(given: "x = 1", "repeat 10:\n  x <- x/2 + 1\ny = 3*x")
  var certified = Execution(compiled.derivation, in: CertifiedArithmetic(precision: 128))
  let loops = compiled.derivation.lines.compactMap { if case .loop(let loop) = $0.kind { loop } else { nil } }
  let loop = try #require(loops.first)
  var fast = Execution(certified, in: DoubleArithmetic()) { $0.midpoint.asDouble }
  fast.run(loop, wants: { _ in false }, visit: { _, _, _ in })
  certified.adopt(fast, after: loop) { try? Enclosure(Rational(exactly: $0), precision: 64) }
  let y = try #require(compiled.derivation.scope.quantity("y"))
  #expect(try certified.valueNow(of: y.node).entries[0].midpoint == 3 * (2 - Rational.one.halved(times: 10)))
}

extension Rational {
  fileprivate func halved(times n: Int) -> Rational { (0..<n).reduce(self) { x, _ in x * .half } }
}

@Test(
  "faults of loops and of data say what is wrong",
  arguments: [
    ("X = [1, 2, 3]", "for x <- X:\n  y = x", "`for` runs over `batches(…)` or `samples(…)`"),
    (
      "X = [1, 2]; Y = [1, 2, 3]", "for x, y <- batches(X, Y, 2):\n  z = x",
      "what batches are taken from has rows, everywhere the same number of them"
    ),
    ("X = [1, 2]", "for x, y <- batches(X, 2):\n  z = x", "2 names for the rows of 1 quantities"),
    (
      "X = [1, 2]", "for x <- batches(X, 0):\n  z = x",
      "the size of a batch is a whole number from 1, at most 16777216; here it is 0"
    ),
    ("X = [1, 2]; x = 1", "for x <- batches(X, 2):\n  z = x", "`x` is a single number, a batch is 2"),
    ("X = [1, 2]", "for x <- batches(X, 2, size = 3):\n  z = x", "`batches` knows no option `size`"),
    (
      "x = 1", "repeat 10000:\n  repeat 10000:\n    x <- x/2", "more than 1000000 passes are beyond the limit"
    ),
    ("W = uniform(2)", "y = 1", "nothing says where these draws come from"),
    ("r = numpy(-1)", "y = 1", "a seed is a whole number below 2^32, at most 4294967295; here it is -1"),
    ("r = numpy(1); W = uniform(2000, 2000)", "y = 1", "more than 1048576 draws"),
    ("X = rows([1, 2], 2, 3)", "y = 1", "the last row is not before the first one, at most 2; here it is 3"),
    (
      "r = numpy(1)", "y = uniform(2)",
      "`uniform` makes data, and stands only on its own line in a block of givens"
    ),
  ])
func faults(given: String, text: String, message: String) {
  #expect(Compiled(given: given, text).messages.contains(message))
}

@Test(
  "data functions",
  arguments: [
    ("D = binary(4, 2)", ["0", "0", "0", "1", "1", "0", "1", "1"]),
    ("X = [[1, 2], [3, 4], [5, 6]]; D = rows(X, 2, 3)", ["3", "4", "5", "6"]),
    ("X = [[1, 2]]; D = joined(X, [[7, 8]], X)", ["1", "2", "7", "8", "1", "2"]),
    ("D = onehot([2, 0], 3)", ["0", "0", "1", "1", "0", "0"]),
    ("r = numpy(100); D = permutation(7)", ["2", "3", "6", "5", "4", "7", "1"]),
    ("r = numpy(100); A = uniform(1, 1); D = 0*uniform(2) + [3, 4]", ["3", "4"]),
  ])
func dataFunctions(given: String, expected: [String]) throws {
  #expect(try Compiled(given: given, "y = D").exact("y") == expected)
}
