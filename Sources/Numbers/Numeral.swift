// Numbers as somebody wrote them: exact, and knowing how many digits were written.

/// A decimal number with the digits somebody wrote.
///
/// The text is `digits`, `digits.digits`, `.digits` or `digits.`, perhaps with a sign before it and an
/// exponent `e±digits` behind it. `0.35` is exactly 7/20, and it also stands for every real that rounds to it.
public struct Numeral: Sendable, Hashable {
  /// As written.
  public let text: String
  /// The number written, exactly.
  public let value: Rational
  /// Whether neither a point nor an exponent was written.
  public let isInteger: Bool
  /// The digits from the first that is not zero to the last written: 3 for `0.0350`; 0 for a zero.
  public let significantDigits: Int
  /// The power of ten of the last digit written: −4 for `0.0350`, 0 for `12`, 1 for `1.2e2`.
  public let leastPlace: Int

  /// The most digits a numeral may have.
  public static let digitLimit = 100_000
  /// The largest absolute value of a written exponent.
  public static let exponentLimit = 10_000

  /// Reads a whole text as one number; ASCII only.
  ///
  /// Throws `malformed` where it is none, and `tooLarge` beyond `digitLimit` and `exponentLimit`, before any
  /// big number is made.
  public init(parsing text: String) throws(NumberError) {
    if let value = Numeral.smallInteger(text) {
      self = Numeral(smallInteger: value, text)
      return
    }
    var scanner = Scanner(rest: text.utf8[...])
    let isNegative = scanner.sign()
    let whole = scanner.digits()
    let hasPoint = scanner.skip(".")
    let fraction = hasPoint ? scanner.digits() : ""
    guard !whole.isEmpty || !fraction.isEmpty else { throw .malformed(Numeral.explanation) }
    guard whole.utf8.count + fraction.utf8.count <= Numeral.digitLimit else {
      throw .tooLarge("a number of more than \(Numeral.digitLimit) digits")
    }
    var exponent = 0
    let hasExponent = scanner.skip("e") || scanner.skip("E")
    if hasExponent {
      let exponentIsNegative = scanner.sign()
      let digits = scanner.digits()
      guard !digits.isEmpty else { throw .malformed("digits belong behind the e of an exponent") }
      // Leading zeros are harmless (e-0003); the limit has five digits.
      let significant = digits.utf8.drop { $0 == UInt8(ascii: "0") }
      guard let size = significant.isEmpty ? 0 : Int(Substring(significant)), size <= Numeral.exponentLimit
      else { throw .tooLarge("an exponent beyond ±\(Numeral.exponentLimit)") }
      exponent = exponentIsNegative ? -size : size
    }
    guard scanner.rest.isEmpty, let digits = Integer(decimalDigits: whole + fraction) else {
      throw .malformed(Numeral.explanation)
    }
    let leastPlace = exponent - fraction.utf8.count
    let signed = isNegative ? -digits : digits
    self.text = text
    self.leastPlace = leastPlace
    value = Rational(signed, timesTenToThe: leastPlace)
    isInteger = !hasPoint && !hasExponent
    significantDigits =
      digits.isZero ? 0 : (whole + fraction).utf8.drop { $0 == UInt8(ascii: "0") }.count
  }

  /// The value of a few digits; nil for all other texts.
  private static func smallInteger(_ text: String) -> Int? {
    guard (1...15).contains(text.utf8.count) else { return nil }
    var value = 0
    for byte in text.utf8 {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }

  private init(smallInteger value: Int, _ text: String) {
    self.text = text
    self.value = Rational(value)
    isInteger = true
    leastPlace = 0
    significantDigits = value == 0 ? 0 : text.utf8.drop { $0 == UInt8(ascii: "0") }.count
  }

  private static let explanation = "a number is written like 12, 0.35 or 9.5e-03, in ASCII digits"

  /// The least and the greatest real that round to the digits written: half a unit of the last place on
  /// either side. Both ends belong to it, since half-way cases may be rounded up or to even.
  public var roundingInterval: (lower: Rational, upper: Rational) {
    let half = Rational(5, timesTenToThe: leastPlace - 1)
    return (value - half, value + half)
  }
}

/// Takes the pieces of a numeral from the front of a text.
private struct Scanner {
  var rest: Substring.UTF8View

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  /// Whether a minus sign stood there; a plus sign is skipped too.
  mutating func sign() -> Bool {
    if skip("-") { return true }
    _ = skip("+")
    return false
  }

  mutating func digits() -> String {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest[digits.endIndex...]
    return String(Substring(digits))
  }
}
