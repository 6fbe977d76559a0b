import Testing

@testable import workings

/// What a person at a terminal sees of a long run.
struct ProgressTests {
  @Test(
    "a bar is as full as the run is far",
    arguments: [
      (0, 10, 0), (5, 10, 12), (9, 10, 21), (10, 10, 24), (99, 10, 24), (-1, 10, 0), (0, 0, 24),
    ])
  func bar(done: Int, total: Int, filled: Int) {
    let bar = Progress.bar(done, of: total)
    #expect(bar.filter { $0 == "#" }.count == filled)
    #expect(bar.count == 26)
  }

  @Test(
    "time left is told once it can be reckoned",
    arguments: [
      (Duration.seconds(10), 5, 5, ", 10 s left"), (.seconds(10), 1, 60, ", 10 min left"),
      (.milliseconds(500), 5, 5, ""), (.seconds(10), 0, 5, ""), (.seconds(3), 100, 0, ", 0 s left"),
    ])
  func timeLeft(elapsed: Duration, passes: Int, left: Int, text: String) {
    #expect(Progress.timeLeft(after: elapsed, passes: passes, left: left) == text)
  }
}
