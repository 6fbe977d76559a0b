import Checking
import Language
import Testing

@testable import Lessons
@testable import Reporting

/// The look of a report, and that nothing can spoil it.
struct TerminalReportTests {
  private func result(
    _ text: String, golden: GoldenComparison = .identical(steps: 3), action: GoldenResult.Action = .none
  ) -> LessonResult {
    let lesson = Lesson(name: "sample", source: Source(name: "lessons/sample.md", text: text))
    return LessonResult(
      report: lesson.run(), path: "lessons/sample.md",
      golden: GoldenResult(
        path: "Golden/sample.txt", comparison: golden, action: action,
        acceptCommand: "workings run sample --accept"))
  }

  private static let unit = """
    ---
    title: One unit
    ---
    ```given
    x = 0.9
    v = [1, 2]
    ```
    ```forward
    z = 2*x
    a = sigmoid(z)
    u = v*x
    ```
    ```derive
    dz/dx = 2
    ```
    """

  @Test func showsGivenForwardAndEvidenceInColumns() {
    let text = TerminalReport(result(Self.unit)).text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0].hasPrefix("One unit "))
    #expect(lines[0].hasSuffix(" lessons/sample.md"))
    #expect(lines[0].count == 100)
    #expect(lines[1].isEmpty)
    #expect(lines[2] == "given     x = 0.9   v = [1, 2]")
    #expect(lines[3] == "forward")
    let notes = lines.filter { $0.hasSuffix("exact") || $0.hasSuffix("proven to 30 digits") }
    let columns = notes.map { line in line.count - (line.hasSuffix("exact") ? 5 : 19) }
    #expect(Set(columns).count == 1, "\(text)")
    #expect(
      lines.contains { $0.contains("0.858148935099512") && $0.hasSuffix("proven to 30 digits") }, "\(text)")
    #expect(lines.last { !$0.isEmpty }?.hasPrefix("golden    Golden/sample.txt") == true)
  }

  @Test(arguments: [0, 80, 100, 120, 10_000])
  func staysWithinTheTerminal(width: Int) {
    let options = TerminalReport.Options(width: width)
    let long =
      Self.unit + "\n```derive\ndz/dx = \(Array(repeating: "x", count: 80).joined(separator: " + "))\n```\n"
    let text = TerminalReport(result(long), options).text
    let widest = text.split(separator: "\n").map { TerminalText.columns(String($0)) }.max() ?? 0
    #expect(widest <= min(max(width, 80), 120))
    #expect(!text.split(separator: "\n").contains { $0.hasSuffix(" ") })
  }

  @Test(arguments: [40, 200, 1000])
  func aLongNumberIsNeverBroken(digits: Int) throws {
    let number = "0." + String(repeating: "7", count: digits)
    let text = TerminalReport(
      result(Self.unit.replacing("x = 0.9", with: "x = \(number)")),
      TerminalReport.Options(digits: 2000)
    ).text
    let trace = result(Self.unit.replacing("x = 0.9", with: "x = \(number)")).report.trace
    let value = try #require(trace.values.first)
    #expect(text.contains("x = \(value.digits)"))
  }

  @Test func colourOnlyWhereItIsAllowed() {
    let plain = TerminalReport(result(Self.unit)).text
    let colored = TerminalReport(result(Self.unit), TerminalReport.Options(isColored: true)).text
    #expect(!plain.contains("\u{1B}"))
    #expect(colored.contains("\u{1B}[32m"))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func controlCharactersAreShownAsPictures() {
    let hostile = Self.unit.replacing("One unit", with: #""One \e[2Junit\x85""#)
    let text = TerminalReport(result(hostile)).text
    #expect(text.contains("One ␛[2Junit\u{FFFD}"))
    #expect(
      !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) })
  }

  @Test func aRefutedLineTellsItsNumberAndWhatToDo() {
    let text = TerminalReport(result(Self.unit.replacing("dz/dx = 2", with: "dz/dx = 3*x"))).text
    #expect(text.contains("✗ refuted"))
    #expect(text.contains("line 14:"))
    #expect(text.hasSuffix("next      look at lessons/sample.md:14, the first line that does not stand\n"))
  }

  @Test func aDifferenceShowsBothDigitsUnderEachOther() {
    let difference = GoldenDifference(line: 3, step: "z", expected: "1.8", got: "1.9")
    let gone = GoldenDifference(line: 4, step: "q", expected: "1", got: nil)
    let text = TerminalReport(
      result(Self.unit, golden: .differs([difference, gone]), action: .pending("Golden/sample.txt.pending"))
    ).text
    #expect(text.contains("✗ differs in 2 steps"))
    #expect(text.contains("  z   Golden/sample.txt:3\n    golden  1.8\n    now     1.9\n"))
    #expect(text.contains("    golden  1\n    now     no such step\n"))
    #expect(text.contains("workings run sample --accept"))
  }

  @Test func theWorseOfLessonAndGoldenCounts() {
    #expect(result(Self.unit).outcome == .stands)
    #expect(result(Self.unit, golden: .missing).outcome == .falls)
    #expect(result(Self.unit, golden: .missing, action: .accepted).outcome == .stands)
    #expect(result(Self.unit, golden: .missing, action: .failed("")).outcome == .falls)
    #expect(result(Self.unit.replacing("= 2\n", with: "= 3\n")).outcome == .falls)
  }
}
