/// One line of a report before it has its columns: `head cells…    note`.
struct Row {
  /// What the line is of; empty on the lines below its first.
  var head = ""
  /// The formula, its numbers, and the value, each with its sign of relation; nil where there is none.
  var cells: [String?] = []
  var style = Style.plain
  var note: Note?
  /// Lines below it: reasons, evidence.
  var remarks: [Note] = []

  /// A verdict, or what a value rests on.
  struct Note {
    let text: String
    let style: Style
    init(_ text: String, _ style: Style = .faint) {
      self.text = text
      self.style = style
    }
  }
}

/// Where the columns of a group of rows stand.
struct Columns {
  private let cells: [Int]
  private let note: Int
  private let indent: Int

  /// The widest head that others are aligned with, and the room kept for notes.
  private static let headLimit = 14
  static func noteRoom(_ width: Int) -> Int { width < 100 ? 20 : 28 }

  /// Columns wide enough for most rows; what is wider pushes its neighbours aside or below.
  init(_ rows: [Row], indent: Int, width: Int) {
    self.indent = indent
    note = width - Columns.noteRoom(width)
    let heads = rows.map { Page.columns($0.head) }.filter { $0 <= Columns.headLimit }
    let head = heads.max() ?? 0
    var start = head == 0 ? indent : indent + head + 1
    let limit = max((note - start) / 2, 1)
    var starts: [Int] = []
    for place in 0..<(rows.map(\.cells.count).max() ?? 0) {
      starts.append(start)
      // A cell that nothing follows needs no room of its own.
      let followed = rows.filter { $0.cells.dropFirst(place + 1).contains { $0 != nil } }
      let widths = followed.compactMap { place < $0.cells.count ? $0.cells[place] : nil }.map(Page.columns)
      if let widest = widths.filter({ $0 <= limit }).max() { start += widest + 1 }
    }
    cells = starts
  }

  func write(_ row: Row, on page: inout Page) {
    page.pad(to: indent)
    page.add(row.head)
    let first = cells.first ?? page.column + 1
    for (place, cell) in row.cells.enumerated() {
      guard let cell else { continue }
      let columns = Page.columns(cell)
      let gap = page.column == indent || page.column < cells[place] ? 0 : 1
      let isLast = !row.cells.dropFirst(place + 1).contains { $0 != nil }
      let limit = isLast && row.note != nil ? note - 1 : page.width
      let start = max(cells[place], page.column + gap)
      if start + columns > limit, page.column > first {
        page.newLine()
        set(cell, at: first, row.style, on: &page)
      } else {
        set(cell, at: start, row.style, on: &page)
      }
    }
    if let note = row.note { write(note, on: &page, below: first) }
    page.newLine()
    for remark in row.remarks {
      page.wrap(remark.text, at: first + 2, remark.style)
      page.newLine()
    }
  }

  /// A formula that is too long for one line goes on behind its sign of relation.
  private func set(_ cell: String, at start: Int, _ style: Style, on page: inout Page) {
    page.pad(to: start)
    guard let space = cell.firstIndex(of: " ") else { return page.add(cell, style) }
    let sign = cell[...space]
    page.add(String(sign), style)
    page.wrap(String(cell[cell.index(after: space)...]), at: page.column, style)
  }

  private func write(_ note: Row.Note, on page: inout Page, below first: Int) {
    let columns = Page.columns(note.text)
    if page.column + 1 <= self.note, self.note + columns <= page.width {
      page.pad(to: self.note)
    } else if page.column + 2 + columns <= page.width {
      page.pad(to: max(page.width - columns, page.column + 2))
    } else {
      page.newLine()
      page.pad(to: max(min(self.note, page.width - columns), first + 2))
    }
    if columns + page.column <= page.width {
      page.add(note.text, note.style)
    } else {
      page.wrap(note.text, at: page.column, note.style)
    }
  }
}
