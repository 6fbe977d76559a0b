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
