import Language

/// Shapes for names that nothing defines, read off the formulas that they stand in.
///
/// `y[k]` makes y a vector, `W[j,k]` a matrix, `softmax(z)` a vector of z; `X @ W` multiplies matrices where names are
/// capital and vectors where they are not, and beside such a product `+ b` has its last axis. Axes that a formula ties
/// together (one letter, the inside of a product, the two sides of an equality) run equally far; axes that nothing ties
/// together get different sizes, so that a formula with its indices the wrong way round does not fit by accident. Where
/// numbers tell a size (`c = [1, 2]`, `zeros(4)`, `x[5]`), it is that one.
public struct FreeShapes: Sendable {
  /// The names of the text, each with a number.
  private var numbers: [String: Int] = [:]
  /// The axes of each name whose shape is known, each as the class of axes that it belongs to.
  private var axes: [[Int]?] = []
  /// How many names have one.
  private var knownCount = 0
  /// For each name the axis along which it runs as an index letter.
  private var letters: [Int?] = []
  /// For each class the one it was joined with, or itself.
  private var parents: [Int] = []
  /// The size of each class that has been joined with no other.
  private var sizes: [Int] = []
  /// How far axes run that numbers were written for: exactly, or at least.
  private var written: [Int: Int] = [:]
  private var reached: [Int: Int] = [:]
  /// The axes of lists and the like, by node: one that is read again has the same.
  private var literals: [Tree.NodeID: [Int]] = [:]

  /// The sizes that classes of axes get, in the order in which formulas mention them.
  private static let sizes = [3, 2, 4, 5]
  /// Facts flow from line to line, forwards and back; what takes longer is left as it is.
  private static let roundLimit = 6
  /// `x[1000000]` is an error to be told, not a size to be tried.
  private static let reachLimit = 64

  public init(in tree: Tree, statements: [Statement]) {
    guard tree.nodes.contains(where: { FreeShapes.tells($0.kind) }) else { return }
    let usesProducts = tree.nodes.contains { $0.kind == .matrixProduct }
    let names = numberNames(of: tree)
    var known = -1
    for _ in 0..<FreeShapes.roundLimit {
      let facts = knownCount + joinCount
      if facts == known { break }
      known = facts
      var reading = Reading(tree: tree, names: names, usesProducts: usesProducts)
      reading.own.reserveCapacity(tree.nodes.count)
      for position in tree.nodes.indices { reading.read(Tree.NodeID(position), &self) }
      for statement in statements { reading.equate(statement, &self) }
    }
    settle()
  }

  /// Gives each class of axes its size.
  private mutating func settle() {
    let roots = parents.indices.map { root($0) }
    sizes = Array(repeating: 0, count: parents.count)
    var met = 0
    // A class's root is the first of its axes.
    for (axis, root) in roots.enumerated() where axis == root {
      let usual = FreeShapes.sizes[met % FreeShapes.sizes.count]
      met += 1
      sizes[root] = usual
      guard !written.isEmpty || !reached.isEmpty else { continue }
      let tied = roots.indices[axis...].filter { roots[$0] == root }
      sizes[root] =
        tied.compactMap { written[$0] }.first ?? max(usual, tied.compactMap { reached[$0] }.max() ?? 0)
    }
  }

  /// For each node of a tree the number of the name that it is; −1 for what is none.
  private mutating func numberNames(of tree: Tree) -> [Int] {
    let names = tree.nodes.map { node -> Int in
      guard case .name(let name) = node.kind else { return -1 }
      if let number = numbers[name] { return number }
      numbers[name] = numbers.count
      return numbers.count - 1
    }
    axes = Array(repeating: nil, count: numbers.count)
    letters = Array(repeating: nil, count: numbers.count)
    return names
  }

  /// Whether a node of this kind can tell of a shape; without any, all names are single numbers.
  private static func tells(_ kind: Tree.Kind) -> Bool {
    switch kind {
    case .index, .matrixProduct, .transpose, .list: true
    case .apply(let name, _): telling.contains(name)
    default: false
    }
  }

  private static let telling: Set = ["softmax", "outer", "transpose", "zeros", "ones", "eye"]

  private var joinCount: Int { parents.indices.count { parents[$0] != $0 } }

  /// The shape of a free name; a single number where nothing says otherwise.
  public func shape(of name: String) -> Shape {
    guard let number = numbers[name], let own = axes[number], !own.isEmpty else { return .scalar }
    return Shape(own.map { sizes[root($0)] }) ?? .scalar
  }

  // MARK: Classes of axes

  private mutating func newAxis() -> Int {
    parents.append(parents.count)
    return parents.count - 1
  }

  private mutating func literal(_ id: Tree.NodeID, sizes: [Int]) -> [Int] {
    if let known = literals[id] { return known }
    let axes = sizes.map { size in
      let axis = newAxis()
      written[axis] = size
      return axis
    }
    literals[id] = axes
    return axes
  }

  private mutating func axis(of letter: Int) -> Int {
    if let known = letters[letter] { return known }
    let axis = newAxis()
    letters[letter] = axis
    return axis
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (first, second) = (root(a), root(b))
    parents[max(first, second)] = min(first, second)
  }

  /// Joins as many axes as the two have in common, from the last one on.
  private mutating func join(trailing a: [Int], _ b: [Int]) {
    for (x, y) in zip(a.reversed(), b.reversed()) { join(x, y) }
  }

  private func root(_ axis: Int) -> Int {
    var result = axis
    while parents[result] != result { result = parents[result] }
    return result
  }

  // MARK: Reading

  /// One walk over all formulas, children first: the axes of every node, as far as they are known.
  private struct Reading {
    let tree: Tree
    /// For each node the number of the name that it is; −1 for what is none.
    let names: [Int]
    let usesProducts: Bool
    /// The axes of the nodes read so far; nil where nothing is known.
    var own: [[Int]?] = []

    subscript(id: Tree.NodeID) -> [Int]? { own[Int(id.position)] }

    mutating func read(_ id: Tree.NodeID, _ shapes: inout FreeShapes) {
      switch tree[id].kind {
      case .number: own.append([])
      case .name: own.append(shapes.axes[names[Int(id.position)]])
      default: own.append(axes(of: id, Array(tree.children(of: id)), &shapes))
      }
    }

    private mutating func axes(
      of id: Tree.NodeID, _ parts: [Tree.NodeID], _ shapes: inout FreeShapes
    ) -> [Int]? {
      switch tree[id].kind {
      case .negate, .absolute: return self[parts[0]]
      case .add, .subtract:
        if usesProducts { spread(parts[0], parts[1], &shapes) }
        return broadcast(parts, &shapes)
      case .multiply, .divide, .iverson:
        if case .iverson(.equal) = tree[id].kind { tie(parts, &shapes) }
        return broadcast(parts, &shapes)
      case .power: return self[parts[0]]
      case .transpose: return rank(of: parts[0], orElse: usualRank(parts[0]), &shapes)?.reversed()
      case .matrixProduct: return product(parts[0], parts[1], &shapes)
      case .apply(let name, primes: _): return applied(name, parts, at: id, &shapes)
      case .index: return entry(parts, &shapes)
      case .derivative:
        guard let top = self[parts[0]], let bottom = self[parts[1]] else { return nil }
        return top + bottom
      case .step: return self[parts[0]]
      case .list:
        // The inner axes are those of the first row.
        guard let first = parts.first, let inner = self[first] else { return nil }
        return shapes.literal(id, sizes: [parts.count]) + inner
      case .number, .name, .keyword, .tuple, .missing: return nil
      }
    }

    /// The two sides of an equality have the same axes.
    mutating func equate(_ statement: Statement, _ shapes: inout FreeShapes) {
      guard case .chain(let terms, _) = statement.kind else { return }
      for (left, right) in zip(terms, terms.dropFirst()) {
        if let x = self[left], let y = self[right] {
          if x.count == y.count { shapes.join(trailing: x, y) }
        } else if let known = self[left] ?? self[right], !known.isEmpty {
          assign(self[left] == nil ? left : right, known, &shapes)
        }
      }
    }

    private mutating func assign(_ id: Tree.NodeID, _ axes: [Int], _ shapes: inout FreeShapes) {
      let name = names[Int(id.position)]
      guard name >= 0, shapes.axes[name] == nil else { return }
      shapes.axes[name] = axes
      shapes.knownCount += 1
      own[Int(id.position)] = axes
    }

    /// The longer of two shapes, whose last axes are those of the shorter one.
    private func broadcast(_ parts: [Tree.NodeID], _ shapes: inout FreeShapes) -> [Int]? {
      guard let left = self[parts[0]], let right = self[parts[1]] else {
        return [self[parts[0]], self[parts[1]]].compactMap { $0 }.first { !$0.isEmpty }
      }
      shapes.join(trailing: left, right)
      return left.count >= right.count ? left : right
    }

    /// `A - Y` beside matrix products: Y is like A, and `+ b` like its last axis.
    private mutating func spread(_ a: Tree.NodeID, _ b: Tree.NodeID, _ shapes: inout FreeShapes) {
      for (known, other) in [(a, b), (b, a)] {
        guard let axes = self[known], !axes.isEmpty, case .name(let name) = tree[other].kind else { continue }
        assign(other, name.first?.isUppercase == true ? axes : Array(axes.suffix(1)), &shapes)
      }
    }

    /// The axes of a factor; of a free name, as many as are usual.
    private mutating func rank(
      of id: Tree.NodeID, orElse count: Int, _ shapes: inout FreeShapes
    ) -> [Int]? {
      if self[id] == nil, case .name = tree[id].kind {
        assign(id, (0..<count).map { _ in shapes.newAxis() }, &shapes)
      }
      return self[id]
    }

    /// Capital letters are matrices, others vectors.
    private func usualRank(_ id: Tree.NodeID) -> Int {
      if case .name(let name) = tree[id].kind, name.first?.isUppercase == true { 2 } else { 1 }
    }

    private mutating func product(
      _ a: Tree.NodeID, _ b: Tree.NodeID, _ shapes: inout FreeShapes
    ) -> [Int]? {
      let left = rank(of: a, orElse: usualRank(a), &shapes)
      let right = rank(of: b, orElse: usualRank(b), &shapes)
      // Between derivatives `@` contracts all axes that they share, which is for the compiler to know.
      guard let left, let right, (1...2).contains(left.count), (1...2).contains(right.count) else {
        return nil
      }
      if tree[b].kind == .transpose, tree[a].kind != .transpose, left.count == 1, right.count == 1 {
        return left + right
      }
      shapes.join(left[left.count - 1], right[0])
      return Array(left.dropLast() + right.dropFirst())
    }

    private mutating func applied(
      _ name: String, _ arguments: [Tree.NodeID], at id: Tree.NodeID, _ shapes: inout FreeShapes
    ) -> [Int]? {
      switch name {
      case "softmax" where arguments.count == 1: return rank(of: arguments[0], orElse: 1, &shapes)
      case "sum", "mean", "max", "min":
        return arguments.count == 1 ? [] : arguments.last.flatMap { self[$0] }
      case "softmax": return arguments.last.flatMap { self[$0] }
      case "outer" where arguments.count == 2:
        guard let left = rank(of: arguments[0], orElse: 1, &shapes),
          let right = rank(of: arguments[1], orElse: 1, &shapes)
        else { return nil }
        return left + right
      case "transpose" where arguments.count == 1:
        return rank(of: arguments[0], orElse: 2, &shapes)?.reversed()
      case "zeros", "ones":
        let sizes = arguments.compactMap(number)
        return sizes.count == arguments.count ? shapes.literal(id, sizes: sizes) : nil
      case "eye" where arguments.count == 1:
        return number(arguments[0]).map { shapes.literal(id, sizes: [$0, $0]) }
      default:
        return arguments.count == 1 && Builtin.mapsEntries(name) ? self[arguments[0]] : nil
      }
    }

    /// `W[j,k]`, whose letters run along the axes of W.
    private mutating func entry(_ parts: [Tree.NodeID], _ shapes: inout FreeShapes) -> [Int]? {
      let indices = parts.dropFirst().map { letter($0).map { shapes.axis(of: $0) } }
      guard case .name = tree[parts[0]].kind else { return nil }
      if self[parts[0]] == nil { assign(parts[0], indices.map { $0 ?? shapes.newAxis() }, &shapes) }
      guard let axes = self[parts[0]] else { return nil }
      for (axis, index) in zip(axes, indices) { if let index { shapes.join(axis, index) } }
      for (axis, index) in zip(axes, parts.dropFirst()) {
        guard let position = number(index), position <= FreeShapes.reachLimit else { continue }
        shapes.reached[axis] = max(shapes.reached[axis] ?? 0, position)
      }
      return Array(axes.dropFirst(indices.count))
    }

    /// `[j = k]` of two letters, one of which indexes something.
    private func tie(_ parts: [Tree.NodeID], _ shapes: inout FreeShapes) {
      guard let left = letter(parts[0]), let right = letter(parts[1]),
        shapes.letters[left] != nil || shapes.letters[right] != nil
      else { return }
      shapes.join(shapes.axis(of: left), shapes.axis(of: right))
    }

    private func letter(_ id: Tree.NodeID) -> Int? {
      let name = names[Int(id.position)]
      return name >= 0 ? name : nil
    }

    private func number(_ id: Tree.NodeID) -> Int? {
      guard case .number(let numeral) = tree[id].kind, numeral.isInteger, numeral.value.isInteger else {
        return nil
      }
      return numeral.value.numerator.asInt
    }
  }
}
