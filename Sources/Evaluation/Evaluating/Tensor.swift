/// Numbers in row-major order.
public struct Tensor<Number: Sendable>: Sendable {
  public let shape: Shape
  public var entries: [Number]

  /// - Precondition: as many entries as the shape has.
  public init(shape: Shape, entries: [Number]) {
    precondition(shape.count == entries.count)
    self.shape = shape
    self.entries = entries
  }

  public init(scalar: Number) {
    self.shape = .scalar
    self.entries = [scalar]
  }

  /// The same shape with each entry changed.
  public func map<Other, Failure>(
    _ transform: (Number) throws(Failure) -> Other
  ) throws(Failure) -> Tensor<Other> {
    var result: [Other] = []
    result.reserveCapacity(entries.count)
    for entry in entries { result.append(try transform(entry)) }
    return Tensor<Other>(shape: shape, entries: result)
  }
}

extension Tensor: Equatable where Number: Equatable {}
extension Tensor: Hashable where Number: Hashable {}
