// Enclosures as decimal text: only digits that hold for every real inside.

extension Enclosure {
  /// The n significant digits that every real inside rounds to, ties to even; nil where that is not proven
  /// yet, or not the same for all.
  ///
  /// Rounding to n digits does not decrease, so it is enough that both ends round to the same.
  public func decimal(significant n: Int) -> String? {
    guard isBounded else { return nil }
    if isExact { return midpoint.decimal(significant: n).text }
    // Zero inside proves no digit, and a radius that is coarse cannot: no big numbers for those.
    guard !containsZero, error.top <= top - min(max(n, 1), 1 << 30) * 332 / 100 + 8 else { return nil }
    let (lower, _) = lower.decimalDigits(significant: n)
    let (upper, _) = upper.decimalDigits(significant: n)
    return lower == upper ? lower.text(mayPad: false) : nil
  }

  /// The most significant digits that all reals inside round to; 0 where there is none, `Int.max` for a point.
  public var provenDigits: Int {
    if isExact { return .max }
    guard !containsZero && isBounded else { return 0 }
    // The digits that the radius leaves, and a few less where a rounding boundary lies inside.
    var count = max(0, (top - error.top) * 30103 / 100_000 + 2)
    while count > 0 && decimal(significant: count) == nil { count -= 1 }
    return count
  }
}

extension Enclosure: CustomStringConvertible {
  /// For people: the digits that all reals inside begin with, then in brackets a few of the midpoint and the
  /// radius, as in `0.5597136492671929[44 ± 3e-20]`. A point is written exactly.
  public var description: String {
    guard isBounded else { return "[unbounded]" }
    if isExact { return midpoint.exactDecimal ?? midpoint.decimal(significant: 30).text + "…" }
    let radius = radius
    var (bound, _) = radius.decimalDigits(significant: 1)
    if let written = try? Numeral(parsing: bound.text(mayPad: false)), written.value < radius,
      let digit = Int(bound.digits)
    {
      bound.digits = String(digit + 1)
      if digit == 9 {
        bound = DecimalDigits(isNegative: false, digits: "1", leastPlace: bound.leastPlace + 1)
      }
    }
    let error = bound.leastPlace < -3 ? "\(bound.digits)e\(bound.leastPlace)" : bound.text(mayPad: true)
    let count = min(provenDigits, 60) + 2
    let (digits, _) = midpoint.decimalDigits(significant: count)
    let common = min(
      digits.commonPrefix(lower.decimalDigits(significant: count).0),
      digits.commonPrefix(upper.decimalDigits(significant: count).0))
    let text = digits.text(mayPad: false)
    guard common > 0 else { return "[\(text) ± \(error)]" }
    // The digits in doubt stand last, before the exponent if there is one.
    let mark = text.firstIndex(of: "e") ?? text.endIndex
    var split = mark
    var doubtful = count - common
    while doubtful > 0 {
      split = text.index(before: split)
      if text[split] != "." { doubtful -= 1 }
    }
    return "\(text[..<split])[\(text[split..<mark]) ± \(error)]\(text[mark...])"
  }
}

extension DecimalDigits {
  /// How many leading digits stand at the same places in both.
  fileprivate func commonPrefix(_ other: DecimalDigits) -> Int {
    guard isNegative == other.isNegative, exponent == other.exponent else { return 0 }
    return zip(digits.utf8, other.digits.utf8).prefix { $0 == $1 }.count
  }
}
