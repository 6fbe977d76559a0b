// The ring operations of the integers, floor division, shifts, powers and greatest common divisors.

internal import CGMP

extension Integer {
  public static func + (a: Integer, b: Integer) -> Integer {
    if let x = a.word, let y = b.word {
      let (sum, overflow) = x.addingReportingOverflow(y)
      if !overflow { return Integer(sum) }
    }
    if a.isZero { return b }
    if b.isZero { return a }
    let (long, short) = a.count >= b.count ? (a, b) : (b, a)
    let count = long.count + 1
    return Numbers.withLimbs(count) { sum in
      long.withLimbs { sum.assign($0, long.count, shiftedUpBy: 0, count: count) }
      var isNegative = long.isNegative
      if isNegative == short.isNegative {
        short.withLimbs { sum.add($0, short.count, count: count) }
      } else if short.withLimbs({ sum.subtract($0, short.count, count: count) }) {
        isNegative.toggle()
      }
      return Integer(copying: sum, count: count, isNegative: isNegative)
    }
  }

  public static func - (a: Integer, b: Integer) -> Integer { a + Integer(negating: b) }

  public static func * (a: Integer, b: Integer) -> Integer {
    if let x = a.word, let y = b.word {
      let (product, overflow) = x.multipliedReportingOverflow(by: y)
      if !overflow { return Integer(product) }
    }
    if a.isZero || b.isZero { return .zero }
    let count = a.count + b.count
    return Numbers.withLimbs(count) { product in
      a.withLimbs { x in b.withLimbs { y in product.assignProduct(x, a.count, y, b.count) } }
      return Integer(copying: product, count: count, isNegative: a.isNegative != b.isNegative)
    }
  }

  public static prefix func - (a: Integer) -> Integer { Integer(negating: a) }

  public static func += (a: inout Integer, b: Integer) { a = a + b }
  public static func -= (a: inout Integer, b: Integer) { a = a - b }
  public static func *= (a: inout Integer, b: Integer) { a = a * b }

  public var magnitude: Integer { isNegative ? -self : self }

  /// The quotient rounded down, and the remainder, which has the sign of the divisor:
  /// `self == quotient * divisor + remainder`.
  public func quotientAndRemainder(
    dividingBy divisor: Integer
  ) throws(NumberError) -> (quotient: Integer, remainder: Integer) {
    guard !divisor.isZero else { throw .divisionByZero }
    return floorDivided(by: divisor)
  }

  /// Floor division by a divisor that is known not to be zero.
  func floorDivided(by divisor: Integer) -> (quotient: Integer, remainder: Integer) {
    precondition(!divisor.isZero, "floor division by zero")
    var quotient = __mpz_struct()
    var remainder = __mpz_struct()
    __gmpz_init(&quotient)
    __gmpz_init(&remainder)
    read { a in divisor.read { b in __gmpz_fdiv_qr(&quotient, &remainder, a, b) } }
    return (Integer(adopting: quotient), Integer(adopting: remainder))
  }

  /// x·2ᵏ; a negative count shifts right and rounds down.
  public static func << (a: Integer, count: Int) -> Integer {
    if count == 0 || a.isZero { return a }
    if count > 0 {
      let limbs = (a.bitWidth + count) / UInt.bitWidth + 1
      return Numbers.withLimbs(limbs) { result in
        a.withLimbs { result.assign($0, a.count, shiftedUpBy: count, count: limbs) }
        return Integer(copying: result, count: limbs, isNegative: a.isNegative)
      }
    }
    var limbs = a.count
    return Numbers.withLimbs(limbs + 1) { result in
      a.withLimbs { result.update(from: $0, count: limbs) }
      let isInexact = result.shiftDown(by: Int(clamping: count.magnitude), count: &limbs)
      if isInexact && a.isNegative { result.increment(count: &limbs) }
      return Integer(copying: result, count: limbs, isNegative: a.isNegative)
    }
  }

  /// ⌊x/2ᵏ⌋; a negative count shifts left.
  public static func >> (a: Integer, count: Int) -> Integer { a << (0 - count) }

  /// x to a power that is not negative, with 0⁰ = 1. The result has at most `bitWidth * exponent` bits: the
  /// caller forecasts that.
  func power(_ exponent: UInt) -> Integer {
    read { base in Integer { __gmpz_pow_ui($0, base, exponent) } }
  }

  /// 10ᵏ.
  static func powerOfTen(_ exponent: Int) -> Integer {
    Integer { __gmpz_ui_pow_ui($0, 10, exponent.magnitude) }
  }

  /// The greatest common divisor, not negative; gcd(0, 0) = 0.
  public func greatestCommonDivisor(_ other: Integer) -> Integer {
    read { a in other.read { b in Integer { __gmpz_gcd($0, a, b) } } }
  }

  /// The square root rounded down, of an integer that is not negative.
  func floorSquareRoot() -> Integer {
    precondition(!isNegative, "the square root of a negative integer")
    return read { a in Integer { __gmpz_sqrt($0, a) } }
  }

  /// The square root where x is a perfect square, else nil.
  public var exactSquareRoot: Integer? {
    !isNegative && read { __gmpz_perfect_square_p($0) != 0 } ? floorSquareRoot() : nil
  }
}
