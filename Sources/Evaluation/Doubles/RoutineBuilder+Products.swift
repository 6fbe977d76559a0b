// Products, and sums of them.

extension RoutineBuilder {
  mutating func product(
    _ id: Program.ID, _ product: InnerProduct
  ) throws(ArithmeticError) -> Value {
    let shape = program.shape(id)
    let (left, right) = (value(product.left), value(product.right))
    if product.summed.isEmpty {
      let isLeftDense = isInOrder(product.left, product.leftLabels, product.to)
      let isRightDense = isInOrder(product.right, product.rightLabels, product.to)
      if isLeftDense, let right = isRightDense ? right : scalar(right, product.right) {
        return entrywise(.product, left, right, shape.count)
      }
      if isRightDense, let left = scalar(left, product.left) {
        return entrywise(.product, left, right, shape.count)
      }
    }
    return try contraction(id, product, left, right)
  }

  /// A value that is one number, to be spread.
  mutating func scalar(_ value: Value, _ id: Program.ID) -> Value? {
    if case .splat = value.form { return value }
    guard program.shape(id).count == 1 else { return nil }
    return Value(slot: dense(value, 1), form: .splat)
  }

  /// Whether a factor's entries lie in the order of the product's.
  func isInOrder(_ id: Program.ID, _ labels: [Int], _ to: [Int]) -> Bool {
    rearranged.contains(id) || labels == to && Set(labels).count == labels.count
  }

  mutating func contraction(
    _ id: Program.ID, _ product: InnerProduct, _ left: Value, _ right: Value
  ) throws(ArithmeticError) -> Value {
    let order = orderOfOnlyReader(id, product)
    let result = order.flatMap { axes in Shape(axes.map { program.shape(id).axes[$0] }) } ?? program.shape(id)
    let reordered = InnerProduct(
      left: product.left, leftLabels: labels(product.leftLabels, left), right: product.right,
      rightLabels: labels(product.rightLabels, right),
      to: order.map { axes in axes.map { product.to[$0] } } ?? product.to, summed: product.summed)
    if order != nil { rearranged.insert(id) }
    let walk = try Step.walk(
      reordered, shape(of: product.left, left), shape(of: product.right, right), result)
    let a = dense(left, shape(of: product.left, left).count)
    let b = dense(right, shape(of: product.right, right).count)
    let to = temporary(program.shape(id).count)
    let (detail, isSwapped) = add(walk)
    instructions.append(
      Instruction(
        kind: .contraction, to: to, a: isSwapped ? b : a, b: isSwapped ? a : b, count: slots[to].count,
        detail: detail))
    return Value(slot: to)
  }

  func labels(_ labels: [Int], _ value: Value) -> [Int] {
    if case .splat = value.form { [] } else { labels }
  }

  func shape(of id: Program.ID, _ value: Value) -> Shape {
    if case .splat = value.form { .scalar } else { program.shape(id) }
  }

  /// Where the only one who reads a product multiplies it by a number and takes its axes in another order: that
  /// order of the axes. The entries are computed in it at once.
  func orderOfOnlyReader(_ id: Program.ID, _ product: InnerProduct) -> [Int]? {
    guard !wanted.contains(id), let reader = readers[id], reader.count == 1,
      let use = program.innerProduct(reader[0], except: fixed), use.summed.isEmpty,
      use.left != use.right
    else { return nil }
    let (own, other) = use.left == id ? (use.leftLabels, use.right) : (use.rightLabels, use.left)
    guard program.shape(other).count == 1, own != use.to, Set(own).count == own.count,
      Set(own) == Set(use.to)
    else { return nil }
    return use.to.compactMap { own.firstIndex(of: $0) }
  }
}
