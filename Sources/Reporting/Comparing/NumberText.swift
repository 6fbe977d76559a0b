import Dumps
import Numbers

/// Numbers of dumps as people and programs read them.
enum NumberText {
  /// So many significant digits; `1.2e-7` rather than a row of zeros, where the whole number is written so too.
  static func brief(_ value: Double, digits: Int = 2) -> String {
    guard value.isFinite, let exact = try? Rational(exactly: value) else {
      return value.isNaN ? "no number" : "infinite"
    }
    let text = exact.decimal(significant: digits).text
    let sign = text.hasPrefix("-") ? "-" : ""
    guard text.hasPrefix(sign + "0.0000"), let first = text.firstIndex(where: { "1" <= $0 && $0 <= "9" })
    else {
      return text
    }
    let places = text.distance(from: text.startIndex, to: first) - sign.count - 1
    let rest = text[text.index(after: first)...]
    return "\(sign)\(text[first])\(rest.isEmpty ? "" : ".")\(rest)e-\(places)"
  }

  /// A count of units in the last place.
  static func ulps(_ count: Double) -> String {
    guard count.isFinite else { return "no distance at all" }
    if count < 10 { return "\(brief(count)) ulp\(count == 1 ? "" : "s")" }
    return count < 1e6 ? "\(Int(count.rounded())) ulps" : "\(brief(count)) ulps"
  }

  static func json(_ value: Double) -> JSON { value.isFinite ? .decimal("\(value)") : .string("\(value)") }

  /// `5×3`, nothing for a single number.
  static func shape(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: "×") }

  /// `[2,1]`, nothing for a single number.
  static func index(_ index: [Int]) -> String {
    index.isEmpty ? "" : "[\(index.map(String.init).joined(separator: ","))]"
  }
}
