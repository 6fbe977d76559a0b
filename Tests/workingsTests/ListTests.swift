import Foundation
import Testing

/// `workings list`
struct ListTests {
  @Test func showsNameStateAndTitle() throws {
    let folder = try TemporaryFolder([
      "lessons/a.md": SampleLesson.standing, "lessons/longer.md": SampleLesson.standing,
      "lessons/pending.md": "no title, no blocks\n", "lessons/README.md": "no lesson",
      "lessons/data.csv": "1,2",
      "Golden/a.txt": "", "Golden/pending.txt": "", "Golden/pending.txt.pending": "",
    ])
    let result = try Command.run("list", in: folder)
    #expect(result.status == 0)
    #expect(
      result.output == """
        a        golden          A square
        longer   no golden file  A square
        pending  pending         pending

        """)
    #expect(result.errors.isEmpty)
  }

  @Test func aLessonThatCannotBeReadDoesNotStopTheOthers() throws {
    let folder = try TemporaryFolder(["lessons/a.md/x": "", "lessons/b.md": SampleLesson.standing])
    let result = try Command.run("list", in: folder)
    #expect(result.status == 65)
    #expect(result.output.hasPrefix("b"))
    #expect(result.errors.contains("lessons/a.md"))
  }

  @Test func withoutLessonsThereIsAHint() throws {
    let empty = try TemporaryFolder(["lessons/README.md": ""])
    let result = try Command.run("list", in: empty)
    #expect(result.status == 66)
    #expect(result.errors.contains("Markdown"))
  }
}
