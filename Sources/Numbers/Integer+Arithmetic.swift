// The ring operations of the integers, floor division, shifts, powers and greatest common divisors.

internal import CGMP

extension Integer {
  public static func + (a: Integer, b: Integer) -> Integer {
    a.read { a in b.read { b in Integer { __gmpz_add($0, a, b) } } }
  }

  public static func - (a: Integer, b: Integer) -> Integer {
    a.read { a in b.read { b in Integer { __gmpz_sub($0, a, b) } } }
  }

  public static func * (a: Integer, b: Integer) -> Integer {
    a.read { a in b.read { b in Integer { __gmpz_mul($0, a, b) } } }
  }

  public static prefix func - (a: Integer) -> Integer {
    a.read { a in Integer { __gmpz_neg($0, a) } }
  }

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
    if count == 0 { return a }
    return a.read { a in
      Integer {
        if count > 0 {
          __gmpz_mul_2exp($0, a, UInt(count))
        } else {
          __gmpz_fdiv_q_2exp($0, a, count.magnitude)
        }
      }
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
