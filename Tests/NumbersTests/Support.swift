import Testing

@testable import Numbers

/// A generator with a seed that a failing test prints (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An integer of either sign and about so many limbs.
  mutating func integer(limbs: Int) -> Integer {
    var value = Integer.zero
    for _ in 0..<limbs { value = value << 64 + Integer(Int(next() >> 1)) }
    return next() & 1 == 0 ? value : -value
  }

  /// p·2^e with |p| < 2^bits.
  mutating func rational(bits: Int, exponents: ClosedRange<Int>) -> Rational {
    let limit = 1 << bits
    let p = Int.random(in: -limit...limit, using: &self)
    return Rational(Integer(p), timesTwoToThe: Int.random(in: exponents, using: &self) - bits)
  }

  /// An enclosure, from a point to wider than its midpoint, and some reals inside it, the ends among them.
  mutating func enclosure(exponents: ClosedRange<Int>) -> (Enclosure, inside: [Rational]) {
    let midpoint = rational(bits: Int.random(in: 1...40, using: &self), exponents: exponents)
    let enclosure: Enclosure
    switch Int.random(in: 0..<4, using: &self) {
    case 0: return (Enclosure(midpoint, precision: 200), [midpoint])
    case 1:
      enclosure = Enclosure(midpoint, precision: 200).withError(
        .powerOfTwo(Int.random(in: -90 ... -5, using: &self)))
    default:
      let other = rational(bits: 20, exponents: exponents)
      enclosure = Enclosure(lower: min(midpoint, other), upper: max(midpoint, other), precision: 100)
    }
    let weight = Rational(Integer(Int.random(in: -1000...1000, using: &self)), over: 1000)
    return (
      enclosure, [enclosure.lower, enclosure.upper, enclosure.midpoint + weight * enclosure.radius]
    )
  }
}
