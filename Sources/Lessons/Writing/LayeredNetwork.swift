// Writes a lesson: a network of layers, its forward pass, and its derivation line by line.

/// A network whose layers are connected in a row.
public struct LayeredNetwork: Sendable, Hashable {
  public enum Activation: String, Sendable, CaseIterable {
    case sigmoid, tanh, relu, softplus, identity, softmax
  }

  public enum Loss: String, Sendable, CaseIterable {
    /// The mean over the outputs of (a − y)².
    case mse
    /// Half the sum over the outputs of (a − y)².
    case halfSum = "half-sum"
    /// −Σ y·log a behind a softmax; behind sigmoids −Σ (y·log a + (1 − y)·log(1 − a)).
    case crossEntropy = "cross-entropy"
  }

  /// Why there is no such network, and what would be right.
  public struct Unsuitable: Error, Sendable, Hashable {
    public let message: String
  }

  /// Units, from the inputs to the outputs; the lesson leaves them open and tells them in its prose.
  public let sizes: [Int]
  /// Of each layer but the inputs.
  public let activations: [Activation]
  public let loss: Loss
  /// Whether there is a row for each of many examples; the loss is their mean then.
  public let isBatch: Bool
  /// Whether each layer has biases.
  public let hasBiases: [Bool]
  /// With a learning rate the parameters are updated too.
  public let rate: String?

  /// As many layers as there are letters for their units.
  public static let mostLayers = letters.count - 1
  /// Letters that nothing in the lesson is called; n counts the examples.
  private static let letters = ["i", "j", "k", "l", "m", "o", "p", "q", "r", "s", "t", "u", "v"]

  /// - Parameters:
  ///   - activations: one for all layers, or one for each.
  ///   - hasBiases: for each layer; nil for biases everywhere.
  ///   - rate: a decimal as it is to be written.
  public init(
    sizes: [Int], activations: [Activation], loss: Loss, isBatch: Bool, hasBiases: [Bool]? = nil,
    rate: String? = nil
  ) throws(Unsuitable) {
    let layers = sizes.count - 1
    guard layers >= 1, sizes.allSatisfy({ $0 >= 1 }) else {
      throw Unsuitable(
        message: "a network has inputs and at least one layer, each of one unit or more: 3-5-2")
    }
    guard layers <= Self.mostLayers else {
      throw Unsuitable(message: "\(layers) layers; \(Self.mostLayers) are the most")
    }
    guard activations.count == 1 || activations.count == layers, let last = activations.last else {
      throw Unsuitable(
        message: "\(activations.count) activations for \(layers) layers: give one, or one for each")
    }
    var all = activations.count == 1 ? activations.map { _ in last } : Array(activations.dropLast())
    // A softmax belongs to the outputs alone; one activation for all is that of the hidden layers then.
    if activations.count == 1 {
      all = [Activation](repeating: last == .softmax ? .sigmoid : last, count: layers - 1)
      all.append(loss == .crossEntropy && last != .sigmoid ? .softmax : last)
    } else {
      all.append(last)
    }
    guard !all.dropLast().contains(.softmax) else {
      throw Unsuitable(message: "softmax belongs to the last layer: its units must add up to 1")
    }
    let output = all[layers - 1]
    if loss == .crossEntropy, output != .softmax, output != .sigmoid {
      throw Unsuitable(message: "the cross-entropy needs shares: softmax or sigmoid in the last layer")
    }
    if output == .softmax, loss != .crossEntropy {
      throw Unsuitable(message: "behind a softmax the loss is the cross-entropy: --loss cross-entropy")
    }
    self.sizes = sizes
    self.activations = all
    self.loss = loss
    self.isBatch = isBatch
    self.hasBiases = hasBiases ?? [Bool](repeating: true, count: layers)
    self.rate = rate
  }

  public var layers: Int { activations.count }

  // MARK: Names

  private func letter(_ layer: Int) -> String { Self.letters[layer] }
  /// `n,k` or `k`.
  private func index(_ layer: Int) -> String { isBatch ? "n,\(letter(layer))" : letter(layer) }
  private var input: String { isBatch ? "X" : "x" }
  private var target: String { isBatch ? "Y" : "y" }
  /// What a layer puts out; the inputs for 0.
  private func output(_ layer: Int) -> String { layer == 0 ? input : "a\(layer)" }
  private func entry(_ name: String, _ layer: Int) -> String { "\(name)[\(index(layer))]" }
  private func weight(_ layer: Int) -> String { "W\(layer)[\(letter(layer)),\(letter(layer - 1))]" }
  private func bias(_ layer: Int) -> String { "b\(layer)[\(letter(layer))]" }

  // MARK: The lesson

  /// The whole text, as Markdown.
  /// - Parameter mapping: names of a dump for the lesson's, one pair a line, told in the prose.
  public func text(title: String? = nil, mapping: [String] = []) -> String {
    let shape = sizes.map(String.init).joined(separator: "-")
    var lines = [
      "---", "title: \(title ?? "A \(shape) network")", "---",
      "A network of \(layers == 1 ? "one layer" : "\(layers) layers") (\(words)), written for the sizes \(shape). "
        + "Its sizes are open: whoever brings tensors brings their sizes.", "",
    ]
    if !mapping.isEmpty {
      lines +=
        ["The tensors it was written from, as a file for `--map`:", "", "```text"] + mapping + ["```", ""]
    }
    lines += block("given", givens)
    lines += block("forward", forward)
    lines += ["From the loss back, each layer's δ is the derivative by its sums."]
    if activations.last == .softmax {
      lines += ["Where the targets of an example add up to 1, the first one is output minus target."]
    }
    lines += [""]
    lines += block("backward", deltas)
    lines += ["Each gradient is what came in times the δ of where it went.", ""]
    lines += block("backward", gradients)
    if let rate { lines += block("given", ["eta = \(rate)"]) + block("update", [update]) }
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  private var words: String {
    let names = activations.map(\.rawValue).joined(separator: ", ")
    let loss =
      switch self.loss {
      case .mse: "mean squared error"
      case .halfSum: "half the sum of squared errors"
      case .crossEntropy: "cross-entropy"
      }
    return "\(names); \(loss)\(isBatch ? ", the mean over a batch" : "")"
  }

  private func block(_ word: String, _ lines: [String]) -> [String] { ["```\(word)"] + lines + ["```", ""] }

  private var givens: [String] {
    var lines = [entry(input, 0), entry(target, layers)]
    for layer in 1...layers {
      lines.append(weight(layer))
      if hasBiases[layer - 1] { lines.append(bias(layer)) }
    }
    return lines
  }

  private var forward: [String] {
    var lines: [String] = []
    for layer in 1...layers {
      let below = entry(output(layer - 1), layer - 1)
      let bias = hasBiases[layer - 1] ? " + \(bias(layer))" : ""
      lines.append(
        "\(entry("z\(layer)", layer)) = sum(\(letter(layer - 1)), \(weight(layer))*\(below))\(bias)")
      switch activations[layer - 1] {
      case .identity: lines.append("a\(layer) = z\(layer)")
      case .softmax: lines.append("a\(layer) = softmax(z\(layer)\(isBatch ? ", axis = 2" : ""))")
      case let function: lines.append("a\(layer) = \(function.rawValue)(z\(layer))")
      }
    }
    return lines + ["E = \(lossFormula)"]
  }

  private var lossFormula: String {
    let (a, y, k) = (entry(output(layers), layers), entry(target, layers), letter(layers))
    let one =
      switch (loss, activations.last) {
      case (.mse, _): "mean(\(k), (\(a) - \(y))^2)"
      case (.halfSum, _): "sum(\(k), (\(a) - \(y))^2)/2"
      case (.crossEntropy, .softmax): "-sum(\(k), \(y)*log(\(a)))"
      case (.crossEntropy, _): "-sum(\(k), \(y)*log(\(a)) + (1 - \(y))*log(1 - \(a)))"
      }
    return isBatch ? "mean(n, \(one))" : one
  }

  private func slope(_ layer: Int) -> String {
    let (a, z) = (entry("a\(layer)", layer), entry("z\(layer)", layer))
    switch activations[layer - 1] {
    case .sigmoid: return " * \(a)*(1 - \(a))"
    case .tanh: return " * (1 - \(a)^2)"
    case .relu: return " * [\(z) > 0]"
    case .softplus: return " * sigmoid(\(z))"
    case .identity, .softmax: return ""
    }
  }

  private var deltas: [String] {
    var lines: [String] = []
    let (a, y) = (entry(output(layers), layers), entry(target, layers))
    let examples = isBatch ? "length(\(input))" : nil
    let outputs = loss == .mse ? (isBatch ? "length(\(target)[1])" : "length(\(target))") : nil
    let divisors = [examples, outputs].compactMap { $0 }
    let divisor =
      divisors.isEmpty
      ? "" : divisors.count == 1 ? "/\(divisors[0])" : "/(\(divisors.joined(separator: "*")))"
    let factor = loss == .mse ? "2*" : ""
    // Behind a cross-entropy the last activation's slope cancels.
    let last = loss == .crossEntropy ? "" : slope(layers)
    // The letter c is no layer's.
    let share = activations.last == .softmax ? "*sum(c, \(target)[\(isBatch ? "n,c" : "c")])" : ""
    lines.append(chain(layers, "\(factor)(\(a)\(share) - \(y))\(divisor)\(last)"))
    for layer in (1..<layers).reversed() {
      let above = layer + 1
      let back = "sum(\(letter(above)), \(weight(above))*\(entry("delta\(above)", above)))"
      lines.append(chain(layer, back + slope(layer)))
    }
    return lines
  }

  /// `delta2[j] = dE/dz2[j] = …`
  private func chain(_ layer: Int, _ formula: String) -> String {
    "\(entry("delta\(layer)", layer)) = dE/d\(entry("z\(layer)", layer)) = \(formula)"
  }

  private var gradients: [String] {
    var lines: [String] = []
    for layer in (1...layers).reversed() {
      let delta = entry("delta\(layer)", layer)
      let product = "\(delta)*\(entry(output(layer - 1), layer - 1))"
      lines.append("dE/d\(weight(layer)) = \(isBatch ? "sum(n, \(product))" : product)")
      if hasBiases[layer - 1] { lines.append("dE/d\(bias(layer)) = \(isBatch ? "sum(n, \(delta))" : delta)") }
    }
    return lines
  }

  private var update: String {
    let names = (1...layers).flatMap { hasBiases[$0 - 1] ? ["W\($0)", "b\($0)"] : ["W\($0)"] }
    return
      "\(names.joined(separator: ", ")) <- \(names.map { "\($0) - eta*dE/d\($0)" }.joined(separator: ", "))"
  }
}
