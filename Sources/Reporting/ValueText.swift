import Lessons

/// How values are shortened for people; the trace has all their digits.
struct ValueText {
  /// Significant digits asked for; nil for as many as read well.
  let digits: Int?

  /// Digits shown where nobody asked for a number of them, and the length up to which nothing is left out.
  private static let comfortable = 18
  private static let longest = 21
  /// Digits of one value among many on a line.
  private static let brief = 9
  /// Entries of a vector or matrix shown one by one.
  static let entryLimit = 24

  /// The value's own leading digits; `…` where it goes on.
  func text(_ value: Value) -> String {
    // An exact value is written to its end: nothing of it is left out.
    guard value.certainty != .exact else { return value.digits }
    let count = ValueText.significant(value.digits)
    guard count > digits ?? ValueText.longest else { return value.digits }
    return ValueText.cut(value.digits, to: digits ?? ValueText.comfortable)
  }

  /// A few digits, for a line of many values.
  func brief(_ value: Value) -> String {
    ValueText.cut(value.digits, to: digits ?? ValueText.brief)
  }

  /// What is known of the digits.
  func evidence(_ value: Value) -> String {
    switch value.certainty {
    case .exact: return "exact"
    case .proven(let digits):
      return value.fraction.map { "exactly \($0)" } ?? "proven to \(digits) digits"
    case .unproven(let what): return what
    }
  }

  /// All values of a quantity on one line: `0.9`, `[0.1, 0.2]`, `[[1, 2], [3, 4]]`, or the shape of a large one.
  func all(_ values: [Value]) -> String {
    guard let first = values.first, let last = values.last else { return "" }
    guard !first.index.isEmpty else { return text(first) }
    let shape = last.index.map(String.init).joined(separator: "×")
    guard values.count <= ValueText.entryLimit, first.index.count <= 2 else { return "\(shape) numbers" }
    guard first.index.count == 2, let columns = last.index.last, columns > 0 else {
      return "[\(values.map(brief).joined(separator: ", "))]"
    }
    let rows = stride(from: 0, to: values.count, by: columns).map { start in
      "[\(values[start..<min(start + columns, values.count)].map(brief).joined(separator: ", "))]"
    }
    return "[\(rows.joined(separator: ", "))]"
  }

  /// How many significant digits a decimal has; those of its exponent do not count.
  static func significant(_ digits: String) -> Int {
    var count = 0
    for byte in digits.utf8 {
      if byte | 0x20 == UInt8(ascii: "e") { break }
      if isDigit(byte), count > 0 || byte != UInt8(ascii: "0") { count += 1 }
    }
    return max(count, 1)
  }

  /// A decimal cut off behind so many significant digits, `…` for the others, its exponent kept.
  ///
  /// Integers are not cut: what is left out before the point would have to be written as zeros.
  static func cut(_ digits: String, to limit: Int) -> String {
    let bytes = digits.utf8
    let mantissa = bytes.prefix { $0 | 0x20 != UInt8(ascii: "e") }
    var count = 0
    var isPastPoint = false
    for place in mantissa.indices {
      let byte = mantissa[place]
      if byte == UInt8(ascii: ".") { isPastPoint = true }
      guard isDigit(byte) else { continue }
      if count >= limit, isPastPoint {
        let kept = digits[..<place]
        return (kept.utf8.last == UInt8(ascii: ".") ? kept.dropLast() : kept) + "…"
          + digits[mantissa.endIndex...]
      }
      if count > 0 || byte != UInt8(ascii: "0") { count += 1 }
    }
    return digits
  }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
