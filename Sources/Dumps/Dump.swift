// What a program wrote down of its tensors, whatever file it wrote them to.

/// Named tensors, in the order of their file; no two have the same name.
public struct Dump: Sendable, Equatable {
  public var tensors: [DumpTensor]
  /// What else there is in the file, each with the reason why it was left unread.
  public var unread: [DumpError]

  public init(_ tensors: [DumpTensor] = [], unread: [DumpError] = []) {
    self.tensors = tensors
    self.unread = unread
  }

  /// The tensor of that very name.
  public subscript(name: String) -> DumpTensor? { tensors.first { $0.name == name } }
}

/// One tensor of a dump: its numbers exactly as the program had them.
public struct DumpTensor: Sendable, Equatable {
  public let name: String
  public let type: ElementType
  /// The sizes of its axes, outermost first; none is a single number.
  public let shape: [Int]
  /// Its entries in row-major order, as many as the product of ``shape``.
  ///
  /// Every floating-point type up to 64 bits, and every integer that a reader lets through, is a `Double`
  /// without loss. NaN and infinities are entries like others; two tensors with a NaN are never equal.
  public let values: [Double]

  /// - Precondition: there are as many values as the shape says.
  public init(name: String, type: ElementType, shape: [Int], values: [Double]) {
    precondition(shape.reduce(1, *) == values.count, "a tensor has as many entries as its shape says")
    self.name = name
    self.type = type
    self.shape = shape
    self.values = values
  }
}
