import Checking
import Language

@testable import Lessons

/// A lesson of some blocks, run.
func report(_ blocks: (word: String, text: String)...) -> LessonReport {
  let text = blocks.map { "```\($0.word)\n\($0.text)\n```\n" }.joined(separator: "\n")
  return Lesson(name: "test", source: Source(name: "test.md", text: "# Test\n\n" + text)).run()
}

extension LessonReport {
  /// The verdict words of all links, in order.
  var words: [Verdict.Word] { claims.map(\.verdict.word) }

  /// The traced digits by label.
  func digits(_ label: String) -> String? { trace.values.first { $0.label == label }?.digits }
}
