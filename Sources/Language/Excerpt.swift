/// A line of a text with `^~~~` under a place in it, cut to a window where the line is long.
struct Excerpt {
  /// The widest excerpt in terminal columns, and how much of it stands before the place.
  static let width = 100
  static let before = 40
  /// A place farther from its line's start than this is shown without counting all the columns before it.
  private static let bytesPerSide = 2_000

  let text: String

  init(source: Source, span: SourceSpan) {
    let line = source.bounds(ofLineAt: span.start)
    let start = min(max(span.start, line.start), line.end)
    let end = min(max(span.end, start), line.end)
    // Only the neighbourhood of the place is decoded: a line may have megabytes.
    let leading = source.text(SourceSpan(max(line.start, start - Self.bytesPerSide), start))
    let marked = source.text(SourceSpan(start, min(end, start + Self.bytesPerSide)))
    let trailing = source.text(SourceSpan(end, min(line.end, end + Self.bytesPerSide)))

    let isCutBefore =
      start - line.start > Self.bytesPerSide || TerminalText.columns(leading) > Self.width - Self.before
    let prefix = isCutBefore ? "…" + Self.suffix(leading, columns: Self.before) : leading
    let room = max(Self.width - TerminalText.columns(prefix), 1)
    let place = Self.prefix(marked, columns: room)
    var shown = prefix + place
    if place.count < marked.count {
      shown += "…"
    } else {
      let rest = Self.prefix(trailing, columns: max(Self.width - TerminalText.columns(shown), 0))
      shown += rest
      if rest.count < trailing.count || line.end - end > Self.bytesPerSide { shown += "…" }
    }
    // Tabs stay tabs, so that the caret stands right whatever a terminal's tab stops are.
    var padding = ""
    for character in prefix {
      padding += character == "\t" ? "\t" : String(repeating: " ", count: TerminalText.columns(character))
    }
    let tildes = String(repeating: "~", count: max(TerminalText.columns(place), 1) - 1)
    text = "\(TerminalText.printable(shown))\n\(padding)^\(tildes)\n"
  }

  private static func prefix(_ text: String, columns limit: Int) -> String {
    var used = 0
    return String(
      text.prefix { character in
        used += TerminalText.columns(character)
        return used <= limit
      })
  }

  private static func suffix(_ text: String, columns limit: Int) -> String {
    var used = 0
    let kept = text.reversed().prefix { character in
      used += TerminalText.columns(character)
      return used <= limit
    }
    return String(kept.reversed())
  }
}
