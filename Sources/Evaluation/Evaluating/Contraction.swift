// The walk of a contraction through memory, worked out once for all evaluations of it.

/// Σ over some axes of left·right, as offsets into row-major arrays.
///
/// The result is filled row by row, `inner` entries a row. Entry j of row r is
/// Σₖ left[leftRows[r] + leftSums[k] + j·leftStride] · right[rightRows[r] + rightSums[k] + j·rightStride],
/// the terms added in the order of k whatever the walk, so that every walk gives the same bits.
public final class Contraction: Sendable {
  public let inner: Int
  public let leftRows: [Int]
  public let rightRows: [Int]
  public let leftSums: [Int]
  public let rightSums: [Int]
  public let leftStride: Int
  public let rightStride: Int
  /// The distance from one k to the next, where it is the same for all of them.
  public let leftStep: Int?
  public let rightStep: Int?

  init(_ product: InnerProduct, _ left: Shape, _ right: Shape, _ result: Shape) {
    let (leftLabels, rightLabels, to) = (product.leftLabels, product.rightLabels, product.to)
    let (summed, sizes) = (product.summed.map(\.label), product.summed.map(\.size))
    inner = result.axes.last ?? 1
    let outer = to.dropLast()
    let outerSizes = Array(result.axes.dropLast())
    leftRows = Shape.offsets(outerSizes, outer.map { Labels.stride($0, leftLabels, left) })
    rightRows = Shape.offsets(outerSizes, outer.map { Labels.stride($0, rightLabels, right) })
    leftSums = Shape.offsets(sizes, summed.map { Labels.stride($0, leftLabels, left) })
    rightSums = Shape.offsets(sizes, summed.map { Labels.stride($0, rightLabels, right) })
    leftStride = to.last.map { Labels.stride($0, leftLabels, left) } ?? 0
    rightStride = to.last.map { Labels.stride($0, rightLabels, right) } ?? 0
    leftStep = Contraction.step(of: leftSums)
    rightStep = Contraction.step(of: rightSums)
  }

  private static func step(of offsets: [Int]) -> Int? {
    guard offsets.count > 1 else { return 1 }
    let step = offsets[1] - offsets[0]
    return offsets.indices.dropFirst().allSatisfy { offsets[$0] - offsets[$0 - 1] == step } ? step : nil
  }
}

/// Entries taken from one array, each perhaps the sum of several, as offsets.
///
/// Entry j of row r is Σₖ source[rows[r] + sums[k] + j·stride]; `sums` is nil where nothing is summed.
public final class Gathering: Sendable {
  public let inner: Int
  public let rows: [Int]
  public let stride: Int
  public let sums: [Int]?

  /// Whole rows of `width` entries, which start at these places.
  init(rows: [Int], width: Int) {
    inner = width
    self.rows = rows
    stride = 1
    sums = nil
  }

  /// Axes renamed, spread and summed over.
  init(_ source: Shape, from: [Int], to: [Int], _ result: Shape) {
    let summed = Labels.distinct(from).filter { !to.contains($0) }
    inner = result.axes.last ?? 1
    rows = Shape.offsets(
      Array(result.axes.dropLast()), to.dropLast().map { Labels.stride($0, from, source) })
    stride = to.last.map { Labels.stride($0, from, source) } ?? 0
    sums =
      summed.isEmpty
      ? nil
      : Shape.offsets(
        summed.map { Labels.size($0, from, source) }, summed.map { Labels.stride($0, from, source) })
  }

  /// The part of `whole` at fixed positions, whose shape is `part`; read the other way it is where that part
  /// is placed.
  init(_ part: Shape, at positions: [Int?], of whole: Shape) {
    let (start, strides) = Shape.selection(positions, in: whole)
    inner = part.axes.last ?? 1
    rows = Shape.offsets(Array(part.axes.dropLast()), Array(strides.dropLast())).map { $0 + start }
    stride = strides.last ?? 0
    sums = nil
  }
}
