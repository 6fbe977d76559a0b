import Language
import Marking

/// Marks as rows of a table, for grade books.
enum GradeTable {
  /// One cell: quoted where it has to be, and never a formula to a spreadsheet.
  static func cell(_ text: String) -> String {
    let clean = TerminalText.printable(text).replacing("\t", with: " ")
    // A cell that begins so is computed by spreadsheets, whoever wrote it.
    let dangerous = clean.first.map { "=+-@\t\r|%".contains($0) } ?? false
    let safe = dangerous ? "'" + clean : clean
    guard safe.contains(where: { $0 == "," || $0 == "\"" || $0 == ";" }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }

  private static func row(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\n" }

  // MARK: Plain

  static let header = "file,student_id,name,email,score,max_score,first_wrong_line,misconceptions,problem\n"

  static func row(_ sheet: MarkedSheet) -> String {
    let ids = sheet.lines.compactMap(\.diagnoses.first).map { $0.ids.joined(separator: "+") }
    return row([
      sheet.file, sheet.student.id ?? "", sheet.student.name ?? "", sheet.student.email ?? "",
      String(sheet.earned), String(sheet.available), sheet.firstWrong.map { String($0.line) } ?? "",
      ids.joined(separator: " "), sheet.unreadable ?? "",
    ])
  }

  // MARK: Canvas

  /// Canvas matches by `SIS User ID`, then by `SIS Login ID`, then by exact name.
  static func canvasHeader(_ title: String, _ available: Int) -> String {
    row(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title])
      + row(["Points Possible", "", "", "", "", String(available)])
  }

  /// A blank mark leaves what is there as it is: of a sheet that could not be read, nothing is known.
  static func canvas(_ sheet: MarkedSheet) -> String {
    row([
      sheet.student.name ?? "", "", sheet.student.id ?? "", sheet.student.email ?? "", "",
      sheet.unreadable == nil ? String(sheet.earned) : "",
    ])
  }

  // MARK: Moodle

  static let moodleHeader = "Identifier,Grade,Last modified (grade),Feedback comments\n"

  static func moodle(_ sheet: MarkedSheet, _ showsTruth: Bool) -> String {
    let id = sheet.student.id ?? sheet.file
    let identifier = id.allSatisfy(\.isNumber) && !id.isEmpty ? "Participant \(id)" : XML.escaped(id)
    return row([
      identifier, sheet.unreadable == nil ? String(sheet.earned) : "", "", feedback(sheet, showsTruth),
    ])
  }

  private static func feedback(_ sheet: MarkedSheet, _ showsTruth: Bool) -> String {
    if let why = sheet.unreadable { return XML.escaped(why) }
    var parts = ["\(sheet.earned) of \(sheet.available) marks"]
    if let first = sheet.firstWrong { parts.append("first wrong line: \(first.line)") }
    if showsTruth { parts += sheet.lines.compactMap(\.diagnoses.first).map(\.name) }
    // Moodle shows feedback as HTML.
    return XML.escaped(parts.joined(separator: ". "))
  }
}

/// Text inside XML and HTML.
enum XML {
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in TerminalText.printable(text) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
    return String(result.unicodeScalars.map { isAllowed($0) ? Character($0) : "\u{FFFD}" })
  }

  /// XML 1.0, production 2, less what C0 pictures have replaced before.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
