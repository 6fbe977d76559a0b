import Testing

@testable import Language

@Suite struct DecodingTests {
  @Test(
    arguments: [
      ([0x61, 0xC3, 0xA9], "aé"), ([0xEF, 0xBB, 0xBF, 0x61], "a"), ([], ""),
      ([0xFF, 0xFE, 0x61, 0x00, 0x3D, 0xD8, 0x00, 0xDE], "a😀"), ([0xFE, 0xFF, 0x00, 0x61, 0x20, 0xAC], "a€"),
      ([0x61, 0x0D, 0x62], "a\nb"), ([0x61, 0x0D, 0x0A], "a\r\n"),
    ] as [([UInt8], String)])
  func wellFormed(_ row: (bytes: [UInt8], text: String)) throws {
    let source = try Source(name: "t", file: row.bytes)
    #expect(source.bytes == Array(row.text.utf8))
  }

  /// Overlong forms, surrogates, lonely and missing continuations, values beyond Unicode, zero bytes.
  @Test(
    arguments: [
      ([0x61, 0x0A, 0xC0, 0x80], 2, 2), ([0xED, 0xA0, 0x80], 0, 1), ([0x61, 0x80], 1, 1),
      ([0x61, 0xE2, 0x82], 1, 1),
      ([0xF4, 0x90, 0x80, 0x80], 0, 1), ([0x61, 0x00], 1, 1), ([0xFF, 0xFE, 0x61], 2, 1),
      ([0xFF, 0xFE, 0x0A, 0x00, 0x00, 0xD8], 4, 2), ([0xE0, 0x9F, 0xBF], 0, 1),
    ] as [([UInt8], Int, Int)])
  func illFormed(_ row: (bytes: [UInt8], offset: Int, line: Int)) {
    do {
      _ = try Source(name: "t", file: row.bytes)
      Issue.record("was read")
    } catch {
      #expect((error.offset, error.line) == (row.offset, row.line))
    }
  }
}
