import Language
import Numbers
import Testing

@testable import Evaluation

struct KnownRangeTests {
  private func range(_ lower: Rational?, _ upper: Rational?) -> KnownRange? { KnownRange(lower, upper) }

  @Test func `bounds of sums, products and powers hold all values`() {
    var random = RandomSource(seed: 5)
    for _ in 0..<300 {
      func ends() -> (Rational, Rational) {
        let a = Rational(Int(random.next(below: 9)) - 4)
        return (a, a + Rational(Int(random.next(below: 5))))
      }
      let (a, b) = (ends(), ends())
      let (x, y) = (range(a.0, a.1), range(b.0, b.1))
      for p in [a.0, a.1, (a.0 + a.1) * .half] {
        #expect(holds(.power(x, 3), p * p * p) && holds(.power(x, 4), p * p * p * p))
        if let q = try? p.reciprocal() { #expect(holds(.reciprocal(x), q)) }
        #expect(holds(.image(x, under: .abs), p.magnitude))
        for q in [b.0, b.1] {
          #expect(holds(.sum(x, y), p + q) && holds(.product(x, y), p * q))
          #expect(holds(.maximum(x, y), max(p, q)))
          #expect(holds(.product(range(a.0, nil), y), p * q) && holds(.product(x, range(nil, b.1)), p * q))
        }
      }
    }
  }

  private func holds(_ range: KnownRange?, _ value: Rational) -> Bool {
    (range?.lower).map { $0 <= value } ?? true && (range?.upper).map { $0 >= value } ?? true
  }

  @Test(
    arguments: [
      (.log, Rational(2), .positive), (.log, .half, .negative),
      (.tanh, .one, .positive), (.exp, Rational(-3), .positive), (.sqrt, Rational(2), .positive),
    ] as [(Function, Rational, KnownSign)])
  func `constants have signs`(function: Function, at x: Rational, sign: KnownSign) {
    #expect(KnownRange.image(range(x, x), under: function)?.sign == sign)
  }

  @Test func `functions are bounded where their arguments are not`() {
    #expect(KnownRange.image(nil, under: .sigmoid)?.upper == .one)
    #expect(KnownRange.image(nil, under: .tanh)?.lower == -.one)
    #expect(KnownRange.image(nil, under: .exp)?.lower == .zero)
    #expect(KnownRange.image(nil, under: .log) == nil)
    #expect(KnownRange.maximum(range(4, nil), nil)?.sign == .positive)
  }
}

struct SignFeasibilityTests {
  private func isImpossible(_ rows: [([Rational], Bool)]) -> Bool {
    SignFeasibility.isImpossible(rows.map { .init(coefficients: $0.0, isStrict: $0.1) })
  }

  @Test func `signs that exclude each other are found, and only they`() {
    // a > b, b > c, c > a; with one of them ≥; with all of them ≥.
    let circle: [[Rational]] = [[1, -1, 0], [0, 1, -1], [-1, 0, 1]]
    #expect(isImpossible(circle.map { ($0, true) }))
    #expect(isImpossible([(circle[0], true), (circle[1], false), (circle[2], false)]))
    #expect(!isImpossible(circle.map { ($0, false) }))
    #expect(!isImpossible([(circle[0], true), (circle[1], true)]))
    // x > 1 and x < 0, the constant in the last place.
    #expect(isImpossible([([1, -1], true), ([-1, 0], true), ([0, 1], true)]))
    #expect(!isImpossible([([1, -1], true), ([1, 0], true), ([0, 1], true)]))
  }
}
