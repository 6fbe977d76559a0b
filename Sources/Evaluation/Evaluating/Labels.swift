// Sizes, strides and offsets of labelled axes.

enum Labels {
  static func distinct(_ labels: [Int]) -> [Int] {
    var seen: [Int] = []
    for label in labels where !seen.contains(label) { seen.append(label) }
    return seen
  }

  static func areDistinct(_ labels: [Int]) -> Bool {
    for place in labels.indices.dropFirst() where labels[..<place].contains(labels[place]) { return false }
    return true
  }

  /// Whether all labels of the second list are in the first.
  static func contain(_ labels: [Int], _ others: [Int]) -> Bool {
    for label in others where !labels.contains(label) { return false }
    return true
  }

  /// Labels each of which is replaced by the one at its place in another list; those that are not in `old` are left out.
  static func renamed(_ labels: [Int], _ old: [Int], to new: [Int]) -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(labels.count)
    for label in labels {
      if let place = old.lastIndex(of: label), place < new.count { result.append(new[place]) }
    }
    return result
  }

  /// How far the element moves when a label moves by one: the sum over the axes that carry it.
  static func stride(_ label: Int, _ labels: [Int], _ shape: Shape) -> Int {
    zip(labels, shape.strides).reduce(0) { $1.0 == label ? $0 + $1.1 : $0 }
  }

  static func size(_ label: Int, _ labels: [Int], _ shape: Shape) -> Int {
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

  /// The offsets of a box's positions in row-major order, for an array that moves by `strides` along its axes.
  static func offsets(_ sizes: [Int], _ strides: [Int]) -> [Int] {
    var offsets = [0]
    for (size, stride) in zip(sizes, strides) {
      var next: [Int] = []
      next.reserveCapacity(offsets.count * size)
      for offset in offsets {
        for position in 0..<size { next.append(offset + position * stride) }
      }
      offsets = next
    }
    return offsets
  }

  /// The offset of fixed positions, and the strides of the axes that are kept.
  static func selection(_ positions: [Int?], in shape: Shape) -> (Int, [Int]) {
    var start = 0
    var kept: [Int] = []
    for (position, stride) in zip(positions, shape.strides) {
      if let position { start += position * stride } else { kept.append(stride) }
    }
    return (start, kept)
  }
}
