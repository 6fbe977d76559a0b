import Numbers

/// Numbers from outside the text: a file beside the lesson, or one of its tables.
public struct DataTable: Sendable {
  /// The names of the columns, empty where there are none.
  public let columns: [String]
  /// One row for each record.
  public let values: Tensor<Rational>

  public init(columns: [String] = [], values: Tensor<Rational>) {
    self.columns = columns
    self.values = values
  }

  /// One column as a vector; nil where there is none of this place.
  func column(_ place: Int) -> Tensor<Rational>? {
    guard values.shape.rank == 2, place < values.shape.axes[1], let shape = Shape([values.shape.axes[0]])
    else { return nil }
    return Tensor(
      shape: shape,
      entries: stride(from: place, to: values.entries.count, by: values.shape.axes[1]).map {
        values.entries[$0]
      })
  }
}
