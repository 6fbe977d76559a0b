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
      if diagnostic.hint == Self.hint { diagnostic.hint = nil }
      throw diagnostic
    }
  }

  /// - Throws: where the text is no YAML mapping, or longer or nested deeper than a title page needs.
  init(source: Source, span: SourceSpan) throws(Diagnostic) {
    self.span = span
    let text = source.text(span)
    if let excess = Self.excess(of: text) {
      throw Self.malformed(excess, at: SourceSpan(span.start, span.start))
    }
    var reader = try SettingsReader(source, span)
    guard let value = try reader.read() else { return }
    guard case .mapping(let entries) = value else {
      throw Self.malformed("the front matter has no names", at: SourceSpan(span.start, span.start))
    }
    self.entries = entries
  }

  // MARK: Limits

  private static let hint = "write lines such as `title: The chain rule`"
  static let sizeLimit = 1 << 16
  private static let bracketLimit = 500
  private static let markerLimit = 20

  /// What about a text is too much, if anything is; checked before the reader, which recurses, sees it.
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

  static func malformed(
    _ message: String, hint: String = hint, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(.malformedFrontMatter, message, hint: hint, at: span)
  }
}
