/// Why a dump could not be read, or not be written.
public struct DumpError: Error, Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// No format that is known.
    case unknownFormat
    /// It ends before what it announces.
    case truncated
    /// It contradicts itself or its format.
    case malformed
    /// A checksum that is not that of the bytes.
    case damaged
    /// Python objects, which nobody can read without running what they say.
    case pickled
    /// Sound, but of a kind that is not read here.
    case unsupported
    /// Two tensors of one name.
    case duplicate
    /// Past a stated limit.
    case tooLarge
    /// An integer that no `Double` is.
    case inexact
    /// A tensor asked for by a name that is not there.
    case missing
  }

  /// Where in the file.
  public enum Place: Sendable, Hashable {
    case whole
    /// Bytes from the file's beginning.
    case offset(Int)
    case tensor(String)
    /// In a tensor's own bytes, from their beginning.
    case tensorOffset(String, Int)
  }

  public let kind: Kind
  /// The file's name, as whoever read it calls it.
  public let file: String
  public let place: Place
  /// What is wrong; no full stop.
  public let message: String
  /// What would be right, where that can be said.
  public let hint: String?

  public init(_ kind: Kind, file: String, at place: Place, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.file = file
    self.place = place
    self.message = message
    self.hint = hint
  }
}

extension DumpError: CustomStringConvertible {
  /// `step0.npz: tensor `W1`: its numbers are cut off`.
  public var description: String {
    let place =
      switch place {
      case .whole: ""
      case .offset(let offset): "byte \(offset): "
      case .tensor(let name): "tensor `\(name)`: "
      case .tensorOffset(let name, let offset): "tensor `\(name)`, byte \(offset): "
      }
    return "\(file): \(place)\(message)"
  }
}
