// The messages of the protocol: what is asked, and what an answer must hold.

/// What a program said that it should not have.
public enum MessageError: Error, Sendable, Hashable {
  /// The line is no JSON.
  case malformed(why: String, offset: Int, excerpt: String)
  case missing(member: String, of: String)
  case wrongIdentifier(expected: Int, got: String)
  case wrongCount(of: String, expected: Int, got: Int)
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
    case .unusablePoint(let why): "its starting point is unusable: \(why)"
    case .reported(let text): "it says: \(text)"
    }
  }
}

/// Questions, each a line of JSON.
public enum Question {
  public static func describe(id: Int) -> String { #"{"id":\#(id),"do":"describe"}"# + "\n" }

  /// - Parameters:
  ///   - point, direction: nil where they are those of the question before.
  public static func evaluate(
    id: Int, gradients: Bool, point: [Double]?, direction: Direction?, steps: [Double]
  ) -> String {
    var text = #"{"id":\#(id),"do":"\#(gradients ? "gradients" : "values")""#
    if let point { text += #","point":\#(list(point))"# }
    if let direction {
      text += #","entries":\#(list(direction.entries)),"along":\#(list(direction.components))"#
    }
    return text + #","steps":\#(list(steps))}"# + "\n"
  }

  private static func list(_ numbers: some Sequence<some CustomStringConvertible>) -> String {
    var text = "["
    for number in numbers {
      if text.utf8.count > 1 { text += "," }
      text += number.description
    }
    return text + "]"
  }
}

/// What a program says of itself.
public struct Description: Sendable, Hashable {
  public let tensors: [TensorShape]
  public let point: [Double]

  /// The most entries a point may have.
  public static let mostEntries = 5_000_000

  /// Reads `{"W1": [[0.5, 1], [2, 3]], "b": 0.5}`, or a list of numbers, which is called x.
  public init(point line: [UInt8]) throws(MessageError) { try self.init(try read(line)) }

  init(_ value: WireValue) throws(MessageError) {
    var members: [WireValue.Member]
    switch value {
    case .object(let given): members = given
    case .numbers: members = [.init(name: "x", value: value)]
    case .list, .text, .other:
      throw .unusablePoint("it is neither a list of numbers nor an object of such lists")
    }
    var tensors: [TensorShape] = []
    var point: [Double] = []
    for member in members {
      guard case .numbers(let numbers, let shape) = member.value else {
        throw .unusablePoint("\(member.name) is no list of numbers, or its rows differ in length")
      }
      guard !tensors.contains(where: { $0.name == member.name }) else {
        throw .unusablePoint("two tensors are called \(member.name)")
      }
      guard numbers.allSatisfy(\.isFinite) else {
        throw .unusablePoint("\(member.name) has a number that is not finite")
      }
      guard let tensor = TensorShape(name: member.name, shape: shape), tensor.count == numbers.count else {
        continue
      }
      tensors.append(tensor)
      point += numbers
    }
    guard !point.isEmpty else { throw .unusablePoint("it has no entries") }
    guard point.count <= Self.mostEntries else {
      throw .unusablePoint("it has more than \(Self.mostEntries) entries")
    }
    self.tensors = tensors
    self.point = point
  }
}

/// An answer to a question.
public struct Answer: Equatable {
  private let value: WireValue

  /// - Returns: nil for a line that is no answer at all: somebody's log.
  public init?(_ line: [UInt8], to id: Int) throws(MessageError) {
    guard line.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "{") else { return nil }
    do throws(WireError) {
      value = try WireReader.read(line)
    } catch {
      // Only what calls itself an answer has to be one.
      guard line.containsIdentifier else { return nil }
      throw .malformed(why: error.message, offset: error.offset, excerpt: excerpt(line))
    }
    guard let given = value["id"] else { return nil }
    guard given.integer == id else { throw .wrongIdentifier(expected: id, got: given.shown) }
    if case .text(let text)? = value["error"] { throw .reported(text) }
  }

  public func description() throws(MessageError) -> Description {
    guard let point = value["point"] else { throw .missing(member: "point", of: "describe") }
    return try Description(point)
  }

  public func values(_ count: Int) throws(MessageError) -> [Double] {
    guard let values = value["values"]?.flat([]) else { throw .missing(member: "values", of: "values") }
    guard values.count == count else { throw .wrongCount(of: "values", expected: count, got: values.count) }
    return values
  }

  /// A gradient for each step: lists of numbers, or objects with a member for each tensor.
  public func gradients(_ count: Int, of tensors: [TensorShape]) throws(MessageError) -> [[Double]] {
    let size = tensors.reduce(0) { $0 + $1.count }
    guard let given = value["gradients"] else { throw .missing(member: "gradients", of: "gradients") }
    guard let all = given.flat(tensors.map(\.name)) else {
      throw .missing(member: "gradients", of: "gradients")
    }
    guard all.count == count * size else {
      throw .wrongCount(of: "entries of gradients", expected: count * size, got: all.count)
    }
    return (0..<count).map { Array(all[$0 * size..<($0 + 1) * size]) }
  }
}

extension WireValue {
  /// For a message.
  fileprivate var shown: String {
    switch self {
    case .numbers(let numbers, shape: []):
      numbers.first.map { Int(exactly: $0)?.description ?? "\($0)" } ?? ""
    case .text(let text): "\"\(text.prefix(40))\""
    default: "something else"
    }
  }
}

extension [UInt8] {
  fileprivate var containsIdentifier: Bool {
    let wanted = Array(#""id""#.utf8)
    return indices.prefix(200).contains { self[$0...].starts(with: wanted) }
  }
}

private func read(_ line: [UInt8]) throws(MessageError) -> WireValue {
  do throws(WireError) {
    return try WireReader.read(line)
  } catch {
    throw .malformed(why: error.message, offset: error.offset, excerpt: excerpt(line))
  }
}

private func excerpt(_ line: [UInt8]) -> String {
  String(decoding: line.prefix(60), as: UTF8.self) + (line.count > 60 ? "…" : "")
}
