import Language

/// Shapes for names that nothing defines, read off how formulas index them.
///
/// `y[k]` makes y a vector, `W[j,k]` a matrix, `softmax(z)` a vector of z. Letters that index the same axis run
/// equally far; axes that nothing ties together get different sizes, so that a formula with its indices the
/// wrong way round does not fit by accident.
public struct FreeShapes: Sendable {
  /// The axes of each indexed name, as the class of letters that runs along it.
  private var axes: [String: [Int]] = [:]
  private var letters: [String: Int] = [:]
  /// For each class the one it was joined with, or itself.
  private var parents: [Int] = []

  /// The sizes that classes of axes get, in the order in which formulas mention them.
  private static let sizes = [3, 2, 4, 5]

  public init(in tree: Tree, terms: [Tree.NodeID]) {
    for term in terms { scan(term, in: tree) }
  }

  /// The shape of a free name; a single number where nothing indexes it.
  public func shape(of name: String) -> Shape {
    let roots = parents.indices.map(root)
    let order = roots.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
    let sizes = (axes[name] ?? []).map { axis in
      FreeShapes.sizes[(order.firstIndex(of: root(axis)) ?? 0) % FreeShapes.sizes.count]
    }
    return Shape(sizes) ?? .scalar
  }

  private mutating func scan(_ term: Tree.NodeID, in tree: Tree) {
    var pending = [term]
    while let next = pending.popLast() {
      let parts = Array(tree.children(of: next))
      switch tree[next].kind {
      case .index:
        if case .name(let name) = tree[parts[0]].kind {
          note(name, parts.dropFirst().map { letter($0, in: tree) })
        }
      case .iverson(.equal):
        if let left = letter(parts[0], in: tree), let right = letter(parts[1], in: tree),
          letters[left] != nil || letters[right] != nil
        {
          join(axis(of: left), axis(of: right))
        }
      case .apply("softmax", primes: 0):
        if parts.count == 1, case .name(let name) = tree[parts[0]].kind { note(name, [nil]) }
      default: break
      }
      pending += parts.reversed()
    }
  }

  private func letter(_ id: Tree.NodeID, in tree: Tree) -> String? {
    if case .name(let name) = tree[id].kind { name } else { nil }
  }

  private mutating func note(_ name: String, _ indices: [String?]) {
    for (place, letter) in indices.enumerated() {
      let own = letter.map { axis(of: $0) }
      if let known = axes[name], known.indices.contains(place) {
        if let own { join(known[place], own) }
      } else {
        axes[name, default: []].append(own ?? newAxis())
      }
    }
  }

  private mutating func newAxis() -> Int {
    parents.append(parents.count)
    return parents.count - 1
  }

  private mutating func axis(of letter: String) -> Int {
    if let known = letters[letter] { return known }
    let axis = newAxis()
    letters[letter] = axis
    return axis
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (first, second) = (root(a), root(b))
    parents[max(first, second)] = min(first, second)
  }

  private func root(_ axis: Int) -> Int {
    var result = axis
    while parents[result] != result { result = parents[result] }
    return result
  }
}
