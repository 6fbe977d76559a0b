import Evaluation
import Language

/// How a lesson's formulas are written: in house notation for people, in ASCII for traces.
struct Wording {
  let tree: Tree

  func display(_ name: String) -> String { Printer.display(name) }
  func house(_ id: Tree.NodeID) -> String { Printer(tree).text(id) }
  func ascii(_ id: Tree.NodeID) -> String { Printer(tree, ascii: true).text(id) }

  /// A formula of a table's row: its variable replaced by the row's number, passes worked out.
  func ascii(_ id: Tree.NodeID, row: [String: Tree.NodeID]) -> String {
    let numbers = row.compactMapValues { number($0, [:]) }
    return Printer(tree, ascii: true) { node in
      switch tree[node].kind {
      case .name(let name): return numbers[name].map(String.init)
      case .step:
        let parts = Array(tree.children(of: node))
        guard let pass = number(parts[1], numbers) else { return nil }
        return "\(ascii(parts[0], row: row)){\(pass)}"
      default: return nil
      }
    }.text(id)
  }

  /// The value of a formula of whole numbers and row variables.
  private func number(_ id: Tree.NodeID, _ row: [String: Int]) -> Int? {
    let parts = Array(tree.children(of: id))
    switch tree[id].kind {
    case .number(let numeral): return numeral.value.asInt
    case .name(let name): return row[name]
    case .add, .subtract:
      guard let left = number(parts[0], row), let right = number(parts[1], row) else { return nil }
      let (result, overflow) =
        tree[id].kind == .add ? left.addingReportingOverflow(right) : left.subtractingReportingOverflow(right)
      return overflow ? nil : result
    default: return nil
    }
  }

  /// The name of the quantity that `dE/dw1[k,i]` quantifies over, without the letters that run.
  func ascii(_ id: Tree.NodeID, letters: [String]) -> String {
    guard let (base, indices) = runningIndices(of: id), indices == letters else { return ascii(id) }
    return base
  }

  func ascii(_ claim: Claim) -> String {
    let left = claim.bindings.isEmpty ? ascii(claim.left) : ascii(claim.left, row: claim.bindings)
    return "\(left) \(claim.relation.rawValue) \(ascii(claim.right))"
  }

  /// What a derivative is called, without its indices.
  func derivative(_ use: DerivativeUse, in program: Program) -> String {
    guard let top = program.name(of: use.target), let bottom = program.name(of: use.source) else {
      return tree.source.text(use.span)
    }
    return "d\(top)/d\(bottom)"
  }

  /// A formula without its indices, if those are letters only.
  private func runningIndices(of id: Tree.NodeID) -> (String, [String])? {
    let parts = Array(tree.children(of: id))
    switch tree[id].kind {
    case .index:
      guard let letters = letters(parts.dropFirst()) else { return nil }
      return (ascii(parts[0]), letters)
    case .derivative:
      guard let (top, topLetters) = namedPart(parts[0]), let (bottom, bottomLetters) = namedPart(parts[1]),
        Set(topLetters).isDisjoint(with: bottomLetters)
      else { return nil }
      return ("d\(top)/d\(bottom)", topLetters + bottomLetters)
    default: return nil
    }
  }

  /// A name, or a name with letters as its indices.
  private func namedPart(_ id: Tree.NodeID) -> (String, [String])? {
    if case .name(let name) = tree[id].kind { return (name, []) }
    guard case .index = tree[id].kind, let base = tree.children(of: id).first,
      case .name(let name) = tree[base].kind, let letters = letters(tree.children(of: id).dropFirst())
    else { return nil }
    return (name, letters)
  }

  private func letters(_ ids: ArraySlice<Tree.NodeID>) -> [String]? {
    var result: [String] = []
    for id in ids {
      guard case .name(let name) = tree[id].kind, !result.contains(name) else { return nil }
      result.append(name)
    }
    return result
  }

  /// A loop's header, without its colon.
  func header(_ span: SourceSpan) -> String {
    var text = tree.source.text(span)
    while let last = text.last, last == ":" || last == " " { text.removeLast() }
    return text
  }

  func hasDerivative(_ id: Tree.NodeID) -> Bool {
    tree.contains(id) { if case .derivative = $0 { true } else { false } }
  }

  func isNumbersOnly(_ id: Tree.NodeID) -> Bool {
    !tree.contains(id) {
      switch $0 {
      case .name, .index, .step, .derivative, .apply: true
      default: false
      }
    }
  }

  /// A number written out, perhaps with a sign.
  func isNumeral(_ id: Tree.NodeID) -> Bool {
    switch tree[id].kind {
    case .number: true
    case .negate: tree.children(of: id).first.map(isNumeral) ?? false
    case .list: true
    default: false
    }
  }
}
