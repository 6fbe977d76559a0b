/// Comparing a trace with the golden file that was accepted before.
public enum GoldenComparison: Sendable, Hashable {
  case identical(steps: Int)
  /// Differences in the order of computation.
  case differs([GoldenDifference])
  case missing
  /// The run was not of the lesson's own numbers; says of which.
  case notCompared(String)
}

/// One step that is not as the golden file has it.
public struct GoldenDifference: Sendable, Hashable {
  /// The line of the golden file, from 1; nil where a step is new.
  public let line: Int?
  /// What the step is of: `dE/dw2`, or the text of a claim.
  public let step: String
  /// What the golden file says; nil where it has no such step.
  public let expected: String?
  /// What the lesson gives now; nil where it no longer has this step.
  public let got: String?
}

extension Trace {
  /// Holds this trace against a golden file's text.
  public func compared(with golden: String?) -> GoldenComparison {
    guard let golden else { return .missing }
    if golden == text { return .identical(steps: steps.count) }
    let old = golden.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let differences = Trace.differences(old, new)
    return .differs(differences)
  }

  /// The lines that differ, matched by what each is of.
  private static func differences(_ old: [String], _ new: [String]) -> [GoldenDifference] {
    var result: [GoldenDifference] = []
    var expected: [String: [(line: Int, text: String)]] = [:]
    for (place, text) in old.enumerated() where !text.isEmpty {
      expected[subject(text), default: []].append((place + 1, text))
    }
    for text in new where !text.isEmpty {
      let name = subject(text)
      guard var candidates = expected[name], !candidates.isEmpty else {
        result.append(GoldenDifference(line: nil, step: name, expected: nil, got: content(text)))
        continue
      }
      let match = candidates.removeFirst()
      expected[name] = candidates
      if match.text != text {
        result.append(
          GoldenDifference(
            line: match.line, step: name, expected: content(match.text), got: content(text)))
      }
    }
    for left in expected.values.flatMap({ $0 }).sorted(by: { $0.line < $1.line }) {
      result.append(
        GoldenDifference(
          line: left.line, step: subject(left.text), expected: content(left.text), got: nil))
    }
    if result.isEmpty {
      result.append(
        GoldenDifference(line: nil, step: "order", expected: "the same steps", got: "in another order"))
    }
    return result
  }

  /// The name before `=`; for a claim its text behind the verdict.
  private static func subject(_ line: String) -> String {
    if line.hasPrefix("# ") {
      let body = line.dropFirst(2)
      guard let colon = body.firstIndex(of: ":") else { return String(body) }
      return String(body[body.index(after: colon)...]).trimmingSpaces
    }
    return halves(line)?.name ?? line
  }

  private static func content(_ line: String) -> String {
    if line.hasPrefix("# ") {
      let body = line.dropFirst(2)
      return String(body[..<(body.firstIndex(of: ":") ?? body.endIndex)])
    }
    return halves(line)?.value ?? line
  }

  /// What stands before and behind the first ` = ` of a line.
  private static func halves(_ line: String) -> (name: String, value: String)? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    return (
      String(line[..<equals]).trimmingSpaces, String(line[line.index(after: equals)...]).trimmingSpaces
    )
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
