/// Why packed bytes could not be unpacked.
public struct PackingError: Error, Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case truncated, damaged, tooLarge
  }

  public let kind: Kind
  /// Bytes from the beginning of the whole file to where it showed.
  public let offset: Int
  /// For a sentence that begins with the file's name.
  public let message: String

  init(_ kind: Kind, at offset: Int, _ message: String) {
    self.kind = kind
    self.offset = offset
    self.message = message
  }
}
