import CGMP

extension Rational {
  /// One half.
  public static let half = (try? Rational(numerator: 1, denominator: 2)) ?? .zero

  /// The square root where it is rational, else nil; nil for a negative number.
  public var exactSquareRoot: Rational? {
    guard signum >= 0, let top = numerator.exactSquareRoot, let bottom = denominator.exactSquareRoot else {
      return nil
    }
    return try? Rational(numerator: top, denominator: bottom)
  }
}

extension Integer {
  /// The square root of a perfect square, else nil.
  public var exactSquareRoot: Integer? {
    guard signum >= 0, read({ __gmpz_perfect_square_p($0) }) != 0 else { return nil }
    return Integer { result in read { __gmpz_sqrt(result, $0) } }
  }
}
