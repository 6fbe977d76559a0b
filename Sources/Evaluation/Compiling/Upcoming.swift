import Language

/// What each definition of a text needs, read off before anything is compiled.
public struct Upcoming: Sendable {
  struct Entry: Sendable {
    let line: Int
    let needs: [String]
  }

  private var entries: [String: Entry] = [:]

  public init() {}

  public init(_ statements: [Statement], in tree: Tree) {
    for statement in statements {
      guard case .chain(let terms, let relations) = statement.kind, relations.first == .equal, terms.count > 1
      else { continue }
      var target = terms[0]
      if case .index = tree[target].kind, let base = tree.children(of: target).first { target = base }
      guard case .name(let name) = tree[target].kind, entries[name] == nil else { continue }
      entries[name] = Entry(
        line: tree.source.location(of: statement.span.start).line,
        needs: Upcoming.names(in: terms[1], of: tree))
    }
  }

  subscript(name: String) -> Entry? { entries[name] }

  /// The names from one definition to another along which each needs the next; nil where there is no way.
  func path(from start: String, to goal: String) -> [String]? {
    var cameFrom: [String: String] = [:]
    var pending = [start]
    var seen: Set<String> = [start]
    while let next = pending.popLast() {
      if next == goal {
        var path = [next]
        while let before = path.first.flatMap({ cameFrom[$0] }) { path.insert(before, at: 0) }
        return path
      }
      for name in entries[next]?.needs ?? [] where seen.insert(name).inserted {
        cameFrom[name] = next
        pending.append(name)
      }
    }
    return nil
  }

  private static func names(in formula: Tree.NodeID, of tree: Tree) -> [String] {
    var names: [String] = []
    var pending = [formula]
    while let next = pending.popLast() {
      switch tree[next].kind {
      case .name(let name), .apply(let name, _): names.append(name)
      default: break
      }
      pending += tree.children(of: next)
    }
    return names
  }
}
