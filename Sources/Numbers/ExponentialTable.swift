// Powers of e for the reduction of arguments, made once a process.

internal import CGMP

/// e^(i/64) and e^(j/4096) for 0 ≤ i, j < 64 in fixed point, at a few precisions.
///
/// An entry is at most 2 units too low, also where its leading limbs are used alone: it is computed with a limb more,
/// as a product of up to 63 factors, which loses less than 2¹³ units of that limb.
final class ExponentialTable: @unchecked Sendable {
  enum Part: Int { case first, second }

  /// The limbs behind the point.
  private let count: Int
  /// Nothing writes to it after `init`.
  private let entries: Limbs

  /// The table for so many limbs behind the point, or for more.
  static func of(count: Int) -> ExponentialTable {
    switch count {
    case ...4: upTo4
    case ...8: upTo8
    case ...20: upTo20
    default: upTo72
    }
  }

  private static let upTo4 = ExponentialTable(count: 4)
  private static let upTo8 = ExponentialTable(count: 8)
  private static let upTo20 = ExponentialTable(count: 20)
  private static let upTo72 = ExponentialTable(count: FixedPoint.tableLimit)

  private init(count: Int) {
    self.count = count
    let (n, entry) = (count + 1, count + 1)
    let entries = Limbs.allocate(capacity: 2 * 64 * entry)
    self.entries = entries
    withLimbs(5 * n + 5) { memory in
      let (argument, base, power, product) = (memory, memory + n, memory + 2 * n + 1, memory + 3 * n + 2)
      for (part, bits) in [6, 12].enumerated() {
        argument.update(repeating: 0, count: n)
        argument[n - 1] = 1 << (64 - UInt(bits))
        FixedPoint.series(argument, count: n, into: base)
        power.update(repeating: 0, count: n)
        power[n] = 1
        for place in 0..<64 {
          (entries + (part * 64 + place) * entry).update(from: power + 1, count: entry)
          __gmpn_mul_n(product, power, base, n + 1)
          power.update(from: product + n, count: n + 1)
        }
      }
    }
  }

  /// Multiplies a number of n limbs behind the point and one before it by an entry.
  @inline(__always)
  func multiply(_ x: Limbs, _ part: Part, _ place: Int, count n: Int, _ product: Limbs) {
    if place == 0 { return }
    let entry = entries + (part.rawValue * 64 + place) * (count + 1)
    __gmpn_mul_n(product, x, entry + (count - n), n + 1)
    x.update(from: product + n, count: n + 1)
  }
}
