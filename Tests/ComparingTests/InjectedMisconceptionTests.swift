import Foundation
import Testing

@testable import Comparing

/// Every misconception that a network can have, put into an implementation: the first wrong operation is the one it
/// was put into, and where it is told, the misconception is among the explanations.
@Suite struct InjectedMisconceptionTests {
  struct Injection: CustomStringConvertible, Sendable {
    let id: String
    let tensor: String
    var activation = Activation.sigmoid
    var loss = LossKind.squares
    /// Whether the tensor's shape becomes another one.
    var sizes = [3, 5, 4, 2]
    /// Whether the lesson's own formulas let the catalogue make this very mistake.
    var isNamed = true

    var description: String { "\(id) in \(tensor), \(activation), \(loss)" }
  }

  static let injections: [Injection] =
    ["Z1", "Z2", "Z3"].flatMap { z in ["F1", "F2"].map { Injection(id: $0, tensor: z) } }
    + [
      Injection(id: "F5", tensor: "Z2", sizes: [3, 4, 4, 2], isNamed: false),
      Injection(id: "F3", tensor: "A1"), Injection(id: "F3", tensor: "A3"), Injection(id: "F4", tensor: "A1"),
      Injection(id: "F4", tensor: "A2"), Injection(id: "F7", tensor: "A3"), Injection(id: "X2", tensor: "E"),
      Injection(id: "N1", tensor: "E"), Injection(id: "N2", tensor: "E"), Injection(id: "N3", tensor: "E"),
      Injection(id: "L2", tensor: "E"), Injection(id: "L6", tensor: "E", loss: .entropy),
      Injection(id: "L4", tensor: "E", loss: .entropy), Injection(id: "L5", tensor: "dE/dA3"),
      Injection(id: "L1", tensor: "dE/dA3"), Injection(id: "N1", tensor: "dE/dA3"),
      Injection(id: "N2", tensor: "dE/dA3"), Injection(id: "D2", tensor: "delta3", loss: .entropy),
      Injection(id: "L8", tensor: "A3", loss: .entropy, isNamed: false),
      Injection(id: "D6", tensor: "delta3", loss: .entropy, isNamed: false),
      Injection(id: "D8", tensor: "delta2", activation: .tanh),
      Injection(id: "D8", tensor: "delta1", activation: .tanh),
      Injection(id: "D14", tensor: "delta2", activation: .relu),
      Injection(id: "D14", tensor: "delta1", activation: .relu),
      Injection(id: "H4", tensor: "delta1", sizes: [3, 4, 4, 2]),
      Injection(id: "H11", tensor: "delta1", sizes: [3, 4, 4, 2]),
      Injection(id: "D7", tensor: "delta1", sizes: [3, 4, 4, 2], isNamed: false),
      Injection(id: "G2", tensor: "dE/dW2", isNamed: false),
      Injection(id: "G3", tensor: "dE/dW2", isNamed: false),
      Injection(id: "G7", tensor: "dE/dW2", sizes: [3, 4, 4, 2], isNamed: false),
      Injection(id: "B2", tensor: "dE/db1", isNamed: false), Injection(id: "B3", tensor: "dE/db2"),
      Injection(id: "B4", tensor: "dE/db2"), Injection(id: "B6", tensor: "dE/db3"),
      Injection(id: "B1", tensor: "b1_new"),
    ]
    + ["D1", "D3", "D4", "D5", "D9", "D10", "D11", "D12", "D13", "D2x"].map {
      Injection(id: $0, tensor: "delta3")
    }
    + ["delta2", "delta1"].flatMap { delta in
      ["H1", "H2", "H3", "H7", "H8", "H10", "H13", "H14", "X1", "D3", "D4", "D5", "D10", "D11", "D12", "D2x"]
        .map {
          Injection(id: $0, tensor: delta)
        }
    } + [Injection(id: "H6", tensor: "delta2"), Injection(id: "H5", tensor: "delta2", isNamed: false)]
    + ["dE/dW1", "dE/dW2", "dE/dW3"].flatMap { w in
      ["G4", "G5", "L5", "L1"].map {
        Injection(id: $0, tensor: w, isNamed: !($0.hasPrefix("G") && w == "dE/dW1"))
      }
        + [Injection(id: "G6", tensor: w, isNamed: false)]
    } + ["dE/dW2", "dE/dW3"].map { Injection(id: "G1", tensor: $0) }
    + ["W1_new", "b2_new"].flatMap { w in ["U1", "U2", "U3", "U5", "U6"].map { Injection(id: $0, tensor: w) }
    }

  /// `WORKINGS_SEEDS=100 swift test --filter InjectedMisconceptionTests` for more draws of each.
  static let seeds = ProcessInfo.processInfo.environment["WORKINGS_SEEDS"].flatMap { Int($0) } ?? 1

  /// Those of one network together, since its lesson is read once.
  static let groups = Dictionary(grouping: injections) { "\($0.activation) \($0.loss) \($0.sizes)" }
    .sorted { $0.key < $1.key }.map(\.value)

  @Test(arguments: groups)
  func areNamedExactly(_ injections: [Injection]) throws {
    guard let first = injections.first else { return }
    var network = Network<Double>()
    (network.activation, network.loss, network.sizes) = (first.activation, first.loss, first.sizes)
    var comparison = try Comparison(SpecificationLesson.lesson(network.specification))
    comparison.findsBlindSpots = false
    for injection in injections {
      try check(Double.self, injection, &comparison)
      try check(Float.self, injection, &comparison)
    }
  }

  private func check<T: NetworkNumber>(_: T.Type, _ injection: Injection, _ comparison: inout Comparison)
    throws
  {
    var network = Network<T>()
    (network.activation, network.loss, network.sizes) = (
      injection.activation, injection.loss, injection.sizes
    )
    for seed in 0..<InjectedMisconceptionTests.seeds {
      var random = SeededGenerator(seed)
      network.summation = Summation.allCases.randomElement(using: &random) ?? .forward
      network.draw(scale: 1, &random)
      let dump = network.run(injection.tensor) {
        Mistake(network: $0, trace: $1).tensor(injection.id, injection.tensor)
      }
      .dump()
      let report = try comparison.judge(dump)
      let first = report.first?.tensor
      let place = "\(injection), \(T.type), seed \(seed)"
      #expect(first?.name == injection.tensor, "\(place)")
      let ids = (first?.explanations ?? []).flatMap { explanation -> [String] in
        if case .misconception(let ids) = explanation.cause { ids } else { [] }
      }
      if injection.isNamed {
        #expect(ids.contains(injection.id), "\(place): \(first?.explanations.map(\.text) ?? [])")
      } else if !["D6", "L8"].contains(injection.id) {
        #expect(!(first?.explanations.isEmpty ?? true) || first?.reason != nil, "\(place): nothing said")
      }
      let later = report.steps[0].tensors.filter { $0.verdict == .wrong }.map(\.name)
      #expect(later == [injection.tensor], "\(place)")
    }
  }
}

/// The mistakes, written as the people who make them would.
struct Mistake<T: NetworkNumber> {
  let network: Network<T>
  let trace: Network<T>.Trace

  private func number(_ name: String) -> Int { Int(String(name.last ?? "1")) ?? 1 }

  func tensor(_ id: String, _ name: String) -> Matrix<T> {
    if name.hasSuffix("_new") { return update(id, String(name.dropLast(4))) }
    if name.hasPrefix("Z") { return net(id, number(name)) }
    if name.hasPrefix("A") { return activation(id, number(name)) }
    if name == "E" { return loss(id) }
    if name.hasPrefix("dE/dA") { return error(id, number(name)) }
    if name.hasPrefix("delta") { return number(name) == 3 ? outputDelta(id) : hiddenDelta(id, number(name)) }
    return name.hasPrefix("dE/dW") ? weightGradient(id, number(name)) : biasGradient(id, number(name))
  }

  private func input(_ l: Int) -> Matrix<T> { l == 1 ? trace["X"] : trace["A\(l - 1)"] }

  private func net(_ id: String, _ l: Int) -> Matrix<T> {
    let (w, b) = (trace["W\(l)"], trace["b\(l)"])
    let turned = Matrix<T>(w.columns, w.rows) { w[$1, $0] }
    let sums = network.times(input(l), transposed: id == "F5" ? turned : w)
    return sums.map {
      id == "F1" ? sums[$0, $1] : id == "F2" ? sums[$0, $1] - b[0, $1] : sums[$0, $1] + b[0, $1]
    }
  }

  private func activation(_ id: String, _ l: Int) -> Matrix<T> {
    let z = trace["Z\(l)"]
    if id == "L8" {
      let turned = network.softmax(Matrix(z.columns, z.rows) { z[$1, $0] })
      return z.map { turned[$1, $0] }
    }
    return z.map { id == "F3" ? network.squash(-z[$0, $1], output: l == 3) : z[$0, $1] }
  }

  private func loss(_ id: String) -> Matrix<T> {
    let (a, y) = (trace["A3"], trace["Y"])
    let n = network.batch
    func row(_ i: Int) -> T {
      (0..<a.columns).reduce(T(0)) { total, j in
        let e = a[i, j] - y[i, j]
        if id == "L4" { return total - y[i, j] * T.logarithm(a[i, j]) / T.logarithm(10) }
        return total
          + (network.loss == .entropy ? y[i, j] * T.logarithm(a[i, j]) : id == "X2" ? e * e : e * e / 2)
      }
    }
    let sum = (0..<n).reduce(T(0)) { $0 + row($1) }
    switch id {
    case "N1": return Matrix(1, 1) { _, _ in sum }
    case "N2": return Matrix(1, 1) { _, _ in sum / T(n) / T(n) }
    case "N3": return Matrix(1, 1) { _, _ in row(n - 1) }
    case "L2": return Matrix(1, 1) { _, _ in sum / T(n) / T(n) }
    default: return Matrix(1, 1) { _, _ in sum / T(n) }
    }
  }

  private func error(_ id: String, _ l: Int) -> Matrix<T> {
    let (a, y, n) = (trace["A3"], trace["Y"], T(network.batch))
    return a.map { i, j in
      let e = a[i, j] - y[i, j]
      switch id {
      case "L5": return -e / n
      case "L1": return 2 * e / n
      case "N1": return e
      default: return e / n / n
      }
    }
  }

  private func outputDelta(_ id: String) -> Matrix<T> {
    let (a, y, z, n) = (trace["A3"], trace["Y"], trace["Z3"], T(network.batch))
    let e = network.loss == .squares ? trace["dE/dA3"] : a.map { (a[$0, $1] - y[$0, $1]) / n }
    return a.map { i, j in
      let (e, a) = (e[i, j], a[i, j])
      if id == "D6" { return -y[i, j] / n * (1 - a) }
      if id == "D9" { return e * (n * e) * (1 - n * e) }
      return id == "D1" ? e : id == "D13" ? e + a * (1 - a) : e * wrongSlope(id, z[i, j], a, e, .sigmoid)
    }
  }

  private func wrongSlope(_ id: String, _ z: T, _ a: T, _ e: T, _ activation: Activation) -> T {
    switch id {
    case "D3":
      let s = network.squash(a, output: true)
      return s * (1 - s)
    case "D4": return a * (1 + a)
    case "D5": return z * (1 - z)
    case "D10": return 1 - a * a
    case "D11": return a
    case "D12": return 1 - a
    case "D2x": return a * (1 - a) * (a * (1 - a))
    case "D8": return 1 - a
    case "D14": return 1
    default: return a * (1 - a)
    }
  }

  private func hiddenDelta(_ id: String, _ l: Int) -> Matrix<T> {
    let (w, d, z, a) = (trace["W\(l + 1)"], trace["delta\(l + 1)"], trace["Z\(l)"], trace["A\(l)"])
    let other = trace["A\(l + 1)"]
    let (g, e) = (trace["dE/dW\(l + 1)"], trace["dE/dA3"])
    let gradient = g.rows == 0 ? gradientOf(l + 1) : g
    return a.map { n, k in
      func sum(_ term: (Int) -> T) -> T { (0..<d.columns).reduce(T(0)) { $0 + term($1) } }
      let back = sum { w[$0, k] * d[n, $0] }
      let slope = network.slope(z[n, k], a[n, k], output: false)
      switch id {
      case "H1": return back
      case "H2": return w[0, k] * d[n, 0] * slope
      case "H3": return sum { (w[$0, k] - network.rate * gradient[$0, k]) * d[n, $0] } * slope
      case "H4": return sum { w[k, $0] * d[n, $0] } * slope
      case "H5": return (0..<e.columns).reduce(T(0)) { $0 + (trace["A3"][n, $1] - trace["Y"][n, $1]) } * slope
      case "H6": return sum { w[$0, k] * e[n, $0] } * slope
      case "H7": return sum { d[n, $0] / w[$0, k] } * slope
      case "H8": return back / T(d.columns) * slope
      case "H10": return sum { w[$0, k] + d[n, $0] } * slope
      case "H11": return k < d.columns ? w[k, k] * d[n, k] * slope : 0
      case "H13": return sum { abs(w[$0, k]) * d[n, $0] } * slope
      case "H14": return back + slope
      case "X1": return sum { d[n, $0] } * slope
      case "D7": return back * network.slope(0, other[n, k], output: false)
      default: return back * wrongSlope(id, z[n, k], a[n, k], 0, network.activation)
      }
    }
  }

  /// ∂E/∂W of a layer whose delta is there already.
  private func gradientOf(_ l: Int) -> Matrix<T> {
    let (d, x) = (trace["delta\(l)"], input(l))
    return Matrix(d.columns, x.columns) { j, k in (0..<d.rows).reduce(T(0)) { $0 + d[$1, j] * x[$1, k] } }
  }

  private func weightGradient(_ id: String, _ l: Int) -> Matrix<T> {
    let (d, x, n) = (trace["delta\(l)"], input(l), network.batch)
    func sum(_ term: (Int) -> T) -> T { (0..<n).reduce(T(0)) { $0 + term($1) } }
    let right = gradientOf(l)
    switch id {
    case "G1": return right.map { j, k in sum { d[$0, j] * trace["Z\(l - 1)"][$0, k] } }
    case "G2": return Matrix(right.columns, right.rows) { right[$1, $0] }
    case "G3": return Matrix(right.rows, right.rows) { j, k in sum { d[$0, j] * trace["A\(l)"][$0, k] } }
    case "G7": return right.map { j, k in sum { d[$0, j] * trace["A\(l)"][$0, k] } }
    case "G4": return right.map { j, k in sum { d[$0, j] / x[$0, k] } }
    case "G5": return right.map { j, _ in sum { d[$0, j] } }
    case "G6": return right.map { j, k in d[n - 1, j] * x[n - 1, k] }
    case "L5": return right.map { -right[$0, $1] }
    default: return right.map { 2 * right[$0, $1] }
    }
  }

  private func biasGradient(_ id: String, _ l: Int) -> Matrix<T> {
    let (d, n) = (trace["delta\(l)"], network.batch)
    return trace["b\(l)"].map { _, j in
      let sum = (0..<n).reduce(T(0)) { $0 + d[$1, j] }
      switch id {
      case "B2": return sum * trace["b\(l)"][0, j]
      case "B3": return d[0, j]
      case "B4": return sum / T(n)
      default: return (0..<n).reduce(T(0)) { $0 + (trace["A3"][$1, j] - trace["Y"][$1, j]) }
      }
    }
  }

  private func update(_ id: String, _ name: String) -> Matrix<T> {
    let (w, g, eta) = (trace[name], trace["dE/d\(name)"], network.rate)
    return w.map { i, j in
      let (w, g) = (w[i, j], g[i, j])
      switch id {
      case "U1": return w + eta * g
      case "U2": return w - g
      case "U3": return w - eta * eta * g
      case "U5": return w * (1 - eta * g)
      case "U6": return w - eta * g / 2
      default: return w
      }
    }
  }
}
