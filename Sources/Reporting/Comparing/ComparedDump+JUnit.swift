import Comparing

extension ComparedDump {
  /// The dump as a JUnit test suite: a test case for each tensor that was judged.
  public var junitSuite: String {
    let judged = report.tensors.filter { $0.verdict != .given }
    let failures = judged.filter { $0.verdict == .wrong }
    let undecided = judged.filter { $0.verdict == .undecided || $0.verdict == .notReached }
    let name = XML.escaped(
      ([lesson, file] + (report.step.map { ["step \($0)"] } ?? [])).joined(separator: " "))
    var text =
      "  <testsuite name=\"\(name)\" tests=\"\(judged.count)\" failures=\"\(failures.count)\" skipped=\"\(undecided.count)\">\n"
    for tensor in judged {
      text += "    <testcase classname=\"\(name)\" name=\"\(XML.escaped(tensor.title))\""
      switch tensor.verdict {
      case .right, .given: text += "/>\n"
      case .follows:
        text +=
          "><system-out>\(XML.escaped("follows from \(tensor.sources.joined(separator: ", "))"))</system-out></testcase>\n"
      case .undecided, .notReached:
        let reason = tensor.reason ?? tensor.verdict.word
        text += "><skipped message=\"\(XML.escaped(reason))\"/></testcase>\n"
      case .wrong:
        let isFirst = tensor.quantity == report.first?.quantity
        let message = isFirst ? "the first wrong operation" : "wrong here"
        text +=
          "><failure type=\"\(tensor.verdict.rawValue)\" message=\"\(XML.escaped("\(message): \(tensor.title)"))\">\(XML.escaped(tensor.failureText))</failure></testcase>\n"
      }
    }
    return text + "  </testsuite>\n"
  }
}

extension TensorReport {
  /// What is wrong and what it looks like, on one line.
  fileprivate var failureText: String {
    var parts: [String] = []
    if let reason { parts.append(reason) }
    if let formula { parts.append(formula) }
    if let worst {
      parts.append(
        "\(place(worst)): expected \(worst.expected), got \(type.shortest(worst.got)), allowed \(NumberText.brief(worst.bound))"
      )
    }
    parts += explanations.prefix(3).map { "looks like: \($0.text)" }
    return parts.joined(separator: "; ")
  }
}
