import Evaluation
import Numbers

/// How a value is written down with its proof.
struct Digits {
  /// Significant digits of what is not exact.
  let count: Int
  /// Whether some value could not be proven to that many digits, and a higher precision may do it.
  private(set) var needsPrecision = false
  /// Whether some value could not be told from zero, and is tried again.
  private(set) var isTryingZero = false
  /// How many digits the values that fell short have all the same. Where a higher precision adds none, they come from
  /// inputs that were rounded, and no precision will.
  private(set) var digitsOfShort = 0
  /// Whether the values at hand rest on such in double precision, so that digits beyond its own mean nothing.
  var isInDouble = false
  /// Whether a value that cannot be told from zero is worth another try.
  let triesZeroAgain: Bool

  init(count: Int, triesZeroAgain: Bool) {
    self.count = count
    self.triesZeroAgain = triesZeroAgain
  }

  /// Decimal digits that every double has.
  private static let doubleDigits = 15

  /// The longest fraction that is shown beside its digits.
  private static let fractionLength = 40

  mutating func value(
    _ name: String, _ index: [Int], _ enclosure: Enclosure, exact: Rational?, reading: Rational?
  ) -> Value {
    if let exact = exact ?? (enclosure.isExact && !isInDouble ? enclosure.midpoint : nil) {
      if let text = exact.exactDecimal, Digits.significant(text) <= count {
        return Value(
          name: name, index: index, digits: text, certainty: .exact, fraction: nil, fromDigitsShown: nil)
      }
      let fraction = exact.description
      return Value(
        name: name, index: index, digits: exact.decimal(significant: count).text, certainty: .proven(count),
        fraction: fraction.count <= Digits.fractionLength ? fraction : nil, fromDigitsShown: nil)
    }
    if isInDouble {
      let whole = enclosure.isExact && enclosure.midpoint.isInteger ? enclosure.midpoint.exactDecimal : nil
      let text = whole ?? enclosure.midpoint.decimal(significant: Digits.doubleDigits).text
      return Value(
        name: name, index: index, digits: text, certainty: .unproven("in double precision"), fraction: nil,
        fromDigitsShown: nil)
    }
    if let text = enclosure.decimal(significant: count) {
      return Value(
        name: name, index: index, digits: text, certainty: .proven(count), fraction: nil,
        fromDigitsShown: reading.map { shared($0, with: enclosure) })
    }
    if enclosure.containsZero {
      if triesZeroAgain { (needsPrecision, isTryingZero) = (true, true) }
      return Value(
        name: name, index: index, digits: "0", certainty: .unproven("zero as far as can be told"),
        fraction: nil, fromDigitsShown: nil)
    }
    needsPrecision = true
    let proven = max(enclosure.provenDigits, 1)
    digitsOfShort += proven
    return Value(
      name: name, index: index, digits: enclosure.midpoint.decimal(significant: proven).text,
      certainty: .unproven("only \(proven) digits could be proven"), fraction: nil, fromDigitsShown: nil)
  }

  /// The digits of a value computed another way, and how many of them are the true value's.
  private func shared(_ value: Rational, with truth: Enclosure) -> SharedDigits {
    let text = value.decimal(significant: count).text
    let apart = (value - truth.midpoint).magnitude + truth.radius
    let digits = truth.midpoint.magnitude.decades(above: apart, limit: count)
    return SharedDigits(digits: text, shared: max(digits - 1, 0))
  }

  /// How many significant digits a decimal's text has.
  private static func significant(_ text: String) -> Int {
    var count = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "e") { break }
      let isDigit = UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
      if isDigit, count > 0 || byte != UInt8(ascii: "0") { count += 1 }
    }
    return max(count, 1)
  }
}
