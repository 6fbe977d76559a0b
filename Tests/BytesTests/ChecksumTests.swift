import Bytes
import Testing

/// The check values of the polynomial, and zlib's of a few more.
@Test(arguments: [("", 0), ("a", 0xE8B7_BE43), ("123456789", 0xCBF4_3926)] as [(String, UInt32)])
func checksums(text: String, expected: UInt32) {
  #expect(Checksum.of(text.utf8) == expected)
}
