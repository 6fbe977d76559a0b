import Language

/// Lines of text being filled, piece by piece, up to the width of a terminal.
///
/// Pieces are made harmless here and nowhere else: whatever a file says, no control character gets through.
struct Page {
  let width: Int
  let isColored: Bool
  private(set) var text = ""
  /// How many columns of the line being filled are taken.
  private(set) var column = 0
  /// Spaces to come before the next piece; none are left at the end of a line.
  private var gap = 0

  private static let blank = String(repeating: " ", count: 128)

  init(width: Int, isColored: Bool) {
    self.width = width
    self.isColored = isColored
  }

  /// The text as it will be shown.
  static func clean(_ text: String) -> String {
    let printable = TerminalText.printable(text)
    return printable.utf8.contains(UInt8(ascii: "\t"))
      ? printable.split(separator: "\t").joined(separator: " ") : printable
  }

  static func columns(_ text: String) -> Int { TerminalText.columns(clean(text)) }

  mutating func add(_ piece: String, _ style: Style = .plain) {
    let clean = Page.clean(piece)
    guard !clean.isEmpty else { return }
    while gap > 0 {
      text += Page.blank.prefix(gap)
      gap -= min(gap, Page.blank.utf8.count)
    }
    text += style.applied(to: clean, inColor: isColored)
    column += TerminalText.columns(clean)
  }

  /// Spaces up to a column; nothing if the line is that long already.
  mutating func pad(to target: Int) {
    guard target > column else { return }
    gap += target - column
    column = target
  }

  /// Ends the line; an empty one stays empty.
  mutating func newLine() {
    text += "\n"
    column = 0
    gap = 0
  }

  /// Adds a piece from a column on, broken between words where the line is full.
  ///
  /// A word is never broken, so no number is: one that is too long stands out.
  mutating func wrap(_ piece: String, at start: Int, _ style: Style = .plain, limit: Int? = nil) {
    let limit = limit ?? width
    pad(to: start)
    if column + Page.columns(piece) <= limit { return add(piece, style) }
    var line = ""
    var used = column
    for word in piece.split(separator: " ", omittingEmptySubsequences: false) {
      let columns = Page.columns(String(word))
      if !line.isEmpty, used + 1 + columns > limit {
        add(line, style)
        newLine()
        pad(to: start)
        line = ""
        used = start
      }
      if line.isEmpty {
        line = String(word)
        used += columns
      } else {
        line += " \(word)"
        used += 1 + columns
      }
    }
    add(line, style)
  }
}
