import Foundation
import Testing

@testable import Numbers

/// Balls against enclosures of 300 bits, which know nothing of doubles.
@Suite struct BallTests {
  static let seed: UInt64 = 20_251_121
  static let rounds = Int(ProcessInfo.processInfo.environment["WORKINGS_ROUNDS"] ?? "") ?? 4000
  static let precision = 300

  /// Doubles of all kinds: moderate, of any exponent, subnormal, short, zeros of both signs and the ends.
  static func double(_ random: inout Seeded) -> Double {
    switch Int.random(in: 0..<10, using: &random) {
    case 0:
      return [0, -0.0, 1, -1, 0x1p-1074, .leastNormalMagnitude, .greatestFiniteMagnitude][
        Int.random(in: 0..<7, using: &random)]
    case 1: return Double(Int.random(in: -20...20, using: &random)) / 4
    case 2: return Double(bitPattern: UInt64.random(in: 0..<1 << 52, using: &random))
    case 3:
      let any = Double(bitPattern: random.next())
      return any.isFinite ? any : 3
    case 4: return Double.random(in: -750...750, using: &random)
    case 5: return scalbn(Double.random(in: -1...1, using: &random), Int.random(in: -60...4, using: &random))
    default: return Double.random(in: -4...4, using: &random)
    }
  }

  /// A ball and some reals inside it, the ends among them.
  static func ball(_ random: inout Seeded) throws -> (Ball, inside: [Rational]) {
    let midpoint = double(&random)
    var radius = 0.0
    switch Int.random(in: 0..<4, using: &random) {
    case 0: radius = abs(double(&random))
    case 1: radius = abs(midpoint) * scalbn(1, -Int.random(in: 0...60, using: &random))
    case 2:
      radius = scalbn(Double.random(in: 0...1, using: &random), -Int.random(in: 0...1100, using: &random))
    default: break
    }
    let (m, r) = (try Rational(exactly: midpoint), try Rational(exactly: radius))
    let weight = Rational(Integer(Int.random(in: -100...100, using: &random)), over: 100)
    return (
      Ball(midpoint: midpoint, radius: radius), radius == 0 ? [m] : [m - r, m + r, m + weight * r]
    )
  }

  /// Whether the result for one real inside lies in the ball; a ball that is not bounded says nothing.
  static func holds(_ ball: Ball, _ exact: Enclosure) -> Bool {
    !ball.isBounded || Enclosure(ball).overlaps(exact)
  }

  @Test func resultsAreInside() throws {
    var random = Seeded(seed: Self.seed)
    for round in 0..<Self.rounds {
      let (a, insideA) = try Self.ball(&random)
      let (b, insideB) = try Self.ball(&random)
      let n = Int.random(in: -6...6, using: &random)
      let context: Comment = "seed \(Self.seed), round \(round): a = \(a), b = \(b), n = \(n)"
      let (quotient, power) = (try? a.divided(by: b), try? a.power(n))
      let greater = Ball.maximum(a, b)
      for x in insideA {
        let point = Enclosure(x, precision: 4000)
        #expect(Self.holds(a, point), context)
        if a.lower.isFinite { #expect(try Rational(exactly: a.lower) <= x, context) }
        if a.upper.isFinite { #expect(try Rational(exactly: a.upper) >= x, context) }
        #expect(Self.holds(a.absoluteValue(), point.absoluteValue(precision: 4000)), context)
        #expect(Self.holds(a.relu(), point.relu(precision: 4000)), context)
        if let sign = a.signum { #expect(sign == x.signum, context) }
        if let power, !(x.isZero && n < 0) {
          #expect(Self.holds(power, try point.power(n, precision: Self.precision)), context)
        }
        for y in insideB {
          let other = Enclosure(y, precision: 4000)
          #expect(Self.holds(a + b, point.adding(other, precision: 4000)), context)
          #expect(Self.holds(a - b, point.subtracting(other, precision: 4000)), context)
          #expect(Self.holds(a * b, point.multiplying(other, precision: 4000)), context)
          #expect(Self.holds(greater, Enclosure(max(x, y), precision: 4000)), context)
          if let quotient {
            #expect(Self.holds(quotient, try point.divided(by: other, precision: Self.precision)), context)
          }
          if x == y { #expect(a.overlaps(b), context) }
          switch a.compare(b) {
          case .less: #expect(x < y, context)
          case .greater: #expect(x > y, context)
          case .equal: #expect(x == y, context)
          case nil: break
          }
        }
      }
    }
  }

  @Test func functionsAreInside() throws {
    var random = Seeded(seed: Self.seed + 1)
    for round in 0..<Self.rounds {
      let (a, inside) = try Self.ball(&random)
      let context: Comment = "seed \(Self.seed + 1), round \(round): a = \(a)"
      let (log, root) = (try? a.log(), try? a.squareRoot())
      for x in inside {
        let point = Enclosure(x, precision: 4000)
        #expect(Self.holds(a.sigmoid(), try point.sigmoid(precision: Self.precision)), context)
        #expect(Self.holds(a.tanh(), try point.tanh(precision: Self.precision)), context)
        if a.exp().isBounded {
          #expect(Self.holds(a.exp(), try point.exp(precision: Self.precision)), context)
        }
        if let log { #expect(Self.holds(log, try point.log(precision: Self.precision)), context) }
        if let root { #expect(Self.holds(root, try point.squareRoot(precision: Self.precision)), context) }
      }
    }
  }

  /// The error of each function that the radius of a point's result claims, in units of the unit roundoff.
  @Test(arguments: [("exp", 2.0), ("log", 4), ("tanh", 4), ("sigmoid", 7)])
  func pointsAreAsSharpAsProven(name: String, roundoffs: Double) throws {
    var random = Seeded(seed: Self.seed + 2)
    for _ in 0..<200 {
      let x = Double.random(in: name == "log" ? 0...8 : -8...8, using: &random)
      let ball = Ball(exactly: x)
      let value =
        try name == "exp"
        ? ball.exp() : name == "log" ? ball.log() : name == "tanh" ? ball.tanh() : ball.sigmoid()
      #expect(value.radius <= value.midpoint.magnitude * roundoffs * 0x1p-53 * 1.001)
    }
  }

  @Test func innerProductsAreInside() throws {
    var random = Seeded(seed: Self.seed + 3)
    for round in 0..<Self.rounds / 4 {
      let count = Int.random(in: 0...9, using: &random)
      let a = try (0..<count).map { _ in try Self.ball(&random) }
      let b = try (0..<2 * count).map { _ in try Self.ball(&random) }
      let dot = Ball.dot(count: count, a.map(\.0), 1, b.map(\.0), 2)
      let context: Comment = "seed \(Self.seed + 3), round \(round): \(a.map(\.0)) and \(b.map(\.0))"
      for place in 0..<3 {
        var exact = Rational.zero
        for t in 0..<count {
          let (x, y) = (a[t].inside, b[2 * t].inside)
          exact += x[min(place, x.count - 1)] * y[min(place, y.count - 1)]
        }
        if dot.isBounded { #expect(Enclosure(dot).contains(exact), context) }
      }
    }
  }

  /// What a double holds stays a point: comparisons and steps of simple numbers are decided.
  @Test func exactResultsStayExact() throws {
    let (half, three) = (Ball(Rational.half), Ball(exactly: 3))
    #expect(half == Ball(exactly: 0.5))
    #expect(try (three + half).divided(by: half) == Ball(exactly: 7))
    #expect(try (three * half - Ball(exactly: 1.5)).squareRoot() == .zero)
    #expect(try Ball(exactly: 2.25).squareRoot() == Ball(exactly: 1.5))
    #expect(try half.power(-3) == Ball(exactly: 8))
    #expect(Ball.zero * Ball(midpoint: 1, radius: 0.1) == .zero)
    #expect(Ball.zero.exp() == .one && Ball.zero.sigmoid() == half && Ball.zero.tanh() == .zero)
    #expect(try Ball.one.log() == .zero)
    let (a, b) = ([three, .zero, half], [half, three, half])
    #expect(Ball.dot(count: 3, a, 1, b, 1) == Ball(exactly: 1.75))
    #expect(!Ball(Rational(Integer(1), over: 3)).isExact)
    #expect(Ball(Rational(Integer(1) << 60)) == Ball(exactly: 0x1p60))
  }

  /// What leaves the range says nothing, whatever is done to it.
  @Test func theUnboundedStaysSo() throws {
    let huge = Ball(exactly: .greatestFiniteMagnitude)
    for unbounded in [
      huge + huge, huge * huge, Ball(exactly: .infinity), Ball(exactly: .nan), Ball(exactly: 800).exp(),
    ] {
      #expect(!unbounded.isBounded && unbounded.signum == nil && unbounded.compare(.one) == nil)
      for other in [unbounded, .zero, .one] {
        for result in [unbounded + other, unbounded - other, unbounded * other, other * unbounded] {
          #expect(!result.isBounded)
        }
        #expect(unbounded.overlaps(other) && other.overlaps(unbounded))
        #expect(throws: NumberError.self) { try other.divided(by: unbounded) }
      }
      #expect(!unbounded.sigmoid().isBounded && !unbounded.exp().isBounded && !unbounded.relu().isBounded)
      #expect(!Ball.dot(count: 1, [unbounded], 1, [.one], 1).isBounded)
      #expect(!Ball(Enclosure(unbounded)).isBounded)
    }
    #expect(throws: NumberError.divisionByZero) { try Ball.one.divided(by: .zero) }
    #expect(throws: NumberError.self) { try Ball.one.divided(by: Ball(midpoint: 1, radius: 1)) }
    #expect(throws: NumberError.self) { try Ball(exactly: -1).log() }
    #expect(throws: NumberError.self) { try Ball(exactly: -0x1p-1074).squareRoot() }
  }

  @Test func conversionsAreInside() throws {
    var random = Seeded(seed: Self.seed + 4)
    for round in 0..<Self.rounds {
      let (enclosure, inside) = random.enclosure(exponents: -1200...1100)
      let ball = Ball(enclosure)
      let context: Comment = "seed \(Self.seed + 4), round \(round): \(enclosure)"
      if ball.isBounded { for x in inside { #expect(Enclosure(ball).contains(x), context) } }
      let value = random.rational(bits: 60, exponents: -70...70)
      let quotient = try value.divided(by: Rational(Int.random(in: 1 ... .max, using: &random)))
      for exact in [value, quotient] { #expect(Enclosure(Ball(exact)).contains(exact), context) }
    }
  }
}
