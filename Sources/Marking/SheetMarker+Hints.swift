import Language

/// Hints for a quantity, from a nudge to the rule; never its value.
extension SheetMarker {
  /// The hints of the exercise, or what the rule says; kept, for every sheet of a class asks for the same ones.
  mutating func hints(for quantity: Int) -> [String] {
    if let known = hintTexts[quantity] { return known }
    let hints = hints(for: quantity, key.exercise.items(for: quantity).first.map { key.exercise.items[$0] })
    hintTexts[quantity] = hints
    return hints
  }

  func hints(for quantity: Int, _ item: Exercise.Item?) -> [String] {
    if let own = item?.hints, !own.isEmpty { return own }
    let name = Printer.display(key.quantities[quantity].name)
    guard let rule = key.rule(for: quantity), let formula = rule.formula else { return [] }
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
      "The rule: \(key.text(rule, for: quantity) ?? name)",
    ]
    return hints + (worked(key.quantities[quantity].name).map { [$0] } ?? [])
  }

  /// The rule with other numbers put in, for a vector or matrix at its first entry.
  private func worked(_ name: String) -> String? {
    guard let example, let quantity = example[name], !example.isGiven(quantity.id) else { return nil }
    var worked = WorkedEntry(example)
    return worked.text(of: quantity.id).map { "With other numbers: \($0)" }
  }
}
