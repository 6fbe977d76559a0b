import Testing

@testable import Numbers

@Suite struct RationalTests {
  /// Every fraction with numerator in −6…6 and denominator in 1…6, against arithmetic on Int.
  static let small: [(Int, Int)] = (-6...6).flatMap { p in (1...6).map { (p, $0) } }

  static func rational(_ p: Int, _ q: Int) throws -> Rational {
    try Rational(numerator: Integer(p), denominator: Integer(q))
  }

  @Test func smallFractionsAgreeWithCrossMultiplication() throws {
    for (p, q) in Self.small {
      for (r, s) in Self.small {
        let a = try Self.rational(p, q)
        let b = try Self.rational(r, s)
        #expect(try a + b == Self.rational(p * s + r * q, q * s))
        #expect(try a - b == Self.rational(p * s - r * q, q * s))
        #expect(try a * b == Self.rational(p * r, q * s))
        #expect((a < b) == (p * s < r * q))
        #expect((a == b) == (p * s == r * q))
        if a == b { #expect(a.hashValue == b.hashValue) }
        if r != 0 {
          #expect(try a.divided(by: b) == Self.rational(p * s, q * r))
        } else {
          #expect(throws: NumberError.divisionByZero) { try a.divided(by: b) }
        }
      }
    }
  }

  @Test func floorAndRoundedAgreeWithInt() throws {
    for (p, q) in Self.small {
      let a = try Self.rational(p, q)
      let value = Double(p) / Double(q)
      #expect(a.floor == Integer(Int(value.rounded(.down))))
      #expect(a.rounded == Integer(Int(value.rounded(.toNearestOrEven))))
      #expect(a.signum == p.signum())
      #expect(a.isInteger == p.isMultiple(of: q))
      #expect(a.description == (p.isMultiple(of: q) ? "\(p / q)" : "\(a.numerator)/\(a.denominator)"))
    }
  }

  @Test func powersAreRepeatedProducts() throws {
    for (p, q) in Self.small {
      let a = try Self.rational(p, q)
      var product = Rational.one
      for n in 0...5 {
        #expect(try a.power(n) == product)
        if p != 0 { #expect(try a.power(-n) == product.reciprocal()) }
        product *= a
      }
    }
    #expect(throws: NumberError.divisionByZero) { try Rational.zero.power(-1) }
    #expect(try Rational(-1).power(.max) == -1)
    #expect(try Rational(-1).power(.min) == 1)
  }

  @Test func aPowerBeyondTheLimitIsRefusedBeforeItIsComputed() throws {
    #expect(try Rational(2).power(1000).bitSize == 1002)
    for exponent in [Int.max, Int.min, 1 << 25] {
      #expect(throws: NumberError.self) { try Rational(3).power(exponent) }
    }
    #expect(throws: NumberError.self) { try (Rational(2).power(1 << 24) * 2).checkedSize() }
    #expect(throws: Never.self) { try Rational(2).power(1 << 20).checkedSize() }
  }

  @Test func aSumWithItselfIsNoFault() throws {
    let a = try Self.rational(1, 3)
    #expect(try a + a == Self.rational(2, 3))
    #expect(try a * a == Self.rational(1, 9))
    #expect(a - a == 0)
  }

  /// A double is a rational, and that rational's nearest double is itself; a hair beside half way decides.
  @Test(arguments: [
    0.0, 1, -1, 0.1, -0.1, .pi, 1e300, -1e-300, .leastNonzeroMagnitude, .leastNormalMagnitude,
    .greatestFiniteMagnitude, 100 * .leastNonzeroMagnitude, (Double.leastNormalMagnitude).nextDown,
  ])
  func doublesRoundTrip(value: Double) throws {
    let exact = try Rational(exactly: value)
    #expect(exact.asDouble == value)
    guard value != 0, value.nextUp.isFinite else { return }
    let next = try Rational(exactly: value.nextUp)
    let middle = try (exact + next).divided(by: 2)
    let even = value.significandBitPattern.isMultiple(of: 2) ? value : value.nextUp
    #expect(middle.asDouble == even)
    let hair = try (next - exact).divided(by: Rational(2).power(200))
    #expect((middle + hair).asDouble == value.nextUp)
    #expect((middle - hair).asDouble == value)
  }

  @Test func doublesOutOfRange() throws {
    #expect(try Rational(2).power(1024).asDouble == .infinity)
    #expect(try (-Rational(10).power(400)).asDouble == -.infinity)
    #expect(try Rational(10).power(-400).asDouble == 0)
    let greatest = try Rational(exactly: .greatestFiniteMagnitude)
    let halfUlp = try Rational(2).power(970)
    #expect((greatest + halfUlp).asDouble == .infinity)
    #expect((greatest + halfUlp - 1).asDouble == .greatestFiniteMagnitude)
    #expect(throws: NumberError.self) { try Rational(exactly: .nan) }
    #expect(throws: NumberError.self) { try Rational(exactly: .infinity) }
  }

  /// Numbers next to where two words end, against integers of any size; each value has one form only.
  @Test func theSmallFormEndsWhereWordsDo() throws {
    let edges: [Int] = [
      1, 2, 3, 1 << 31, 1 << 32, 3_037_000_499, (1 << 62) - 1, 1 << 62, .max - 1, .max, .min + 1, .min,
    ]
    let values = edges.flatMap { p in edges.filter { $0 > 0 }.flatMap { [(p, $0), (0 &- p, $0)] } }
    var generator = Seeded(seed: 11)
    for (p, q) in values {
      let (r, s) = values[Int.random(in: values.indices, using: &generator)]
      let (a, b) = (try Self.rational(p, q), try Self.rational(r, s))
      let (P, Q, R, S) = (Integer(p), Integer(q), Integer(r), Integer(s))
      let expected = [
        (a + b, P * S + R * Q, Q * S), (a - b, P * S - R * Q, Q * S), (a * b, P * R, Q * S),
        (try a.divided(by: b), P * S, Q * R), (-a, -P, Q), (try a.reciprocal(), Q, P),
      ]
      for (result, top, bottom) in expected {
        #expect(result == (try Rational(numerator: top, denominator: bottom)), "\(p)/\(q) and \(r)/\(s)")
        let fits = result.numerator.bitWidth < 64 && result.denominator.bitWidth < 64
        if case .small = result.form { #expect(fits) } else { #expect(!fits) }
      }
      #expect((a < b) == (P * S < R * Q))
    }
  }

  @Test func zeroDenominators() {
    #expect(throws: NumberError.divisionByZero) { try Self.rational(1, 0) }
    #expect(throws: NumberError.divisionByZero) { try Rational.zero.reciprocal() }
  }

  @Test func decadesAreThoseOfTheLoop() {
    var random = Seeded(seed: 7)
    for _ in 0..<2000 {
      let size = random.rational(bits: 30, exponents: -20...60).magnitude
      let error = random.rational(bits: 20, exponents: -120...30).magnitude
      let limit = Int.random(in: 0...40, using: &random)
      var count = 0
      var scaled = error
      while count < limit, scaled * 2 < size {
        scaled = scaled * 10
        count += 1
      }
      #expect(size.decades(above: error, limit: limit) == count, "\(size) \(error) \(limit)")
    }
    #expect(Rational(100).decades(above: Rational(5), limit: 9) == 1)
    #expect(Rational(101).decades(above: Rational(5), limit: 9) == 2)
    #expect(Rational.zero.decades(above: .zero, limit: 9) == 9)
  }

  /// Sums, products and quotients of all sizes against integers multiplied crosswise, with one denominator and not.
  @Test func longOperationsAreInLowestTerms() throws {
    var random = Seeded(seed: 41)
    var pool: [Rational] = [0, 1, -1]
    for size in 0..<120 {
      let (top, bottom) = (random.integer(limbs: size % 7), random.integer(limbs: 1 + size % 9))
      if !bottom.isZero { pool.append(try Rational(numerator: top, denominator: bottom)) }
    }
    func expect(_ value: Rational, _ p: Integer, _ q: Integer, _ context: Comment) throws {
      #expect(value.numerator * q == p * value.denominator, context)
      #expect(!value.denominator.isNegative, context)
      #expect(value.numerator.greatestCommonDivisor(value.denominator) == 1, context)
      #expect(try value == Rational(numerator: p, denominator: q), context)
    }
    for round in 0..<1500 {
      let a = pool[Int.random(in: 0..<pool.count, using: &random)]
      let others = [pool[Int.random(in: 0..<pool.count, using: &random)], 1 - a, a, -a]
      let b = others[round % 4]
      let (p, q, r, s) = (a.numerator, a.denominator, b.numerator, b.denominator)
      let context: Comment = "seed 41, round \(round): \(a) and \(b)"
      try expect(a + b, p * s + r * q, q * s, context)
      try expect(a - b, p * s - r * q, q * s, context)
      try expect(a * b, p * r, q * s, context)
      try expect(a.power(2), p * p, q * q, context)
      if !b.isZero { try expect(a.divided(by: b), p * s, q * r, context) }
      if !a.isZero { #expect(a.bitSize == p.bitWidth + q.bitWidth, context) }
      #expect(a.isInteger == (q == 1) && a.signum == p.signum, context)
    }
  }
}
