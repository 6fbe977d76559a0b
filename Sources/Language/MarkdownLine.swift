/// One line of a Markdown document and what it could be.
struct Line {
  struct Fence {
    let character: String
    let length: Int
    let info: SourceSpan
  }

  let source: Source
  let bounds: SourceSpan

  private var bytes: ArraySlice<UInt8> { source.bytes[bounds.start..<bounds.end] }

  /// Without the white space at both ends.
  var trimmed: SourceSpan { source.trimmed(bounds) }

  private var body: ArraySlice<UInt8> { source.bytes[trimmed.start..<trimmed.end] }

  var isBlank: Bool { trimmed.start == trimmed.end }

  /// The columns of white space before its text.
  var indent: Int { source.columns(from: bounds.start, to: trimmed.start) }

  func starts(with prefix: String) -> Bool { body.starts(with: prefix.utf8) }

  /// Whether it is exactly this, white space at its end apart.
  func isMarker(_ marker: String) -> Bool { indent == 0 && body.elementsEqual(marker.utf8) }

  /// Whether all of it is one of these characters: a rule, or the underline of a heading.
  func isRun(of characters: String) -> Bool {
    body.count > 1 && body.allSatisfy { $0 == body.first && characters.utf8.contains($0) }
  }

  // MARK: Fences, headings, lists

  var fence: Fence? {
    guard let first = body.first, first == UInt8(ascii: "`") || first == UInt8(ascii: "~") else { return nil }
    let run = body.prefix { $0 == first }
    let info = body.dropFirst(run.count)
    // `code` may stand in prose between three backticks, too.
    guard run.count >= 3, first == UInt8(ascii: "~") || !info.contains(first) else { return nil }
    return Fence(
      character: first == UInt8(ascii: "~") ? "~" : "`", length: run.count,
      info: source.trimmed(SourceSpan(info.startIndex, info.endIndex)))
  }

  func closes(_ fence: Fence) -> Bool {
    guard let own = self.fence else { return false }
    return own.character == fence.character && own.length >= fence.length && own.info.start == own.info.end
  }

  var heading: (level: Int, text: SourceSpan)? {
    let hashes = body.prefix { $0 == UInt8(ascii: "#") }
    let rest = body.dropFirst(hashes.count)
    guard 1...6 ~= hashes.count, rest.first.map({ $0 == UInt8(ascii: " ") }) ?? true else { return nil }
    let text = rest.reversed().drop { $0 == UInt8(ascii: "#") }.count
    return (hashes.count, source.trimmed(SourceSpan(rest.startIndex, rest.startIndex + text)))
  }

  /// The column at which a list item's text begins, if this line begins one.
  var listItemColumn: Int? {
    let marker = source.afterListMarker(bounds)
    guard marker > bounds.start else { return nil }
    let text = source.bytes[marker..<bounds.end].prefix { $0 == UInt8(ascii: " ") }
    return source.columns(from: bounds.start, to: marker + text.count)
  }

  // MARK: Tables

  var hasBar: Bool { bytes.contains(UInt8(ascii: "|")) }

  /// `|---|:--:|`
  var isTableDelimiter: Bool {
    let cells = cells
    return hasBar && !cells.isEmpty
      && cells.allSatisfy { span in
        let cell = source.bytes[span.start..<span.end]
        let dashes = cell.count { $0 == UInt8(ascii: "-") }
        let colons =
          (cell.first == UInt8(ascii: ":") ? 1 : 0)
          + (cell.count > 1 && cell.last == UInt8(ascii: ":") ? 1 : 0)
        return dashes > 0 && dashes + colons == cell.count
      }
  }

  /// The trimmed places between bars; a bar behind a backslash is a character like any other.
  var cells: [SourceSpan] {
    var cells: [SourceSpan] = []
    var start = trimmed.start
    if body.first == UInt8(ascii: "|") { start += 1 }
    var place = start
    while place < trimmed.end {
      if source.bytes[place] == UInt8(ascii: "\\") {
        place += 2
        continue
      }
      if source.bytes[place] == UInt8(ascii: "|") {
        cells.append(source.trimmed(SourceSpan(start, place)))
        start = place + 1
      }
      place += 1
    }
    let last = source.trimmed(SourceSpan(start, trimmed.end))
    if last.start < last.end { cells.append(last) }
    return cells
  }
}

extension Source {
  /// A span without the white space at both its ends.
  func trimmed(_ span: SourceSpan) -> SourceSpan {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var start = span.start
    var end = max(span.end, start)
    while start < end, isSpace(bytes[start]) { start += 1 }
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return SourceSpan(start, end)
  }
}
