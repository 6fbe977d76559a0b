// The exponential of a number below one in fixed point, limb by limb.

internal import CGMP

/// Numbers from zero to a few units: n limbs behind the point and one before it. Every operation rounds down, and a
/// *unit* is the last place, 2^(−64n).
enum FixedPoint {
  /// Up to so many limbs the argument is reduced by tables, whose entries are made once.
  static let tableLimit = 72

  /// How often to halve the argument of the exponential where there is no table: about as many squarings as the series
  /// has multiplications.
  static func halvings(count n: Int) -> Int {
    n <= tableLimit ? 0 : Int(Double(n * UInt.bitWidth).squareRoot() * 0.5)
  }

  /// The units, as a power of two, that ``exponential(_:count:into:)`` may be off by.
  static func errorExponent(count n: Int) -> Int { halvings(count: n) + 8 }

  /// e^x for x < 1 in n limbs, which are overwritten, into n + 1 limbs.
  ///
  /// With the leading 12 bits of x as i/64 + j/4096 and the rest y, e^x = e^(i/64)·e^(j/4096)·e^y, two factors from a
  /// table and a series. Beyond the table x is halved k times, and the series of y = x/2^k squared as often.
  ///
  /// Off by less than 2^errorExponent units: the series has at most 28 blocks up to `tableLimit`, hence an error of
  /// less than 2·28 + 16 = 72 units (``series(_:count:into:)``). A factor from the table, below 2.69 and 2 units off,
  /// and the cut of the product make at most 77 of them, and then 210. Without the table, the same 76 + 1 units (30
  /// blocks, and the unit dropped from y) relative to e^y double with each squaring, which also adds one: at most
  /// 2^k·78·2.72 < 2^(k+8).
  static func exponential(_ x: Limbs, count n: Int, into result: Limbs) {
    if n <= tableLimit {
      let table = ExponentialTable.of(count: n)
      let leading = x[n - 1]
      x[n - 1] = leading & (1 << 52 - 1)
      series(x, count: n, into: result)
      withLimbs(2 * n + 2) { product in
        table.multiply(result, .second, Int(leading >> 52 & 63), count: n, product)
        table.multiply(result, .first, Int(leading >> 58), count: n, product)
      }
      return
    }
    let k = halvings(count: n)
    var rest = n
    _ = x.shiftDown(by: k, count: &rest)
    for index in rest..<n { x[index] = 0 }
    series(x, count: n, into: result)
    withLimbs(2 * n + 2) { product in
      for _ in 0..<k {
        __gmpn_sqr(product, result, n + 1)
        result.update(from: product + n, count: n + 1)
      }
    }
  }

  /// The terms of the exponential series that are needed when the argument is below 2^(−zeros): the least N with
  /// zeros·N + log₂(N!) ≥ bits, where the logarithms are rounded down. What is left out is below 2 units.
  private static func termCount(bits: Int, zeros: Int) -> Int {
    var count = 0
    var reached = 0
    while reached < bits {
      count += 1
      reached += zeros + (Int.bitWidth - 1 - count.leadingZeroBitCount)
    }
    return count
  }

  /// Σ yⁱ/i! for y < 2⁻⁴ in n limbs, into n + 1 limbs.
  ///
  /// Rectangular splitting (Paterson and Stockmeyer, 1973; Smith, 1989): with the powers y … y^m, the sum is taken in
  /// blocks of m terms by Horner's scheme in y^m, so that N terms take about 2√N long multiplications. It is kept
  /// multiplied by c = b!/i!, a word, for some b: a term is then added by a short multiplication, and only where c
  /// would pass 2⁶² the sum is divided by it. A block that is still to be multiplied by y^(mb) < 2^(−64d) is formed
  /// without its d last limbs.
  ///
  /// Off by less than 2 units for each block and 16: a power is at most 1.2 units too low (yᵃ·1.2 + yᵇ·1.2 + 1), which
  /// counts 1.2·(e − 1) < 2.1 in the sum of all terms; a product with y^m and a division drop one unit each, in a sum
  /// that is scaled by c ≥ 1 and has yet to be multiplied by y^(mb); so do the limbs that a block is without, once
  /// for y^m and once for its powers, Σ 1/i! ≤ e − 2 for all blocks but the first together. There are fewer divisions
  /// than blocks and two more. The terms left out are below 2 units.
  static func series(_ y: Limbs, count n: Int, into sum: Limbs) {
    sum.update(repeating: 0, count: n + 1)
    var used = n
    while used > 0 && y[used - 1] == 0 { used -= 1 }
    guard used > 0 else {
      sum[n] = 1
      return
    }
    let zeros = UInt.bitWidth * (n - used) + y[used - 1].leadingZeroBitCount
    let terms = max(termCount(bits: UInt.bitWidth * n, zeros: zeros), 2)
    let length = max(2, Int(Double(terms).squareRoot() * 0.75 + 0.5))
    withLimbs((length + 2) * n + 1) { memory in
      let product = memory + length * n
      makePowers(of: y, count: n, upTo: length, memory, product)
      var series = Series(
        count: n, zeros: zeros, length: length, powers: memory, product: product, sum: sum,
        block: (terms - 1) / length)
      for i in stride(from: terms - 1, through: 1, by: -1) {
        series.addTerm(i)
        series.step(below: i)
      }
      series.addTerm(0)
      series.unscale()
    }
  }

  /// y, y², …, y^m in n limbs each, the later ones from two earlier ones.
  private static func makePowers(
    of y: Limbs, count n: Int, upTo m: Int, _ powers: Limbs, _ product: Limbs
  ) {
    powers.update(from: y, count: n)
    for k in 2...m {
      let half = k / 2
      if half * 2 == k {
        __gmpn_sqr(product, powers + (half - 1) * n, n)
      } else {
        __gmpn_mul_n(product, powers + (half - 1) * n, powers + half * n, n)
      }
      (powers + (k - 1) * n).update(from: product + n, count: n)
    }
  }

  /// The state of the sum of a series between two terms.
  private struct Series {
    let count: Int
    let zeros: Int
    /// The terms of a block.
    let length: Int
    let powers: Limbs
    let product: Limbs
    /// c times the terms so far; the limbs below `dropped` are not there yet.
    let sum: Limbs
    var block: Int
    var scale: UInt = 1
    var dropped: Int

    init(
      count: Int, zeros: Int, length: Int, powers: Limbs, product: Limbs, sum: Limbs, block: Int
    ) {
      self.count = count
      self.zeros = zeros
      self.length = length
      self.powers = powers
      self.product = product
      self.sum = sum
      self.block = block
      dropped = 0
      dropped = limbsDropped(block)
    }

    func limbsDropped(_ block: Int) -> Int {
      min(count - 1, zeros * length * block / UInt.bitWidth)
    }

    @inline(__always)
    mutating func addTerm(_ i: Int) {
      let k = i - block * length
      if k == 0 {
        sum[count] &+= scale
      } else {
        let power = powers + (k - 1) * count + dropped
        sum[count] &+= __gmpn_addmul_1(sum + dropped, power, count - dropped, scale)
      }
    }

    /// Goes on from term i to the one before it.
    @inline(__always)
    mutating func step(below i: Int) {
      if i == block * length { multiply() }
      let (next, overflow) = scale.multipliedReportingOverflow(by: UInt(i))
      if overflow || next >> 62 != 0 {
        unscale()
        scale = UInt(i)
      } else {
        scale = next
      }
    }

    mutating func unscale() {
      if scale == 1 { return }
      _ = __gmpn_divrem_1(sum + dropped, 0, sum + dropped, count - dropped + 1, scale)
      scale = 1
    }

    /// The sum times y^m, which starts the block before this one.
    mutating func multiply() {
      block -= 1
      let kept = limbsDropped(block)
      let power = powers + (length - 1) * count
      var top = count
      while top > kept && power[top - 1] == 0 { top -= 1 }
      let (left, right) = (count - dropped + 1, top - kept)
      if right > 0 {
        product.assignProduct(sum + dropped, left, power + kept, right)
        // The last limb of the product has the weight of `count − dropped` limbs below the last one that is kept.
        (sum + kept).update(from: product + (left - 1), count: right + 1)
      }
      for index in kept + (right > 0 ? right + 1 : 0)..<count + 1 { sum[index] = 0 }
      dropped = kept
    }
  }
}
