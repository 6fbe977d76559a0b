// What can be wrong with a message of the protocol.

/// What a program said that it should not have.
public enum MessageError: Error, Sendable, Hashable {
  /// The line is no JSON.
  case malformed(why: String, offset: Int, excerpt: String)
  case missing(member: String, of: String)
  case wrongIdentifier(expected: Int, got: String)
  case wrongCount(of: String, expected: Int, got: Int)
  /// Numbers that follow as bytes are not as many as they must be.
  case wrongSize(expected: Int, got: String)
  /// The starting point has no tensors, or entries that are no finite numbers, or too many of them.
  case unusablePoint(String)
  /// The program itself reports an error.
  case reported(String)

  public var text: String {
    switch self {
    case .malformed(let why, let offset, let excerpt):
      "its answer is no JSON: \(why) at byte \(offset) of \(excerpt)"
    case .missing(let member, let of):
      "its answer to \"\(of)\" has no \"\(member)\" that is a list of numbers"
    case .wrongIdentifier(let expected, let got): "it answered \(got), but question \(expected) was asked"
    case .wrongCount(let of, let expected, let got): "it gave \(got) \(of) instead of \(expected)"
    case .wrongSize(let expected, let got):
      "its answer has \(got) for \"bytes\", where \(expected) are the numbers that were asked for"
    case .unusablePoint(let why): "its starting point is unusable: \(why)"
    case .reported(let text): "it says: \(text)"
    }
  }
}

extension WireValue {
  /// A line as JSON.
  init(line: [UInt8]) throws(MessageError) {
    do throws(WireError) {
      self = try WireReader.read(line)
    } catch {
      throw MessageError(error, in: line)
    }
  }

  /// For a message.
  var shown: String {
    switch self {
    case .numbers(let numbers, shape: []):
      numbers.first.map { Int(exactly: $0)?.description ?? "\($0)" } ?? ""
    case .text(let text): "\"\(text.prefix(40))\""
    default: "something else"
    }
  }
}

extension MessageError {
  init(_ error: WireError, in line: [UInt8]) {
    let excerpt = String(decoding: line.prefix(60), as: UTF8.self) + (line.count > 60 ? "…" : "")
    self = .malformed(why: error.message, offset: error.offset, excerpt: excerpt)
  }
}
