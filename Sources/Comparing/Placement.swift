import Dumps
import Evaluation

/// How a tensor of a dump lies in the axes of a quantity: as it is, transposed, with a batch axis that it lacks.
struct Placement: Sendable, Hashable {
  /// For each axis of the quantity the tensor's axis; nil for an axis of size 1 that the tensor has not got.
  let axes: [Int?]
  /// The tensor's own shape.
  let shape: [Int]

  static func asIs(_ shape: [Int]) -> Placement { Placement(axes: shape.indices.map { $0 }, shape: shape) }

  /// The shape in the quantity's axes.
  var result: [Int] { axes.map { $0.map { shape[$0] } ?? 1 } }

  var isTransposed: Bool {
    let present = axes.compactMap { $0 }
    return present != present.sorted()
  }

  private var isBatchMissing: Bool {
    if axes.count > shape.count, let first = axes.first { first == nil } else { false }
  }

  /// How much has to be assumed: nothing, axes of size 1, a transpose.
  var cost: Int { (isTransposed ? 4 : 0) + (axes.count == shape.count ? 0 : isBatchMissing ? 1 : 2) }

  /// What has been assumed, for people.
  var remark: String? {
    if isTransposed { return "taken as transposed" }
    if axes.count > shape.count { return "taken as having a batch axis of size 1" }
    return axes.count < shape.count ? "axes of size 1 left out" : nil
  }

  /// The ways in which a tensor can be a quantity of so many axes, the plainest first.
  ///
  /// - Parameter transposed: whether somebody said that it is transposed.
  static func candidates(_ shape: [Int], rank: Int, transposed: Bool = false) -> [Placement] {
    if transposed { return [Placement(axes: shape.indices.reversed().map { $0 }, shape: shape)] }
    var result: [Placement] = []
    if rank == shape.count {
      result.append(.asIs(shape))
      if rank == 2 { result.append(Placement(axes: [1, 0], shape: shape)) }
    } else if rank == shape.count + 1 {
      result.append(Placement(axes: [nil] + shape.indices.map { $0 }, shape: shape))
      if rank == 2 { result.append(Placement(axes: [0, nil], shape: shape)) }
    } else if rank < shape.count {
      let extra = shape.count - rank
      let ones = shape.indices.filter { shape[$0] == 1 }
      guard ones.count >= extra else { return [] }
      // Which of several axes of size 1 is left out makes no difference to the entries' order.
      let dropped = Set(ones.prefix(extra))
      let other = Set(ones.suffix(extra))
      for dropped in dropped == other ? [dropped] : [dropped, other] {
        result.append(Placement(axes: shape.indices.filter { !dropped.contains($0) }, shape: shape))
      }
    }
    return result.sorted { $0.cost < $1.cost }
  }

  /// The tensor's place of each entry of the quantity, both in row-major order.
  var order: [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    var places = [0]
    for axis in axes {
      let size = axis.map { shape[$0] } ?? 1
      let stride = axis.map { strides[$0] } ?? 0
      places = places.flatMap { place in (0..<size).map { place + $0 * stride } }
    }
    return places
  }

  /// The index, from 0, of a place in the tensor's own axes.
  func index(at place: Int) -> [Int] {
    var rest = place
    var result = [Int](repeating: 0, count: shape.count)
    for axis in shape.indices.reversed() {
      result[axis] = rest % max(shape[axis], 1)
      rest /= max(shape[axis], 1)
    }
    return result
  }
}

extension Array where Element == Int {
  /// `3×4`, for messages.
  var shapeText: String { isEmpty ? "a single number" : map(String.init).joined(separator: "×") }
}
