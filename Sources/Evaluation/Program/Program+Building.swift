import Language
import Numbers

/// One function for each operation, which works out the shape of the result.
extension Program {
  public mutating func given(_ name: String, _ shape: Shape, at origin: SourceSpan? = nil) -> ID {
    append(.given(name), shape, at: origin)
  }

  public mutating func constant(_ value: Rational, _ shape: Shape = .scalar) -> ID {
    append(.constant(value), shape)
  }

  public mutating func defined(_ name: String, as value: ID, at origin: SourceSpan? = nil) -> ID {
    append(.defined(name, value), shape(value), at: origin)
  }

  public mutating func sum(_ a: ID, _ b: ID, at origin: SourceSpan? = nil) -> ID {
    append(.sum(a, b), shape(a), at: origin)
  }

  public mutating func difference(_ a: ID, _ b: ID, at origin: SourceSpan? = nil) -> ID {
    append(.difference(a, b), shape(a), at: origin)
  }

  public mutating func product(_ a: ID, _ b: ID, at origin: SourceSpan? = nil) -> ID {
    append(.product(a, b), shape(a), at: origin)
  }

  public mutating func quotient(_ a: ID, _ b: ID, at origin: SourceSpan? = nil) -> ID {
    append(.quotient(a, b), shape(a), at: origin)
  }

  public mutating func negation(_ a: ID, at origin: SourceSpan? = nil) -> ID {
    append(.negation(a), shape(a), at: origin)
  }

  public mutating func power(_ a: ID, _ exponent: Int, at origin: SourceSpan? = nil) -> ID {
    append(.power(a, exponent), shape(a), at: origin)
  }

  public mutating func function(_ function: Function, _ a: ID, at origin: SourceSpan? = nil) -> ID {
    append(.function(function, a), shape(a), at: origin)
  }

  public mutating func maximum(_ a: ID, _ b: ID, at origin: SourceSpan? = nil) -> ID {
    append(.maximum(a, b), shape(a), at: origin)
  }

  public mutating func indicator(
    _ relation: Relation, _ a: ID, _ b: ID, at origin: SourceSpan? = nil
  ) -> ID {
    append(.indicator(relation, a, b), shape(a), at: origin)
  }

  /// - Parameter sizes: of the labels in `to` that are missing in `from`.
  /// - Returns: nil where the result would be larger than a tensor may be.
  public mutating func arrangement(
    _ a: ID, from: [Int], to: [Int], sizes: [Int: Int] = [:], at origin: SourceSpan? = nil
  ) -> ID? {
    if from == to, Set(from).count == from.count { return a }
    var sizes = sizes
    for (label, size) in zip(from, shape(a).axes) { sizes[label] = size }
    guard let shape = Shape(to.map { sizes[$0] ?? 1 }) else { return nil }
    return append(.arrangement(a, from: from, to: to), shape, at: origin)
  }

  /// - Returns: nil where the result would be larger than a tensor may be.
  public mutating func contraction(
    _ a: ID, _ aLabels: [Int], _ b: ID, _ bLabels: [Int], to: [Int], at origin: SourceSpan? = nil
  ) -> ID? {
    if aLabels == bLabels, aLabels == to { return product(a, b, at: origin) }
    var sizes: [Int: Int] = [:]
    for (label, size) in zip(aLabels, shape(a).axes) { sizes[label] = size }
    for (label, size) in zip(bLabels, shape(b).axes) { sizes[label] = size }
    guard let shape = Shape(to.map { sizes[$0] ?? 1 }) else { return nil }
    return append(.contraction(a, aLabels, b, bLabels, to: to), shape, at: origin)
  }

  /// 1 where the first half of the index equals the second; `shape` is one half.
  public mutating func identity(_ shape: Shape) -> ID? {
    if shape.isScalar { return constant(.one) }
    guard let square = Shape(shape.axes + shape.axes) else { return nil }
    return append(.identity, square)
  }

  /// 1, 2, …, count.
  public mutating func counting(to count: Int) -> ID? {
    Shape([count]).map { append(.counting, $0) }
  }

  public mutating func stack(_ elements: [ID], at origin: SourceSpan? = nil) -> ID? {
    guard let first = elements.first, let shape = Shape([elements.count] + shape(first).axes) else {
      return nil
    }
    return append(.stack(elements), shape, at: origin)
  }

  /// - Parameter at: for each axis a position from 0, or nil to keep the axis.
  public mutating func entry(_ a: ID, at positions: [Int?], origin: SourceSpan? = nil) -> ID {
    let kept = zip(shape(a).axes, positions).filter { $0.1 == nil }.map(\.0)
    return append(.entry(a, at: positions), Shape(kept) ?? .scalar, at: origin)
  }

  /// A tensor of `shape` that is zero but for `a` at the fixed positions.
  mutating func placed(_ a: ID, at positions: [Int?], in shape: Shape) -> ID {
    append(.placed(a, at: positions), shape)
  }
}
