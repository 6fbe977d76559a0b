import Language

/// What formulas of a tree name.
extension Tree {
  /// Whether a formula holds no names at all.
  func holdsNumbersOnly(_ id: NodeID) -> Bool { quantities(in: id).isEmpty }

  /// The names, applied names and derivatives in a formula, first to last.
  func quantities(in id: NodeID) -> [NodeID] {
    var result: [NodeID] = []
    var open = [id]
    while let next = open.popLast() {
      switch self[next].kind {
      case .name, .derivative: result.append(next)
      case .apply:
        result.append(next)
        open += children(of: next).reversed()
      default: open += children(of: next).reversed()
      }
    }
    return result
  }

  /// Whether a formula is but another quantity's name.
  func isName(_ id: NodeID) -> Bool {
    switch self[id].kind {
    case .name, .derivative: true
    default: false
    }
  }

  /// The name that a name, `dE/dw[k,i]` or `a2(1 - a2)` refers to, as ``AnswerKey/names`` has it.
  func named(_ id: NodeID) -> String? {
    switch self[id].kind {
    case .name(let name): return name
    case .apply(let name, primes: 0): return name
    case .derivative:
      let parts = Array(children(of: id))
      guard parts.count == 2, let top = named(unindexed(parts[0])), let bottom = named(unindexed(parts[1]))
      else { return nil }
      return "d\(top)/d\(bottom)"
    default: return nil
    }
  }

  private func unindexed(_ id: NodeID) -> NodeID {
    if case .index = self[id].kind { return children(of: id).first ?? id }
    return id
  }

  /// The formula that a quantity's name is: `delta1`, `dE/dw1`.
  mutating func append(name: String, at span: SourceSpan) -> NodeID {
    guard name.hasPrefix("d"), let slash = name.firstIndex(of: "/") else {
      return append(.name(name), at: span)
    }
    let top = append(.name(String(name[..<slash].dropFirst())), at: span)
    let bottom = append(.name(String(name[name.index(after: slash)...].dropFirst())), at: span)
    return append(.derivative(latin: true), [top, bottom], at: span)
  }

  /// A formula with names spelled as the lesson spells them: `a_2` for a2.
  mutating func respelled(_ id: NodeID, isKnown: (String) -> Bool) -> NodeID {
    switch self[id].kind {
    case .name(let name):
      let plain = name.filter { $0 != "_" }
      guard plain != name, !isKnown(name), isKnown(plain) else { return id }
      return append(.name(plain), at: self[id].span)
    default:
      let parts = Array(children(of: id))
      var changed: [NodeID] = []
      for part in parts { changed.append(respelled(part, isKnown: isKnown)) }
      return changed == parts ? id : append(self[id].kind, changed, at: self[id].span)
    }
  }

  /// A copy of another tree's formula, all of it at one place of this tree's text.
  mutating func graft(_ id: NodeID, from other: Tree, at span: SourceSpan) -> NodeID {
    var copied: [NodeID] = []
    for child in other.children(of: id) { copied.append(graft(child, from: other, at: span)) }
    return append(other[id].kind, copied, at: span)
  }

  /// The quantity behind letters: `delta1` of `delta1[k]`, `dE/dW` of `dE/dW[k,i]`; nil for anything else,
  /// and for single entries.
  mutating func whole(_ id: NodeID, isLetter: (String) -> Bool) -> NodeID? {
    switch self[id].kind {
    case .name(let name): return isLetter(name) ? nil : id
    case .index: return wholeBase(id, isLetter)
    case .derivative(let latin):
      let parts = Array(children(of: id))
      guard parts.count == 2, let top = wholeBase(parts[0], isLetter),
        let bottom = wholeBase(parts[1], isLetter)
      else { return nil }
      if [top, bottom] == parts { return id }
      return append(.derivative(latin: latin), [top, bottom], at: self[id].span)
    default: return nil
    }
  }

  private func wholeBase(_ id: NodeID, _ isLetter: (String) -> Bool) -> NodeID? {
    switch self[id].kind {
    case .name: return id
    case .index:
      let parts = Array(children(of: id))
      var seen: Set<String> = []
      for part in parts.dropFirst() {
        guard case .name(let letter) = self[part].kind, isLetter(letter), seen.insert(letter).inserted else {
          return nil
        }
      }
      guard let base = parts.first, case .name = self[base].kind else { return nil }
      return base
    default: return nil
    }
  }
}
