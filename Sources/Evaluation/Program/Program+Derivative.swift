import Numbers

/// Reverse-mode differentiation, written once: the derivative is more of the same program.
///
/// Walking back from the numerator, every node collects its adjoint, the derivative of the numerator by it.
/// An adjoint's axes are the numerator's followed by the node's own, so a gradient (numerator a scalar) has
/// the shape of the quantity and a Jacobian that of both. The rules go through outputs wherever they can
/// (σ′ = a(1 − a), exp′ = exp), as a person's hand does and as the exact reading needs.
extension Program {
  /// ∂target/∂source, everything between them following its definition.
  ///
  /// - Returns: a node of shape(target) followed by shape(source); nil where that is larger than a tensor
  ///   may be.
  public mutating func derivative(of target: ID, by source: ID) -> ID? {
    let outer = shape(target).rank
    guard let result = Shape(shape(target).axes + shape(source).axes) else { return nil }
    let involved = dependents(of: source, upTo: target)
    guard involved[Int(target.position)] else { return constant(.zero, result) }
    var adjoints = [ID?](repeating: nil, count: Int(target.position) + 1)
    adjoints[Int(target.position)] = identity(shape(target))
    var operands: [ID] = []
    for position in stride(from: Int(target.position), to: Int(source.position), by: -1) {
      guard involved[position], let adjoint = adjoints[position] else { continue }
      operands.removeAll(keepingCapacity: true)
      self[ID(position)].operation.forEachOperand {
        if involved[Int($0.position)] { operands.append($0) }
      }
      operands.sort()
      for (place, operand) in operands.enumerated() where place == 0 || operands[place - 1] != operand {
        guard let share = share(of: operand, in: ID(position), adjoint: adjoint, outer: outer) else {
          return nil
        }
        guard let share = share.node else { continue }
        adjoints[Int(operand.position)] = adjoints[Int(operand.position)].map { sum($0, share) } ?? share
      }
    }
    return adjoints[Int(source.position)] ?? constant(.zero, result)
  }

  /// The slope of an elementwise operation by one operand, entry by entry; nil where it is zero.
  mutating func slope(of function: Function, at argument: ID, result: ID) -> ID? {
    let shape = shape(argument)
    switch function {
    case .exp: return result
    case .log: return power(argument, -1)
    case .sqrt: return power(product(constant(2, shape), result), -1)
    case .sigmoid: return product(result, difference(constant(.one, shape), result))
    case .tanh: return difference(constant(.one, shape), power(result, 2))
    case .relu: return self.function(.step, argument)
    case .abs: return self.function(.sign, argument)
    case .sign, .step: return nil
    }
  }

  /// What the adjoint of `node` adds to the adjoint of one of its operands: `.some(nil)` for nothing, nil
  /// where it is too large.
  private mutating func share(of operand: ID, in node: ID, adjoint: ID, outer: Int) -> Share? {
    switch self[node].operation {
    case .given, .constant, .counting, .identity, .indicator: return .nothing
    case .defined: return Share(adjoint)
    case .negation: return Share(negation(adjoint))
    case .sum(let a, let b): return repeated(a, b, operand, adjoint) { $1 }
    case .difference(let a, let b):
      if a == b { return .nothing }
      return Share(operand == a ? adjoint : negation(adjoint))
    case .product(let a, let b):
      if a == b { return scaled(adjoint, by: twice(a), outer) }
      return scaled(adjoint, by: operand == a ? b : a, outer)
    case .quotient(let a, let b):
      let inverse = power(b, -1)
      let byDivisor = negation(product(node, inverse))
      if a == b { return scaled(adjoint, by: sum(inverse, byDivisor), outer) }
      return scaled(adjoint, by: operand == a ? inverse : byDivisor, outer)
    case .power(let a, let exponent):
      guard exponent != 0 else { return .nothing }
      let (lower, overflow) = exponent.subtractingReportingOverflow(1)
      guard !overflow else { return nil }
      let reduced = lower == 1 ? a : power(a, lower)
      if exponent == 1 { return Share(adjoint) }
      return scaled(adjoint, by: product(constant(Rational(exponent), shape(a)), reduced), outer)
    case .function(let function, let a):
      guard let slope = slope(of: function, at: a, result: node) else { return .nothing }
      return scaled(adjoint, by: slope, outer)
    case .maximum(let a, let b):
      if a == b { return Share(adjoint) }
      let chosen = operand == a ? indicator(.greaterOrEqual, a, b) : indicator(.less, a, b)
      return scaled(adjoint, by: chosen, outer)
    case .arrangement(let a, let from, let to):
      return rearranged(adjoint, labels: to, onto: from, of: a, outer: outer)
    case .contraction(let a, let aLabels, let b, let bLabels, let to):
      let left =
        operand == a
        ? contracted(adjoint, to, with: b, bLabels, onto: aLabels, of: a, outer: outer) : .nothing
      let right =
        operand == b
        ? contracted(adjoint, to, with: a, aLabels, onto: bLabels, of: b, outer: outer) : .nothing
      guard let left, let right else { return nil }
      guard let first = left.node, let second = right.node else { return left.node == nil ? right : left }
      return Share(sum(first, second))
    case .stack(let elements):
      var total: ID?
      for (position, element) in elements.enumerated() where element == operand {
        let fixed =
          [Int?](repeating: nil, count: outer) + [position]
          + [Int?](repeating: nil, count: shape(operand).rank)
        let part = entry(adjoint, at: fixed)
        total = total.map { sum($0, part) } ?? part
      }
      return Share(total)
    case .entry(let a, let positions):
      let fixed = [Int?](repeating: nil, count: outer) + positions
      let axes = Array(shape(adjoint).axes.prefix(outer)) + shape(a).axes
      return Shape(axes).map { Share(placed(adjoint, at: fixed, in: $0)) }
    case .placed(_, let positions):
      return Share(entry(adjoint, at: [Int?](repeating: nil, count: outer) + positions))
    }
  }

  /// What one operation passes back; `node` is nil where that is zero.
  private struct Share {
    let node: ID?
    init(_ node: ID?) { self.node = node }
    static let nothing = Share(nil)
  }

  private mutating func repeated(
    _ a: ID, _ b: ID, _ operand: ID, _ adjoint: ID, _ pass: (ID, ID) -> ID
  ) -> Share {
    a == b ? Share(sum(adjoint, adjoint)) : Share(pass(operand, adjoint))
  }

  private mutating func twice(_ a: ID) -> ID { product(constant(2, shape(a)), a) }

  /// adjoint · slope, the slope spread over the numerator's axes.
  private mutating func scaled(_ adjoint: ID, by slope: ID, _ outer: Int) -> Share? {
    if case .constant(.one) = self[adjoint].operation, outer == 0 { return Share(slope) }
    if outer == 0 { return Share(product(adjoint, slope)) }
    let labels = Array(0..<shape(adjoint).rank)
    return contraction(adjoint, labels, slope, Array(labels.dropFirst(outer)), to: labels).map { Share($0) }
  }

  /// The adjoint of an operand with axes `target`, from an adjoint whose axes are the numerator's and
  /// `labels`: sums where the operand was spread, spreads where it was summed, and stays on the diagonal
  /// where the diagonal was taken.
  private mutating func rearranged(
    _ adjoint: ID, labels: [Int], onto target: [Int], of operand: ID, outer: Int
  ) -> Share? {
    let plan = Relabelling(target: target, shape: shape(operand), taken: labels, outer: outer)
    guard
      let spread = arrangement(
        adjoint, from: plan.outerLabels + labels, to: plan.outerLabels + plan.distinct, sizes: plan.sizes)
    else { return nil }
    return onDiagonal(spread, plan)
  }

  /// The same for a product: adjoint · other, summed onto the operand's axes.
  private mutating func contracted(
    _ adjoint: ID, _ labels: [Int], with other: ID, _ otherLabels: [Int], onto target: [Int], of operand: ID,
    outer: Int
  ) -> Share? {
    let plan = Relabelling(target: target, shape: shape(operand), taken: labels + otherLabels, outer: outer)
    let available = Set(labels + otherLabels)
    let reached = plan.distinct.filter(available.contains)
    guard
      let product = contraction(
        adjoint, plan.outerLabels + labels, other, otherLabels, to: plan.outerLabels + reached),
      let spread = arrangement(
        product, from: plan.outerLabels + reached, to: plan.outerLabels + plan.distinct, sizes: plan.sizes)
    else { return nil }
    return onDiagonal(spread, plan)
  }

  /// Puts an adjoint of the distinct labels where the operand repeats labels: zero off the diagonal.
  private mutating func onDiagonal(_ adjoint: ID, _ plan: Relabelling) -> Share? {
    var result = adjoint
    var labels = plan.outerLabels + plan.distinct
    for (position, label) in plan.target.enumerated() where plan.fresh[position] != label {
      guard let size = plan.sizes[label], let shape = Shape([size]), let delta = identity(shape) else {
        return nil
      }
      let next = labels + [plan.fresh[position]]
      guard let wider = contraction(result, labels, delta, [label, plan.fresh[position]], to: next) else {
        return nil
      }
      result = wider
      labels = next
    }
    return arrangement(result, from: labels, to: plan.outerLabels + plan.fresh).map { Share($0) }
  }

  /// Labels for the adjoint of an operand whose own labels may repeat.
  private struct Relabelling {
    let target: [Int]
    /// The target with the second and later uses of a label replaced by labels of their own.
    let fresh: [Int]
    let distinct: [Int]
    let sizes: [Int: Int]
    let outerLabels: [Int]

    init(target: [Int], shape: Shape, taken: [Int], outer: Int) {
      var next = (target + taken).max().map { $0 + 1 } ?? 0
      var seen: [Int] = []
      var fresh: [Int] = []
      var sizes: [Int: Int] = [:]
      for (label, size) in zip(target, shape.axes) {
        sizes[label] = size
        if seen.contains(label) {
          fresh.append(next)
          next += 1
        } else {
          seen.append(label)
          fresh.append(label)
        }
      }
      self.target = target
      self.fresh = fresh
      self.distinct = seen
      self.sizes = sizes
      self.outerLabels = Array(next..<next + outer)
    }
  }
}
