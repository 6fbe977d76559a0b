import Foundation
import Language
import Numbers
import Testing

@testable import Evaluation

@Suite struct BallArithmeticTests {
  /// Random sequences of operations, each in balls and in enclosures of 200 bits: the two always meet.
  @Test func meetsEnclosuresInRandomPrograms() throws {
    let seed: UInt64 = 71
    let rounds = Int(ProcessInfo.processInfo.environment["WORKINGS_ROUNDS"] ?? "") ?? 2000
    var random = SplitMixSource(state: seed)
    let (balls, enclosures) = (BallArithmetic(), CertifiedArithmetic(precision: 200))
    var (known, told) = (0, 0)
    for round in 0..<rounds {
      var pairs: [(Ball, Enclosure)] = []
      for _ in 0..<4 {
        let value = Rational(Int(random.next() % 4001) - 2000)
        let exact = try value.divided(by: Rational(Int(random.next() % 1000) + 1))
        pairs.append((balls.number(exact), enclosures.number(exact)))
      }
      for step in 0..<12 {
        let (x, y) = (
          pairs[Int(random.next() % UInt64(pairs.count))], pairs[Int(random.next() % UInt64(pairs.count))]
        )
        guard let pair = try? operation(random.next(), x, y, balls, enclosures) else { continue }
        pairs.append(pair)
        told += 1
        guard pair.0.isBounded else { continue }
        known += 1
        #expect(
          pair.0.enclosure.overlaps(pair.1),
          "seed \(seed), round \(round), step \(step): \(pair.0) and \(pair.1)")
      }
    }
    // Nearly everything is bounded, or the test would say nothing.
    #expect(known * 10 > told * 8)
  }

  private func operation(
    _ choice: UInt64, _ x: (Ball, Enclosure), _ y: (Ball, Enclosure), _ balls: BallArithmetic,
    _ enclosures: CertifiedArithmetic
  ) throws(ArithmeticError) -> (Ball, Enclosure) {
    let functions: [Function] = [.exp, .log, .sqrt, .sigmoid, .tanh, .relu, .abs, .sign, .step]
    switch choice % 20 {
    case 0...2: return (balls.sum(x.0, y.0), enclosures.sum(x.1, y.1))
    case 3...5: return (balls.difference(x.0, y.0), enclosures.difference(x.1, y.1))
    case 6...8: return (balls.product(x.0, y.0), try enclosures.product(x.1, y.1))
    case 9: return (try balls.quotient(x.0, y.0), try enclosures.quotient(x.1, y.1))
    case 10: return (balls.maximum(x.0, y.0), enclosures.maximum(x.1, y.1))
    case 11:
      let n = Int(choice / 20 % 7) - 3
      return (try balls.power(x.0, n), try enclosures.power(x.1, n))
    case 12:
      return (try balls.indicator(.less, x.0, y.0), try enclosures.indicator(.less, x.1, y.1))
    default:
      let function = functions[Int(choice / 20 % 9)]
      return (try balls.value(of: function, at: x.0), try enclosures.value(of: function, at: x.1))
    }
  }

  /// The whole of a network's gradient, as a lesson has it.
  @Test func enclosesGradients() throws {
    let compiled = Compiled(
      given:
        "x = [0.9, -0.4]\ny = 0.3\nW1 = [[0.6, -0.1], [0.25, 0.8]]\nb1 = [0.1, -0.2]\nw2 = [0.7, -0.6]\nb2 = 0.05",
      "z1[k] = sum(i, W1[k,i]*x[i]) + b1[k]\na1 = sigmoid(z1)\nz2 = sum(k, w2[k]*a1[k]) + b2\nE = (z2 - y)^2/2\ng = dE/dW1"
    )
    let balls = try compiled.value("g", in: BallArithmetic()).entries
    let enclosures = try compiled.value("g", in: CertifiedArithmetic(precision: 200)).entries
    for (ball, enclosure) in zip(balls, enclosures) {
      #expect(ball.enclosure.overlaps(enclosure))
      #expect(ball.enclosure.provenDigits >= 13)
    }
  }
}
