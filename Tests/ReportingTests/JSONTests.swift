import Foundation
import Reporting
import Testing

/// The JSON encoder, held against another program's reader.
struct JSONTests {
  @Test(
    arguments: [
      (.null, "null"), (.bool(true), "true"), (.bool(false), "false"),
      (.integer(.min), "-9223372036854775808"),
      (.string(""), "\"\""), (.string("a\"b\\c/d"), "\"a\\\"b\\\\c/d\""),
      (.string("\n\r\t\0\u{1B}\u{7F}\u{9F}\u{2028}"), "\"\\n\\r\\t\\u0000\\u001b\\u007f\\u009f\\u2028\""),
      (.string("σ′ 🙂"), "\"σ′ 🙂\""), (.array([]), "[]"), (.object([JSON.Member]()), "{}"),
      (.array([.integer(1), .null]), "[1,null]"),
      (.object(["b": .integer(1), "a": nil, "c\"": .array([])]), "{\"b\":1,\"c\\\"\":[]}"),
    ] as [(JSON, String)])
  func writes(value: JSON, text: String) throws {
    #expect(value.text == text)
    #expect(throws: Never.self) {
      try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }
  }

  @Test func everyCharacterComesBack() throws {
    let scalars =
      (0...0x2100).compactMap(Unicode.Scalar.init)
      + [0xFFFE, 0xFFFF, 0x1F600, 0x10FFFF].compactMap(Unicode.Scalar.init)
    // A letter between them, so that nothing combines; the reader drops a leading byte order mark.
    let text = scalars.map { "x\($0)" }.joined()
    let read = try JSONSerialization.jsonObject(
      with: Data(JSON.array([.string(text)]).text.utf8), options: .fragmentsAllowed)
    let back = try #require((read as? [String])?.first)
    #expect(Array(back.unicodeScalars) == Array(text.unicodeScalars))
  }
}
