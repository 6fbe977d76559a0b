/// The parts of a Markdown document that matter here, found line by line as CommonMark finds them: front
/// matter, fenced blocks, HTML comments, headings, tables of GitHub's kind, and everything else.
struct MarkdownScanner {
  enum Part {
    /// The bytes between the `---` lines.
    case frontMatter(SourceSpan)
    case fence(Fence)
    case heading(level: Int, text: SourceSpan)
    /// Header, delimiter and body lines.
    case table([SourceSpan])
    case prose(SourceSpan)
  }

  struct Fence {
    /// What stands behind the opening backticks.
    let info: SourceSpan
    let opening: SourceSpan
    /// The lines between.
    let contents: SourceSpan
  }

  let source: Source
  private(set) var parts: [Part] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// The line to be read next, counted from 0.
  private var line = 0
  /// The column at which the text of the list item at hand begins; 0 outside lists.
  private var listColumn = 0

  init(source: Source) {
    self.source = source
    scanFrontMatter()
    while line < source.lineCount { scanPart() }
  }

  private func text(_ line: Int) -> Line { Line(source: source, bounds: source.bounds(ofLine: line)) }

  private mutating func scanFrontMatter() {
    guard text(0).isMarker("---") else { return }
    let start = source.bounds(ofLine: 0)
    for end in 1..<max(source.lineCount, 1) where text(end).isMarker("---") || text(end).isMarker("...") {
      parts.append(
        .frontMatter(SourceSpan(source.bounds(ofLine: 1).start, source.bounds(ofLine: end).start)))
      line = end + 1
      return
    }
    diagnostics.append(
      Diagnostic(
        .malformedFrontMatter, "the front matter is never closed", hint: "end it with a line `---`", at: start
      ))
    line = 1
  }

  private mutating func scanPart() {
    let current = text(line)
    guard !current.isBlank else {
      line += 1
      return
    }
    let isInList = current.indent >= listColumn
    if let column = current.listItemColumn { listColumn = column } else if !isInList { listColumn = 0 }
    let indent = current.indent - (current.listItemColumn == nil ? listColumn : 0)
    if indent <= 3 {
      if let fence = current.fence { return scanFence(fence) }
      if current.starts(with: "<!--") { return scanComment() }
      if let heading = current.heading {
        parts.append(.heading(level: heading.level, text: heading.text))
        line += 1
        return
      }
      if scanTable() { return }
    }
    parts.append(.prose(current.bounds))
    line += 1
  }

  private mutating func scanFence(_ fence: Line.Fence) {
    let opening = line
    let start = line + 1 < source.lineCount ? source.bounds(ofLine: line + 1).start : source.bytes.count
    line += 1
    while line < source.lineCount {
      if text(line).closes(fence) {
        let contents = SourceSpan(start, source.bounds(ofLine: line).start)
        parts.append(
          .fence(Fence(info: fence.info, opening: source.bounds(ofLine: opening), contents: contents)))
        line += 1
        return
      }
      line += 1
    }
    diagnostics.append(
      Diagnostic(
        .blockNeverClosed, "this block is never closed",
        hint: "end it with a line `\(String(repeating: fence.character, count: fence.length))`",
        at: text(opening).trimmed))
  }

  private mutating func scanComment() {
    let opening = line
    while line < source.lineCount {
      let isEnd = source.text(source.bounds(ofLine: line)).contains("-->")
      line += 1
      if isEnd { return }
    }
    diagnostics.append(
      Diagnostic(
        .blockNeverClosed, "this comment is never closed", hint: "end it with `-->`",
        at: text(opening).trimmed))
  }

  /// A table is a line of cells, a line of dashes with as many cells, and the lines of cells behind it.
  private mutating func scanTable() -> Bool {
    guard line + 1 < source.lineCount else { return false }
    let header = text(line)
    let delimiter = text(line + 1)
    guard delimiter.isTableDelimiter, header.hasBar, header.cells.count == delimiter.cells.count else {
      return false
    }
    var rows = [header.bounds, delimiter.bounds]
    line += 2
    while line < source.lineCount {
      let row = text(line)
      if row.isBlank || row.fence != nil || row.heading != nil { break }
      rows.append(row.bounds)
      line += 1
    }
    parts.append(.table(rows))
    return true
  }
}
