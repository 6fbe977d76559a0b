import Evaluation

/// What programs do to an array by mistake before they use it.
struct InputChange {
  typealias Values = Tensor<RoundingArithmetic.Number>

  let text: String
  let values: Values
  /// Why it matters.
  var why: String?

  /// Larger ones are left alone: each change costs a whole evaluation.
  static let entryLimit = 4096

  static func all(of value: Values) -> [InputChange] {
    let count = value.entries.count
    guard count > 1, count <= entryLimit else { return [] }
    var result: [InputChange] = []
    if value.shape.rank == 2 {
      let (rows, columns) = (value.shape.axes[0], value.shape.axes[1])
      if rows == columns {
        result.append(moved(value, "transposed") { $0 % columns * columns + $0 / columns })
      } else if rows > 1, columns > 1 {
        // (i, j) of the transpose's shape read off in row-major order, seen from the right shape.
        result.append(
          moved(value, "reshaped instead of transposed") { place in place % columns * rows + place / columns }
        )
      }
    }
    for axis in value.shape.axes.indices where value.shape.axes[axis] > 1 {
      let name = value.shape.rank == 1 ? "" : " along its axis \(axis + 1)"
      let (size, stride) = (value.shape.axes[axis], value.shape.strides[axis])
      for (shift, text) in [(1, "shifted by one"), (size - 1, "shifted back by one")] where shift < size {
        result.append(
          moved(value, text + name) { place in
            let index = place / stride % size
            return place + ((index + shift) % size - index) * stride
          })
      }
      result.append(
        moved(value, "in reverse order" + name) { place in
          let index = place / stride % size
          return place + (size - 1 - 2 * index) * stride
        })
    }
    if value.shape.rank > 1, let rows = value.shape.axes.first, rows > 1 {
      for (row, text) in [(rows - 1, "last"), (0, "first")] {
        result.append(onlyRow(row, of: value, "only as far as its \(text) row goes"))
      }
    }
    result.append(
      InputChange(
        text: "without its signs",
        values: value.map { RoundingArithmetic.Number(Swift.abs($0.value), within: $0.bound) }))
    return result
  }

  private static func onlyRow(_ row: Int, of value: Values, _ text: String) -> InputChange {
    let width = value.shape.strides[0]
    let entries = value.entries.enumerated().map { place, number in
      place / width == row ? number : RoundingArithmetic.Number(0, within: 0)
    }
    return InputChange(text: text, values: Tensor(shape: value.shape, entries: entries))
  }

  private static func moved(_ value: Values, _ text: String, _ source: (Int) -> Int) -> InputChange {
    let entries = value.entries.indices.map { place -> RoundingArithmetic.Number in
      let from = source(place)
      return value.entries.indices.contains(from) ? value.entries[from] : .unknown
    }
    return InputChange(text: text, values: Tensor(shape: value.shape, entries: entries))
  }
}
