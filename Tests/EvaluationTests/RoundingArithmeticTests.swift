import Foundation
import Numbers
import Testing

@testable import Evaluation

/// The bound holds for what programs compute in single precision, and for the exact value.
@Suite struct RoundingArithmeticTests {
  typealias Number = RoundingArithmetic.Number

  let single = RoundingArithmetic(unitRoundoff: 0x1p-24, underflow: 0x1p-126)
  let exact = CertifiedArithmetic(precision: 120)

  private func enclosure(_ x: Double) -> Enclosure {
    (try? Rational(exactly: x)).map { exact.number($0) } ?? Enclosure(0)
  }

  private func holds(_ number: Number, _ value: Enclosure) -> Bool {
    guard let middle = try? Rational(exactly: number.value), let bound = try? Rational(exactly: number.bound)
    else {
      return false
    }
    return (value.midpoint - middle).magnitude <= bound + value.radius
  }

  @Test(arguments: 0..<20) func sumsInAnyOrder(_ seed: Int) throws {
    var random = SplitMixSource(state: UInt64(seed))
    let count = Int.random(in: 1...200, using: &random)
    let scale = Double.random(in: -8...8, using: &random)
    let a = (0..<count).map { _ in Float(Double.random(in: -1...1, using: &random) * pow(10, scale)) }
    let b = (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
    let bound = single.contraction(
      count: count, a.map { Number(Double($0), within: 0) }, 1, b.map { Number(Double($0), within: 0) }, 1)
    let forward = (0..<count).reduce(Float(0)) { $0 + a[$1] * b[$1] }
    let reverse = (0..<count).reversed().reduce(Float(0)) { $0 + a[$1] * b[$1] }
    let fused = (0..<count).reduce(Float(0)) { $0.addingProduct(a[$1], b[$1]) }
    for value in [forward, reverse, fused] { #expect(bound.contains(Double(value)), "seed \(seed)") }
    let truth = try exact.contraction(
      count: count, a.map { enclosure(Double($0)) }, 1, b.map { enclosure(Double($0)) }, 1)
    #expect(holds(bound, truth), "seed \(seed)")
  }

  @Test(arguments: Function.allCases) func functions(_ function: Function) throws {
    var random = SplitMixSource(state: 7)
    for _ in 0..<400 {
      let x = Float.random(in: -30...30, using: &random)
      let argument = [.log, .sqrt].contains(function) ? abs(x) + Float.leastNormalMagnitude : x
      let near = Number(Double(argument), within: Double(argument.ulp))
      let bound = single.value(of: function, at: near)
      // Anything within the argument's bound, exactly.
      for other in [argument, argument.nextUp, argument.nextDown] where Double(other) != 0 {
        guard let value = try? exact.value(of: function, at: enclosure(Double(other))) else { continue }
        #expect(holds(bound, value), "\(function)(\(other))")
      }
      let got: Float =
        switch function {
        case .exp: exp(argument)
        case .log: log(argument)
        case .sqrt: argument.squareRoot()
        case .sigmoid: 0.5 + 0.5 * tanh(0.5 * argument)
        case .tanh: tanh(argument)
        case .relu: max(argument, 0)
        case .abs: abs(argument)
        case .sign: argument > 0 ? 1 : -1
        case .step: argument > 0 ? 1 : 0
        }
      #expect(bound.contains(Double(got)), "\(function)(\(argument))")
    }
  }

  /// a·(1 − a)/b − c², every operation rounded to single precision.
  @Test func formulas() throws {
    var random = SplitMixSource(state: 11)
    for _ in 0..<1000 {
      let a = Float.random(in: 0...1, using: &random)
      let b = Float.random(in: 0.001...10, using: &random)
      let c = Float.random(in: -2...2, using: &random)
      let (x, y, z) = (
        Number(Double(a), within: 0), Number(Double(b), within: 0), Number(Double(c), within: 0)
      )
      let one = single.number(.one)
      let bound = single.difference(
        single.quotient(single.product(x, single.difference(one, x)), y), single.power(z, 2))
      #expect(bound.contains(Double(a * (1 - a) / b - c * c)), "a = \(a), b = \(b), c = \(c)")
      #expect(bound.contains(Double(a * ((1 - a) * (1 / b)) - c * c)), "a = \(a), b = \(b), c = \(c)")
    }
  }

  @Test func nothingIsKnownWhereNothingCanBe() {
    let wide = Number(0, within: 1)
    #expect(!single.quotient(Number(1, within: 0), wide).isKnown)
    #expect(!single.value(of: .log, at: wide).isKnown)
    #expect(!single.value(of: .exp, at: Number(2000, within: 0)).isKnown)
    #expect(single.value(of: .step, at: wide).contains(0) && single.value(of: .step, at: wide).contains(1))
    #expect(single.value(of: .sigmoid, at: .unknown).contains(0.3))
    #expect(single.product(Number(0, within: 0), wide) == Number(0, within: 0))
  }
}
