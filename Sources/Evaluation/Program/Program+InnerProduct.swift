/// A product whose factors are spread over axes, and perhaps summed over some, read as one contraction.
///
/// `sum(i, W[k,i]*x[i])` is stored as it is written: x spread, multiplied by W, and summed. Evaluation forms neither
/// the spread factors nor the products; it reads what they come from.
struct InnerProduct {
  let left: Program.ID
  let leftLabels: [Int]
  let right: Program.ID
  let rightLabels: [Int]
  let to: [Int]
  /// The labels that are summed over with their sizes, in the order of the terms.
  let summed: [(label: Int, size: Int)]
}

extension Program {
  /// How a node is evaluated without the nodes between it and these factors; nil for all others.
  ///
  /// - Parameter fixed: nodes that are not passed over, since their values were set.
  func innerProduct(_ id: ID, except fixed: Set<ID> = []) -> InnerProduct? {
    switch self[id].operation {
    case .contraction(let a, let aLabels, let b, let bLabels, let to):
      return innerProduct(
        (a, aLabels), (b, bLabels), over: Labels.distinct(aLabels + bLabels), to: to, except: fixed)
    case .product(let a, let b):
      guard isSpread(a, fixed) || isSpread(b, fixed) else { return nil }
      let labels = Array(0..<shape(id).rank)
      return innerProduct((a, labels), (b, labels), over: labels, to: labels, except: fixed)
    case .arrangement(let product, let from, let to):
      guard !fixed.contains(product), Labels.areDistinct(from), Labels.contain(from, to) else { return nil }
      switch self[product].operation {
      case .product(let a, let b):
        return innerProduct((a, from), (b, from), over: from, to: to, except: fixed)
      case .contraction(let a, let aLabels, let b, let bLabels, let inner):
        // Partial sums are rounded on their own: only products that are not sums yet are summed here.
        guard Labels.contain(inner, aLabels), Labels.contain(inner, bLabels), Labels.areDistinct(inner) else {
          return nil
        }
        let left = Labels.renamed(aLabels, inner, to: from)
        let right = Labels.renamed(bLabels, inner, to: from)
        return innerProduct(
          (a, left), (b, right), over: from, to: to, except: fixed, sizes: shape(product).axes)
      default: return nil
      }
    default: return nil
    }
  }

  private func innerProduct(
    _ a: (ID, [Int]), _ b: (ID, [Int]), over labels: [Int], to: [Int], except fixed: Set<ID>,
    sizes known: [Int]? = nil
  ) -> InnerProduct {
    func size(_ label: Int) -> Int {
      if let place = a.1.lastIndex(of: label) { return shape(a.0).axes[place] }
      if let place = b.1.lastIndex(of: label) { return shape(b.0).axes[place] }
      return labels.lastIndex(of: label).flatMap { known?[$0] } ?? 1
    }
    let (left, right) = (factor(a.0, a.1, fixed), factor(b.0, b.1, fixed))
    return InnerProduct(
      left: left.id, leftLabels: left.labels, right: right.id, rightLabels: right.labels, to: to,
      summed: labels.filter { !to.contains($0) }.map { ($0, size($0)) })
  }

  /// Whether a node repeats the entries of another one, summing none.
  private func isSpread(_ id: ID, _ fixed: Set<ID>) -> Bool {
    guard case .arrangement(_, let from, let to) = self[id].operation, !fixed.contains(id) else {
      return false
    }
    return Labels.areDistinct(to) && Labels.contain(to, from)
  }

  /// What a factor comes from, and the labels of its axes, given those of the factor's own.
  private func factor(_ id: ID, _ labels: [Int], _ fixed: Set<ID>) -> (id: ID, labels: [Int]) {
    guard isSpread(id, fixed), case .arrangement(let source, let from, let to) = self[id].operation else {
      return (id, labels)
    }
    return (source, Labels.renamed(from, to, to: labels))
  }

  /// Whether a node may lie between another one and its factors. Quantities with names never do.
  func mayBePassedOver(_ id: ID) -> Bool {
    switch self[id].operation {
    case .product, .contraction, .arrangement: true
    default: false
    }
  }

  /// The nodes that the evaluation of a node reads.
  func reads(of id: ID, except fixed: Set<ID> = []) -> [ID] {
    innerProduct(id, except: fixed).map { [$0.left, $0.right] } ?? self[id].operation.operands
  }

  /// The nodes that are evaluated for `targets`, themselves included, in the order of computation.
  public func evaluated(for targets: [ID]) -> [ID] {
    guard let last = targets.max() else { return [] }
    var wanted = [Bool](repeating: false, count: Int(last.position) + 1)
    for target in targets { wanted[Int(target.position)] = true }
    for position in wanted.indices.reversed() where wanted[position] {
      for read in reads(of: ID(position)) { wanted[Int(read.position)] = true }
    }
    return wanted.indices.filter { wanted[$0] }.map { ID($0) }
  }
}
