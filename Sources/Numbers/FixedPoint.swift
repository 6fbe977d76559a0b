// Series in fixed point on GMP integers: the exponential of a number below one, and the logarithm of two.

internal import CGMP

/// Numbers between zero and a few units as integers times 2^(−bits); every operation rounds down.
enum FixedPoint {
  /// The terms of the exponential series that are left out when the argument is below 2^(−shift): the least N
  /// with shift·N + log₂(N!) ≥ bits, where the logarithms are rounded down.
  private static func termCount(bits: Int, shift: Int) -> Int {
    var count = 0
    var reached = 0
    while reached < bits {
      count += 1
      reached += shift + (Int.bitWidth - 1 - count.leadingZeroBitCount)
    }
    return max(count, 2)
  }

  /// How often to halve the argument of the exponential before the series, for this many bits: about as many
  /// squarings as the series has multiplications.
  static func halvings(bits: Int) -> Int {
    max(4, Int(Double(bits).squareRoot() * 0.6) + 2)
  }

  /// e^r for r = x·2^(−bits) in [0, 1), within 2^(halvings + 7) units of 2^(−bits).
  ///
  /// With y = r/2^k (rounded down, one unit, k the halvings), the series Σ yⁱ/i! is summed by rectangular
  /// splitting: the powers y … y^m once, then Horner in y^m with the factorials divided in on the way, so that
  /// N terms take about 2√N multiplications. The result is squared k times.
  ///
  /// Why the bound holds, in units of 2^(−bits): each stored power is at most 2 too low (1/(1−y) ≤ 2). The sum
  /// in Horner's scheme, at most E off and never above 2, goes to (E + 2)/i + 1 by an addition and a division,
  /// and to E·y^m + 2·2 + 1 with y^m ≤ 1/4 by the step to the next block: for i ≥ 2 both keep E ≤ 8, and
  /// i = 1 leaves E ≤ 11. The terms left out are below 2·y^N/N! ≤ 2 units, and the unit dropped from y counts
  /// less than 2 in e^y: together at most 16. A squaring doubles the relative error and adds a unit, so k of
  /// them leave less than 2^k·(16 + 1) units relative to e^r < 2.72, which is below 2^k·47; the products of
  /// errors are smaller than that by 2^(k + 5 − bits), and 2^(k+7) covers all of it for bits ≥ k + 16.
  ///
  /// No number in it reaches 2^(bits + 3), so that twice the limbs of that hold every product: GMP is lent memory
  /// of that size, and has no reason to allocate any of its own.
  static func exponential(_ x: Integer, bits: Int, halvings k: Int) -> Integer {
    let terms = termCount(bits: bits, shift: k)
    let block = max(2, Int(Double(terms).squareRoot()))
    let room = 2 * ((bits + 3) / UInt.bitWidth + 1)
    return Numbers.withLimbs((block + 2) * room) { memory in
      withUnsafeTemporaryAllocation(of: __mpz_struct.self, capacity: block + 2) { numbers in
        for index in numbers.indices {
          numbers[index] = __mpz_struct(
            _mp_alloc: Int32(room), _mp_size: 0, _mp_d: memory + index * room)
        }
        // The capacity is not zero.
        let power = numbers.baseAddress.unsafelyUnwrapped
        let sum = power + block + 1
        __gmpz_set_ui(power, 1)
        __gmpz_mul_2exp(power, UnsafePointer(power), UInt(bits))
        x.read { __gmpz_tdiv_q_2exp(power + 1, $0, UInt(k)) }
        for index in 2...block {
          // Even powers by squaring, which is cheaper.
          let half = index / 2
          __gmpz_mul(power + index, power + half, power + (index - half))
          __gmpz_tdiv_q_2exp(power + index, UnsafePointer(power + index), UInt(bits))
        }
        for index in stride(from: terms - 1, through: 0, by: -1) {
          __gmpz_add(sum, UnsafePointer(sum), power + index % block)
          if index == 0 { break }
          __gmpz_tdiv_q_ui(sum, UnsafePointer(sum), UInt(index))
          if index % block == 0 {
            __gmpz_mul(sum, UnsafePointer(sum), power + block)
            __gmpz_tdiv_q_2exp(sum, UnsafePointer(sum), UInt(bits))
          }
        }
        for _ in 0..<k {
          __gmpz_mul(sum, UnsafePointer(sum), UnsafePointer(sum))
          __gmpz_tdiv_q_2exp(sum, UnsafePointer(sum), UInt(bits))
        }
        return Integer(
          copying: sum.pointee._mp_d, count: Int(sum.pointee._mp_size.magnitude), isNegative: false)
      }
    }
  }
}

/// The natural logarithm of two in fixed point.
enum LogarithmOfTwo {
  /// ⌊ln 2·2^bits⌋ or one unit less or more.
  static func fixedPoint(bits: Int) -> Integer {
    // One table entry for each power of four: made when it is first asked for, once, by whichever thread.
    switch bits {
    case ...256: upTo256 >> (256 - bits)
    case ...1024: upTo1024 >> (1024 - bits)
    case ...4096: upTo4096 >> (4096 - bits)
    case ...16384: upTo16384 >> (16384 - bits)
    case ...65536: upTo65536 >> (65536 - bits)
    default: compute(bits: bits)
    }
  }

  private static let upTo256 = compute(bits: 256)
  private static let upTo1024 = compute(bits: 1024)
  private static let upTo4096 = compute(bits: 4096)
  private static let upTo16384 = compute(bits: 16384)
  private static let upTo65536 = compute(bits: 65536)

  /// ln 2 = 18·artanh(1/26) − 2·artanh(1/4801) + 8·artanh(1/8749).
  ///
  /// It holds since artanh(1/n) = ½·ln((n+1)/(n−1)): the arguments are 27/25, 4802/4800 and 8750/8748, and
  /// (27/25)⁹·(4800/4802)·(8750/8748)⁴ = 2. Computed with 32 more bits than asked for; each of the at most
  /// `bits` terms of a series is off by less than 2 units, so that 28·2·bits units, below 2³¹ for
  /// bits < 2²⁵, stay under one unit of the result.
  private static func compute(bits: Int) -> Integer {
    let working = bits + 32
    let sum =
      Integer(18) * inverseHyperbolicTangent(ofOneOver: 26, bits: working)
      - Integer(2) * inverseHyperbolicTangent(ofOneOver: 4801, bits: working)
      + Integer(8) * inverseHyperbolicTangent(ofOneOver: 8749, bits: working)
    return sum >> 32
  }

  /// Σ 1/((2i + 1)·n^(2i+1)) until the terms vanish; each is rounded down, twice.
  private static func inverseHyperbolicTangent(ofOneOver n: UInt, bits: Int) -> Integer {
    Integer { sum in
      var power = __mpz_struct()
      var term = __mpz_struct()
      __gmpz_init_set_ui(&power, 1)
      __gmpz_init(&term)
      defer {
        __gmpz_clear(&power)
        __gmpz_clear(&term)
      }
      withUnsafeMutablePointer(to: &power) { power in
        __gmpz_mul_2exp(power, UnsafePointer(power), UInt(bits))
        __gmpz_tdiv_q_ui(power, UnsafePointer(power), n)
        var divisor: UInt = 1
        while power.pointee._mp_size != 0 {
          __gmpz_tdiv_q_ui(&term, UnsafePointer(power), divisor)
          __gmpz_add(sum, UnsafePointer(sum), &term)
          __gmpz_tdiv_q_ui(power, UnsafePointer(power), n * n)
          divisor += 2
        }
      }
    }
  }
}
