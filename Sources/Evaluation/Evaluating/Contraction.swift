// The walk of a contraction through memory, worked out once for all evaluations of it.

/// Σ over some axes of left·right, as offsets into row-major arrays.
///
/// The result is filled row by row, `inner` entries a row. Entry j of row r is
/// Σₖ left[leftRows[r] + leftSums[k] + j·leftStride] · right[rightRows[r] + rightSums[k] + j·rightStride],
/// the terms added in the order of k whatever the walk, so that every walk gives the same bits.
@frozen public struct Contraction: Sendable {
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

  init(_ left: Shape, _ leftLabels: [Int], _ right: Shape, _ rightLabels: [Int], to: [Int], _ result: Shape) {
    let summed = Labels.distinct(leftLabels + rightLabels).filter { !to.contains($0) }
    let sizes = summed.map { label in
      leftLabels.contains(label)
        ? Labels.size(label, leftLabels, left) : Labels.size(label, rightLabels, right)
    }
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
@frozen public struct Gathering: Sendable {
  public let inner: Int
  public let rows: [Int]
  public let stride: Int
  public let sums: [Int]?

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

/// What an operation needs beside its operands.
@usableFromInline enum Walk: Sendable {
  case contraction(Contraction)
  case gathering(Gathering)

  /// How many products one contraction may add up in all.
  static let workLimit = 1 << 36
  /// How many terms one entry may be the sum of.
  static let termLimit = 1 << 25

  /// The walk of an operation; nil where it needs none.
  @usableFromInline static func of(
    _ node: Program.Node, in program: Program
  ) throws(ArithmeticError) -> Walk? {
    switch node.operation {
    case .arrangement(let a, let from, let to):
      return .gathering(Gathering(program.shape(a), from: from, to: to, node.shape))
    case .contraction(let a, let aLabels, let b, let bLabels, let to):
      var sizes: [Int: Int] = [:]
      for (label, size) in zip(aLabels, program.shape(a).axes) { sizes[label] = size }
      for (label, size) in zip(bLabels, program.shape(b).axes) { sizes[label] = size }
      let terms = sizes.filter { !to.contains($0.key) }.values.reduce(1) { product($0, $1) }
      guard terms <= termLimit, product(terms, node.shape.count) <= workLimit else {
        throw .tooLarge("more than \(workLimit) multiplications for one product")
      }
      return .contraction(
        Contraction(program.shape(a), aLabels, program.shape(b), bLabels, to: to, node.shape))
    case .entry(let a, let positions):
      return .gathering(Gathering(node.shape, at: positions, of: program.shape(a)))
    case .placed(let a, let positions):
      return .gathering(Gathering(program.shape(a), at: positions, of: node.shape))
    default: return nil
    }
  }

  private static func product(_ a: Int, _ b: Int) -> Int {
    let (value, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? Int.max : value
  }
}
