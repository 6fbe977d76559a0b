import Checking
import Language
import Marking
import Numbers

/// Results for autograders: Gradescope, PrairieLearn and GitHub Classroom.
enum GraderResults {
  /// One thing asked, as a test.
  struct Test {
    let name: String
    let earned: Int
    let available: Int
    let message: String

    var passes: Bool { earned == available }
  }

  /// The lines that marks hang on, and what is missing; for a sheet without such lines, the sheet itself.
  static func tests(_ sheet: MarkedSheet, _ showsTruth: Bool) -> [Test] {
    if let why = sheet.unreadable {
      return [Test(name: "file", earned: 0, available: sheet.available, message: why)]
    }
    let lines = sheet.lines.filter { $0.available > 0 }.map { line in
      Test(
        name: line.quantity ?? line.text, earned: line.earned, available: line.available,
        message: message(line, showsTruth))
    }
    return lines
      + sheet.missing.map { Test(name: $0.name, earned: 0, available: $0.available, message: "missing") }
  }

  private static func message(_ line: MarkedLine, _ showsTruth: Bool) -> String {
    var parts = ["line \(line.line): \(line.text)", line.verdict.reason]
    if showsTruth {
      if let truth = line.truth, line.standing != .right { parts.append("truth: \(truth)") }
      if let first = line.diagnoses.first { parts.append("\(first.name): \(first.explanation)") }
    }
    return (parts + line.notes).map(TerminalText.printable).joined(separator: "\n")
  }

  // MARK: Gradescope

  static func gradescope(_ sheet: MarkedSheet, _ exercise: Exercise, _ showsTruth: Bool) -> JSON {
    let tests = tests(sheet, showsTruth).enumerated().map { place, test in
      JSON.object([
        "score": .integer(test.earned), "max_score": .integer(test.available),
        "status": .string(test.passes ? "passed" : "failed"), "name": .string(test.name),
        "name_format": .string("text"), "number": .string(String(place + 1)),
        "output": .string(test.message), "output_format": .string("text"), "visibility": .string("visible"),
      ])
    }
    return .object([
      "score": .integer(sheet.earned), "output": .string(summary(sheet)), "output_format": .string("text"),
      "test_output_format": .string("text"), "test_name_format": .string("text"),
      "visibility": .string("visible"), "stdout_visibility": .string("hidden"), "tests": .array(tests),
    ])
  }

  private static func summary(_ sheet: MarkedSheet) -> String {
    if let why = sheet.unreadable { return TerminalText.printable(why) }
    let first = sheet.firstWrong.map { "; first wrong line: \($0.line)" } ?? ""
    return "\(sheet.earned) of \(sheet.available) marks\(first)"
  }

  // MARK: PrairieLearn

  static func prairielearn(_ sheet: MarkedSheet, _ exercise: Exercise, _ showsTruth: Bool) -> JSON {
    if let why = sheet.unreadable {
      return .object([
        "gradable": .bool(false), "score": .integer(0),
        "format_errors": .array([.string(TerminalText.printable(why))]),
      ])
    }
    // The display of tests is switched off if a single one lacks its points.
    let tests = tests(sheet, showsTruth).map { test in
      JSON.object([
        "name": .string(test.name), "points": .integer(test.earned), "max_points": .integer(test.available),
        "message": .string(test.message),
      ])
    }
    return .object([
      "gradable": .bool(true), "score": share(sheet), "message": .string(summary(sheet)),
      "tests": .array(tests),
    ])
  }

  /// The marks as a number from 0 to 1.
  private static func share(_ sheet: MarkedSheet) -> JSON {
    guard sheet.available > 0, sheet.earned > 0,
      let share = try? Rational(sheet.earned).divided(by: Rational(sheet.available))
    else { return .integer(0) }
    return .decimal(share.decimal(significant: 6).text)
  }

  // MARK: GitHub Classroom

  /// The runner's output: base64 of its JSON.
  static func github(_ sheet: MarkedSheet, _ exercise: Exercise, _ showsTruth: Bool) -> String {
    let tests = tests(sheet, showsTruth).map { test in
      JSON.object([
        "name": .string(test.name),
        "status": .string(sheet.unreadable != nil ? "error" : test.passes ? "pass" : "fail"),
        "message": .string(test.message), "score": .integer(test.earned),
      ])
    }
    let result = JSON.object(["max_score": .integer(sheet.available), "tests": .array(tests)])
    return Base64.text(Array(result.text.utf8))
  }
}

/// Base64 (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  static func text(_ bytes: [UInt8]) -> String {
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(0) { $0 << 8 | Int($1) }
      bits <<= 8 * (3 - group.count)
      for place in 0..<4 {
        text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : "=")
      }
    }
    return text
  }
}
