/// Every step of a lesson in order, with its digits; its text is the golden file.
public struct Trace: Sendable {
  public enum Step: Sendable, Hashable {
    case value(Value)
    /// A judged claim, told as a comment.
    case claim(text: String, verdict: String)
    /// How the steps behind it were computed, told as a comment.
    case remark(String)
  }

  public let title: String
  /// Significant digits of every value that is not exact.
  public let digits: Int
  public let steps: [Step]

  public init(title: String, digits: Int, steps: [Step]) {
    self.title = title
    self.digits = digits
    self.steps = steps
  }

  public var values: [Value] {
    steps.compactMap { if case .value(let value) = $0 { value } else { nil } }
  }

  private var isProven: Bool {
    values.allSatisfy { if case .unproven = $0.certainty { false } else { true } }
  }

  /// The golden file's text: an answer file, one value a line.
  public var text: String {
    let exception = isProven ? "" : " where its line says nothing else"
    var lines = ["# \(title): every step, \(digits) significant digits, each one proven\(exception)"]
    lines += steps.map(Trace.line)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ step: Step) -> String {
    switch step {
    case .remark(let text): return "# \(text)"
    case .claim(let text, let verdict): return "# \(verdict): \(text)"
    case .value(let value):
      let start = "\(value.label) = \(value.digits)"
      switch value.certainty {
      case .exact: return start + "  # exact"
      case .proven: return value.fraction.map { "\(start)  # exactly \($0)" } ?? start
      case .unproven(let what): return start + "  # \(what)"
      }
    }
  }
}
