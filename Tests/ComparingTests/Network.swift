import Dumps
import Foundation

/// A network as somebody would write it in Swift, in a type of their choice, with or without a mistake.
protocol NetworkNumber: BinaryFloatingPoint, Sendable {
  static func exponential(_ x: Self) -> Self
  static func hyperbolicTangent(_ x: Self) -> Self
  static func logarithm(_ x: Self) -> Self
  static var type: ElementType { get }
}

extension Float: NetworkNumber {
  static func exponential(_ x: Float) -> Float { exp(x) }
  static func hyperbolicTangent(_ x: Float) -> Float { tanh(x) }
  static func logarithm(_ x: Float) -> Float { log(x) }
  static var type: ElementType { .float32 }
}

extension Double: NetworkNumber {
  static func exponential(_ x: Double) -> Double { exp(x) }
  static func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
  static func logarithm(_ x: Double) -> Double { log(x) }
  static var type: ElementType { .float64 }
}

/// SplitMix64, so that a failure names a seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678 }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

struct Matrix<T: NetworkNumber>: Sendable {
  let rows: Int
  let columns: Int
  var entries: [T]

  init(_ rows: Int, _ columns: Int, _ entry: (Int, Int) -> T) {
    (self.rows, self.columns) = (rows, columns)
    entries = (0..<rows * columns).map { entry($0 / columns, $0 % columns) }
  }

  subscript(i: Int, j: Int) -> T {
    get { entries[i * columns + j] }
    set { entries[i * columns + j] = newValue }
  }

  func map(_ transform: (Int, Int) -> T) -> Matrix { Matrix(rows, columns, transform) }
}

/// The orders and ways in which programs add.
enum Summation: CaseIterable {
  case forward, reverse, pairwise, compensated, fused

  func dot<T: NetworkNumber>(_ count: Int, _ x: (Int) -> T, _ y: (Int) -> T) -> T {
    switch self {
    case .forward: return (0..<count).reduce(T(0)) { $0 + x($1) * y($1) }
    case .reverse: return (0..<count).reversed().reduce(T(0)) { $0 + x($1) * y($1) }
    case .pairwise: return Summation.pairwise((0..<count).map { x($0) * y($0) })
    case .fused: return (0..<count).reduce(T(0)) { $0.addingProduct(x($1), y($1)) }
    case .compensated:
      var (total, lost) = (T(0), T(0))
      for k in 0..<count {
        let term = x(k) * y(k) - lost
        let next = total + term
        lost = (next - total) - term
        total = next
      }
      return total
    }
  }

  func sum<T: NetworkNumber>(_ count: Int, _ x: (Int) -> T) -> T { dot(count, x) { _ in 1 } }

  private static func pairwise<T: NetworkNumber>(_ terms: [T]) -> T {
    if terms.count <= 2 { return terms.reduce(0, +) }
    let half = terms.count / 2
    return pairwise(Array(terms[..<half])) + pairwise(Array(terms[half...]))
  }
}

enum Activation: String, CaseIterable { case sigmoid, tanh, relu }
enum LossKind: String, CaseIterable { case squares, entropy }

/// A forward and a backward pass through three layers, every tensor written down by its name.
struct Network<T: NetworkNumber> {
  var sizes = [3, 5, 4, 2]
  var batch = 7
  var activation = Activation.sigmoid
  var loss = LossKind.squares
  var summation = Summation.forward
  /// How sigmoid is written: 0 plainly, 1 without overflow, 2 by tanh.
  var sigmoidForm = 0
  /// Whether products are associated the other way round, and divisions made multiplications.
  var isRegrouped = false
  let rate = T(0.5)

  /// X, Y, W1, b1, …
  var given: [String: Matrix<T>] = [:]

  init() {}

  mutating func draw(scale: Double, _ random: inout SeededGenerator) {
    func number(_ scale: Double) -> T { T(Double.random(in: -1...1, using: &random) * scale) }
    given["X"] = Matrix(batch, sizes[0]) { _, _ in number(1) }
    given["Y"] = Matrix(batch, sizes[sizes.count - 1]) { _, _ in (number(1) + 1) / 2 }
    if loss == .entropy {
      let labels = (0..<batch).map { _ in Int.random(in: 0..<sizes[sizes.count - 1], using: &random) }
      given["Y"] = Matrix(batch, sizes[sizes.count - 1]) { n, j in labels[n] == j ? 1 : 0 }
    }
    for l in 1..<sizes.count {
      given["W\(l)"] = Matrix(sizes[l], sizes[l - 1]) { _, _ in number(scale) }
      given["b\(l)"] = Matrix(1, sizes[l]) { _, _ in number(scale) }
    }
  }

  func squash(_ z: T, output: Bool) -> T {
    switch output ? .sigmoid : activation {
    case .tanh: return T.hyperbolicTangent(z)
    case .relu: return z > 0 ? z : 0
    case .sigmoid:
      switch sigmoidForm {
      case 0: return 1 / (1 + T.exponential(-z))
      case 1: return z >= 0 ? 1 / (1 + T.exponential(-z)) : T.exponential(z) / (1 + T.exponential(z))
      default: return (1 + T.hyperbolicTangent(z / 2)) / 2
      }
    }
  }

  func slope(_ z: T, _ a: T, output: Bool) -> T {
    switch output ? .sigmoid : activation {
    case .sigmoid: a * (1 - a)
    case .tanh: 1 - a * a
    case .relu: z > 0 ? 1 : 0
    }
  }

  func softmax(_ z: Matrix<T>) -> Matrix<T> {
    let rows = (0..<z.rows).map { n -> [T] in
      let top = (0..<z.columns).map { z[n, $0] }.max() ?? 0
      let e = (0..<z.columns).map { T.exponential(z[n, $0] - top) }
      let total = summation.sum(e.count) { e[$0] }
      return e.map { $0 / total }
    }
    return z.map { rows[$0][$1] }
  }

  func times(_ a: Matrix<T>, transposed b: Matrix<T>) -> Matrix<T> {
    Matrix(a.rows, b.rows) { i, j in summation.dot(a.columns, { a[i, $0] }, { b[j, $0] }) }
  }

  /// a·b·c, in one order or the other.
  func product(_ a: T, _ b: T, _ c: T) -> T { isRegrouped ? a * (b * c) : a * b * c }
  func divided(_ a: T, by count: Int) -> T { isRegrouped ? a * (1 / T(count)) : a / T(count) }

  /// Runs a step; where `fault` names a tensor, `wrong` computes that.
  func run(_ fault: String? = nil, _ wrong: ((Network, Trace) -> Matrix<T>)? = nil) -> Trace {
    var t = Trace(values: given)
    func op(_ name: String, _ right: () -> Matrix<T>) {
      t.values[name] = name == fault ? wrong?(self, t) ?? right() : right()
      t.order.append(name)
    }
    let last = sizes.count - 1
    for l in 1...last {
      let input = l == 1 ? t["X"] : t["A\(l - 1)"]
      op("Z\(l)") {
        let sums = times(input, transposed: t["W\(l)"])
        return sums.map { sums[$0, $1] + t["b\(l)"][0, $1] }
      }
      op("A\(l)") {
        let z = t["Z\(l)"]
        if l == last, loss == .entropy { return softmax(z) }
        return z.map { squash(z[$0, $1], output: l == last) }
      }
    }
    let (a, y, z) = (t["A\(last)"], t["Y"], t["Z\(last)"])
    op("E") {
      let rows = (0..<batch).map { n in
        summation.sum(y.columns) { j -> T in
          if loss == .squares { return (a[n, j] - y[n, j]) * (a[n, j] - y[n, j]) / 2 }
          if y[n, j] == 0 { return 0 }
          // From the net inputs, as libraries do it.
          let top = (0..<z.columns).map { z[n, $0] }.max() ?? 0
          let total = summation.sum(z.columns) { T.exponential(z[n, $0] - top) }
          return y[n, j] * (T.logarithm(total) - (z[n, j] - top))
        }
      }
      return Matrix(1, 1) { _, _ in divided(summation.sum(batch) { rows[$0] }, by: batch) }
    }
    if loss == .squares {
      op("dE/dA\(last)") { a.map { divided(a[$0, $1] - y[$0, $1], by: batch) } }
      op("delta\(last)") {
        let e = t["dE/dA\(last)"]
        return a.map { product(e[$0, $1], slope(z[$0, $1], a[$0, $1], output: true), 1) }
      }
    } else {
      op("delta\(last)") { a.map { divided(a[$0, $1] - y[$0, $1], by: batch) } }
    }
    for l in (1..<last).reversed() {
      op("delta\(l)") {
        let (w, d, z, a) = (t["W\(l + 1)"], t["delta\(l + 1)"], t["Z\(l)"], t["A\(l)"])
        return a.map { n, k in
          summation.dot(d.columns, { d[n, $0] }, { w[$0, k] }) * slope(z[n, k], a[n, k], output: false)
        }
      }
    }
    for l in (1...last).reversed() {
      let (d, input) = (t["delta\(l)"], l == 1 ? t["X"] : t["A\(l - 1)"])
      op("dE/dW\(l)") {
        Matrix(sizes[l], sizes[l - 1]) { j, k in summation.dot(batch, { d[$0, j] }, { input[$0, k] }) }
      }
      op("dE/db\(l)") { Matrix(1, sizes[l]) { _, j in summation.sum(batch) { d[$0, j] } } }
    }
    for l in 1...last {
      // With a gradient of another shape the program stops.
      for name in ["W\(l)", "b\(l)"] where t["dE/d\(name)"].entries.count == t[name].entries.count {
        op("\(name)_new") {
          let (w, g) = (t[name], t["dE/d\(name)"])
          return w.map { w[$0, $1] - rate * g[$0, $1] }
        }
      }
    }
    return t
  }

  struct Trace {
    var values: [String: Matrix<T>]
    var order: [String] = []

    subscript(name: String) -> Matrix<T> { values[name] ?? Matrix(0, 0) { _, _ in 0 } }

    /// Everything, or what is asked for, as a dump.
    func dump(_ isWanted: (String) -> Bool = { _ in true }) -> Dump {
      let names = values.keys.filter { !order.contains($0) }.sorted() + order
      return Dump(
        names.filter(isWanted).map { name in
          let m = self[name]
          let isVector = name.hasPrefix("b") || name.hasPrefix("dE/db")
          let shape = name == "E" ? [] : isVector ? [m.columns] : [m.rows, m.columns]
          return DumpTensor(name: name, type: T.type, shape: shape, values: m.entries.map { Double($0) })
        })
    }
  }
}

extension Network {
  /// The lesson that specifies this network, as a person would write it.
  var specification: String {
    let last = sizes.count - 1
    let letters = ["i", "k", "m", "j"]
    func slope(_ l: Int) -> String {
      let (a, z) = ("A\(l)[n,\(letters[l])]", "Z\(l)[n,\(letters[l])]")
      switch l == last ? .sigmoid : activation {
      case .sigmoid: return "\(a)*(1 - \(a))"
      case .tanh: return "(1 - \(a)^2)"
      case .relu: return "step(\(z))"
      }
    }
    var given = ["X[n,i]", "Y[n,j]"]
    var forward: [String] = []
    var backward: [String] = []
    for l in 1...last {
      let (to, from) = (letters[l], letters[l - 1])
      given += ["W\(l)[\(to),\(from)]", "b\(l)[\(to)]"]
      forward.append("Z\(l) = \(l == 1 ? "X" : "A\(l - 1)") @ W\(l)^T + b\(l)")
      let squash =
        l == last
        ? (loss == .entropy ? "softmax(Z\(l), axis = 2)" : "sigmoid(Z\(l))") : "\(activation)(Z\(l))"
      forward.append("A\(l) = \(squash)")
    }
    let a = "A\(last)[n,j]"
    if loss == .squares {
      forward.append("E = mean(n, sum(j, (\(a) - Y[n,j])^2)/2)")
      backward.append("dE/dA\(last)[n,j] = (\(a) - Y[n,j])/length(X)")
      backward.append("delta\(last)[n,j] = dE/dZ\(last)[n,j] = dE/dA\(last)[n,j] * \(slope(last))")
    } else {
      forward.append("E = -mean(n, sum(j, Y[n,j]*log(\(a))))")
      backward.append("delta\(last)[n,j] = dE/dZ\(last)[n,j] = (\(a) - Y[n,j])/length(X)")
    }
    for l in (1..<last).reversed() {
      let (here, there) = (letters[l], letters[l + 1])
      backward.append(
        "delta\(l)[n,\(here)] = dE/dZ\(l)[n,\(here)] = sum(\(there), W\(l + 1)[\(there),\(here)]*delta\(l + 1)[n,\(there)]) * \(slope(l))"
      )
    }
    for l in 1...last {
      let (to, from) = (letters[l], letters[l - 1])
      let input = l == 1 ? "X" : "A\(l - 1)"
      backward.append("dE/dW\(l)[\(to),\(from)] = sum(n, delta\(l)[n,\(to)]*\(input)[n,\(from)])")
      backward.append("dE/db\(l)[\(to)] = sum(n, delta\(l)[n,\(to)])")
    }
    let names = (1...last).flatMap { ["W\($0)", "b\($0)"] }
    let update =
      "\(names.joined(separator: ", ")) <- " + names.map { "\($0) - eta*dE/d\($0)" }.joined(separator: ", ")
    let assumption = loss == .entropy ? "```assume\nsum(j, Y[n,j]) = 1\n```\n" : ""
    return """
      ```given
      \((given + ["eta = 0.5"]).joined(separator: "\n"))
      ```
      \(assumption)```forward
      \(forward.joined(separator: "\n"))
      ```
      ```backward
      \(backward.joined(separator: "\n"))
      ```
      ```update
      \(update)
      ```
      """
  }
}
