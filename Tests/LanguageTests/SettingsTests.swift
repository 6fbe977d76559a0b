import Testing

@testable import Language

/// Settings as YAML writes them; what each text means was looked up with PyYAML.
@Suite struct SettingsTests {
  @Test(arguments: [
    ("", ""),
    ("# nothing\n", ""),
    ("a: b", "{a: b}"),
    ("a:", "{a: }"),
    ("a: b # c", "{a: b}"),
    ("a: b#c", "{a: b#c}"),
    ("a: https://x.y/z", "{a: https://x.y/z}"),
    ("a: b, \"c\" and 'd'", "{a: b, \"c\" and 'd'}"),
    ("a b: c d\nb:   e  \n", "{a b: c d, b: e}"),
    ("a: b\n  c\n\n  d\n", "{a: b c\nd}"),
    ("a:\n  b\n  c\n", "{a: b c}"),
    ("---\na: b\n...\n", "{a: b}"),
    ("a: b\r\nc: d\r\n", "{a: b, c: d}"),
    ("a: 'it''s'\nb: \"x\\ty\\u00e9\\\\\"", "{a: it's, b: x\ty\u{E9}\\}"),
    ("a: \"b\n  c\n\n  d\"\n", "{a: b c\nd}"),
    ("a: \"b\\\n   c\"\n", "{a: bc}"),
    ("\"a: b\": c\n'd': e\n", "{a: b: c, d: e}"),
    ("a: [b, 'c, d', [e]]", "{a: [b, c, d, [e]]}"),
    ("a: [b,\n    c # d\n    ]\nb: c", "{a: [b, c], b: c}"),
    ("a: {b: c, d: , e}", "{a: {b: c, d: , e: }}"),
    ("a: {b: [c], \"d\":e}", "{a: {b: [c], d: e}}"),
    ("a: []\nb: {}", "{a: [], b: {}}"),
    ("a:\n- b\n- c: d\n  e: f\n-\n  - g\n- - h\n  - i\n", "{a: [b, {c: d, e: f}, [g], [h, i]]}"),
    ("a:\n  - b\n  # c\n  -\nd: e", "{a: [b, ], d: e}"),
    ("a:\n  b:\n    c: d\n  e: f\n", "{a: {b: {c: d}, e: f}}"),
    ("a: |\n  b\n   c\n\n  d\n\ne: f", "{a: b\n c\n\nd\n, e: f}"),
    ("a: |-\n  b\n", "{a: b}"),
    ("a: |+\n  b\n\nc: d", "{a: b\n\n, c: d}"),
    ("a: >\n  b\n  c\n\n  d\n   e\n  f\n", "{a: b c\nd\n e\nf\n}"),
    ("a: |2\n   b\n", "{a:  b\n}"),
    ("{a: b,\n c: d}", "{a: b, c: d}"),
    (
      "precision: float32 # c\ntolerances:\n  E: {relative: 1e-6}\n  \"*.grad\": {ulps: 8}\n  \"*\": stable",
      "{precision: float32, tolerances: {E: {relative: 1e-6}, *.grad: {ulps: 8}, *: stable}}"
    ),
    ("a: -1\nb: -c - d", "{a: -1, b: -c - d}"),
  ])
  func reads(_ row: (text: String, expected: String)) throws {
    let matter = try FrontMatter(whole: Source(name: "t", text: row.text))
    let written = matter.entries.isEmpty ? "" : SettingsTests.written(.mapping(matter.entries))
    #expect(written == row.expected)
  }

  static func written(_ value: FrontMatter.Value) -> String {
    switch value {
    case .text(let text): text
    case .list(let list): "[\(list.map(written).joined(separator: ", "))]"
    case .mapping(let entries):
      "{\(entries.map { "\($0.key): \(written($0.value))" }.joined(separator: ", "))}"
    }
  }

  @Test(arguments: [
    ("a: b: c", "1:5", "a colon with a space begins another value"),
    ("a: [b", "1:4", "this bracket is never closed"),
    ("a: [b\nc: d", "1:4", "this bracket is never closed"),
    ("a: 'b", "1:4", "this quotation is never closed"),
    ("a: [b}]", "1:6", "a comma or the closing bracket is expected here"),
    ("a: \"b\" c", "1:8", "nothing is expected behind this value"),
    ("a: \"\\q\"", "1:5", "there is no such escape"),
    ("a: &b c", "1:4", "anchors, aliases and tags are not read here"),
    ("a: *b", "1:4", "anchors, aliases and tags are not read here"),
    ("a: !!int 3", "1:4", "anchors, aliases and tags are not read here"),
    ("a: - b", "1:4", "a list begins on a line of its own"),
    ("a: @b", "1:4", "a text cannot begin with this"),
    ("? a\n: b", "1:1", "a name is a text here"),
    ("a: b\na: c", "2:1", "`a` stands here twice"),
    ("a: b\nc", "2:1", "a name with a colon is expected here"),
    ("a:\n  b: c\n d: e", "3:2", "a name with a colon is expected here"),
    ("a:\n\tb: c", "2:1", "a line is indented with a tab"),
    ("a: |x\n b", "1:5", "`-`, `+` or a digit is expected here"),
    ("- a", "1:1", "has no names"), ("a", "1:1", "has no names"),
    ("'a' b", "1:5", "nothing is expected behind this value"),
  ])
  func faults(_ row: (text: String, place: String, words: String)) {
    let source = Source(name: "t", text: row.text)
    let error = #expect(throws: Diagnostic.self) { try FrontMatter(whole: source) }
    let text = error?.rendered(in: source) ?? ""
    #expect(text.hasPrefix("t:\(row.place): error: this file "))
    #expect(text.contains(row.words))
  }

  /// Every prefix of a text with all there is in it is read or told, and ends.
  @Test func prefixes() {
    let whole =
      "a: 'b''c' # d\n\"e\\x41\": [f, {g: h}]\ni:\n  - j\n  - k: >-\n      l\n      m\n  -\n   - n\no: |2+\n   p\n\nq: r\n  s\n"
    for count in 0...whole.utf8.count {
      let bytes = Array(whole.utf8.prefix(count))
      _ = try? FrontMatter(whole: Source(name: "t", bytes: bytes))
      _ = try? FrontMatter(whole: Source(name: "t", bytes: bytes.map { $0 == 0x20 ? 0x5B : $0 }))
    }
  }
}
