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
    return [
      "What does \(name) depend on, and how does each of them reach it? Look at \(parts).",
      "The rule: \(name) = \(Printer(key.tree).text(formula))",
    ]
  }
}
