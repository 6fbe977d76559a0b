import Language

/// Tells a person at a terminal what is being done, on a line that is wiped again.
struct Progress: Sendable {
  let isShown: Bool
  /// Kept short, so that the line never breaks.
  private static let width = 78

  func tell(_ text: String) {
    guard isShown else { return }
    Output.diagnostic("\r\u{1B}[K" + TerminalText.printable(String(text.prefix(Progress.width))))
  }

  func clear() {
    if isShown { Output.diagnostic("\r\u{1B}[K") }
  }
}
