/// The forms in which comparisons of dumps are written.
public enum ComparisonFormat: String, Sendable, CaseIterable {
  case text, json, junit

  public static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// What stands around the reports.
  var frame: (opening: String, closing: String) {
    switch self {
    case .text, .json: ("", "")
    case .junit:
      (
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"workings compare\">\n",
        "</testsuites>\n"
      )
    }
  }

  /// Several reports as one output.
  public func output(_ reports: [String]) -> String {
    frame.opening + reports.joined(separator: self == .text ? "\n" : "") + frame.closing
  }
}

extension ComparedDumps {
  public func output(_ format: ComparisonFormat, _ options: TerminalReport.Options) -> String {
    switch format {
    case .text: format.output([text(options)])
    case .json: format.output([json.text + "\n"])
    case .junit: format.output([junitSuite])
    }
  }
}

extension ComparedDump {
  /// One dump's part of the output.
  public func part(_ format: ComparisonFormat, _ options: TerminalReport.Options) -> String {
    switch format {
    case .text: ComparisonPage(self, options).text
    case .json: json.text + "\n"
    case .junit: junitSuite
    }
  }
}
