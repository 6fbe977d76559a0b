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
      start - line.start > Self.bytesPerSide || Self.columns(leading) > Self.width - Self.before
    let prefix = isCutBefore ? "…" + Self.suffix(leading, columns: Self.before) : leading
    let room = max(Self.width - Self.columns(prefix), 1)
    let place = Self.prefix(marked, columns: room)
    var shown = prefix + place
    if place.count < marked.count {
      shown += "…"
    } else {
      let rest = Self.prefix(trailing, columns: max(Self.width - Self.columns(shown), 0))
      shown += rest
      if rest.count < trailing.count || line.end - end > Self.bytesPerSide { shown += "…" }
    }
    // Tabs stay tabs, so that the caret stands right whatever a terminal's tab stops are.
    var padding = ""
    for character in prefix {
      padding += character == "\t" ? "\t" : String(repeating: " ", count: Self.columns(character))
    }
    let tildes = String(repeating: "~", count: max(Self.columns(place), 1) - 1)
    text = "\(Self.printable(shown))\n\(padding)^\(tildes)\n"
  }

  private static func columns(_ text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

  /// How many terminal columns a character takes: two for East Asian wide characters and emoji.
  private static func columns(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    switch first.value {
    case 0..<0x1100: return first.properties.generalCategory == .nonspacingMark ? 0 : 1
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1FAFF,
      0x20000...0x3FFFD:
      return 2
    default: return first.properties.generalCategory == .nonspacingMark ? 0 : 1
    }
  }

  private static func prefix(_ text: String, columns limit: Int) -> String {
    var used = 0
    return String(
      text.prefix { character in
        used += columns(character)
        return used <= limit
      })
  }

  private static func suffix(_ text: String, columns limit: Int) -> String {
    var used = 0
    let kept = text.reversed().prefix { character in
      used += columns(character)
      return used <= limit
    }
    return String(kept.reversed())
  }

  /// Control characters as the pictures of them: a text must not be able to steer the terminal it is shown on.
  private static func printable(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09: shown.append(scalar)
      case 0..<0x20: shown.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: shown.append("\u{FFFD}")
      default: shown.append(scalar)
      }
    }
    return String(shown)
  }
}
