import Testing

@testable import Numbers

@Suite struct ErrorBoundTests {
  /// Never below the exact result, and above it by 2⁻³⁰ of it at the most.
  @Test func operationsRoundUpAndLittle() throws {
    let seed: UInt64 = 99
    var random = Seeded(seed: seed)
    let slack = 1 + Rational(.one, timesTwoToThe: -30)
    for round in 0..<5000 {
      let a = bound(&random)
      let b = bound(&random)
      let (x, y) = (a.rational, b.rational)
      for (result, exact) in [(a + b, x + y), (a * b, x * y), (.maximum(a, b), max(x, y))] {
        #expect(result.rational >= exact && result.rational <= exact * slack, "seed \(seed), round \(round)")
      }
      let mantissa = Integer(Int.random(in: 1...Int.max, using: &random))
      let exponent = Int.random(in: -80...80, using: &random)
      guard let least = PositiveLowerBound(mantissa, timesTwoToThe: exponent, minus: b) else {
        #expect(
          Rational(mantissa, timesTwoToThe: exponent) <= y * slack * slack, "seed \(seed), round \(round)")
        continue
      }
      let lower = Rational(Integer(Int(least.mantissa)), timesTwoToThe: least.exponent)
      #expect(lower > 0 && lower <= Rational(mantissa, timesTwoToThe: exponent) - y)
      let quotient = a.divided(by: least).rational
      #expect(try quotient >= x.divided(by: lower), "seed \(seed), round \(round)")
    }
  }

  private func bound(_ random: inout Seeded) -> ErrorBound {
    let bits = UInt64.random(in: 0...1, using: &random) == 0 ? random.next() : random.next() >> 40
    let m = Int.random(in: 0..<10, using: &random) == 0 ? 0 : bits
    return ErrorBound(roundingUp: m, timesTwoToThe: Int.random(in: -100...60, using: &random))
  }

  @Test func outOfRangeIsInfiniteOrSmall() {
    let huge = ErrorBound.powerOfTwo(1 << 41)
    #expect(huge.isInfinite && (huge + .zero).isInfinite && (huge * .powerOfTwo(-5)).isInfinite)
    #expect((huge * .zero).isZero && ErrorBound.maximum(huge, .zero).isInfinite)
    let tiny = ErrorBound.powerOfTwo(-(1 << 41))
    #expect(!tiny.isZero && tiny.top > -(1 << 41))
    #expect(
      ErrorBound.powerOfTwo(3).isAtMostPowerOfTwo(3)
        && !(ErrorBound.powerOfTwo(3) + .powerOfTwo(-40)).isAtMostPowerOfTwo(3))
  }
}
