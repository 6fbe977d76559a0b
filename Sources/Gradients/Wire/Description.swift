// Where a program wants to be checked.

/// What a program says of itself.
public struct Description: Sendable, Hashable {
  public let tensors: [TensorShape]
  public let point: [Double]

  /// The most entries a point may have.
  public static let mostEntries = 5_000_000

  /// Reads `{"W1": [[0.5, 1], [2, 3]], "b": 0.5}`, or a list of numbers, which is called x.
  public init(point line: [UInt8]) throws(MessageError) { try self.init(try WireValue(line: line)) }

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
    try self.init(tensors, point)
  }

  /// - Parameters:
  ///   - shapes: an object with a list of lengths for each tensor.
  ///   - point: their entries, one tensor after the other.
  init(shapes: WireValue, point: [Double]) throws(MessageError) {
    try self.init(try Description.tensors(shapes), point)
    guard point.allSatisfy(\.isFinite) else { throw .unusablePoint("it has a number that is not finite") }
  }

  private init(_ tensors: [TensorShape], _ point: [Double]) throws(MessageError) {
    guard !point.isEmpty else { throw .unusablePoint("it has no entries") }
    guard point.count <= Self.mostEntries else {
      throw .unusablePoint("it has more than \(Self.mostEntries) entries")
    }
    self.tensors = tensors
    self.point = point
  }

  /// Reads `{"W1": [3, 10], "b1": [3]}`.
  static func tensors(_ shapes: WireValue) throws(MessageError) -> [TensorShape] {
    guard case .object(let members) = shapes else { throw .missing(member: "shapes", of: "describe") }
    var tensors: [TensorShape] = []
    for member in members {
      guard case .numbers(let lengths, let axes) = member.value, axes.count == 1,
        let tensor = TensorShape(name: member.name, shape: lengths.compactMap { Int(exactly: $0) }),
        tensor.shape.count == lengths.count, tensor.count <= Self.mostEntries
      else {
        throw .unusablePoint(
          "the shape of \(member.name) is no list of lengths, or it has more than \(Self.mostEntries) entries"
        )
      }
      guard !tensors.contains(where: { $0.name == tensor.name }) else {
        throw .unusablePoint("two tensors are called \(tensor.name)")
      }
      tensors.append(tensor)
    }
    return tensors
  }
}
