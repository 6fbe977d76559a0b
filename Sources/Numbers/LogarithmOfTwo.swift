// The logarithm of two, kept at a few precisions.

internal import CGMP

/// The natural logarithm of two in fixed point.
enum LogarithmOfTwo {
  /// ⌊ln 2·2^bits⌋ or one unit less or more.
  static func fixedPoint(bits: Int) -> Integer {
    // One table entry for each power of four: made when it is first asked for, once, by whichever thread.
    switch bits {
    case ...256: upTo256 >> (256 - bits)
    case ...1280: upTo1280 >> (1280 - bits)
    case ...4736: upTo4736 >> (4736 - bits)
    case ...16384: upTo16384 >> (16384 - bits)
    case ...65536: upTo65536 >> (65536 - bits)
    default: compute(bits: bits)
    }
  }

  /// Lends ⌊ln 2·2^(64·count)⌋, or one unit less or more, in that many limbs: the leading ones of a longer value, for
  /// ln 2 lies between ½ and 1.
  @inline(__always)
  static func withLimbs<Result>(_ count: Int, _ body: (UnsafePointer<UInt>) -> Result) -> Result {
    let value =
      switch count {
      case ...4: upTo256
      case ...20: upTo1280
      case ...74: upTo4736
      case ...256: upTo16384
      case ...1024: upTo65536
      default: compute(bits: count * UInt.bitWidth)
      }
    return value.withLimbs { body($0 + (value.count - count)) }
  }

  private static let upTo256 = compute(bits: 256)
  private static let upTo1280 = compute(bits: 1280)
  private static let upTo4736 = compute(bits: 4736)
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
