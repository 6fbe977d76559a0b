/// The parts of a ``Reach`` as they come.
struct ReachDraft {
  private let program: Program
  private(set) var parts: [Reach.Part] = []
  /// For each node that is reached, its part, and the position of each of its places there.
  private var found: [Program.ID: (part: Int, positions: [Int: Int])] = [:]

  init(_ program: Program) { self.program = program }

  mutating func add(_ part: Reach.Part) {
    let positions = Dictionary(zip(part.places, part.places.indices), uniquingKeysWith: { $1 })
    found[part.node] = (parts.count, positions)
    parts.append(part)
  }

  /// Adds what is reached of a node, if anything is.
  mutating func visit(_ node: Program.ID) {
    if let product = program.innerProduct(node) { return products(product, node) }
    let shape = program.shape(node)
    switch program[node].operation {
    case .given, .constant, .counting, .identity: return
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b), .quotient(let a, let b),
      .maximum(let a, let b), .indicator(_, let a, let b):
      let places = Set(places(of: a)).union(places(of: b)).sorted()
      add(node, .operation, places.map { ($0, [operand(a, $0), operand(b, $0)]) })
    case .negation(let a), .power(let a, _), .function(_, let a):
      add(node, .operation, places(of: a).map { ($0, [operand(a, $0)]) })
    case .defined(_, let a): add(node, .copy, places(of: a).map { ($0, [operand(a, $0)]) })
    case .arrangement(let a, let from, let to): arrangement(node, a, from, to)
    case .contraction: return
    case .stack(let elements):
      var rows: [(Int, [Reach.Operand])] = []
      for (number, element) in elements.enumerated() {
        let start = number * program.shape(element).count
        rows += places(of: element).map { (start + $0, [operand(element, $0)]) }
      }
      add(node, .copy, rows)
    case .entry(let a, let positions):
      let kept = Axes(program.shape(a))
      add(
        node, .copy,
        places(of: a).compactMap { place in
          let index = kept.index(at: place)
          guard zip(index, positions).allSatisfy({ $1 == nil || $0 == $1 }) else { return nil }
          let inner = zip(index, positions).filter { $0.1 == nil }.map(\.0)
          return (Axes(shape).place(of: inner), [operand(a, place)])
        })
    case .placed(let a, let positions):
      let part = Axes(program.shape(a))
      add(
        node, .copy,
        places(of: a).map { place in
          var rest = part.index(at: place)[...]
          let index = positions.map { $0 ?? rest.popFirst() ?? 0 }
          return (Axes(shape).place(of: index), [operand(a, place)])
        })
    }
  }

  private mutating func add(
    _ node: Program.ID, _ kind: Reach.Kind, _ rows: [(place: Int, operands: [Reach.Operand])], terms: Int = 1
  ) {
    guard !rows.isEmpty else { return }
    let rows = rows.sorted { $0.place < $1.place }
    add(
      Reach.Part(
        node: node, kind: kind, places: rows.map(\.place), operands: rows.map(\.operands), termCount: terms))
  }

  private func places(of node: Program.ID) -> [Int] { found[node].map { parts[$0.part].places } ?? [] }

  private func operand(_ node: Program.ID, _ place: Int) -> Reach.Operand {
    let changed = found[node].flatMap { entry in
      entry.positions[place].map { (part: entry.part, position: $0) }
    }
    return Reach.Operand(node: node, place: place, changed: changed)
  }

  // MARK: Labelled axes

  private mutating func arrangement(_ node: Program.ID, _ a: Program.ID, _ from: [Int], _ to: [Int]) {
    let result = Axes(program.shape(node))
    let source = program.shape(a)
    let summed = Labels.distinct(from).filter { !to.contains($0) }
    let terms = summed.reduce(1) { $0 * Labels.size($1, from, source) }
    let sizes = Labelled.sizes([(to, result.sizes), (from, source.axes)])
    let walk = Labelled(from, source, over: Labels.distinct(to), sizes)
    var rows: [Int: [Reach.Operand]] = [:]
    for place in places(of: a) {
      walk.forEach(place) { values in
        rows[result.place(of: to.map { values[$0] ?? 0 }), default: []].append(operand(a, place))
      }
    }
    add(node, summed.isEmpty ? .copy : .sum, rows.map { ($0, $1) }, terms: terms)
  }

  private mutating func products(_ product: InnerProduct, _ node: Program.ID) {
    let result = Axes(program.shape(node))
    let (left, right) = (program.shape(product.left), program.shape(product.right))
    let labels = Labels.distinct(product.to + product.summed.map(\.label))
    let sizes = Labelled.sizes([
      (product.to, result.sizes), (product.summed.map(\.label), product.summed.map(\.size)),
    ])
    var rows: [Int: [Reach.Operand]] = [:]
    func append(_ values: [Int: Int], skipsLeft: Bool) {
      let l = Axes(left).place(of: product.leftLabels.map { values[$0] ?? 0 })
      let r = Axes(right).place(of: product.rightLabels.map { values[$0] ?? 0 })
      let factor = operand(product.left, l)
      // A term both of whose factors are reached was found from its left one.
      if skipsLeft, factor.changed != nil { return }
      rows[result.place(of: product.to.map { values[$0] ?? 0 }), default: []] += [
        factor, operand(product.right, r),
      ]
    }
    let fromLeft = Labelled(product.leftLabels, left, over: labels, sizes)
    for place in places(of: product.left) { fromLeft.forEach(place) { append($0, skipsLeft: false) } }
    let fromRight = Labelled(product.rightLabels, right, over: labels, sizes)
    for place in places(of: product.right) { fromRight.forEach(place) { append($0, skipsLeft: true) } }
    add(node, .products, rows.map { ($0, $1) }, terms: product.summed.reduce(1) { $0 * $1.size })
  }
}

/// Sizes and strides of a shape.
private struct Axes {
  let sizes: [Int]
  let strides: [Int]

  init(_ shape: Shape) {
    sizes = shape.axes
    strides = shape.strides
  }

  /// Positions from 0.
  func index(at place: Int) -> [Int] { zip(strides, sizes).map { (place / $0) % max($1, 1) } }

  func place(of index: [Int]) -> Int { zip(strides, index).reduce(0) { $0 + $1.0 * $1.1 } }
}

/// From an entry to all values of labels that it belongs to.
private struct Labelled {
  let labels: [Int]
  let axes: Axes
  /// The labels that the entry's own axes do not fix, with their sizes.
  let free: [(label: Int, size: Int)]

  init(_ labels: [Int], _ shape: Shape, over all: [Int], _ sizes: [Int: Int]) {
    self.labels = labels
    axes = Axes(shape)
    free = all.filter { !labels.contains($0) }.map { ($0, sizes[$0] ?? 1) }
  }

  static func sizes(_ axes: [(labels: [Int], sizes: [Int])]) -> [Int: Int] {
    var result: [Int: Int] = [:]
    for (labels, sizes) in axes {
      for (label, size) in zip(labels, sizes) { result[label] = size }
    }
    return result
  }

  func forEach(_ place: Int, _ body: ([Int: Int]) -> Void) {
    var values: [Int: Int] = [:]
    for (label, position) in zip(labels, axes.index(at: place)) {
      // An entry off the diagonal that a repeated label takes belongs nowhere.
      if let known = values[label], known != position { return }
      values[label] = position
    }
    visit(free[...], values, body)
  }

  private func visit(
    _ free: ArraySlice<(label: Int, size: Int)>, _ values: [Int: Int], _ body: ([Int: Int]) -> Void
  ) {
    guard let first = free.first else { return body(values) }
    var values = values
    for position in 0..<first.size {
      values[first.label] = position
      visit(free.dropFirst(), values, body)
    }
  }
}
