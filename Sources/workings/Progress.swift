import Language
import Lessons

/// Tells a person at a terminal what is being done, on a line that is wiped again.
struct Progress: Sendable {
  let isShown: Bool
  /// Kept short, so that the line never breaks.
  private static let width = 78
  private static let barWidth = 24
  /// How often the line changes.
  private static let interval = Duration.milliseconds(100)

  /// What follows one run.
  struct Line {
    fileprivate let progress: Progress
    private var shown: ContinuousClock.Instant?
    /// When the first pass that was told of was over, and which one it was: time left is reckoned from there.
    private var first: (instant: ContinuousClock.Instant, pass: Int)?

    fileprivate init(_ progress: Progress) { self.progress = progress }

    /// Shows how far a run has come, unless it has just done so.
    mutating func tell(_ now: RunProgress) {
      guard progress.isShown else { return }
      let instant = ContinuousClock.now
      if let shown, instant - shown < Progress.interval { return }
      shown = instant
      switch now.stage {
      case .stage(let text):
        first = nil
        progress.show("\(now.lesson): \(text)")
      case .passes(let pass, let count):
        var from = (instant: instant, pass: pass)
        if let first, first.pass <= pass { from = first }
        first = from
        let left = Progress.timeLeft(
          after: instant - from.instant, passes: pass - from.pass, left: count - pass)
        progress.show("\(now.lesson): \(Progress.bar(pass, of: count)) pass \(pass) of \(count)\(left)")
      }
    }
  }

  func line() -> Line { Line(self) }

  func clear() {
    if isShown { Output.diagnostic("\r\u{1B}[K") }
  }

  private func show(_ text: String) {
    Output.diagnostic("\r\u{1B}[K" + TerminalText.printable(String(text.prefix(Progress.width))))
  }

  /// `[######······]`
  static func bar(_ done: Int, of total: Int) -> String {
    let share = total > 0 ? Double(min(max(done, 0), total)) / Double(total) : 1
    let filled = Int(share * Double(barWidth))
    return "[" + String(repeating: "#", count: filled) + String(repeating: "·", count: barWidth - filled)
      + "]"
  }

  /// `, 12 s left`; empty while nothing can be said.
  static func timeLeft(after elapsed: Duration, passes: Int, left: Int) -> String {
    guard passes > 0, elapsed > .seconds(1) else { return "" }
    let seconds = Int((elapsed / Duration.seconds(1)) / Double(passes) * Double(left) + 0.5)
    return seconds < 120 ? ", \(seconds) s left" : ", \(seconds / 60) min left"
  }
}
