import Language
import Numbers

/// Finds the quantity that somebody means by what stands left of an equals sign.
struct NameResolver {
  struct Target {
    let quantity: Int
    /// Entries in row-major order.
    let entries: [Int]
    /// What was taken to be meant, where it was not written so.
    var assumption: String?
  }

  var tree: Tree
  let names: [String: Int]
  let quantities: [Quantity]
  /// What the derivative of the error is taken by where only `dw1` is written.
  var loss: String?

  mutating func target(_ id: Tree.NodeID) -> Target? {
    switch tree[id].kind {
    case .name(let name): return named(name)
    case .step:
      let parts = Array(tree.children(of: id))
      guard parts.count == 2, let pass = integer(parts[1]) else { return nil }
      if case .index = tree[parts[0]].kind { return indexed(parts[0], suffix: "{\(pass)}") }
      guard let name = tree.named(parts[0]) else { return nil }
      return whole(known("\(name){\(pass)}"))
    case .index: return indexed(id, suffix: "")
    case .derivative: return derivative(id)
    // `a(2)` for a2, and `dE_dw1` are left to the reader's other readings.
    default: return nil
    }
  }

  /// The name that a piece of prose ends with: `**z1**`, `my answer: z1`.
  func target(endOf text: String) -> Target? {
    guard let word = text.split(whereSeparator: { $0.isWhitespace || $0 == ":" }).last else { return nil }
    let name = String(word).trimmed(of: "*_`$:")
    guard var found = whole(known(name)) else { return nil }
    found.assumption = "`\(text)` was taken for \(name)"
    return found
  }

  /// The quantity of a name, with or without the underscores of a subscript.
  private func known(_ name: String) -> Int? { names[name] ?? names[name.filter { $0 != "_" }] }

  private func whole(_ quantity: Int?) -> Target? {
    quantity.map { Target(quantity: $0, entries: Array(0..<quantities[$0].shape.count)) }
  }

  private func named(_ name: String) -> Target? {
    if let found = whole(known(name)) { return found }
    let plain = name.filter { $0 != "_" }
    if let loss {
      // What programs and notebooks call the derivative of the loss.
      for prefix in ["d", "d\(loss)d", "grad"] where plain.hasPrefix(prefix) {
        let parameter = plain.dropFirst(prefix.count)
        guard !parameter.isEmpty, var found = whole(names["d\(loss)/d\(parameter)"]) else { continue }
        found.assumption = "`\(name)` was taken for d\(loss)/d\(parameter)"
        return found
      }
    }
    let folded = names.keys.filter { $0.lowercased() == plain.lowercased() }
    if folded.count == 1, let only = folded.first, var found = whole(names[only]) {
      found.assumption = "`\(name)` was taken for \(only)"
      return found
    }
    return nil
  }

  /// `delta1[2]`, `a1[k]`, and `a[2]` where only a2 is known.
  private mutating func indexed(_ id: Tree.NodeID, suffix: String) -> Target? {
    let parts = Array(tree.children(of: id))
    guard let base = parts.first else { return nil }
    var target: Target?
    if case .derivative = tree[base].kind { target = derivative(base) }
    if case .name(let name) = tree[base].kind { target = whole(known(name + suffix)) ?? named(name + suffix) }
    if target == nil, parts.count == 2, case .name(let name) = tree[base].kind, let index = integer(parts[1])
    {
      guard var found = whole(names["\(name)\(index)\(suffix)"]) else { return nil }
      found.assumption = "`\(name)[\(index)]` was taken for \(name)\(index)"
      return found
    }
    return target.flatMap { entries(of: $0, at: Array(parts.dropFirst())) }
  }

  private mutating func derivative(_ id: Tree.NodeID) -> Target? {
    let parts = Array(tree.children(of: id))
    // `dE/da2{1}` reads as the derivative by a2{1}, which is the one of pass 1.
    if parts.count == 2, case .step = tree[parts[1]].kind {
      let inner = Array(tree.children(of: parts[1]))
      guard inner.count == 2, let pass = integer(inner[1]), let top = tree.baseName(parts[0]),
        let bottom = tree.baseName(inner[0]), let target = whole(known("d\(top)/d\(bottom){\(pass)}"))
      else { return nil }
      guard case .index = tree[inner[0]].kind else { return target }
      return entries(of: target, at: Array(tree.children(of: inner[0]).dropFirst()))
    }
    guard let name = tree.named(id), let target = whole(known(name)) else { return nil }
    var indices: [Tree.NodeID] = []
    for part in tree.children(of: id) {
      if case .index = tree[part].kind { indices += tree.children(of: part).dropFirst() }
    }
    return indices.isEmpty ? target : entries(of: target, at: indices)
  }

  /// Those entries that have numbers where numbers stand; letters run.
  private func entries(of target: Target, at indices: [Tree.NodeID]) -> Target? {
    let shape = quantities[target.quantity].shape
    guard indices.count <= shape.rank else { return nil }
    var wanted: [Int?] = []
    for (axis, index) in indices.enumerated() {
      if let position = integer(index) {
        guard position >= 1, position <= shape.axes[axis] else { return nil }
        wanted.append(position)
      } else if case .name = tree[index].kind {
        wanted.append(nil)
      } else {
        return nil
      }
    }
    let entries = target.entries.filter { place in
      zip(shape.index(at: place), wanted).allSatisfy { $1 == nil || $0 == $1 }
    }
    return Target(quantity: target.quantity, entries: entries, assumption: target.assumption)
  }

  private func integer(_ id: Tree.NodeID) -> Int? {
    if case .number(let numeral) = tree[id].kind { numeral.value.asInt } else { nil }
  }
}
