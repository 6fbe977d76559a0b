import Foundation
import Testing

@testable import Numbers

@Suite struct ElementaryDoubleTests {
  enum Function: String, CaseIterable {
    case exp, log, tanh, sigmoid

    func callAsFunction(_ x: Double) -> Double {
      switch self {
      case .exp: ElementaryDouble.exp(x)
      case .log: ElementaryDouble.log(x)
      case .tanh: ElementaryDouble.tanh(x)
      case .sigmoid: ElementaryDouble.sigmoid(x)
      }
    }

    func certified(_ x: Enclosure) throws -> Enclosure {
      switch self {
      case .exp: try x.exp(precision: 120)
      case .log: try x.log(precision: 120)
      case .tanh: try x.tanh(precision: 120)
      case .sigmoid: try x.sigmoid(precision: 120)
      }
    }
  }

  /// Many at once have the bits of one by one, also where a few of them need cases of their own.
  @Test func arraysHaveTheSameBits() {
    var random = Seeded(seed: 12)
    var numbers = (0..<1000).map { _ in Double(Int(random.next() % 2_000_001) - 1_000_000) / 10_000 }
    numbers += [0, -0.0, -700, -700.1, 40, 40.1, 700.1, 710, -745, -746, .infinity, -.infinity, .nan]
    numbers += (0..<100).map { _ in Double(Int(random.next() % 1001) - 500) / 100 }
    var result = numbers
    ElementaryDouble.sigmoids(of: numbers, into: &result, count: numbers.count)
    #expect(result.map(\.bitPattern) == numbers.map { ElementaryDouble.sigmoid($0).bitPattern })
    ElementaryDouble.exponentials(of: numbers, into: &result, count: numbers.count)
    #expect(result.map(\.bitPattern) == numbers.map { ElementaryDouble.exp($0).bitPattern })
  }

  /// Every result is less than one unit of the last place from the certified one.
  @Test(arguments: Function.allCases)
  func isFaithful(function: Function) throws {
    let seed: UInt64 = 11
    var random = Seeded(seed: seed)
    var worst = (error: 0.0, at: 0.0)
    let rounds = Int(ProcessInfo.processInfo.environment["WORKINGS_ROUNDS"] ?? "") ?? 1500
    for round in 0..<rounds {
      let x = Self.argument(function, round, &random)
      let value = function(x)
      let exact = try function.certified(Enclosure(Rational(exactly: x), precision: 2000))
      guard value.isFinite else {
        #expect(exact.lower.asDouble == value)
        continue
      }
      let distance = exact.midpoint - (try Rational(exactly: value))
      // The unit of the exact result's binade, which is the smaller one just below a power of two.
      let unit = exact.midpoint.asDouble.ulp
      let error = try distance.divided(by: Rational(exactly: unit)).magnitude.asDouble
      if error > worst.error { worst = (error, x) }
    }
    #expect(worst.error < 1, "seed \(seed): \(function.rawValue)(\(worst.at)) is \(worst.error) units off")
  }

  static func argument(_ function: Function, _ round: Int, _ random: inout Seeded) -> Double {
    switch round % 5 {
    case 0: return Double.random(in: function == .log ? 0.5...2 : -1...1, using: &random)
    case 1: return Double.random(in: function == .log ? 0...1000 : -40...40, using: &random)
    case 2: return Double.random(in: function == .log ? 0.99...1.01 : -745...709.7, using: &random)
    case 3:
      let bits = UInt64.random(in: 0..<0x7FF0_0000_0000_0000, using: &random)
      let x = Double(bitPattern: bits)
      return function == .log ? x : min(x, 700)
    default: return Double.random(in: function == .log ? 0...1e-300 : -0.4...0.4, using: &random)
    }
  }

  @Test func specialValues() {
    #expect(ElementaryDouble.exp(.infinity) == .infinity && ElementaryDouble.exp(-.infinity) == 0)
    #expect(ElementaryDouble.exp(0) == 1 && ElementaryDouble.exp(710) == .infinity)
    #expect(ElementaryDouble.exp(-746) == 0 && ElementaryDouble.exp(-745) == .leastNonzeroMagnitude)
    #expect(ElementaryDouble.exp(709.782712893384).isFinite && ElementaryDouble.exp(709.79) == .infinity)
    #expect(ElementaryDouble.log(0) == -.infinity && ElementaryDouble.log(-0.0) == -.infinity)
    #expect(ElementaryDouble.log(.infinity) == .infinity && ElementaryDouble.log(1) == 0)
    #expect(ElementaryDouble.log(-1).isNaN && ElementaryDouble.log(.nan).isNaN)
    #expect(ElementaryDouble.tanh(.infinity) == 1 && ElementaryDouble.tanh(-.infinity) == -1)
    #expect(
      ElementaryDouble.tanh(-0.0).sign == .minus
        && ElementaryDouble.tanh(.leastNonzeroMagnitude) == .leastNonzeroMagnitude)
    #expect(ElementaryDouble.sigmoid(.infinity) == 1 && ElementaryDouble.sigmoid(-.infinity) == 0)
    #expect(ElementaryDouble.sigmoid(0) == 0.5)
    for function in Function.allCases { #expect(function(.nan).isNaN) }
  }

  /// The bits themselves: they must not depend on the machine or the optimiser.
  @Test func bitsAreTheSameEverywhere() {
    var random = Seeded(seed: 3)
    var digest: UInt64 = 0
    for round in 0..<20_000 {
      for function in Function.allCases {
        let bits = function(Self.argument(function, round, &random)).bitPattern
        digest = (digest ^ bits) &* 0x0000_0100_0000_01B3
      }
    }
    #expect(digest == 18_334_385_488_666_554_965)
  }
}
