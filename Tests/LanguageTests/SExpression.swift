@testable import Language

/// A node as a Lisp expression, to compare trees with in tests.
func sExpression(_ id: Tree.NodeID, in tree: Tree) -> String {
  let inner = tree.children(of: id).map { sExpression($0, in: tree) }
  func list(_ head: String) -> String { "(" + ([head] + inner).joined(separator: " ") + ")" }
  switch tree[id].kind {
  case .number(let numeral): return numeral.text
  case .name(let name): return name
  case .negate: return list("neg")
  case .add: return list("+")
  case .subtract: return list("-")
  case .multiply: return list("*")
  case .divide: return list("/")
  case .matrixProduct: return list("@")
  case .power: return list("^")
  case .transpose: return list("T")
  case .apply(let name, let primes): return list(name + String(repeating: "'", count: primes))
  case .keyword(let name): return list(name + ":")
  case .index: return list("at")
  case .step: return list("step")
  case .derivative(let latin): return list(latin ? "d" : "∂")
  case .list: return list("list")
  case .tuple: return list("tuple")
  case .absolute: return list("abs")
  case .iverson(let relation): return list("iverson\(relation.rawValue)")
  case .missing: return "missing"
  }
}

/// A statement likewise, with its depth before it as so many dots.
func sExpression(_ statement: Statement, in tree: Tree) -> String {
  func all(_ ids: [Tree.NodeID]) -> String { ids.map { sExpression($0, in: tree) }.joined(separator: ", ") }
  func chain(_ terms: [Tree.NodeID], _ relations: [Relation]) -> String {
    var text = terms.first.map { sExpression($0, in: tree) } ?? ""
    for (relation, term) in zip(relations, terms.dropFirst()) {
      text += " \(relation.rawValue) \(sExpression(term, in: tree))"
    }
    return text
  }
  let dots = String(repeating: ".", count: statement.depth)
  switch statement.kind {
  case .chain(let terms, let relations): return dots + chain(terms, relations)
  case .update(let targets, let values): return dots + "\(all(targets)) <- \(all(values))"
  case .loop(let count, let counter):
    return dots + "repeat \(all([count]))" + (counter.map { " as \(all([$0]))" } ?? "")
  case .each(let targets, let source): return dots + "for \(all(targets)) <- \(all([source]))"
  case .assumption(let terms, let relations): return dots + "assume " + chain(terms, relations)
  }
}
