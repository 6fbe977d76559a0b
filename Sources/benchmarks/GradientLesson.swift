import Foundation

/// A lesson that draws a network and holds each of its gradients against central differences.
enum GradientLesson {
  /// Writes `gradients.md`, without a golden trace, into a folder.
  ///
  /// - Parameter sizes: inputs, hidden units, outputs.
  static func write(_ sizes: [Int], into folder: URL) throws {
    let (inputs, hidden, outputs) = (sizes[0], sizes[1], sizes[2])
    // Sums of many terms are kept where a sigmoid is not flat.
    let scale = inputs > 100 ? "/\(hidden)" : ""
    let text = """
      ---
      title: The gradients of a \(inputs)-\(hidden)-\(outputs) network, held against central differences
      source: Sources/benchmarks
      ---
      ```given
      random = numpy(1)
      x = uniform(\(inputs))
      y = uniform(\(outputs))
      W1 = uniform(\(hidden), \(inputs))\(scale)
      b1 = uniform(\(hidden))
      W2 = uniform(\(outputs), \(hidden))
      b2 = uniform(\(outputs))
      ```
      ```forward
      z1[k] = sum(i, W1[k,i]*x[i]) + b1[k]
      a1 = sigmoid(z1)
      z2[k] = sum(j, W2[k,j]*a1[j]) + b2[k]
      a2 = sigmoid(z2)
      E = sum((a2 - y)^2)/2
      ```
      ```backward
      dE/dW1
      dE/db1
      dE/dW2
      dE/db2
      ```

      """
    try text.write(to: folder.appendingPathComponent("gradients.md"), atomically: false, encoding: .utf8)
  }
}
