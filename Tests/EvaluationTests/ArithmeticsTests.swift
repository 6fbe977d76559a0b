import Language
import Numbers
import Testing

@testable import Evaluation

/// A network with every kind of operation, read in several arithmetics.
private let network = Compiled(
  given: """
    x = [0.9, -0.4]
    W1 = [[0.6, -0.1], [0.3, 0.8], [-0.5, 0.45]]
    b1 = [0.1, -0.2, 0.3]
    W2 = [[0.7, -0.6, 0.25], [0.15, 0.85, -0.35]]
    y = [1, 0]
    """,
  """
  z1 = W1 @ x + b1
  a1 = tanh(z1)
  z2 = W2 @ sigmoid(a1) + sqrt(2)
  p = softmax(z2)
  E = -sum(j, y[j]*log(p[j])) + sum(relu(z1)) + abs(z2[1])^3
  g = dE/dW1
  """)

@Test("every arithmetic reads the same program", arguments: ["z1", "a1", "z2", "p", "E", "g"])
func oneProgram(_ name: String) throws {
  #expect(network.messages.isEmpty)
  let low = try network.value(name, in: CertifiedArithmetic(precision: 128)).entries
  let high = try network.value(name, in: CertifiedArithmetic(precision: 512)).entries
  let double = try network.value(name, in: DoubleArithmetic()).entries
  let series = try network.value(name, in: TaylorArithmetic(precision: 128, order: 2)).entries
  for place in low.indices {
    #expect(low[place].overlaps(high[place]))
    #expect(low[place].overlaps(series[place][0]))
    #expect(abs(double[place] - high[place].midpoint.asDouble) < 1e-13)
  }
}

@Test("exact values lie in their enclosures")
func exactInside() throws {
  let exact = try network.value("z1", in: RationalArithmetic()).entries
  let enclosed = try network.value("z1", in: CertifiedArithmetic(precision: 40)).entries
  for (value, enclosure) in zip(exact, enclosed) { #expect(enclosure.contains(value)) }
}

@Test("reading digits makes an exact consequence of the digits shown")
func reading() throws {
  let compiled = Compiled(given: "z = 0.24", "a = sigmoid(z)\nslope = da/dz")
  let value = try compiled.value("slope", in: RationalArithmetic(readingDigits: 4)).entries[0]
  // σ(0.24) = 0.5597 to four digits, and 0.5597·0.4403 exactly.
  #expect(value.exactDecimal == "0.24643591")
  #expect(throws: EvaluationError.self) { try compiled.value("slope", in: RationalArithmetic()) }
}

@Test("Taylor coefficients are the derivatives over factorials")
func series() throws {
  let compiled = Compiled(given: "x = 0.3", "y = sigmoid(x)*exp(x) - tanh(x)/log(2 + x) + sqrt(1 + x)^3")
  let taylor = TaylorArithmetic(precision: 200, order: 3)
  let execution = Execution(compiled.derivation, in: CertifiedArithmetic(precision: 200))
  var evaluator = execution.evaluator()
  let x = try #require(compiled.derivation.scope.quantity("x")).node
  let y = try #require(compiled.derivation.scope.quantity("y")).node
  let point = try evaluator.value(of: x).entries[0]
  let result = try evaluator.reading(
    y, with: x, as: Tensor(scalar: taylor.variable(point)), in: taylor
  ) { taylor.constant($0) }
  // The same coefficients by differentiating the program three times.
  let repeated = Compiled(
    given: "x = 0.3",
    "y = sigmoid(x)*exp(x) - tanh(x)/log(2 + x) + sqrt(1 + x)^3\nd1 = dy/dx\nd2 = d(d1)/dx/2\nd3 = d(d2)/dx/3"
  )
  for (name, order) in [("y", 0), ("d1", 1), ("d2", 2), ("d3", 3)] {
    let expected = try repeated.value(name, in: CertifiedArithmetic(precision: 200)).entries[0]
    #expect(result.entries[0][order].overlaps(expected), "order \(order)")
    #expect(result.entries[0][order].provenDigits > 40)
  }
}

@Test(
  "what has no value is a typed error at its place",
  arguments: [
    ("x = 0", "y = 1/x", ArithmeticError.divisionByZero),
    ("x = -1", "y = log(x)", ArithmeticError.outsideDomain(.log)),
    ("x = -1", "y = sqrt(x)", ArithmeticError.outsideDomain(.sqrt)),
  ])
func undefined(given: String, define: String, error: ArithmeticError) throws {
  let compiled = Compiled(given: given, define)
  do {
    _ = try compiled.value("y", in: CertifiedArithmetic(precision: 64))
    Issue.record("a value was given")
  } catch let fault as EvaluationError {
    #expect(fault.cause == error)
    let span = try #require(compiled.derivation.program[fault.node].origin)
    #expect(define.hasSuffix(compiled.source.text(span)))
  }
}
