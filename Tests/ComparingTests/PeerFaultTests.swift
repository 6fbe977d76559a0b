import Dumps
import Foundation
import Testing

@testable import Comparing

/// The faults that gradient checkers are tried on: a 10-3-2 network with one sample, targets far from the outputs and
/// targets so near that all errors are 2e-5, ten structural bugs, and single entries that are slightly off.
@Suite struct PeerFaultTests {
  /// In indices, as a course would have it.
  static let lesson = """
    ```given
    x[i]
    y[j]
    W1[k,i]
    b1[k]
    W2[j,k]
    b2[j]
    eta = 0.1
    ```
    ```forward
    z1[k] = sum(i, W1[k,i]*x[i]) + b1[k]
    a1[k] = sigmoid(z1[k])
    z2[j] = sum(k, W2[j,k]*a1[k]) + b2[j]
    a2[j] = sigmoid(z2[j])
    E = sum(j, (a2[j] - y[j])^2)/2
    ```
    ```backward
    delta2[j] = dE/dz2[j] = (a2[j] - y[j]) * a2[j]*(1 - a2[j])
    delta1[k] = dE/dz1[k] = sum(j, delta2[j]*W2[j,k]) * a1[k]*(1 - a1[k])
    dE/dW2[j,k] = delta2[j]*a1[k]
    dE/dW1[k,i] = delta1[k]*x[i]
    dE/db2[j] = delta2[j]
    dE/db1[k] = delta1[k]
    ```
    ```update
    W1, b1, W2, b2 <- W1 - eta*dE/dW1, b1 - eta*dE/db1, W2 - eta*dE/dW2, b2 - eta*dE/db2
    ```
    """

  static let bugs = [
    "no-sigmoid-prime-out", "sign-flip", "factor-2", "stale-weights", "no-sigmoid-prime-hidden",
    "tanh-prime-hidden",
    "wrong-transpose", "hidden-bias-zero", "off-by-one-input", "forgot-last-hidden-unit",
  ]

  /// The tensors of one run, by name.
  struct Run {
    var tensors: [(name: String, shape: [Int], values: [Double])] = []

    /// - Parameter bug: one of ``bugs``.
    init(isConverged: Bool, bug: String? = nil) {
      var state: UInt64 = 1
      func draw() -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % 2001) - 1000
      }
      func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in Double(draw()) / 1000 } }
      func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
      let x = numbers(10)
      var y = (0..<2).map { _ in Double(draw() + 1000) / 2000 }
      let (W1, b1) = (numbers(30), numbers(3))
      let (W2, b2) = (numbers(6), numbers(2))
      let z1 = (0..<3).map { k in (0..<10).reduce(b1[k]) { $0 + W1[k * 10 + $1] * x[$1] } }
      let a1 = z1.map(sigmoid)
      let z2 = (0..<2).map { j in (0..<3).reduce(b2[j]) { $0 + W2[j * 3 + $1] * a1[$1] } }
      let a2 = z2.map(sigmoid)
      if isConverged { y = [a2[0] + 2e-5, a2[1] - 2e-5] }
      var d2 = (0..<2).map { (a2[$0] - y[$0]) * a2[$0] * (1 - a2[$0]) }
      if bug == "no-sigmoid-prime-out" { d2 = (0..<2).map { a2[$0] - y[$0] } }
      if bug == "sign-flip" { d2 = d2.map { -$0 } }
      if bug == "factor-2" { d2 = d2.map { 2 * $0 } }
      var back = (0..<3).map { k in
        (0..<2).reduce(0.0) { sum, j in
          let weight = bug == "stale-weights" ? W2[j * 3 + k] - 0.1 * d2[j] * a1[k] : W2[j * 3 + k]
          return sum + weight * d2[j]
        }
      }
      if bug == "wrong-transpose" {
        back = (0..<3).map { k in (0..<2).reduce(0.0) { $0 + W2[k * 2 + $1] * d2[$1] } }
      }
      let d1 = (0..<3).map { k -> Double in
        switch bug {
        case "no-sigmoid-prime-hidden": back[k]
        case "tanh-prime-hidden": back[k] * (1 - a1[k] * a1[k])
        default: back[k] * a1[k] * (1 - a1[k])
        }
      }
      let shifted = bug == "off-by-one-input" ? [x[9]] + x.dropLast() : x
      var gW1 = (0..<30).map { d1[$0 / 10] * shifted[$0 % 10] }
      if bug == "forgot-last-hidden-unit" { for place in 20..<30 { gW1[place] = 0 } }
      let gb1 = bug == "hidden-bias-zero" ? [0, 0, 0] : d1
      tensors = [
        ("x", [10], x), ("y", [2], y), ("W1", [3, 10], W1), ("b1", [3], b1), ("W2", [2, 3], W2),
        ("b2", [2], b2),
        ("z1", [3], z1), ("a1", [3], a1), ("z2", [2], z2), ("a2", [2], a2), ("delta2", [2], d2),
        ("delta1", [3], d1),
        ("dW2", [2, 3], (0..<6).map { d2[$0 / 3] * a1[$0 % 3] }), ("db2", [2], d2), ("dW1", [3, 10], gW1),
        ("db1", [3], gb1),
      ]
    }

    func dump(_ isWanted: (String) -> Bool = { _ in true }) -> Dump {
      Dump(
        tensors.filter { isWanted($0.name) }.map {
          DumpTensor(name: $0.name, type: .float64, shape: $0.shape, values: $0.values)
        })
    }
  }

  static func isGradientOrGiven(_ name: String) -> Bool {
    name.hasPrefix("d") && !name.hasPrefix("delta") || ["x", "y", "W1", "b1", "W2", "b2"].contains(name)
  }

  static func comparison() throws -> Comparison {
    var comparison = try Comparison(SpecificationLesson.lesson(lesson))
    comparison.findsBlindSpots = false
    return comparison
  }

  @Test(arguments: [false, true])
  func everyBugIsFoundAtItsOperation(_ isConverged: Bool) throws {
    var comparison = try PeerFaultTests.comparison()
    let places = [
      "no-sigmoid-prime-out": "delta2", "sign-flip": "delta2", "factor-2": "delta2",
      "hidden-bias-zero": "db1",
      "off-by-one-input": "dW1", "forgot-last-hidden-unit": "dW1",
    ]
    for bug in PeerFaultTests.bugs {
      let run = Run(isConverged: isConverged, bug: bug)
      let whole = try comparison.judge(run.dump())
      #expect(whole.first?.tensor.name == places[bug] ?? "delta1", "\(bug)")
      #expect(whole.first?.tensor.explanations.isEmpty == false, "\(bug)")
      let gradients = try comparison.judge(run.dump(PeerFaultTests.isGradientOrGiven))
      #expect(gradients.verdict == .fail, "\(bug), gradients only")
    }
  }

  @Test(arguments: [false, true])
  func nothingIsWrongWhereNothingIs(_ isConverged: Bool) throws {
    var comparison = try PeerFaultTests.comparison()
    let run = Run(isConverged: isConverged)
    #expect(try comparison.judge(run.dump()).verdict == .pass)
    #expect(try comparison.judge(run.dump(PeerFaultTests.isGradientOrGiven)).verdict == .pass)
  }

  /// With the deltas in the dump an entry that is wrong by 1e-12 of itself, with gradients alone one by 1e-8.
  @Test(arguments: [false, true])
  func singleEntries(_ isConverged: Bool) throws {
    var comparison = try PeerFaultTests.comparison()
    let run = Run(isConverged: isConverged)
    for (tensor, entry) in run.tensors.enumerated()
    where entry.name.hasPrefix("dW") || entry.name.hasPrefix("db") {
      for place in entry.values.indices where entry.values[place] != 0 {
        for (error, isWanted) in [
          (1e-2, PeerFaultTests.isGradientOrGiven), (1e-8, PeerFaultTests.isGradientOrGiven),
          (1e-12, { _ in true }),
        ] as [(Double, (String) -> Bool)] {
          var faulty = run
          faulty.tensors[tensor].values[place] *= 1 + error
          let report = try comparison.judge(faulty.dump(isWanted))
          #expect(report.verdict == .fail, "\(entry.name)[\(place)] by \(error)")
          if error == 1e-12 { #expect(report.first?.tensor.name == entry.name, "\(entry.name)[\(place)]") }
        }
      }
    }
  }
}
