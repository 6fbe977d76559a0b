// How instructions walk through memory, written into the routine's table of offsets.

extension RoutineBuilder {
  mutating func table(_ values: [Int]) -> Int {
    defer { offsets += values }
    return offsets.count
  }

  mutating func add(_ walk: Gathering) -> Int {
    var plan = WalkPlan()
    (plan.rows, plan.inner) = (walk.rows.count, walk.inner)
    (plan.leftRows, plan.leftStride) = (table(walk.rows), walk.stride)
    if let sums = walk.sums { (plan.terms, plan.leftSums) = (sums.count, table(sums)) }
    walks.append(plan)
    return walks.count - 1
  }

  /// The walk of a sum of products, and whether its left operand is the right one of the node's.
  ///
  /// Where they can be, the operands are placed so that the left one stands still along a row of the result while
  /// entries of the right one are taken side by side; and few columns of many rows are computed as rows.
  mutating func add(_ walk: Contraction) -> (walk: Int, isSwapped: Bool) {
    var left = Side(rows: walk.leftRows, stride: walk.leftStride, sums: walk.leftSums, step: walk.leftStep)
    var right = Side(
      rows: walk.rightRows, stride: walk.rightStride, sums: walk.rightSums, step: walk.rightStep)
    var isSwapped = left.stride != 0 && right.stride == 0
    if isSwapped { swap(&left, &right) }
    var plan = WalkPlan()
    (plan.rows, plan.inner, plan.terms) = (left.rows.count, walk.inner, left.sums.count)
    (plan.resultRow, plan.resultStride) = (plan.inner, 1)
    plan.isUniform = left.step != nil && right.step != nil
    plan.sharesRight = right.rows.allSatisfy { $0 == right.rows.first }
    let isProduct = plan.isUniform && plan.sharesRight && left.stride == 0
    if isProduct, plan.inner < Walk.blockWidth, plan.rows >= Walk.blockWidth, let step = left.rowStep {
      (left, right) = (
        Side(
          rows: (0..<plan.inner).map { right.rows[0] + $0 * right.stride }, stride: 0, sums: right.sums,
          step: right.step),
        Side(
          rows: Array(repeating: left.rows[0], count: plan.inner), stride: step, sums: left.sums,
          step: left.step)
      )
      (plan.resultRow, plan.resultStride) = (1, plan.inner)
      (plan.rows, plan.inner) = (plan.inner, plan.rows)
      isSwapped.toggle()
    }
    if isProduct, plan.inner >= Walk.blockWidth, right.stride != 1, plan.rows > 1 {
      plan.packing = packing(for: plan.terms)
    }
    (plan.leftRows, plan.leftStride, plan.leftSums) = (table(left.rows), left.stride, table(left.sums))
    (plan.rightRows, plan.rightStride, plan.rightSums) = (table(right.rows), right.stride, table(right.sums))
    (plan.leftStep, plan.rightStep) = (left.step ?? 0, right.step ?? 0)
    walks.append(plan)
    return (walks.count - 1, isSwapped)
  }

  /// One operand of a contraction.
  struct Side {
    let rows: [Int]
    let stride: Int
    let sums: [Int]
    let step: Int?

    /// The distance from one row to the next, where it is the same for all of them.
    var rowStep: Int? {
      guard rows.count > 1 else { return nil }
      let step = rows[1] - rows[0]
      return rows.indices.dropFirst().allSatisfy { rows[$0] - rows[$0 - 1] == step } ? step : nil
    }
  }

  /// The slot that columns are packed into, of which all instructions share the largest.
  mutating func packing(for terms: Int) -> Int {
    let size = terms * Walk.blockWidth
    if let packing, slots[packing].count >= size { return packing }
    let old = packing
    slots.append(Slot(count: size, isTemporary: false))
    packing = slots.count - 1
    for place in walks.indices where old != nil && walks[place].packing == old {
      walks[place].packing = slots.count - 1
    }
    return slots.count - 1
  }
}
