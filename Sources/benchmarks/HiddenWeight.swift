import Checking
import Evaluation
import Lessons

/// The gradient of one hidden weight, as the textbook writes it or with the weight between forgotten.
struct HiddenWeight: Sendable {
  private let text: String
  private let expectation: Outcome

  init(_ sizes: [Int], isWrong: Bool) throws {
    var draws = Draws()
    func row(_ count: Int) -> String {
      "[" + (0..<count).map { _ in "\(Double(draws.next()) / 1000)" }.joined(separator: ", ") + "]"
    }
    func matrix(_ rows: Int, _ columns: Int) -> String {
      "[" + (0..<rows).map { _ in row(columns) }.joined(separator: ", ") + "]"
    }
    expectation = isWrong ? .falls : .stands
    text = """
      ```given
      x = \(row(sizes[0]))
      y = \(row(sizes[2]))
      W1 = \(matrix(sizes[1], sizes[0]))
      b1 = \(row(sizes[1]))
      W2 = \(matrix(sizes[2], sizes[1]))
      b2 = \(row(sizes[2]))
      ```
      ```forward
      z1[k] = sum(i, W1[k,i]*x[i]) + b1[k]
      a1 = sigmoid(z1)
      z2[k] = sum(i, W2[k,i]*a1[i]) + b2[k]
      a2 = sigmoid(z2)
      E = sum((a2 - y)^2)/2
      dE/dW1[1,1] = sum(k, (a2[k] - y[k])*a2[k]*(1 - a2[k])\(isWrong ? "" : "*W2[k,1]"))*a1[1]*(1 - a1[1])*x[1]
      ```
      """
    try check()
  }

  /// From the text to the decision.
  func decide() {
    do { try check() } catch { fatalError("\(error)") }
  }

  private func check() throws {
    let lesson = try Lesson.compiled(text)
    let judge = Judge(lesson.derivation, tree: lesson.tree)
    for case .claim(let claim) in lesson.derivation.lines.map(\.kind) {
      let outcome: Outcome? =
        switch try judge.decision(on: claim) {
        case .proved: .stands
        case .refuted: .falls
        default: nil
        }
      guard outcome == expectation else { throw BenchmarkError("\(text) came out as \(outcome as Any)") }
    }
  }
}
