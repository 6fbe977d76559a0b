// The field operations of the rationals, and integer powers with their size forecast.

internal import CGMP

extension Rational {
  public static func + (a: Rational, b: Rational) -> Rational {
    if case .small(let p, let q) = a.form, case .small(let r, let s) = b.form,
      let sum = smallSum(p, q, r, s)
    {
      return sum
    }
    return a.sum(b, __gmpz_add, __gmpq_add)
  }

  public static func - (a: Rational, b: Rational) -> Rational {
    if case .small(let p, let q) = a.form, case .small(let r, let s) = b.form,
      let sum = smallSum(p, q, 0 - r, s)
    {
      return sum
    }
    return a.sum(b, __gmpz_sub, __gmpq_sub)
  }

  public static func * (a: Rational, b: Rational) -> Rational {
    if case .small(let p, let q) = a.form, case .small(let r, let s) = b.form,
      let product = smallProduct(p, q, r, s)
    {
      return product
    }
    return combined(a, b) { result, a, b, haveOneDenominator in
      guard haveOneDenominator else { return __gmpq_mul(result, a, b) }
      // p/q·r/q is in lowest terms, as p/q and r/q are.
      __gmpz_mul(&result.pointee._mp_num, a.numerator, b.numerator)
      __gmpz_mul(&result.pointee._mp_den, a.denominator, b.denominator)
    }
  }

  public static prefix func - (a: Rational) -> Rational {
    if case .small(let p, let q) = a.form { return Rational(small: 0 - p, over: q) }
    return a.read { value in Rational(limbs: a.limbCount) { __gmpq_neg($0, value) } }
  }

  /// The sum or the difference.
  private func sum(
    _ other: Rational,
    _ ofIntegers: (
      UnsafeMutablePointer<__mpz_struct>, UnsafePointer<__mpz_struct>, UnsafePointer<__mpz_struct>
    ) -> Void,
    _ ofRationals: (
      UnsafeMutablePointer<__mpq_struct>, UnsafePointer<__mpq_struct>, UnsafePointer<__mpq_struct>
    ) -> Void
  ) -> Rational {
    Rational.combined(self, other) { result, a, b, haveOneDenominator in
      guard haveOneDenominator else { return ofRationals(result, a, b) }
      ofIntegers(&result.pointee._mp_num, a.numerator, b.numerator)
      __gmpz_set(&result.pointee._mp_den, a.denominator)
      __gmpq_canonicalize(result)
    }
  }

  /// What an operation of the field leaves, told whether the two have the same denominator: neighbours in a formula
  /// often do, and then a greatest common divisor or two need not be computed.
  ///
  /// Numerator and denominator of a sum, product or quotient have at most as many limbs as all four parts together,
  /// and a carry.
  @inline(__always)
  private static func combined(
    _ a: Rational, _ b: Rational,
    _ compute: (
      UnsafeMutablePointer<__mpq_struct>, UnsafePointer<__mpq_struct>, UnsafePointer<__mpq_struct>, Bool
    )
      -> Void
  ) -> Rational {
    a.read { x in
      b.read { y in
        let haveOneDenominator = __gmpz_cmp(x.denominator, y.denominator) == 0
        return Rational(limbs: a.limbCount + b.limbCount + 2) { compute($0, x, y, haveOneDenominator) }
      }
    }
  }

  public static func += (a: inout Rational, b: Rational) { a = a + b }
  public static func -= (a: inout Rational, b: Rational) { a = a - b }
  public static func *= (a: inout Rational, b: Rational) { a = a * b }

  /// self/divisor; throws `divisionByZero`.
  public func divided(by divisor: Rational) throws(NumberError) -> Rational {
    guard !divisor.isZero else { throw .divisionByZero }
    if case .small(let p, let q) = form, case .small(let r, let s) = divisor.form,
      let quotient = Rational.smallProduct(r < 0 ? 0 - p : p, q, s, r < 0 ? 0 - r : r)
    {
      return quotient
    }
    return Rational.combined(self, divisor) { result, a, b, haveOneDenominator in
      guard haveOneDenominator else { return __gmpq_div(result, a, b) }
      // p/q over r/q is p/r.
      __gmpz_set(&result.pointee._mp_num, a.numerator)
      __gmpz_set(&result.pointee._mp_den, b.numerator)
      __gmpq_canonicalize(result)
    }
  }

  /// 1/self; throws `divisionByZero`.
  public func reciprocal() throws(NumberError) -> Rational {
    guard !isZero else { throw .divisionByZero }
    if case .small(let p, let q) = form { return Rational(small: p < 0 ? 0 - q : q, over: p < 0 ? 0 - p : p) }
    return read { value in Rational(limbs: limbCount) { __gmpq_inv($0, value) } }
  }

  /// self to an integer power, with 0⁰ = 1.
  ///
  /// Numerator and denominator stay coprime under powers, so nothing cancels and the size of the result is
  /// known beforehand within a factor of two: |xⁿ| has at least (bits(x) − 1)·n + 1 bits. That is held
  /// against `bitLimit` before anything is computed.
  ///
  /// Throws `divisionByZero` for a negative power of zero, `tooLarge` where the result would pass `bitLimit`.
  public func power(_ exponent: Int) throws(NumberError) -> Rational {
    if exponent == 0 || self == .one { return .one }
    if isZero {
      if exponent < 0 { throw .divisionByZero }
      return .zero
    }
    if self == Rational(-1) { return exponent.isMultiple(of: 2) ? .one : self }
    if exponent == 2 && bitSize <= Rational.bitLimit / 2 { return self * self }
    let numerator = numerator
    let denominator = denominator
    let leastBits = max(numerator.bitWidth, denominator.bitWidth) - 1
    let (bits, overflow) = leastBits.multipliedReportingOverflow(by: Int(clamping: exponent.magnitude))
    guard !overflow, bits <= Rational.bitLimit else {
      throw .tooLarge("a power of more than \(Rational.bitLimit) bits")
    }
    let top = numerator.power(exponent.magnitude)
    let bottom = denominator.power(exponent.magnitude)
    // Already coprime: only the sign can be in the wrong place.
    if exponent > 0 { return Rational(coprime: top, bottom) }
    return top.isNegative ? Rational(coprime: -bottom, -top) : Rational(coprime: bottom, top)
  }

  private init(coprime numerator: Integer, _ denominator: Integer) {
    self = numerator.read { numerator in
      denominator.read { denominator in
        Rational {
          __gmpz_set(&$0.pointee._mp_num, numerator)
          __gmpz_set(&$0.pointee._mp_den, denominator)
        }
      }
    }
  }

  /// The greatest integer that is not above the value.
  public var floor: Integer { numerator.floorDivided(by: denominator).quotient }

  /// The nearest integer, ties to even.
  public var rounded: Integer {
    let (quotient, remainder) = numerator.floorDivided(by: denominator)
    let twice = remainder << 1
    let denominator = denominator
    let roundsUp = twice > denominator || (twice == denominator && quotient.isOdd)
    return roundsUp ? quotient + .one : quotient
  }

  /// The value of a finite `Double`, exactly; throws `malformed` for an infinity or a NaN.
  public init(exactly value: Double) throws(NumberError) {
    guard value.isFinite else { throw .malformed("\(value) is not a real number") }
    // A finite Double is an integer below 2⁵³ times a power of two that is 2⁻¹⁰⁷⁴ at the least.
    let exponent = value.isNormal ? Int(value.exponent) - 52 : -1074
    let fraction = Int(value.significandBitPattern)
    let significand = value.isNormal ? fraction | 1 << 52 : fraction
    self.init(Integer(value.sign == .minus ? -significand : significand), timesTwoToThe: exponent)
  }
}

extension UnsafePointer<__mpq_struct> {
  /// The parts of a GMP rational, where they lie: its first and its second field.
  @inline(__always)
  fileprivate var numerator: UnsafePointer<__mpz_struct> {
    UnsafeRawPointer(self).assumingMemoryBound(to: __mpz_struct.self)
  }

  @inline(__always)
  fileprivate var denominator: UnsafePointer<__mpz_struct> { numerator + 1 }
}
