// Rationals as decimal text: rounded to n significant digits, or exactly where that ends.

/// A number printed in decimal.
public struct DecimalText: Sendable, Hashable, CustomStringConvertible {
  public let text: String
  /// Whether the text is the value itself and not a rounding of it.
  public let isExact: Bool

  public var description: String { text }
}

/// digits·10^leastPlace, with a sign: what stands between a value and its decimal text.
struct DecimalDigits: Hashable {
  var isNegative: Bool
  /// ASCII digits, the first one not zero; empty for zero.
  var digits: String
  var leastPlace: Int

  /// The power of ten of the first digit.
  var exponent: Int { leastPlace + digits.utf8.count - 1 }

  /// Without zeros at the end.
  var trimmed: DecimalDigits {
    let kept = digits.utf8.reversed().drop { $0 == UInt8(ascii: "0") }.count
    let dropped = digits.utf8.count - kept
    return DecimalDigits(
      isNegative: isNegative, digits: String(digits.prefix(kept)), leastPlace: leastPlace + dropped)
  }

  /// Plain notation for 10⁻⁷ ≤ |x| < 10²¹ where it can be written without zeros that are no digits of the
  /// value, else scientific with the point behind the first digit. `mayPad` allows such zeros, as in 1200
  /// for an exact value.
  func text(mayPad: Bool) -> String {
    if digits.isEmpty { return "0" }
    let sign = isNegative ? "-" : ""
    let count = digits.utf8.count
    if exponent < -7 || exponent >= 21 || (leastPlace > 0 && !mayPad) {
      let tail = count > 1 ? "." + digits.dropFirst() : ""
      return "\(sign)\(digits.prefix(1))\(tail)e\(exponent)"
    }
    if leastPlace >= 0 { return sign + digits + String(repeating: "0", count: leastPlace) }
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
    return "\(sign)\(digits.prefix(exponent + 1)).\(digits.dropFirst(exponent + 1))"
  }
}

extension Rational {
  /// m·10ᵏ exactly. The result has about `m.bitWidth + 3.4|k|` bits, which the caller bounds.
  init(_ m: Integer, timesTenToThe k: Int) {
    if k >= 0 {
      self.init(m * Integer.powerOfTen(k))
    } else {
      self.init(m, over: Integer.powerOfTen(k))
    }
  }

  /// The most digits that are ever printed of one number; more asked for gives these.
  public static let printedDigitLimit = 1_000_000

  /// The value rounded to n significant digits, ties to even. It is exact where those digits are the value;
  /// then zeros at the end are left out, while an inexact text has all n digits. n is held to
  /// 1…`printedDigitLimit`.
  public func decimal(significant n: Int) -> DecimalText {
    let (digits, isExact) = decimalDigits(significant: n)
    return DecimalText(text: (isExact ? digits.trimmed : digits).text(mayPad: isExact), isExact: isExact)
  }

  /// The rational that `decimal(significant:)` writes.
  public func rounded(significant n: Int) -> Rational {
    let (digits, isExact) = decimalDigits(significant: n)
    if isExact { return self }
    let value = Rational(Integer(decimalDigits: digits.digits) ?? .zero, timesTenToThe: digits.leastPlace)
    return digits.isNegative ? -value : value
  }

  /// The value rounded to n places behind the point, ties to even; n is held to 0…1000.
  public func rounded(places n: Int) -> Rational {
    let places = min(max(n, 0), 1000)
    return Rational((self * Rational(.one, timesTenToThe: places)).rounded, timesTenToThe: -places)
  }

  /// All digits of the value, where its decimal expansion ends and has at most 1000 digits: exactly where the
  /// denominator is 2ᵃ·5ᵇ, and then it ends at place −max(a, b).
  public var exactDecimal: String? {
    if isZero { return "0" }
    var rest = denominator
    let twos = rest.trailingZeroBitCount
    rest = rest >> twos
    guard bitSize < 8000 else { return nil }
    var fives = 0
    while true {
      let (quotient, remainder) = rest.floorDivided(by: 5)
      guard remainder.isZero else { break }
      rest = quotient
      fives += 1
    }
    let places = max(twos, fives)
    guard rest == .one, places <= 1000 else { return nil }
    let digits = (self * Rational(Integer.powerOfTen(places))).numerator.magnitude.description
    guard digits.utf8.count <= 1000 else { return nil }
    return DecimalDigits(isNegative: signum < 0, digits: digits, leastPlace: -places).trimmed.text(
      mayPad: true)
  }

  /// The n significant digits that the value rounds to, ties to even, and whether they are the value.
  func decimalDigits(significant n: Int) -> (DecimalDigits, isExact: Bool) {
    if isZero { return (DecimalDigits(isNegative: false, digits: "", leastPlace: 0), true) }
    let count = min(max(n, 1), Rational.printedDigitLimit)
    let magnitude = magnitude
    // With b the difference of the bit widths, 2^(b−1) < |x| < 2^(b+1). The factor is log₁₀2·2³², rounded
    // down: the estimate of the power of ten of the first digit is low for positive b, and made low by one for
    // negative b. It is then corrected upwards.
    let bits = numerator.bitWidth - denominator.bitWidth - 1
    var exponent = ((bits * 1_292_913_986) >> 32) - (bits < 0 ? 1 : 0)
    while magnitude.isAtLeastPowerOfTen(exponent + 1) { exponent += 1 }
    var leastPlace = exponent - count + 1
    let scaled = magnitude * Rational(.one, timesTenToThe: -leastPlace)
    let integer = scaled.rounded
    var digits = integer.description
    if digits.utf8.count > count {
      // 9.99… went up to 10.00…: the same value with one digit less.
      digits.removeLast()
      leastPlace += 1
    }
    return (DecimalDigits(isNegative: signum < 0, digits: digits, leastPlace: leastPlace), scaled.isInteger)
  }

  /// Whether a positive value is at least 10ᵏ.
  private func isAtLeastPowerOfTen(_ k: Int) -> Bool {
    k >= 0 ? numerator >= denominator * .powerOfTen(k) : numerator * .powerOfTen(k) >= denominator
  }
}

extension Rational: CustomStringConvertible {
  /// `p/q` in lowest terms, or `p` for an integer.
  public var description: String {
    isInteger ? numerator.description : "\(numerator)/\(denominator)"
  }
}
