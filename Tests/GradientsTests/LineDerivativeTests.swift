import Foundation
import Testing

@testable import Gradients

/// Estimates against the derivatives that `Reference/generate.py` computes with mpmath.
struct LineDerivativeTests {
  struct Row: Sendable {
    let name: String
    let place: Double
    let derivative: Double
  }

  static let rows: [Row] = {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Reference/derivatives.txt")
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count == 3, let place = Double(fields[1]), let derivative = Double(fields[2]) else {
        return nil
      }
      return Row(name: fields[0], place: place, derivative: derivative)
    }
  }()

  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  static let functions: [String: @Sendable (Double) -> Double] = [
    "sin": { sin($0) }, "sin100": { sin(100 * $0) }, "exp": { exp($0) }, "exp50": { exp(50 * $0) },
    "log": { log($0) }, "sqrt": { $0.squareRoot() }, "inverse": { 1 / $0 }, "sigmoid": { sigmoid($0) },
    "sigmoid20": { sigmoid(20 * $0) }, "tanh": { tanh($0) }, "square": { $0 * $0 },
    "cube": { $0 * $0 * $0 }, "line": { 3 * $0 + 1 }, "runge": { 1 / (1 + 25 * $0 * $0) },
    "gauss": { exp(-$0 * $0) }, "offset": { 1_000_000 + sin($0) }, "softplus": { log(1 + exp($0)) },
    "entropy": { $0 * log($0) }, "atan": { atan($0) }, "erf": { erf($0) }, "tiny": { sin($0) * 1e-200 },
    "huge": { sin($0) * 1e300 }, "cancelling": { 1 - cos($0) }, "chirp": { sin(20 * $0 * $0) },
    "kinked": { sin($0) + abs($0 - 0.1234567) * 1e-5 }, "hinge": { max($0 - 0.100001, 0) },
    "single": {
      let x = Float($0)
      return Double(1 / (1 + Foundation.exp(-x)) + x)
    },
  ]

  /// An estimate in steps of the power of two below `scale`.
  static func estimate(
    _ function: (Double) -> Double, at place: Double, scale: Double, grain: Double = Double.ulpOfOne
  ) throws -> (LineEstimate, unit: Double) {
    try withoutActuallyEscaping(function) { function in
      let unit = scale.binade
      let line = LineDerivative(values: { $0.map { function(place + $0 * unit) } }, grain: grain)
      return (try line.estimate(at: function(place)), unit)
    }
  }

  @Test func theBoundHolds() throws {
    var (count, failures, sharp) = (0, [String](), 0)
    for row in Self.rows {
      let function = try #require(Self.functions[row.name], "no function \(row.name)")
      for scale in [row.place.magnitude, 1] {
        let grain = row.name == "single" ? 0x1p-23 : Double.ulpOfOne
        let (estimate, unit) = try Self.estimate(function, at: row.place, scale: scale, grain: grain)
        guard estimate.kind == .smooth else { continue }
        let right = row.derivative * unit
        // The right one was rounded to a double.
        let error = (estimate.value - right).magnitude - right.ulp
        count += 1
        if error > estimate.bound {
          failures.append("\(row.name) at \(row.place), scale \(scale): \(estimate), not \(right)")
        }
        if estimate.bound < 1e-9 * right.magnitude { sharp += 1 }
      }
    }
    #expect(count > 1000)
    // A bound that is only large would be of no use.
    #expect(sharp * 10 > count * 8, "\(sharp) of \(count) to nine digits")
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  @Test func aKinkIsTold() throws {
    let (estimate, _) = try Self.estimate({ abs($0 - 0.5) + $0 }, at: 0.5, scale: 1)
    guard case .kink(let left, let right) = estimate.kind else {
      Issue.record("\(estimate)")
      return
    }
    #expect((left - 0).magnitude < 1e-5)
    #expect((right - 2).magnitude < 1e-5)
  }

  @Test func whatIsNotFiniteIsTold() throws {
    let (estimate, _) = try Self.estimate({ log($0) }, at: -1, scale: 1)
    #expect(estimate.kind == .notFinite)
    #expect(estimate.bound == .infinity)
  }

  @Test func leavingTheDomainShrinksTheWindow() throws {
    let (estimate, _) = try Self.estimate({ log($0) }, at: 0x1p-20, scale: 1)
    #expect((estimate.value - 0x1p20).magnitude <= estimate.bound)
    #expect(estimate.bound < 1)
    #expect(estimate.roughWindow != nil)
  }

  /// Noise of a known size shows in the bound, and is what the estimate says it is.
  @Test(arguments: [1e-12, 1e-9, 1e-6])
  func noiseIsMeasured(_ size: Double) throws {
    let noise = { (x: Double) -> Double in
      var bits = x.bitPattern &* 0x9E37_79B9_7F4A_7C15
      bits = (bits ^ (bits >> 29)) &* 0xBF58_476D_1CE4_E5B9
      return size * (Double(bits >> 11) * 0x1p-53 - 0.5)
    }
    let (estimate, _) = try Self.estimate({ sin($0) + noise($0) }, at: 0.7, scale: 0.7)
    #expect((estimate.value - cos(0.7) / 2).magnitude <= estimate.bound)
    // Uniform noise has a standard deviation of 0.29 of its width.
    #expect(estimate.noise > 0.05 * size && estimate.noise < 1.5 * size)
    #expect(estimate.bound < 1000 * size)
  }

  @Test func aConstantHasNoSlope() throws {
    let (estimate, _) = try Self.estimate({ _ in 7.3 }, at: 1, scale: 1)
    #expect(estimate.value == 0)
    #expect(estimate.bound < 1e-12)
  }
}
