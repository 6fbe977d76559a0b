import Yams

/// What stands between the `---` lines at the top of a document.
public struct FrontMatter: Sendable, Hashable {
  /// A value as it was written; nothing is taken for a number or a truth value before somebody asks for one.
  public indirect enum Value: Sendable, Hashable {
    case text(String)
    case list([Value])
    case mapping([Entry])
  }

  public struct Entry: Sendable, Hashable {
    public let key: String
    public let value: Value
  }

  /// In the order of the text.
  public internal(set) var entries: [Entry] = []
  /// The bytes between the `---` lines.
  public internal(set) var span = SourceSpan(0, 0)

  public subscript(key: String) -> Value? { entries.first { $0.key == key }?.value }

  /// The text of an entry that is one.
  public func text(_ key: String) -> String? {
    if case .text(let text)? = self[key] { text } else { nil }
  }

  public var title: String? { text("title") }

  init() {}

  /// All of a text as such lines: a file of settings.
  ///
  /// - Throws: what is wrong with it, and where.
  public init(whole source: Source) throws(Diagnostic) {
    do throws(Diagnostic) {
      try self.init(source: source, span: SourceSpan(0, source.bytes.count))
    } catch {
      var diagnostic = error
      diagnostic.message.replace("the front matter", with: "this file")
      diagnostic.hint = nil
      throw diagnostic
    }
  }

  /// - Throws: where the text is no YAML mapping, or asks for more than a title page needs: YAML lets a few
  ///   lines stand for gigabytes.
  init(source: Source, span: SourceSpan) throws(Diagnostic) {
    self.span = span
    let text = source.text(span)
    if let excess = Self.excess(of: text) {
      throw Self.malformed(excess, at: SourceSpan(span.start, span.start))
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      let place = Self.place(of: error, in: source, from: span)
      throw Self.malformed("the front matter is not YAML", at: place)
    }
    guard let node else { return }
    guard case .mapping = node else {
      throw Self.malformed("the front matter has no names", at: SourceSpan(span.start, span.start))
    }
    var budget = Self.valueLimit
    if case .mapping(let entries) = try Self.value(node, budget: &budget, at: span) { self.entries = entries }
  }

  // MARK: Limits

  static let sizeLimit = 1 << 16
  static let valueLimit = 10_000
  private static let bracketLimit = 500
  private static let markerLimit = 20

  /// What about a text is too much, if anything is; checked before the YAML reader, which recurses, sees it.
  private static func excess(of text: String) -> String? {
    if text.utf8.count > sizeLimit { return "the front matter is longer than \(sizeLimit >> 10) KB" }
    if text.utf8.count(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }) > bracketLimit {
      return "the front matter has more than \(bracketLimit) brackets"
    }
    for line in text.split(separator: "\n") {
      let markers = line.utf8.prefix { " -?:\t".utf8.contains($0) }
      if markers.count(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) > markerLimit {
        return "the front matter is nested more than \(markerLimit) levels deep"
      }
    }
    return nil
  }

  /// Aliases make a small text a huge tree: every value that is copied out counts.
  private static func value(
    _ node: Node, budget: inout Int, at span: SourceSpan
  ) throws(Diagnostic) -> Value {
    budget -= 1
    guard budget >= 0 else {
      throw malformed(
        "the front matter has more than \(valueLimit) values", at: SourceSpan(span.start, span.start))
    }
    switch node {
    case .scalar(let scalar): return .text(scalar.string)
    case .alias: return .text("")
    case .sequence(let sequence):
      var list: [Value] = []
      for element in sequence { list.append(try value(element, budget: &budget, at: span)) }
      return .list(list)
    case .mapping(let mapping):
      var entries: [Entry] = []
      for (key, element) in mapping {
        entries.append(Entry(key: key.string ?? "", value: try value(element, budget: &budget, at: span)))
      }
      return .mapping(entries)
    }
  }

  private static func malformed(_ message: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(.malformedFrontMatter, message, hint: "write lines such as `title: The chain rule`", at: span)
  }

  /// Where the YAML reader stopped.
  private static func place(of error: any Error, in source: Source, from span: SourceSpan) -> SourceSpan {
    let mark: Mark? =
      switch error as? YamlError {
      case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark
      case .duplicatedKeysInMapping(_, let context): context.mark
      default: nil
      }
    guard let mark else { return SourceSpan(span.start, span.start) }
    let line = source.lineNumber(at: span.start) + max(mark.line - 1, 0)
    guard line < source.lineCount else { return SourceSpan(span.start, span.start) }
    let bounds = source.bounds(ofLine: line)
    return SourceSpan(bounds.start, max(bounds.end, bounds.start))
  }
}
