/// A lesson or an answer file, read: front matter, the statements of its blocks, its tables and headings.
///
/// Reading never fails; what is wrong stands in ``Worksheet/diagnostics``, in the order of the text.
public struct Worksheet: Sendable {
  /// A fenced block of statements, or a run of lines of an answer file.
  public struct Block: Sendable {
    /// The word behind its opening backticks; `answers` for the lines of an answer file.
    public let word: String
    /// What stands behind that word.
    public let arguments: String
    /// The line that opens it.
    public let opening: SourceSpan
    /// The lines in it.
    public let span: SourceSpan
    /// Their places in ``Worksheet/statements``.
    public let statements: Range<Int>
  }

  /// A Markdown table. Whether it claims something, its headers' names decide.
  public struct Table: Sendable {
    public struct Cell: Sendable {
      public let text: String
      public let span: SourceSpan
      /// The formula that it is, if it is one.
      public let formula: Tree.NodeID?
    }
    public let headers: [Cell]
    /// Each with as many cells as there are headers.
    public let rows: [[Cell]]
    public let span: SourceSpan
    /// Why some cells are no formulas; of interest once the table turns out to be a claim.
    public let diagnostics: [Diagnostic]
  }

  public struct Heading: Sendable {
    public let level: Int
    public let text: String
    public let span: SourceSpan
  }

  public let source: Source
  public internal(set) var frontMatter = FrontMatter()
  /// One tree for all blocks and tables.
  public internal(set) var tree: Tree
  public internal(set) var statements: [Statement] = []
  public internal(set) var blocks: [Block] = []
  public internal(set) var tables: [Table] = []
  public internal(set) var headings: [Heading] = []
  /// The lines of prose, without blank ones.
  public internal(set) var prose: [SourceSpan] = []
  public internal(set) var diagnostics: [Diagnostic] = []

  /// The title in the front matter, else the first heading.
  public var title: String? { frontMatter.title ?? headings.first?.text }

  /// The words of blocks that are checked. Blocks with other words are shown, not read.
  public static let checkedWords = [
    "given", "forward", "define", "loss", "derive", "backward", "check", "update", "descent", "train",
    "assume", "differences", "picture", "exercise",
  ]

  /// Reads a lesson: a CommonMark document with fenced blocks.
  public init(lesson source: Source) { self.init(source: source, isLesson: true) }

  /// Reads an answer file: lines of `name = value` or `name = formula = value`, in plain text or Markdown.
  public init(answers source: Source) { self.init(source: source, isLesson: false) }

  private init(source: Source, isLesson: Bool) {
    self.source = source
    tree = Tree(source: source)
    if source.bytes.count > Limits.textSize {
      diagnostics = [.textTooLong]
      return
    }
    if source.trimmedLines.isEmpty {
      diagnostics = [
        Diagnostic(
          .emptyText, "this \(isLesson ? "lesson" : "answer file") is empty",
          hint: isLesson ? "start with a heading and a block ```given" : "write lines such as `z1 = 0.24`",
          at: SourceSpan(0, 0))
      ]
      return
    }
    let scanner = MarkdownScanner(source: source)
    var reader = StatementReader(source: source, readsAnswers: !isLesson)
    for diagnostic in scanner.diagnostics { reader.report(diagnostic) }
    if isLesson {
      for part in scanner.parts { readLesson(part, with: &reader) }
    } else {
      readAnswers(scanner.parts, with: &reader)
    }
    tree = reader.tree
    statements = reader.statements
    diagnostics = reader.diagnostics.enumerated().sorted {
      ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset)
    }.map(\.element)
  }

  // MARK: Lessons

  private mutating func readLesson(_ part: MarkdownScanner.Part, with reader: inout StatementReader) {
    switch part {
    case .frontMatter(let span): readFrontMatter(span, with: &reader)
    case .fence(let fence): readBlock(fence, with: &reader)
    case .heading(let level, let span):
      headings.append(Heading(level: level, text: source.text(span), span: span))
    case .table(let lines): readTable(lines, with: &reader)
    case .prose(let span): prose.append(span)
    }
  }

  private mutating func readFrontMatter(_ span: SourceSpan, with reader: inout StatementReader) {
    do throws(Diagnostic) {
      frontMatter = try FrontMatter(source: source, span: span)
    } catch {
      reader.report(error)
    }
  }

  private mutating func readBlock(_ fence: MarkdownScanner.Fence, with reader: inout StatementReader) {
    let info = source.text(fence.info)
    let word = String(info.prefix { !$0.isWhitespace })
    guard Self.checkedWords.contains(word) else {
      return reportNearMiss(word, at: fence.info, with: &reader)
    }
    let arguments = source.trimmed(SourceSpan(fence.info.start + word.utf8.count, fence.info.end))
    blocks.append(
      Block(
        word: word, arguments: source.text(arguments), opening: fence.opening, span: fence.contents,
        statements: reader.read(fence.contents)))
  }

  /// A block that was meant to be checked and is not would pass without a word.
  private func reportNearMiss(_ word: String, at info: SourceSpan, with reader: inout StatementReader) {
    guard !languages.contains(word.lowercased()),
      let meant = didYouMean(word, among: Self.checkedWords)
    else { return }
    reader.report(
      Diagnostic(
        .unknownBlock, "`\(word)` is no block that is checked", hint: "did you mean `\(meant)`?",
        at: SourceSpan(info.start, info.start + word.utf8.count), severity: .warning))
  }

  private mutating func readTable(_ lines: [SourceSpan], with reader: inout StatementReader) {
    guard let first = lines.first, let last = lines.last else { return }
    var failures: [Diagnostic] = []
    func cell(_ span: SourceSpan) -> Table.Cell {
      var formula: Tree.NodeID?
      do throws(Diagnostic) {
        formula = try reader.formula(in: span)
      } catch {
        failures.append(error)
      }
      return Table.Cell(text: source.text(span), span: span, formula: formula)
    }
    let headers = Line(source: source, bounds: first).cells.map(cell)
    var rows: [[Table.Cell]] = []
    for line in lines.dropFirst(2) {
      var spans = Line(source: source, bounds: line).cells.prefix(headers.count)
      while spans.count < headers.count { spans.append(SourceSpan(line.end, line.end)) }
      rows.append(spans.map(cell))
    }
    tables.append(Table(headers: headers, rows: rows, span: first.joined(last), diagnostics: failures))
  }

  // MARK: Answers

  /// Everything but fence lines and the like is read; runs of lines that belong together make a block.
  private mutating func readAnswers(_ parts: [MarkdownScanner.Part], with reader: inout StatementReader) {
    var run: SourceSpan?
    for part in parts {
      if case .prose(let span) = part, !Line(source: source, bounds: span).isRun(of: "=-*_") {
        run = run?.joined(span) ?? span
        prose.append(span)
        continue
      }
      readAnswers(run, with: &reader)
      run = nil
      switch part {
      case .frontMatter(let span): readFrontMatter(span, with: &reader)
      case .heading(let level, let span):
        headings.append(Heading(level: level, text: source.text(span), span: span))
      case .fence(let fence): readAnswers(fence.contents, opening: fence.opening, with: &reader)
      case .table(let lines): readTable(lines, with: &reader)
      case .prose: break
      }
    }
    readAnswers(run, with: &reader)
  }

  private mutating func readAnswers(
    _ span: SourceSpan?, opening: SourceSpan? = nil, with reader: inout StatementReader
  ) {
    guard let span else { return }
    let statements = reader.read(span)
    guard !statements.isEmpty else { return }
    blocks.append(
      Block(
        word: "answers", arguments: "", opening: opening ?? SourceSpan(span.start, span.start), span: span,
        statements: statements))
  }
}

extension Source {
  /// The text without white space and line ends at both its ends.
  fileprivate var trimmedLines: SourceSpan {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
    let start = bytes.firstIndex { !isSpace($0) } ?? bytes.count
    let end = (bytes.lastIndex { !isSpace($0) } ?? start - 1) + 1
    return SourceSpan(start, end)
  }
}

extension SourceSpan {
  public var isEmpty: Bool { end <= start }
}

/// Words behind backticks that are languages, not slips of the pen.
private let languages: Set<String> = [
  "bash", "c", "console", "cpp", "csv", "data", "diff", "fortran", "go", "haskell", "html", "java",
  "javascript",
  "js", "json", "julia", "latex", "lua", "markdown", "math", "matlab", "md", "mermaid", "none", "numpy",
  "octave",
  "output", "perl", "plain", "plaintext", "py", "python", "pytorch", "r", "ruby", "rust", "scala", "sh",
  "shell",
  "sql", "swift", "tex", "text", "toml", "ts", "txt", "typescript", "xml", "yaml", "zig",
]
