/// A text with a name, in which places are byte offsets.
public struct Source: Sendable {
  /// What diagnostics call this text: a path, `standard input`, `--let 1`, …
  public let name: String
  public let bytes: [UInt8]
  /// The offset at which each line starts.
  let lineStarts: [Int]

  public init(name: String, text: String) { self.init(name: name, bytes: Array(text.utf8)) }

  /// - Parameter bytes: UTF-8. Ill-formed sequences are shown as U+FFFD; reading files reports them first.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
    self.lineStarts = starts
  }

  /// The text between two offsets.
  public func text(_ span: SourceSpan) -> String {
    let start = min(max(span.start, 0), bytes.count)
    return String(decoding: bytes[start..<min(max(span.end, start), bytes.count)], as: UTF8.self)
  }

  /// Line and column of an offset, both counted from 1; columns are counted in characters.
  public func location(of offset: Int) -> (line: Int, column: Int) {
    let line = lineNumber(at: offset)
    return (line + 1, text(SourceSpan(lineStarts[line], offset)).count + 1)
  }

  /// The line around an offset, counted from 0.
  func lineNumber(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The offsets at which the line around an offset begins and ends, its line end left out.
  func bounds(ofLineAt offset: Int) -> SourceSpan { bounds(ofLine: lineNumber(at: offset)) }

  /// The same for a line counted from 0.
  func bounds(ofLine number: Int) -> SourceSpan {
    let start = lineStarts[number]
    var end = number + 1 < lineStarts.count ? lineStarts[number + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return SourceSpan(start, end)
  }

  var lineCount: Int { lineStarts.count }

  /// Every line, without its end.
  public var lines: [String] { (1...lineCount).map(line) }

  /// The text of a line counted from 1, without its line end; empty where there is no such line.
  public func line(_ number: Int) -> String {
    guard number >= 1, number <= lineStarts.count else { return "" }
    return text(bounds(ofLine: number - 1))
  }
}

/// A run of bytes of a ``Source``.
public struct SourceSpan: Sendable, Hashable {
  public var start: Int
  public var end: Int
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }
  /// The smallest run that holds both.
  public func joined(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(min(start, other.start), max(end, other.end))
  }
}
