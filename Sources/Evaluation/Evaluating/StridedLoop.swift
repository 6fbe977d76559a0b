/// Walks the positions of a box in row-major order and keeps offsets into several strided arrays.
@usableFromInline struct StridedLoop {
  @usableFromInline let sizes: [Int]
  @usableFromInline var strides: [[Int]] = []
  @usableFromInline var offsets: [Int] = []

  @usableFromInline init(_ sizes: [Int]) { self.sizes = sizes }

  /// Adds an array whose element moves by these strides along the axes; returns its place in the offsets.
  @usableFromInline mutating func add(_ strides: [Int], from start: Int) -> Int {
    self.strides.append(strides)
    offsets.append(start)
    return offsets.count - 1
  }

  @inlinable mutating func forEach(_ body: ([Int]) -> Void) {
    forEachThrowing { (offsets) throws(Never) in body(offsets) }
  }

  @inlinable mutating func forEachThrowing<Failure>(
    _ body: ([Int]) throws(Failure) -> Void
  ) throws(Failure) {
    guard !sizes.contains(0) else { return }
    var index = [Int](repeating: 0, count: sizes.count)
    while true {
      try body(offsets)
      var axis = sizes.count - 1
      while axis >= 0 {
        index[axis] += 1
        for array in offsets.indices { offsets[array] += strides[array][axis] }
        if index[axis] < sizes[axis] { break }
        for array in offsets.indices { offsets[array] -= strides[array][axis] * sizes[axis] }
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}

/// Sizes and strides of labelled axes.
@usableFromInline enum Labels {
  @usableFromInline static func distinct(_ labels: [Int]) -> [Int] {
    var seen: [Int] = []
    for label in labels where !seen.contains(label) { seen.append(label) }
    return seen
  }

  /// How far the element moves when a label moves by one: the sum over the axes that carry it.
  @usableFromInline static func stride(_ label: Int, _ labels: [Int], _ shape: Shape) -> Int {
    zip(labels, shape.strides).reduce(0) { $1.0 == label ? $0 + $1.1 : $0 }
  }

  @usableFromInline static func size(_ label: Int, _ labels: [Int], _ shape: Shape) -> Int {
    zip(labels, shape.axes).first { $0.0 == label }?.1 ?? 1
  }
}

extension Shape {
  /// No entries at all.
  @usableFromInline static let empty = Shape([0]) ?? .scalar

  /// The number of entries of one half of a square shape.
  @usableFromInline static func side(of shape: Shape) -> Int {
    shape.axes.prefix(shape.rank / 2).reduce(1, *)
  }

  /// The offset of fixed positions, and the strides of the axes that are kept.
  @usableFromInline static func selection(_ positions: [Int?], in shape: Shape) -> (Int, [Int]) {
    var start = 0
    var kept: [Int] = []
    for (position, stride) in zip(positions, shape.strides) {
      if let position { start += position * stride } else { kept.append(stride) }
    }
    return (start, kept)
  }
}
