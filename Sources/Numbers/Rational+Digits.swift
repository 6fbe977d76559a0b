/// How many digits two numbers share, from how far they lie apart.
extension Rational {
  /// How often an error can be made ten times as large and twice of it still be less than this number: one more than
  /// the number of significant digits that an error of that size leaves alone.
  ///
  /// - Parameters:
  ///   - error: not negative.
  ///   - limit: where counting stops.
  public func decades(above error: Rational, limit: Int) -> Int {
    guard !error.isZero else { return limit }
    // 2·error·10ᶜ < self for all c below the number of digits of the largest integer below self / (2·error).
    let dividend = numerator * error.denominator
    let divisor = denominator * error.numerator << 1
    guard !dividend.isNegative, !dividend.isZero,
      let (quotient, rest) = try? dividend.quotientAndRemainder(dividingBy: divisor)
    else { return 0 }
    let below = rest.isZero ? quotient - 1 : quotient
    if below.isZero { return 0 }
    // Three bits are less than a digit.
    if below.bitWidth > limit * 4 { return limit }
    return min(below.description.count, limit)
  }
}
