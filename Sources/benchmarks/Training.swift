import Evaluation
import Lessons
import Numbers

/// The trainings of `Peers/training.py`, as lessons write them.
enum Training {
  static func xor(passes: Int = 5000) throws -> () -> Void {
    try training(
      [2, 3, 1], rows: 4, rate: "2", loop: "repeat \(passes):",
      X: Tensor.rows([[0, 0], [0, 1], [1, 0], [1, 1]]), Y: Tensor.rows([[0], [1], [1], [0]]))
  }

  static func parity(epochs: Int = 1000) throws -> () -> Void {
    let rows = (0..<700).map { place in (0..<10).map { place >> $0 & 1 } }
    return try training(
      [10, 3, 2], rows: 700, rate: "0.5", loop: "repeat \(epochs):", X: Tensor.rows(rows),
      Y: Tensor.rows(rows.map { $0.reduce(0, +).isMultiple(of: 2) ? [1, 0] : [0, 1] }))
  }

  /// One epoch over so many rows of 784 numbers.
  static func digits(rows: Int = 2000) throws -> () -> Void {
    var draws = Draws()
    let inputs = try draws.tensor([rows, 784], offset: 1000, over: 2000)
    return try training(
      [784, 32, 10], rows: rows, rate: "0.5", loop: "repeat 1:", X: inputs,
      Y: Tensor.rows((0..<rows).map { row in (0..<10).map { $0 == row % 10 ? 1 : 0 } }), draws)
  }

  private static func training(
    _ sizes: [Int], rows: Int, rate: String, loop: String, X: Tensor<Rational>, Y: Tensor<Rational>,
    _ draws: Draws = Draws()
  ) throws -> () -> Void {
    let isBatched = rows > 4
    let (x, y, indent) = isBatched ? ("x", "y", "    ") : ("X", "Y", "  ")
    let text = """
      ```given
      X = outer(ones(\(rows)), ones(\(sizes[0])))
      Y = outer(ones(\(rows)), ones(\(sizes[2])))
      W1 = outer(ones(\(sizes[1])), ones(\(sizes[0])))
      b1 = ones(\(sizes[1]))
      W2 = outer(ones(\(sizes[2])), ones(\(sizes[1])))
      b2 = ones(\(sizes[2]))
      theta = (W1, b1, W2, b2)
      ```
      ```train
      \(loop)
      \(isBatched ? "  for x, y <- batches(X, Y, 8):" : "")
      \(indent)A1 = sigmoid(\(x) @ W1^T + b1)
      \(indent)A2 = sigmoid(A1 @ W2^T + b2)
      \(indent)E = sum((A2 - \(y))^2)/(2*length(\(x)))
      \(indent)theta <- theta - \(rate)*dE/dtheta
      ```
      """
    let derivation = try Lesson.compiled(text).derivation
    var draws = draws
    var values = ["X": X, "Y": Y]
    values["W1"] = try draws.tensor([sizes[1], sizes[0]], over: sizes[0] >= 100 ? 32000 : 1000)
    values["b1"] = try draws.tensor([sizes[1]])
    values["W2"] = try draws.tensor([sizes[2], sizes[1]])
    values["b2"] = try draws.tensor([sizes[2]])
    let start = Execution(
      derivation, in: DoubleArithmetic(), replacing: values.mapValues { $0.map(\.asDouble) })
    return {
      var execution = start
      execution.run(wants: { _ in false }, visit: { _, _, _ in })
    }
  }
}

extension Tensor<Rational> {
  static func rows(_ rows: [[Int]]) throws -> Tensor<Rational> {
    guard let shape = Shape([rows.count, rows.first?.count ?? 0]) else {
      throw BenchmarkError("too many rows")
    }
    return Tensor(shape: shape, entries: rows.flatMap { $0.map { Rational($0) } })
  }
}
