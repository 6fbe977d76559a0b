import Dumps
import Numbers

/// Numbers of dumps as people and programs read them.
enum NumberText {
  /// The shortest decimal that stands for this number and no other one of its type: `0.1` for the single next to it.
  static func shortest(_ value: Double, _ type: ElementType) -> String {
    if value.isFinite {
      if type == .float32 || type == .float16 || type == .bfloat16 { return "\(Float(value))" }
      if !type.isFloatingPoint, let whole = Int(exactly: value) { return String(whole) }
    }
    return "\(value)"
  }

  /// So many significant digits; an error's size needs few.
  static func brief(_ value: Double, digits: Int = 2) -> String {
    guard value.isFinite, let exact = try? Rational(exactly: value) else {
      return value.isNaN ? "no number" : "infinite"
    }
    let text = exact.decimal(significant: digits).text
    return text
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
