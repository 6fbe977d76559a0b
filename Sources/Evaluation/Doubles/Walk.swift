/// How an instruction walks through its operands: entry j of row r is left[leftRows[r] + j·leftStride], or a
/// sum of products over k of left[leftRows[r] + leftSums[k] + j·leftStride] and the same of the right.
struct Walk {
  let rows: Int
  let inner: Int
  let leftRows: UnsafePointer<Int>
  let leftStride: Int
  let rightRows: UnsafePointer<Int>
  let rightStride: Int
  /// How many terms are summed; `nothing` where a gathering sums none.
  let terms: Int
  let leftSums: UnsafePointer<Int>
  let rightSums: UnsafePointer<Int>
  /// The distance from one term to the next, where ``isUniform``.
  let leftStep: Int
  let rightStep: Int
  let isUniform: Bool
  /// Whether all rows read the same right operand, as in a product of matrices.
  let sharesRight: Bool
  /// The slot that columns of the right operand are packed into; −1 where they are read as they lie.
  let packing: Int
  /// The distances in the result of a sum of products from one row to the next, and from one entry to the next.
  let resultRow: Int
  let resultStride: Int

  static let nothing = -1
  /// How many entries of a row are computed side by side.
  static let blockWidth = 8
}

/// A walk whose offsets are places in the routine's table.
struct WalkPlan {
  var rows = 0
  var inner = 0
  var leftRows = 0
  var leftStride = 0
  var rightRows = 0
  var rightStride = 0
  var terms = Walk.nothing
  var leftSums = 0
  var rightSums = 0
  var leftStep = 0
  var rightStep = 0
  var isUniform = true
  var sharesRight = false
  var packing = Walk.nothing
  var resultRow = 0
  var resultStride = 1
}

extension Walk {
  init(_ plan: WalkPlan, offsets: UnsafePointer<Int>) {
    self.init(
      rows: plan.rows, inner: plan.inner, leftRows: offsets + plan.leftRows, leftStride: plan.leftStride,
      rightRows: offsets + plan.rightRows, rightStride: plan.rightStride, terms: plan.terms,
      leftSums: offsets + plan.leftSums, rightSums: offsets + plan.rightSums, leftStep: plan.leftStep,
      rightStep: plan.rightStep, isUniform: plan.isUniform, sharesRight: plan.sharesRight,
      packing: plan.packing, resultRow: plan.resultRow, resultStride: plan.resultStride)
  }
}
