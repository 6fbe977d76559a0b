import Evaluation
import Language
import Lessons
import Numbers

/// A network with one hidden layer as a lesson writes it, and its gradients in any arithmetic.
struct Network: Sendable {
  let derivation: Derivation
  let values: [String: Tensor<Rational>]
  /// The givens, in the order that the peers draw them in.
  static let parameters = ["W1", "b1", "W2", "b2"]

  /// - Parameters:
  ///   - sizes: inputs, hidden units, outputs.
  ///   - activation: a function that lessons know.
  init(_ sizes: [Int], activation: String, isTargetProbability: Bool) throws {
    let (inputs, hidden, outputs) = (sizes[0], sizes[1], sizes[2])
    let text = """
      ```given
      x = ones(\(inputs))
      y = ones(\(outputs))
      W1 = outer(ones(\(hidden)), ones(\(inputs)))
      b1 = ones(\(hidden))
      W2 = outer(ones(\(outputs)), ones(\(hidden)))
      b2 = ones(\(outputs))
      ```
      ```forward
      z1[k] = sum(i, W1[k,i]*x[i]) + b1[k]
      a1 = \(activation)(z1)
      z2[k] = sum(i, W2[k,i]*a1[i]) + b2[k]
      a2 = \(activation)(z2)
      E = sum((a2 - y)^2)/2
      ```
      ```backward
      dE/dW1
      dE/db1
      dE/dW2
      dE/db2
      ```
      """
    derivation = try Lesson.compiled(text).derivation
    var draws = Draws()
    var values: [String: Tensor<Rational>] = [:]
    values["x"] = try draws.tensor([inputs])
    values["y"] = try draws.tensor(
      [outputs], offset: isTargetProbability ? 1000 : 0, over: isTargetProbability ? 2000 : 1000)
    values["W1"] = try draws.tensor([hidden, inputs], over: inputs >= 100 ? 32000 : 1000)
    values["b1"] = try draws.tensor([hidden])
    values["W2"] = try draws.tensor([outputs, hidden])
    values["b2"] = try draws.tensor([outputs])
    self.values = values
  }

  /// The nodes of the gradients.
  var gradients: [Program.ID] {
    derivation.lines.compactMap { if case .display(let term, _) = $0.kind { term.node } else { nil } }
  }

  func values<A: Arithmetic>(in arithmetic: A) throws -> [String: Tensor<A.Number>] {
    try values.mapValues { try $0.map { (x) throws(ArithmeticError) in try arithmetic.number(x) } }
  }

  /// The forward and backward pass, to be repeated: all gradients, from the givens on.
  func pass<A: Arithmetic>(in arithmetic: A) throws -> () -> Void {
    let start = Execution(derivation, in: arithmetic, replacing: try values(in: arithmetic))
    var evaluator = start.evaluator()
    let program = derivation.program
    let order = program.evaluated(for: gradients)
    let computed = order.filter { !program[$0].operation.operands.isEmpty }
    try evaluator.run(order)
    return {
      evaluator.forget(computed)
      do { try evaluator.run(computed) } catch { fatalError("\(error)") }
    }
  }

  /// Central differences of the error by every entry of the four parameters, in double precision.
  func differences() throws -> () -> Void {
    let arithmetic = DoubleArithmetic()
    let evaluator = Execution(derivation, in: arithmetic, replacing: try values(in: arithmetic)).evaluator()
    var all = try Network.parameters.map { name in
      guard let error = derivation.scope.quantity("E")?.node,
        let parameter = derivation.scope.quantity(name)?.node,
        let differences = Differences(of: error, by: parameter, at: evaluator)
      else { throw BenchmarkError("no differences by \(name)") }
      return differences
    }
    return {
      do {
        for place in all.indices { _ = try all[place].quotients() }
      } catch { fatalError("\(error)") }
    }
  }
}

extension Lesson {
  static func compiled(_ text: String) throws -> Lesson {
    let lesson = Lesson(name: "benchmark", source: Source(name: "benchmark", text: text))
    if let fault = lesson.diagnostics.first(where: { $0.severity == .error }) {
      throw BenchmarkError(fault.message)
    }
    return lesson
  }
}
