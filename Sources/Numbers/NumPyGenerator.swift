// NumPy's legacy generator, so that a published `np.random.seed(100)` means what it says.

/// Draws in the order and to the bits of `numpy.random.seed(n)` and the functions behind it.
///
/// Every draw is a binary fraction, and is given as the exact rational that it is. NumPy froze this generator, so
/// its numbers are the same in every version.
public struct NumPyGenerator: Sendable {
  private var twister: MersenneTwister
  /// The second of a pair of normal draws, which is handed out next.
  private var spare: Rational?

  /// - Parameter seed: a whole number below 2³², as NumPy wants it.
  public init(seed: UInt32) { twister = MersenneTwister(seed: seed) }

  /// A number k/2⁵³ with 0 ≤ k < 2⁵³, each k as likely as another: `np.random.uniform()`.
  public mutating func uniform() -> Rational {
    Rational(Integer(Int(bits53())), timesTwoToThe: -53)
  }

  /// `np.random.uniform(low, high)`: low + (high − low)·u, each step rounded to a double as NumPy does.
  public mutating func uniform(from low: Rational, to high: Rational) -> Rational {
    let draw = uniform()
    if low.isZero, high == .one { return draw }
    let rounded = low.asDouble + (high.asDouble - low.asDouble) * draw.asDouble
    return (try? Rational(exactly: rounded)) ?? low
  }

  /// A standard normal draw, `np.random.randn()`, by the polar method of Marsaglia.
  ///
  /// A point (x, y) is drawn in the square [−1, 1)² until it lies inside the unit circle; with r = x² + y² the
  /// draws are x·f and y·f for f = √(−2·ln r / r), the second one first. As in NumPy every step is rounded to a
  /// double; the logarithm is correctly rounded here, whereas NumPy's is the C library's. Where that library
  /// misses the nearest double, which is rare, a draw can differ in its last bits.
  public mutating func normal() -> Rational {
    if let draw = spare {
      spare = nil
      return draw
    }
    while true {
      let x = 2 * (Double(bits53()) * 0x1p-53) - 1
      let y = 2 * (Double(bits53()) * 0x1p-53) - 1
      let r = x * x + y * y
      if r >= 1 || r == 0 { continue }
      let factor = (-2 * nearestLogarithm(r) / r).squareRoot()
      // |x·f| < 9 and neither is a NaN, so both are rationals.
      guard let first = try? Rational(exactly: factor * x), let second = try? Rational(exactly: factor * y)
      else { continue }
      spare = first
      return second
    }
  }

  /// A whole number from 0 to `bound`, both included: bits up to the highest of `bound`, drawn until they fit.
  public mutating func integer(upTo bound: UInt32) -> UInt32 {
    guard bound > 0 else { return 0 }
    let mask = UInt32.max >> UInt32(bound.leadingZeroBitCount)
    while true {
      let value = twister.next() & mask
      if value <= bound { return value }
    }
  }

  /// The numbers 0, 1, …, count − 1 in random order: `np.random.permutation(count)`, which is what
  /// `np.random.shuffle` does to an array of them.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<max(count, 0))
    for place in order.indices.dropFirst().reversed() {
      order.swapAt(place, Int(integer(upTo: UInt32(truncatingIfNeeded: place))))
    }
    return order
  }

  /// 27 bits of one word above 26 of the next.
  private mutating func bits53() -> UInt64 {
    let high = UInt64(twister.next() >> 5)
    return high << 26 | UInt64(twister.next() >> 6)
  }

  /// The double nearest to ln x: for 0 < x < 1 a double, ln x is irrational, so enclosures decide it at some
  /// precision; 128 bits do but for one x in about 2⁷⁰.
  private func nearestLogarithm(_ x: Double) -> Double {
    guard let exact = try? Rational(exactly: x),
      let logarithm = try? Enclosure(exact, precision: 64).log(precision: 128)
    else { return ElementaryDouble.log(x) }
    return logarithm.midpoint.asDouble
  }
}
