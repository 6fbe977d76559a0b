import Language
import Lessons
import Marking
import Testing

@testable import Reporting

/// The marks in the forms that graders read: the fields that ../shared/grader_formats.json names, and nothing of a
/// sheet that could steer whoever shows them.
@Suite struct MarksFormatTests {
  private static let lesson = """
    ```given
    x = 0.9
    w = 0.6
    ```
    ```forward
    z = w*x
    a = sigmoid(z)
    ```
    ```exercise
    z
    a
    ```
    """

  private func marked(_ text: String, name: String = "s1.txt") -> (MarkedSheet, Exercise) {
    let key = AnswerKey(
      Lesson(name: "sample", source: Source(name: "sample.md", text: MarksFormatTests.lesson)))
    var marker = SheetMarker(key)
    return (marker.mark(Source(name: name, text: text)), key.exercise)
  }

  private func written(_ format: MarksFormat, _ text: String, name: String = "s1.txt") -> String {
    let (sheet, exercise) = marked(text, name: name)
    var writer = MarksWriter(
      format: format, view: .teacher, options: TerminalReport.Options(width: 100, isColored: false),
      exercise: exercise, title: "sample")
    return writer.opening + writer.text(for: sheet) + writer.closing
  }

  @Test(arguments: [
    (
      MarksFormat.json,
      [
        "\"lesson\":\"sample\"", "\"file\":", "\"marks\":{\"earned\":2,\"available\":4}",
        "\"lines\":[{\"line\":1,", "\"verdict\":\"rounds\"",
      ]
    ),
    (
      .gradescope,
      [
        "\"score\":2", "\"tests\":[{\"score\":2,\"max_score\":2,\"status\":\"passed\",\"name\":\"z\"",
        "\"visibility\":\"visible\"", "\"output_format\":\"text\"",
      ]
    ),
    (
      .prairielearn,
      [
        "\"gradable\":true", "\"score\":0.5", "\"points\":2,\"max_points\":2",
        "\"points\":0,\"max_points\":2",
      ]
    ),
    (
      .junit,
      [
        "<testsuites", "<testsuite name=\"s1.txt\" tests=\"2\" failures=\"1\" errors=\"0\">",
        "<failure type=\"refuted\"",
      ]
    ),
    (.canvas, ["Student,ID,SIS User ID,SIS Login ID,Section,sample\n", "Points Possible,,,,,4\n"]),
    (.moodle, ["Identifier,Grade,Last modified (grade),Feedback comments\n", ",2,,"]),
    (.csv, ["file,student_id,name,email,score,max_score", ",2,4,2,"]),
  ])
  func hasTheFields(format: MarksFormat, fields: [String]) {
    let text = written(format, "z = 0.54\na = 0.70")
    for field in fields { #expect(text.contains(field), "\(field) in \(text)") }
  }

  @Test func githubIsBase64OfItsJSON() {
    let text = written(.github, "z = 0.54")
    #expect(text.hasPrefix(Base64.text(Array("{\"max_score\":4,\"tests\":[".utf8)).dropLast(4)))
    #expect(Base64.text(Array("any carnal pleas".utf8)) == "YW55IGNhcm5hbCBwbGVhcw==")
    #expect(Base64.text(Array("sure.".utf8)) == "c3VyZS4=")
    #expect(Base64.text([]).isEmpty)
  }

  @Test func unreadableSheetsAreNotGraded() {
    #expect(written(.prairielearn, "").contains("\"gradable\":false"))
    #expect(written(.canvas, "").hasSuffix(",\n"))
    #expect(written(.junit, "").contains("<error"))
  }

  @Test(arguments: MarksFormat.allCases)
  func nothingEscapes(format: MarksFormat) {
    let text = written(
      format,
      "---\nname: \"=HYPERLINK(1)\"\nid: \"<b>&\"\n---\nz = \u{1B}[31m0.54\n<script> = 3\na = \"0.5\"\n",
      name: "\u{1B}]0;x\u{7}<i>.txt")
    #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x07 })
    if format == .junit || format == .moodle { #expect(!text.contains("<script>") && !text.contains("<b>")) }
    if [.csv, .canvas, .moodle].contains(format) {
      #expect(!text.contains("\n=") && !text.contains(",="))
    }
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("a,b", "\"a,b\""),
    ("a\"b", "\"a\"\"b\""),
    ("plain", "plain"), ("a\nb", "a␊b"),
  ])
  func cells(text: String, cell: String) { #expect(GradeTable.cell(text) == cell) }

  @Test func studentsSeeHintsAndNoTruth() {
    let (sheet, _) = marked("z = 0.54\na = 0.70")
    let options = TerminalReport.Options(width: 100, isColored: false)
    let none = MarksReport(sheet, .student(hints: 0), options).text
    let one = MarksReport(sheet, .student(hints: 1), options).text
    #expect(none.contains("look at line 2") && !none.contains("0.6318"))
    #expect(one.contains("What does a depend on") && !one.contains("0.6318"))
    #expect(!sheet.json(showsTruth: false).text.contains("0.6318"))
    #expect(MarksReport(sheet, .teacher, options).text.contains("0.6318"))
  }

  @Test func summaryCountsTheClass() {
    var writer = MarksWriter(
      format: .text, view: .teacher, options: TerminalReport.Options(width: 100, isColored: false),
      exercise: marked("").1, title: "sample")
    writer.summarises = true
    _ = writer.text(for: marked("z = 0.54").0)
    _ = writer.text(for: marked("z = 0.54\na = 0.54").0)
    #expect(writer.closing.contains("2 sheets, 2 of 4 marks on average"))
    #expect(writer.closing.contains("hidden activation") || writer.closing.contains("output activation"))
    #expect(writer.closing.contains("nobody earned a mark for: a"))
  }
}
