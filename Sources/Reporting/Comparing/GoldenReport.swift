import Lessons

/// How the trace of a dump compares with its golden file.
public struct GoldenReport: Sendable {
  private let result: GoldenResult
  private let steps: Int
  /// Whether nothing is refuted, so that the new trace may be accepted.
  private let isSound: Bool

  /// Differences shown; the others are counted.
  private static let limit = 5

  public init(_ result: GoldenResult, steps: Int, isSound: Bool) {
    self.result = result
    self.steps = steps
    self.isSound = isSound
  }

  /// Its part of the output.
  public func part(_ format: ComparisonFormat, _ options: TerminalReport.Options) -> String {
    switch format {
    case .text: text(options)
    case .json: json.text + "\n"
    case .junit: junitSuite
    }
  }

  private func text(_ options: TerminalReport.Options) -> String {
    var page = Page(width: options.width, isColored: options.isColored)
    page.add("golden", .title)
    page.add("  \(result.path)")
    page.wrap(summary, at: page.column + 2, result.stands ? .good : .bad)
    page.newLine()
    for (place, difference) in result.differences.prefix(GoldenReport.limit).enumerated() {
      page.pad(to: 2)
      page.add(place == 0 ? "first divergence: \(difference.step)" : difference.step)
      page.newLine()
      for (word, text) in [("golden", difference.expected), ("now", difference.got)] {
        page.pad(to: 4)
        page.add(word, .faint)
        page.wrap(text ?? "no such step", at: 12)
        page.newLine()
      }
    }
    if result.differences.count > GoldenReport.limit {
      page.wrap("… and \(result.differences.count - GoldenReport.limit) more", at: 2)
      page.newLine()
    }
    if !result.stands, isSound, let next {
      page.wrap(next.text, at: 0)
      page.newLine()
      page.pad(to: 2)
      page.add(next.command)
      page.newLine()
    }
    return page.text
  }

  private var summary: String {
    switch (result.comparison, result.action) {
    case (_, .accepted): "✓ written, \(steps) numbers"
    case (_, .failed(let why)): "✗ \(why)"
    case (.identical, _): "✓ as it was, \(steps) numbers"
    case (.differs(let differences), _): "✗ \(differences.count) of \(steps) numbers differ"
    case (.missing, _): "✗ missing"
    case (.notCompared(let why), _): "not compared: \(why)"
    }
  }

  /// What to do; the command on a line of its own, so that it can be copied.
  private var next: (text: String, command: String)? {
    switch result.action {
    case .pending(let file): ("if the numbers in \(file) are right:", result.acceptCommand)
    case .none, .accepted, .failed: nil
    }
  }

  private var json: JSON {
    .object([
      "golden": .string(result.path), "verdict": .string(result.stands ? "pass" : "fail"),
      "steps": .integer(steps),
      "firstDivergence": result.differences.first.map { .string($0.step) },
      "differences": .array(
        result.differences.map {
          .object([
            "step": .string($0.step), "line": $0.line.map { .integer($0) },
            "expected": $0.expected.map { .string($0) }, "got": $0.got.map { .string($0) },
          ])
        }),
    ])
  }

  private var junitSuite: String {
    let name = XML.escaped("golden \(result.path)")
    let failures = result.stands ? 0 : 1
    let start =
      "  <testsuite name=\"\(name)\" tests=\"1\" failures=\"\(failures)\">\n    <testcase classname=\"\(name)\" name=\"trace\""
    guard !result.stands else { return start + "/>\n  </testsuite>\n" }
    let first = result.differences.first.map {
      "\($0.step): golden \($0.expected ?? "no such step"), now \($0.got ?? "no such step")"
    }
    return start
      + "><failure type=\"golden\" message=\"\(XML.escaped(summary))\">\(XML.escaped(first ?? ""))</failure></testcase>\n  </testsuite>\n"
  }
}
