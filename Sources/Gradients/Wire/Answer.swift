// What a program answers.

/// An answer to a question: a line of JSON, and the bytes that it says follow it.
public struct Answer: Equatable {
  private let value: WireValue
  /// The numbers that came as bytes.
  private var numbers: [Double] = []

  /// - Returns: nil for a line that is no answer at all: somebody's log.
  public init?(_ line: [UInt8], to id: Int) throws(MessageError) {
    guard line.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "{") else { return nil }
    do throws(WireError) {
      value = try WireReader.read(line)
    } catch {
      // Only what calls itself an answer has to be one.
      guard line.containsIdentifier else { return nil }
      throw MessageError(error, in: line)
    }
    guard let given = value["id"] else { return nil }
    guard given.integer == id else { throw .wrongIdentifier(expected: id, got: given.shown) }
    if case .text(let text)? = value["error"] { throw .reported(text) }
  }

  /// Whether bytes follow the line; they go to ``take(_:)``.
  public var isBinary: Bool { value["bytes"] != nil }

  public mutating func take(_ bytes: [UInt8]) { numbers = bytes.doubles }

  // MARK: Sizes

  /// How many bytes must follow a description.
  public func descriptionSize() throws(MessageError) -> Int {
    let tensors = try Description.tensors(value["shapes"] ?? .other)
    let count = tensors.reduce(0) { $0 + min($1.count, Description.mostEntries + 1) }
    guard count <= Description.mostEntries else {
      throw .unusablePoint("it has more than \(Description.mostEntries) entries")
    }
    return try size(of: count)
  }

  /// How many bytes must follow for so many numbers: no answer makes us wait for more than was asked for.
  public func size(of count: Int) throws(MessageError) -> Int {
    guard let told = value["bytes"], told.integer == 8 * count else {
      throw .wrongSize(expected: 8 * count, got: value["bytes"]?.shown ?? "nothing")
    }
    return 8 * count
  }

  // MARK: Contents

  public func description() throws(MessageError) -> Description {
    if isBinary { return try Description(shapes: value["shapes"] ?? .other, point: numbers) }
    guard let point = value["point"] else { throw .missing(member: "point", of: "describe") }
    return try Description(point)
  }

  public func values(_ count: Int) throws(MessageError) -> [Double] {
    guard let values = isBinary ? Array(numbers.prefix(count)) : value["values"]?.flat([]) else {
      throw .missing(member: "values", of: "values")
    }
    guard values.count == count else { throw .wrongCount(of: "values", expected: count, got: values.count) }
    return values
  }

  /// The gradient: a list of numbers, or an object with a member for each tensor; in a list of one.
  public func gradient(of tensors: [TensorShape]) throws(MessageError) -> [Double] {
    let size = tensors.reduce(0) { $0 + $1.count }
    // As bytes it stands behind its value.
    let given = isBinary ? Array(numbers.dropFirst()) : value["gradients"]?.flat(tensors.map(\.name))
    guard let given else { throw .missing(member: "gradients", of: "gradients") }
    guard given.count == size else {
      throw .wrongCount(of: "entries of gradients", expected: size, got: given.count)
    }
    return given
  }
}

extension [UInt8] {
  fileprivate var containsIdentifier: Bool {
    let wanted = Array(#""id""#.utf8)
    return indices.prefix(200).contains { self[$0...].starts(with: wanted) }
  }
}
