import Testing

@testable import Numbers

@Suite struct EnclosureTests {
  static let seed: UInt64 = 20_240_611

  /// Whatever reals are inside the operands, the exact result is inside the result, at any precision.
  @Test func exactResultsAreInside() throws {
    var random = Seeded(seed: Self.seed)
    for round in 0..<3000 {
      let (a, insideA) = random.enclosure(exponents: -8...8)
      let (b, insideB) = random.enclosure(exponents: -8...8)
      let precision = Int.random(in: 1...120, using: &random)
      let n = Int.random(in: -6...6, using: &random)
      let sum = a.adding(b, precision: precision)
      let difference = a.subtracting(b, precision: precision)
      let product = a.multiplying(b, precision: precision)
      let quotient = try? a.divided(by: b, precision: precision)
      let power = try? a.power(n, precision: precision)
      let greater = Enclosure.maximum(a, b, precision: precision)
      let union = a.union(b, precision: precision)
      let common = a.intersection(b, precision: precision)
      let context: Comment =
        "seed \(Self.seed), round \(round): a = \(a), b = \(b), n = \(n), \(precision) bits"
      for x in insideA {
        #expect(a.contains(x), context)
        #expect(a.absoluteValue(precision: precision).contains(x.magnitude), context)
        #expect(a.relu(precision: precision).contains(max(x, 0)), context)
        #expect(a.end(.down, precision: precision).midpoint <= x, context)
        #expect(a.end(.up, precision: precision).midpoint >= x, context)
        #expect(union.contains(x), context)
        if b.contains(x) { #expect(common?.contains(x) == true, context) }
        if let power { #expect(try power.contains(x.power(n)), context) }
        for y in insideB {
          #expect(sum.contains(x + y), context)
          #expect(difference.contains(x - y), context)
          #expect(product.contains(x * y), context)
          #expect(greater.contains(max(x, y)), context)
          if let quotient { #expect(try quotient.contains(x.divided(by: y)), context) }
          switch a.compare(b) {
          case .less: #expect(x < y, context)
          case .greater: #expect(x > y, context)
          case .equal: #expect(x == y, context)
          case nil: break
          }
        }
      }
      #expect((quotient == nil) == (b.containsZero), context)
      #expect(a.containsZero == a.contains(0), context)
      #expect(a.overlaps(b) == (a.lower <= b.upper && b.lower <= a.upper), context)
    }
  }

  /// Midpoints of one to three limbs, whose exponents lie near one another or far apart.
  @Test func midpointsOfTwoLimbsAreComputedRightly() {
    var random = Seeded(seed: Self.seed + 7)
    func draw() -> (Enclosure, Rational) {
      let limbs = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        Int.random(in: 0...3, using: &random) == 0 ? 0 : Int(random.next() >> 1)
      }
      let top = limbs.reduce(Integer.zero) { $0 << 64 + Integer($1) }
      let mantissa = Bool.random(using: &random) ? -top : top
      let exponent =
        Int.random(in: 0...2, using: &random) == 0 ? Int.random(in: -400...400, using: &random) : -128
      let error: ErrorBound =
        Bool.random(using: &random) ? .zero : .powerOfTwo(exponent - Int.random(in: -40...40, using: &random))
      let enclosure = Enclosure(mantissa: mantissa, exponent: exponent, error: error)
      return (enclosure, Bool.random(using: &random) ? enclosure.lower : enclosure.upper)
    }
    for round in 0..<2000 {
      let pairs = (0..<Int.random(in: 2...6, using: &random)).map { _ in (draw(), draw()) }
      let precision = Int.random(in: 2...140, using: &random)
      let ((a, x), (b, y)) = pairs[0]
      let context: Comment = "seed \(Self.seed + 7), round \(round), \(precision) bits: \(pairs)"
      #expect(a.adding(b, precision: precision).contains(x + y), context)
      #expect(a.subtracting(b, precision: precision).contains(x - y), context)
      #expect(a.multiplying(b, precision: precision).contains(x * y), context)
      let dot = Enclosure.dot(
        count: pairs.count, pairs.map(\.0.0), 1, pairs.map(\.1.0), 1, precision: precision)
      #expect(dot.contains(pairs.reduce(Rational.zero) { $0 + $1.0.1 * $1.1.1 }), context)
    }
  }

  /// At every number of limbs, with the tables and beyond them, e^x meets its value at more bits, closely.
  @Test func exponentialsAgreeAtEveryWidth() throws {
    var random = Seeded(seed: Self.seed + 8)
    for precision in stride(from: 2, to: 5400, by: 53) {
      let x = Enclosure(random.rational(bits: 60, exponents: -30...9), precision: precision)
      let value = try x.point.exp(precision: precision)
      let context: Comment = "seed \(Self.seed + 8), \(precision) bits: \(x)"
      #expect(try value.overlaps(x.point.exp(precision: precision + 700)), context)
      #expect(
        try value.multiplying(x.point.negated().exp(precision: precision), precision: precision).contains(1),
        context)
      #expect(value.error.top <= value.top - precision + 2, context)
    }
  }

  @Test func innerProductsContainTheExactOne() {
    var random = Seeded(seed: Self.seed)
    for round in 0..<300 {
      let count = Int.random(in: 0...7, using: &random)
      let a = (0..<count).map { _ in random.enclosure(exponents: -20...20) }
      let b = (0..<2 * count).map { _ in random.enclosure(exponents: -20...20) }
      let precision = Int.random(in: 2...100, using: &random)
      let dot = Enclosure.dot(count: count, a.map(\.0), 1, b.map(\.0), 2, precision: precision)
      for pick in [0, 1, 2] {
        var exact = Rational.zero
        for t in 0..<count {
          exact += a[t].inside[pick % a[t].inside.count] * b[2 * t].inside[pick % b[2 * t].inside.count]
        }
        #expect(dot.contains(exact), "seed \(Self.seed), round \(round)")
      }
    }
  }

  @Test func innerProductsKnowWhatTheyDropped() throws {
    let tiny = try Enclosure(Rational(2).power(-200), precision: 53)
    let dot = Enclosure.dot(count: 2, [.one, tiny], 1, [.one, tiny], 1, precision: 53)
    #expect(try dot.contains(1 + Rational(2).power(-400)) && !dot.isExact)
    let integers = [Enclosure(3), Enclosure(-4), .zero]
    let exact = Enclosure.dot(count: 3, integers, 1, integers, 1, precision: 53)
    #expect(exact.isExact && exact.midpoint == 25)
    #expect(Enclosure.dot(count: 0, [], 1, [], 1, precision: 53).signum == 0)
  }

  /// One thing computed two ways: the enclosures overlap, for points and for wide intervals.
  @Test func twoWaysOverlap() throws {
    var random = Seeded(seed: Self.seed)
    for round in 0..<1500 {
      let (a, inside) = random.enclosure(exponents: -40...4)
      let (b, _) = random.enclosure(exponents: -3...3)
      let p = Int.random(in: 2...400, using: &random)
      let context: Comment = "seed \(Self.seed), round \(round): a = \(a), b = \(b), \(p) bits"
      let exponential = try a.exp(precision: p)
      let product = try exponential.multiplying(b.exp(precision: p), precision: p)
      #expect(try a.adding(b, precision: p).exp(precision: p).overlaps(product), context)
      #expect(exponential.overlaps(try a.exp(precision: 2 * p)), context)
      if let logarithm = try? exponential.log(precision: p) { #expect(logarithm.overlaps(a), context) }
      let sigmoid = try a.sigmoid(precision: p)
      let complement = try a.complementarySigmoid(precision: p)
      #expect(sigmoid.adding(complement, precision: p).contains(1), context)
      #expect(sigmoid.overlaps(try a.sigmoid(precision: 2 * p)), context)
      let tanh = try a.tanh(precision: p)
      let twice = try a.scaled(byTwoToThe: 1).sigmoid(precision: 2 * p)
      #expect(tanh.overlaps(twice.scaled(byTwoToThe: 1).subtracting(.one, precision: 2 * p)), context)
      #expect(tanh.overlaps(try a.tanh(precision: 2 * p)), context)
      let square = try a.power(2, precision: p)
      let root = try? square.squareRoot(precision: p)
      #expect(root?.overlaps(a.absoluteValue(precision: p)) == true, context)
      // A wide enclosure contains the function at each point inside.
      for x in inside {
        let point = Enclosure(x, precision: 500)
        #expect(exponential.overlaps(try point.exp(precision: 300)), context)
        #expect(sigmoid.overlaps(try point.sigmoid(precision: 300)), context)
        #expect(tanh.overlaps(try point.tanh(precision: 300)), context)
        if x > 0, let root = try? a.squareRoot(precision: p) {
          #expect(root.overlaps(try point.squareRoot(precision: 300)), context)
        }
        if x > 0, let logarithm = try? a.log(precision: p) {
          #expect(logarithm.overlaps(try point.log(precision: 300)), context)
        }
      }
    }
  }

  /// A wide interval is enclosed by the values at its ends, not by a slope.
  @Test func wideIntervalsAreSharp() throws {
    let wide = Enclosure(lower: -20, upper: 30, precision: 64)
    let sigmoid = try wide.sigmoid(precision: 64)
    #expect(sigmoid.lower > 0 && sigmoid.upper.asDouble <= 1.000001)
    let tanh = try wide.tanh(precision: 64)
    #expect(tanh.lower.asDouble >= -1.000001 && tanh.upper.asDouble <= 1.000001)
    #expect(try wide.power(2, precision: 64).upper.asDouble < 900.001)
    #expect(try wide.power(2, precision: 64).lower.asDouble > -0.001)
    let positive = Enclosure(lower: 1, upper: 9, precision: 64)
    #expect(try positive.squareRoot(precision: 64).lower.asDouble > 0.999)
    #expect(try positive.log(precision: 64).upper.asDouble < 2.1973)
    #expect(try Enclosure.one.divided(by: positive, precision: 64).lower.asDouble > 0.1111)
  }

  @Test func exactResultsStayExact() throws {
    let x = try Enclosure(Rational(numerator: 3, denominator: 8), precision: 53)
    #expect(x.isExact)
    #expect(x.multiplying(x, precision: 53).isExact)
    #expect(try x.power(2, precision: 53).midpoint == Rational(numerator: 9, denominator: 64))
    #expect(try Enclosure(6).divided(by: Enclosure(3), precision: 53).isExact)
    #expect(try Enclosure(49).squareRoot(precision: 53).midpoint == 7)
    #expect(try Enclosure.zero.exp(precision: 53).isExact)
    #expect(try Enclosure.one.log(precision: 53).isExact)
    #expect(try Enclosure.zero.sigmoid(precision: 53).midpoint.asDouble == 0.5)
    #expect(try Enclosure.zero.tanh(precision: 53).signum == 0)
    #expect(try Enclosure(Rational(numerator: 1, denominator: 3), precision: 53).isExact == false)
  }

  @Test func errorsAreTyped() throws {
    let spread = Enclosure(lower: -1, upper: 2, precision: 53)
    #expect(throws: NumberError.divisionByZero) { try Enclosure.one.divided(by: .zero, precision: 53) }
    #expect(throws: NumberError.divisionByZero) { try Enclosure.zero.power(-1, precision: 53) }
    expect(.undecided) { () throws(NumberError) in _ = try Enclosure.one.divided(by: spread, precision: 53) }
    expect(.undecided) { () throws(NumberError) in _ = try spread.log(precision: 53) }
    expect(.undecided) { () throws(NumberError) in _ = try spread.squareRoot(precision: 53) }
    expect(.outsideDomain) { () throws(NumberError) in _ = try Enclosure(-2).log(precision: 53) }
    expect(.outsideDomain) { () throws(NumberError) in _ = try Enclosure.zero.log(precision: 53) }
    expect(.outsideDomain) { () throws(NumberError) in _ = try Enclosure(-2).squareRoot(precision: 53) }
    expect(.tooLarge) { () throws(NumberError) in _ = try Enclosure(1_000_000_000).exp(precision: 53) }
    expect(.tooLarge) { () throws(NumberError) in _ = try Enclosure(2).power(.max, precision: 53) }
  }

  private enum Kind { case undecided, outsideDomain, tooLarge, other }

  private func expect(
    _ kind: Kind, _ compute: () throws(NumberError) -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var thrown: NumberError?
    do throws(NumberError) { try compute() } catch { thrown = error }
    let found: Kind? =
      switch thrown {
      case .undecided: .undecided
      case .outsideDomain: .outsideDomain
      case .tooLarge: .tooLarge
      case nil: nil
      default: .other
      }
    #expect(found == kind, sourceLocation: sourceLocation)
  }

  /// Beyond the range of midpoints nothing overflows or hangs: tiny becomes an interval at zero, huge unbounded.
  @Test func farOutNothingTraps() throws {
    let tiny = try Enclosure(-1_000_000_000).exp(precision: 53)
    #expect(tiny.contains(0) && tiny.signum == nil && tiny.isBounded)
    #expect(try Enclosure(-1_000_000_000).sigmoid(precision: 53).containsZero)
    #expect(try Enclosure(1_000_000_000).sigmoid(precision: 53).contains(1))
    #expect(try Enclosure(-1_000_000_000).tanh(precision: 53).contains(-1))
    var large = Enclosure(3)
    var small = Enclosure(try Rational(3).reciprocal(), precision: 53)
    for _ in 0..<100 {
      large = large.multiplying(large, precision: 53)
      small = small.multiplying(small, precision: 53)
    }
    #expect(!large.isBounded && small.isBounded && small.containsZero)
    #expect(throws: NumberError.self) { try large.checkedSize() }
    #expect(throws: NumberError.self) { try large.exp(precision: 53) }
    #expect(!large.adding(small, precision: 53).isBounded && !large.negated().isBounded)
    #expect(large.compare(.one) == nil && large.overlaps(.one) && large.decimal(significant: 3) == nil)
    #expect(!Enclosure.maximum(large, .one, precision: 53).isBounded && !large.relu(precision: 53).isBounded)
    #expect(!large.absoluteValue(precision: 53).isBounded && !large.union(.one, precision: 9).isBounded)
    let far = try Enclosure(2).power(1 << 23, precision: 53)
    #expect(far.adding(.one, precision: 53).contains(far.midpoint + 1))
    #expect(try far.log(precision: 53).decimal(significant: 10) == "5814539.984")
  }
}
