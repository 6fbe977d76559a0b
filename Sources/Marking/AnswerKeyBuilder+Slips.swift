import Evaluation
import Language

/// Applies the catalogue of misconceptions to the lesson's own recipes.
extension AnswerKeyBuilder {
  /// A wrong recipe for a base, before any moment is looked at.
  struct BaseSlip {
    let misconceptions: [Misconception]
    let recipe: BaseRecipe
  }

  /// How many wrong recipes one quantity can have.
  private static let slipLimit = 160

  /// The wrong recipes of each base, the likeliest first.
  mutating func findSlips(_ roles: Roles, _ misconceptions: [Misconception]) -> [[BaseSlip]] {
    var rewriter = Rewriter(tree: tree, roles: roles)
    var wanted: [(base: Int, misconception: Misconception, left: Tree.NodeID, formula: Tree.NodeID)] = []
    let byWeight = misconceptions.sorted { ($1.weight, $0.id) < ($0.weight, $1.id) }
    for base in bases.indices {
      let target = target(of: base, roles)
      for misconception in byWeight where misconception.targets.contains(target) {
        for recipe in formulas(of: base) {
          guard let formula = recipe.formula, let left = recipe.left else { continue }
          for change in misconception.changes {
            for variant in rewriter.variants(change, of: formula) {
              wanted.append((base, misconception, left, variant))
            }
          }
        }
      }
    }
    tree = rewriter.tree
    var slips = Array(repeating: [BaseSlip](), count: bases.count)
    for slip in wanted where slips[slip.base].count < AnswerKeyBuilder.slipLimit {
      guard let node = compiled(slip.left, slip.formula, node: bases[slip.base].node),
        node != bases[slip.base].node,
        !formulas(of: slip.base).contains(where: { $0.node == node }),
        !slips[slip.base].contains(where: {
          $0.recipe.node == node && $0.misconceptions[0].id == slip.misconception.id
        }),
        let recipe = recipe(
          for: bases[slip.base].isState ? -1 : slip.base, node, formula: slip.formula, left: slip.left)
      else { continue }
      slips[slip.base].append(BaseSlip(misconceptions: [slip.misconception], recipe: recipe))
    }
    return slips
  }

  private func formulas(of base: Int) -> [BaseRecipe] {
    bases[base].isState ? Array((replacements[base] ?? [:]).values.prefix(1)) : bases[base].recipes
  }

  /// The wrong recipes of each quantity, at its moment.
  func slips(_ found: [[BaseSlip]], _ quantities: Quantities) -> [[Slip]] {
    quantities.list.map { quantity in
      let base = quantities.bases[quantity.id]
      let moment = bases[base].isState ? quantity.moment - 1 : quantity.moment
      guard moment >= 0 else { return [] }
      return found[base].map {
        Slip(
          misconceptions: $0.misconceptions, recipe: instance($0.recipe, at: moment, quantities.places),
          values: nil)
      }
    }
  }

  // MARK: What a quantity is

  private func target(of base: Int, _ roles: Roles) -> Misconception.Target {
    let names = [bases[base].name] + bases[base].aliases.map { bases[$0].name }
    if bases[base].isState { return .update }
    return names.lazy.compactMap { self.target(of: $0, roles) }.first ?? .other
  }

  private func target(of name: String, _ roles: Roles) -> Misconception.Target? {
    if name == roles.loss { return .loss }
    if roles.net(name) != nil { return .net }
    if let activation = roles.activation(name) {
      return roles.isOutput(activation.net) ? .outputActivation : .hiddenActivation
    }
    if let net = roles.net(ofDelta: name) { return roles.isOutput(net) ? .outputDelta : .hiddenDelta }
    guard name.hasPrefix("d"), let slash = name.firstIndex(of: "/") else { return nil }
    let top = String(name[..<slash].dropFirst())
    let bottom = String(name[name.index(after: slash)...].dropFirst())
    if let activation = roles.activation(top), activation.net == bottom { return .slope }
    guard top == roles.loss else { return nil }
    if roles.errors.contains(where: { $0.output == bottom }) { return .error }
    if roles.activation(bottom) != nil { return .hiddenDelta }
    if roles.isWeight(bottom) { return .weightGradient }
    return roles.isBias(bottom) ? .biasGradient : nil
  }
}
