/// The sizes of a tensor's axes, outermost first; no axes is a scalar.
public struct Shape: Sendable, Hashable, CustomStringConvertible {
  public let axes: [Int]

  /// How many entries a tensor may have.
  public static let entryLimit = 1 << 24

  /// How many numbers one file of data may hold: they are kept as they are, and a run converts those that it needs.
  public static let dataLimit = 1 << 26

  /// - Returns: nil where the tensor would have more entries than the limit, or a negative size.
  public init?(_ axes: [Int], limit: Int = Shape.entryLimit) {
    var count = 1
    for size in axes {
      guard size >= 0, size <= limit else { return nil }
      count *= max(size, 1)
      guard count <= limit else { return nil }
    }
    self.axes = axes
  }

  private init(unchecked axes: [Int]) { self.axes = axes }

  public static let scalar = Shape(unchecked: [])

  public var rank: Int { axes.count }
  public var count: Int { axes.reduce(1, *) }
  public var isScalar: Bool { axes.isEmpty }

  /// How far apart in row-major order neighbours along each axis are.
  public var strides: [Int] {
    var result = [Int](repeating: 1, count: axes.count)
    for axis in axes.indices.dropLast().reversed() { result[axis] = result[axis + 1] * axes[axis + 1] }
    return result
  }

  /// The index, counted from 1, of an entry's row-major position.
  public func index(at position: Int) -> [Int] {
    zip(strides, axes).map { stride, size in (position / stride) % max(size, 1) + 1 }
  }

  /// Entries in row-major order as a text that a lesson could have: `[[1, 2], [3, 4]]`.
  public func literal(_ entries: [String]) -> String {
    axes.reversed().reduce(entries) { parts, size in
      stride(from: 0, to: parts.count, by: max(size, 1)).map {
        "[" + parts[$0..<min($0 + size, parts.count)].joined(separator: ", ") + "]"
      }
    }.joined()
  }

  /// `scalar`, `3`, `2×3`.
  public var description: String {
    axes.isEmpty ? "scalar" : axes.map(String.init).joined(separator: "×")
  }
}
