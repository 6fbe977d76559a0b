// A double in a few digits.

/// Doubles for people.
enum ShortNumber {
  /// So many significant digits, rounded half up from the shortest decimal that is this double; `3e-15` where it
  /// is small or large.
  static func text(_ value: Double, digits count: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-∞" : "∞" }
    guard value != 0 else { return "0" }
    var (digits, exponent) = decimal(value.magnitude)
    if digits.count > count {
      let up = digits[count] >= 5
      digits = Array(digits[..<count])
      var place = count - 1
      while up {
        digits[place] += 1
        guard digits[place] == 10 else { break }
        digits[place] = 0
        guard place > 0 else {
          digits = [1] + digits.dropLast()
          exponent += 1
          break
        }
        place -= 1
      }
    }
    while digits.count > 1, digits.last == 0 { digits.removeLast() }
    return (value < 0 ? "-" : "") + written(digits, exponent, count)
  }

  /// The digits of d₀.d₁d₂…·10^exponent.
  private static func decimal(_ value: Double) -> ([Int], Int) {
    let parts = value.description.split(separator: "e")
    let written = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let all = mantissa.joined().compactMap(\.wholeNumberValue)
    let zeros = all.prefix { $0 == 0 }.count
    return (Array(all.dropFirst(zeros)), written + mantissa[0].count - 1 - zeros)
  }

  private static func written(_ digits: [Int], _ exponent: Int, _ count: Int) -> String {
    let text = digits.map(String.init).joined()
    if exponent < -5 || exponent >= max(count, 6) {
      let rest = text.dropFirst()
      return "\(text.prefix(1))\(rest.isEmpty ? "" : ".")\(rest)e\(exponent)"
    }
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text }
    if text.count <= exponent + 1 { return text + String(repeating: "0", count: exponent + 1 - text.count) }
    return "\(text.prefix(exponent + 1)).\(text.dropFirst(exponent + 1))"
  }
}
