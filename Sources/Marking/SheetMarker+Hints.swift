import Language

/// Hints for a quantity, from a nudge to the rule; never its value.
extension SheetMarker {
  func hints(for quantity: Int, _ item: Exercise.Item?) -> [String] {
    if let own = item?.hints, !own.isEmpty { return own }
    let name = Printer.display(key.quantities[quantity].name)
    guard let formula = key.rule(for: quantity) else { return [] }
    var names: [String] = []
    for id in key.tree.quantities(in: formula) {
      guard let found = key.tree.named(id), !names.contains(found),
        key.names[found] != nil || key.lesson.derivation.scope.quantity(found) != nil
      else { continue }
      names.append(found)
    }
    let parts = names.map { Printer.display($0) }.joined(separator: ", ")
    let hints = [
      "What does \(name) depend on, and how does each of them reach it? Look at \(parts).",
      "The rule: \(name) = \(Printer(key.tree).text(formula))",
    ]
    return hints + (worked(formula, key.quantities[quantity].name).map { [$0] } ?? [])
  }

  /// The rule with other numbers put in; nil where its quantities are no single numbers.
  private func worked(_ formula: Tree.NodeID, _ name: String) -> String? {
    guard let example, let result = example[name], result.shape.isScalar,
      let quantity = key[name]?.id, let rule = example.rule(for: result.id),
      key.rule(for: quantity).map({ Printer(key.tree, ascii: true).text($0) })
        == Printer(example.tree, ascii: true).text(rule)
    else { return nil }
    var isComplete = true
    let tree = example.tree
    let text = Printer(tree) { id in
      switch tree[id].kind {
      case .name, .derivative: break
      default: return nil
      }
      guard let number = tree.named(id).flatMap({ example.number($0) }) else {
        isComplete = false
        return nil
      }
      return number
    }.text(rule)
    guard isComplete, let value = example.number(name) else { return nil }
    return "With other numbers: \(Printer.display(name)) = \(text) = \(value)"
  }
}

extension AnswerKey {
  /// A single number's value to three digits, a given as it is.
  func number(_ name: String) -> String? {
    if let quantity = self[name] {
      guard quantity.shape.isScalar, let value = quantity.truth.entries.first else { return nil }
      return value.midpoint.decimal(significant: 3).text
    }
    guard let given = lesson.derivation.givens.first(where: { $0.name == name }), given.value.shape.isScalar
    else {
      return nil
    }
    return given.value.entries.first?.exactDecimal
  }
}
