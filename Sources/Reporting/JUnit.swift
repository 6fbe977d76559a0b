import Marking

/// A marked sheet as a JUnit test suite: one test case a line.
enum JUnit {
  static func suite(_ sheet: MarkedSheet, _ showsTruth: Bool) -> String {
    let failures = sheet.lines.filter { isFailure($0) }.count + sheet.missing.count
    let errors = sheet.unreadable == nil ? 0 : 1
    let count = sheet.lines.count + sheet.missing.count + errors
    let name = XML.escaped(sheet.file)
    var text =
      "  <testsuite name=\"\(name)\" tests=\"\(count)\" failures=\"\(failures)\" errors=\"\(errors)\">\n"
    if let why = sheet.unreadable {
      text +=
        "    <testcase classname=\"\(name)\" name=\"file\"><error message=\"\(XML.escaped(why))\"/></testcase>\n"
    }
    for line in sheet.lines {
      let title = XML.escaped("line \(line.line): \(line.text)")
      text += "    <testcase classname=\"\(name)\" name=\"\(title)\""
      guard isFailure(line) else {
        text += "/>\n"
        continue
      }
      let message = XML.escaped(line.verdict.reason)
      let kind = XML.escaped(line.verdict.word.rawValue)
      text +=
        "><failure type=\"\(kind)\" message=\"\(message)\">\(detail(line, showsTruth))</failure></testcase>\n"
    }
    for answer in sheet.missing {
      let title = XML.escaped(answer.name)
      text +=
        "    <testcase classname=\"\(name)\" name=\"\(title)\"><failure type=\"missing\" message=\"missing\"/></testcase>\n"
    }
    return text + "  </testsuite>\n"
  }

  private static func isFailure(_ line: MarkedLine) -> Bool {
    line.standing != .superseded && line.verdict.outcome != .stands
  }

  private static func detail(_ line: MarkedLine, _ showsTruth: Bool) -> String {
    guard showsTruth else { return "" }
    let parts = (line.truth.map { ["truth: \($0)"] } ?? []) + line.diagnoses.map { "\($0.name): \($0.wrong)" }
    return XML.escaped(parts.joined(separator: "; "))
  }
}
