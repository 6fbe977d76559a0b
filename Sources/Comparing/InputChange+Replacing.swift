import Evaluation

extension InputChange {
  /// What stands for an input that was left out, or averaged too early.
  ///
  /// A mean of products that was programmed as a product of means has one of its factors averaged.
  static func replacements(of value: Values, _ arithmetic: RoundingArithmetic) -> [InputChange] {
    let zero = RoundingArithmetic.Number(0, within: 0)
    var result = [InputChange(text: "left out", values: value.map { _ in zero })]
    guard value.entries.count <= entryLimit else { return result }
    for axis in value.shape.axes.indices where value.shape.axes[axis] > 1 {
      let along = value.shape.rank == 1 ? "" : " along its axis \(axis + 1)"
      result.append(
        InputChange(
          text: "averaged\(along) before it is used", values: averaged(value, axis, arithmetic),
          why: "A mean of products is not the product of their means."))
    }
    return result
  }

  private static func averaged(_ value: Values, _ axis: Int, _ arithmetic: RoundingArithmetic) -> Values {
    let (size, stride) = (value.shape.axes[axis], value.shape.strides[axis])
    let count = RoundingArithmetic.Number(Double(size), within: 0)
    var entries = value.entries
    for start in entries.indices where start / stride % size == 0 {
      var sum = entries[start]
      for step in 1..<size { sum = arithmetic.sum(sum, entries[start + step * stride]) }
      let mean = arithmetic.quotient(sum, count)
      for step in 0..<size { entries[start + step * stride] = mean }
    }
    return Tensor(shape: value.shape, entries: entries)
  }
}
