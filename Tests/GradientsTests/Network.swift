import Evaluation
import Foundation

@testable import Gradients

/// The 10-3-2 network of sigmoids with a squared error that `detect.py` of the peers injects faults into; the same
/// numbers, from the same generator.
struct FaultyNetwork: Sendable {
  enum Fault: String, CaseIterable, Sendable {
    case noSigmoidPrimeOut, signFlip, factor2, staleWeights, noSigmoidPrimeHidden, tanhPrimeHidden
    case wrongTranspose, hiddenBiasZero, offByOneInput, forgotLastHiddenUnit
  }

  static let sizes = (10, 3, 2)
  let input: [Double]
  var target: [Double]
  let start: [Double]
  static let tensors = [("W1", [3, 10]), ("b1", [3]), ("W2", [2, 3]), ("b2", [2])]
    .compactMap { TensorShape(name: $0.0, shape: $0.1) }

  init() {
    var state: UInt64 = 1
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int((state >> 33) % 2001) - 1000)
    }
    input = (0..<10).map { _ in draw() / 1000 }
    target = (0..<2).map { _ in (draw() + 1000) / 2000 }
    start = (0..<41).map { _ in draw() / 1000 }
  }

  /// With targets 2e-5 away from the outputs.
  var converged: FaultyNetwork {
    var network = self
    let outputs = activations(start).output
    network.target = [outputs[0] + 2e-5, outputs[1] - 2e-5]
    return network
  }

  private func activations(_ p: [Double]) -> (hidden: [Double], output: [Double]) {
    let sigmoid = { (z: Double) -> Double in 1 / (1 + exp(-z)) }
    let hidden = (0..<3).map { unit -> Double in
      var z = 0.0
      for place in 0..<10 { z += p[unit * 10 + place] * input[place] }
      return sigmoid(z + p[30 + unit])
    }
    let output = (0..<2).map { unit -> Double in
      var z = 0.0
      for place in 0..<3 { z += p[33 + unit * 3 + place] * hidden[place] }
      return sigmoid(z + p[39 + unit])
    }
    return (hidden, output)
  }

  func loss(_ p: [Double]) -> Double {
    let output = activations(p).output
    var sum = 0.0
    for unit in 0..<2 { sum += (output[unit] - target[unit]) * (output[unit] - target[unit]) }
    return sum / 2
  }

  func gradient(_ p: [Double], _ fault: Fault? = nil) -> [Double] {
    let (hidden, output) = activations(p)
    var delta2 = (0..<2).map { unit -> Double in
      let error = output[unit] - target[unit]
      return fault == .noSigmoidPrimeOut ? error : error * output[unit] * (1 - output[unit])
    }
    if fault == .signFlip { delta2 = delta2.map { -$0 } }
    if fault == .factor2 { delta2 = delta2.map { 2 * $0 } }
    var weights = Array(p[33..<39])
    if fault == .staleWeights {
      for place in 0..<6 { weights[place] -= 0.1 * delta2[place / 3] * hidden[place % 3] }
    }
    let delta1 = (0..<3).map { unit -> Double in
      let back =
        fault == .wrongTranspose
        ? weights[unit * 2] * delta2[0] + weights[unit * 2 + 1] * delta2[1]
        : weights[unit] * delta2[0] + weights[3 + unit] * delta2[1]
      switch fault {
      case .noSigmoidPrimeHidden: return back
      case .tanhPrimeHidden: return back * (1 - hidden[unit] * hidden[unit])
      default: return back * hidden[unit] * (1 - hidden[unit])
      }
    }
    var first = (0..<30).map { place -> Double in
      delta1[place / 10] * input[fault == .offByOneInput ? (place % 10 + 9) % 10 : place % 10]
    }
    if fault == .forgotLastHiddenUnit { for place in 20..<30 { first[place] = 0 } }
    let second = (0..<6).map { delta2[$0 / 3] * hidden[$0 % 3] }
    return first + (fault == .hiddenBiasZero ? [0, 0, 0] : delta1) + second + delta2
  }

  func program(_ claim: @escaping @Sendable ([Double]) -> [Double]) -> FunctionProgram {
    FunctionProgram(tensors: Self.tensors, value: { loss($0) }, gradient: claim)
  }
}

/// Numbers of a float type with the functions that networks need.
protocol NetworkNumber: BinaryFloatingPoint, Sendable {
  static func exponential(_ x: Self) -> Self
  static func logarithm(_ x: Self) -> Self
}

extension Double: NetworkNumber {
  static func exponential(_ x: Double) -> Double { exp(x) }
  static func logarithm(_ x: Double) -> Double { log(x) }
}

extension Float: NetworkNumber {
  static func exponential(_ x: Float) -> Float { exp(x) }
  static func logarithm(_ x: Float) -> Float { log(x) }
}

/// A random network with a right gradient: layers, activations, loss, batch and scale of its weights drawn.
struct RandomNetwork<Number: NetworkNumber>: Sendable {
  enum Activation: CaseIterable, Sendable { case sigmoid, tanh, relu, softplus, identity }

  let sizes: [Int]
  let activations: [Activation]
  let isClassifier: Bool
  let inputs: [[Number]]
  let targets: [[Number]]
  let start: [Double]
  let tensors: [TensorShape]

  init(seed: UInt64) {
    var random = RandomSource(seed: seed)
    func uniform() -> Double { Double(random.next() >> 11) * 0x1p-52 - 1 }
    let depth = 1 + Int(random.next(below: 3))
    isClassifier = random.next(below: 2) == 0
    var sizes = (0...depth).map { _ in 1 + Int(random.next(below: 5)) }
    if isClassifier { sizes[depth] += 1 }
    self.sizes = sizes
    var activations: [Activation] = []
    for layer in 0..<depth {
      let drawn = Activation.allCases[Int(random.next(below: 5))]
      activations.append(isClassifier && layer == depth - 1 ? .identity : drawn)
    }
    self.activations = activations
    let batch = 1 + Int(random.next(below: 7))
    inputs = (0..<batch).map { _ in (0..<sizes[0]).map { _ in Number(2 * uniform()) } }
    let share = Number(1) / Number(sizes[depth])
    let isClassifier = isClassifier
    targets = (0..<batch).map { _ in (0..<sizes[depth]).map { _ in isClassifier ? share : Number(uniform()) }
    }
    let scale = [0.125, 0.5, 1, 2, 8][Int(random.next(below: 5))]
    var start: [Double] = []
    var tensors: [TensorShape?] = []
    for (layer, (n, m)) in zip(sizes, sizes.dropFirst()).enumerated() {
      start += (0..<(n * m + m)).map { _ in scale * uniform() }
      tensors.append(TensorShape(name: "W\(layer + 1)", shape: [m, n]))
      tensors.append(TensorShape(name: "b\(layer + 1)", shape: [m]))
    }
    self.start = start
    self.tensors = tensors.compactMap { $0 }
  }

  private func value(_ activation: Activation, _ z: Number) -> Number {
    switch activation {
    case .sigmoid: return 1 / (1 + Number.exponential(-z))
    case .tanh:
      let e = Number.exponential(-2 * z.magnitude)
      let t = (1 - e) / (1 + e)
      return z < 0 ? -t : t
    case .relu: return z > 0 ? z : 0
    case .softplus: return z > 30 ? z : Number.logarithm(1 + Number.exponential(z))
    case .identity: return z
    }
  }

  private func slope(_ activation: Activation, _ z: Number, _ a: Number) -> Number {
    switch activation {
    case .sigmoid: a * (1 - a)
    case .tanh: 1 - a * a
    case .relu: z > 0 ? 1 : 0
    case .softplus: 1 / (1 + Number.exponential(-z))
    case .identity: 1
    }
  }

  /// The mean loss over the batch, and its gradient.
  func evaluate(_ point: [Double]) -> (value: Double, gradient: [Double]) {
    let p = point.map { Number($0) }
    var total: Number = 0
    var gradient = [Number](repeating: 0, count: p.count)
    for (x, y) in zip(inputs, targets) {
      var layers = [x]
      var sums: [[Number]] = []
      var start = 0
      for (layer, (n, m)) in zip(sizes, sizes.dropFirst()).enumerated() {
        var z = [Number](repeating: 0, count: m)
        for i in 0..<m {
          for j in 0..<n { z[i] += p[start + i * n + j] * layers[layer][j] }
          z[i] += p[start + n * m + i]
        }
        sums.append(z)
        layers.append(z.map { value(activations[layer], $0) })
        start += n * m + m
      }
      let output = layers[sizes.count - 1]
      var delta = [Number](repeating: 0, count: output.count)
      if isClassifier {
        let largest = output.max() ?? 0
        var sum: Number = 0
        for v in output { sum += Number.exponential(v - largest) }
        for i in output.indices {
          total -= y[i] * (output[i] - largest - Number.logarithm(sum))
          delta[i] = Number.exponential(output[i] - largest) / sum - y[i]
        }
      } else {
        for i in output.indices {
          total += (output[i] - y[i]) * (output[i] - y[i]) / 2
          delta[i] = output[i] - y[i]
        }
      }
      for layer in activations.indices.reversed() {
        let (n, m) = (sizes[layer], sizes[layer + 1])
        start -= n * m + m
        for i in 0..<m { delta[i] *= slope(activations[layer], sums[layer][i], layers[layer + 1][i]) }
        var below = [Number](repeating: 0, count: n)
        for i in 0..<m {
          for j in 0..<n {
            gradient[start + i * n + j] += delta[i] * layers[layer][j]
            below[j] += p[start + i * n + j] * delta[i]
          }
          gradient[start + n * m + i] += delta[i]
        }
        delta = below
      }
    }
    let batch = Number(inputs.count)
    return (Double(total / batch), gradient.map { Double($0 / batch) })
  }

  var program: FunctionProgram {
    FunctionProgram(
      tensors: tensors, value: { evaluate($0).value }, gradient: { evaluate($0).gradient })
  }
}
