/// The parts of a ``Reach`` as they come.
struct ReachDraft {
  private let program: Program
  private(set) var parts: [Reach.Part] = []
  /// For each node that is reached, its part.
  private var found: [Program.ID: Int] = [:]

  /// A reached entry and what it comes from.
  private typealias Entry = (place: Int, operands: [Reach.Operand])

  init(_ program: Program) { self.program = program }

  mutating func add(_ part: Reach.Part) {
    found[part.node] = parts.count
    parts.append(part)
  }

  /// Adds what is reached of a node, if anything is.
  mutating func visit(_ node: Program.ID) {
    if let product = program.innerProduct(node) { return products(product, node) }
    switch program[node].operation {
    case .given, .constant, .counting, .identity, .contraction: return
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b), .quotient(let a, let b),
      .maximum(let a, let b), .indicator(_, let a, let b):
      let (left, right) = (places(of: a), places(of: b))
      let places =
        left.isEmpty || left == right ? right : right.isEmpty ? left : Set(left).union(right).sorted()
      add(node, .operation, places.map { ($0, [operand(a, $0), operand(b, $0)]) })
    case .negation(let a), .power(let a, _), .function(_, let a):
      add(node, .operation, places(of: a).map { ($0, [operand(a, $0)]) })
    case .defined(_, let a): add(node, .copy, places(of: a).map { ($0, [operand(a, $0)]) })
    case .arrangement(let a, let from, let to): arrangement(node, a, from, to)
    case .stack(let elements):
      var entries: [Entry] = []
      for (number, element) in elements.enumerated() {
        let start = number * program.shape(element).count
        entries += places(of: element).map { (start + $0, [operand(element, $0)]) }
      }
      add(node, .copy, entries)
    case .entry(let a, let positions): entry(node, a, positions)
    case .placed(let a, let positions): placed(node, a, positions)
    }
  }

  private mutating func add(_ node: Program.ID, _ kind: Reach.Kind, _ entries: [Entry], terms: Int = 1) {
    guard !entries.isEmpty else { return }
    let sorted = entries.sorted { $0.place < $1.place }
    add(
      Reach.Part(
        node: node, kind: kind, places: sorted.map(\.place), operands: sorted.map(\.operands),
        termCount: terms))
  }

  private func places(of node: Program.ID) -> [Int] { found[node].map { parts[$0].places } ?? [] }

  private func operand(_ node: Program.ID, _ place: Int) -> Reach.Operand {
    let changed = found[node].flatMap { part in
      parts[part].position(of: place).map { (part: part, position: $0) }
    }
    return Reach.Operand(node: node, place: place, changed: changed)
  }

  // MARK: Parts at fixed positions

  private mutating func entry(_ node: Program.ID, _ a: Program.ID, _ positions: [Int?]) {
    let (start, kept) = Shape.selection(positions, in: program.shape(a))
    let walk = LabelWalk(program.shape(node), result: kept)
    let places = Set(places(of: a))
    guard !places.isEmpty else { return }
    // From the part to the whole: a part is small beside what it is taken from, or as small as that.
    let entries = (0..<program.shape(node).count).compactMap { place -> Entry? in
      let whole = start + walk.offset(of: place)
      return places.contains(whole) ? (place, [operand(a, whole)]) : nil
    }
    add(node, .copy, entries)
  }

  private mutating func placed(_ node: Program.ID, _ a: Program.ID, _ positions: [Int?]) {
    let (start, kept) = Shape.selection(positions, in: program.shape(node))
    let walk = LabelWalk(program.shape(a), result: kept)
    add(node, .copy, places(of: a).map { (start + walk.offset(of: $0), [operand(a, $0)]) })
  }

  // MARK: Labelled axes

  private mutating func arrangement(_ node: Program.ID, _ a: Program.ID, _ from: [Int], _ to: [Int]) {
    let places = places(of: a)
    guard !places.isEmpty else { return }
    let (source, result) = (program.shape(a), program.shape(node))
    let summed = Labels.distinct(from).filter { !to.contains($0) }
    let spread = Labels.distinct(to).filter { !from.contains($0) }
      .map { (label: $0, size: Labels.size($0, to, result)) }
    let walk = LabelWalk(from, source, free: spread, to: (to, result), other: ([], .scalar))
    var terms: [(place: Int, operands: [Reach.Operand])] = []
    for place in places { walk.forEach(place) { result, _ in terms.append((result, [operand(a, place)])) } }
    let count = summed.reduce(1) { $0 * Labels.size($1, from, source) }
    add(node, summed.isEmpty ? .copy : .sum, ReachDraft.grouped(terms), terms: count)
  }

  private mutating func products(_ product: InnerProduct, _ node: Program.ID) {
    let (left, right) = (places(of: product.left), places(of: product.right))
    guard !left.isEmpty || !right.isEmpty else { return }
    let result = program.shape(node)
    let sizes =
      Labels.distinct(product.to).map { (label: $0, size: Labels.size($0, product.to, result)) }
      + product.summed
    func walk(_ own: Program.ID, _ labels: [Int], _ other: Program.ID, _ others: [Int]) -> LabelWalk {
      LabelWalk(
        labels, program.shape(own), free: sizes.filter { !labels.contains($0.label) },
        to: (product.to, result),
        other: (others, program.shape(other)))
    }
    var terms: [(place: Int, operands: [Reach.Operand])] = []
    if !left.isEmpty {
      let walk = walk(product.left, product.leftLabels, product.right, product.rightLabels)
      for place in left {
        let factor = operand(product.left, place)
        walk.forEach(place) { terms.append(($0, [factor, operand(product.right, $1)])) }
      }
    }
    if !right.isEmpty {
      let walk = walk(product.right, product.rightLabels, product.left, product.leftLabels)
      for place in right {
        let factor = operand(product.right, place)
        walk.forEach(place) { result, place in
          let other = operand(product.left, place)
          // A term both of whose factors are reached was found from its left one.
          if other.changed == nil { terms.append((result, [other, factor])) }
        }
      }
    }
    add(node, .products, ReachDraft.grouped(terms), terms: product.summed.reduce(1) { $0 * $1.size })
  }

  /// The terms of each place together.
  private static func grouped(_ terms: [Entry]) -> [Entry] {
    var result: [Entry] = []
    for term in terms.sorted(by: { $0.place < $1.place }) {
      if result.last?.place == term.place {
        result[result.count - 1].operands += term.operands
      } else {
        result.append(term)
      }
    }
    return result
  }
}

extension Reach.Part {
  /// Where a place stands among those that are reached.
  fileprivate func position(of place: Int) -> Int? {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low] == place ? low : nil
  }
}
