import Evaluation
import Language

/// Applies the catalogue of misconceptions to the lesson's own recipes.
extension AnswerKeyBuilder {
  /// A wrong recipe for a base, before any moment is looked at.
  struct BaseSlip {
    let misconceptions: [Misconception]
    let recipe: BaseRecipe
    /// What the formula does not say.
    var remark: String?
  }

  /// How many wrong recipes one quantity can have.
  private static let slipLimit = 320

  /// How common two mistakes have to be before they are looked for together.
  private static let pairWeight = 6

  /// The axes of every name.
  private var shapes: [String: [Int]] {
    let names = bases.map(\.name) + lesson.derivation.givens.map(\.name)
    return Dictionary(
      names.compactMap { name in scope.quantity(name).map { (name, scope.program.shape($0.node).axes) } },
      uniquingKeysWith: { first, _ in first })
  }

  private struct Wanted {
    let base: Int
    let misconceptions: [Misconception]
    let left: Tree.NodeID
    let formula: Tree.NodeID
  }

  /// The wrong recipes of each base, the likeliest first.
  ///
  /// - Parameter inPairs: whether two things are to be wrong in each, rather than one.
  mutating func findSlips(
    _ roles: Roles, _ misconceptions: [Misconception], inPairs: Bool
  ) -> [[BaseSlip]] {
    var rewriter = Rewriter(tree: tree, roles: roles, shapes: shapes)
    var wanted: [Wanted] = []
    let byWeight = misconceptions.sorted { ($1.weight, $0.id) < ($0.weight, $1.id) }
    for base in bases.indices {
      let target = target(of: base, roles)
      let possible = byWeight.filter { $0.targets.contains(target) }
      for misconception in possible {
        for recipe in formulas(of: base) {
          guard let formula = recipe.formula, let left = recipe.left else { continue }
          for variant in rewriter.variants(misconception, of: formula, left: left) {
            if !inPairs {
              wanted.append(
                Wanted(base: base, misconceptions: [misconception], left: left, formula: variant))
            } else if misconception.weight >= AnswerKeyBuilder.pairWeight {
              for second in possible where second.weight >= AnswerKeyBuilder.pairWeight {
                guard misconception.id < second.id else { continue }
                for both in rewriter.variants(second, of: variant, left: left) {
                  wanted.append(
                    Wanted(base: base, misconceptions: [misconception, second], left: left, formula: both))
                }
              }
            }
          }
        }
      }
    }
    tree = rewriter.tree
    var slips = compiled(wanted)
    guard !inPairs else { return slips }
    batch = findBatch(roles)
    for (base, course) in courseSlips(byWeight).enumerated() {
      slips[base] = (slips[base] + course).enumerated().sorted {
        let (a, b) = ($0.element.misconceptions[0], $1.element.misconceptions[0])
        return (b.weight, a.id, $0.offset) < (a.weight, b.id, $1.offset)
      }.map(\.element)
    }
    return slips
  }

  private mutating func compiled(_ wanted: [Wanted]) -> [[BaseSlip]] {
    var slips = Array(repeating: [BaseSlip](), count: bases.count)
    for slip in wanted where slips[slip.base].count < AnswerKeyBuilder.slipLimit {
      guard let node = compiled(slip.left, slip.formula, node: bases[slip.base].node),
        // A given that stays as it is: not updated.
        node != bases[slip.base].node || bases[slip.base].isState,
        !formulas(of: slip.base).contains(where: { $0.node == node }),
        !slips[slip.base].contains(where: {
          $0.recipe.node == node && $0.misconceptions.map(\.id) == slip.misconceptions.map(\.id)
        }),
        let recipe = recipe(
          for: bases[slip.base].isState ? -1 : slip.base, node, formula: slip.formula, left: slip.left)
      else { continue }
      slips[slip.base].append(BaseSlip(misconceptions: slip.misconceptions, recipe: recipe))
    }
    return slips
  }

  func formulas(of base: Int) -> [BaseRecipe] {
    guard bases[base].isState else { return bases[base].recipes }
    return replacements[base]?.min { $0.key < $1.key }.map { [$0.value] } ?? []
  }

  /// The wrong recipes of each quantity, at its moment.
  func slips(_ found: [[BaseSlip]], _ quantities: Quantities) -> [[Slip]] {
    quantities.list.map { quantity in
      let base = quantities.bases[quantity.id]
      let moment = bases[base].isState ? quantity.moment - 1 : quantity.moment
      guard moment >= 0 else { return [] }
      return found[base].compactMap { slip in
        instance(slip.recipe, at: moment, quantities.places).map {
          Slip(misconceptions: slip.misconceptions, recipe: $0, remark: slip.remark)
        }
      }
    }
  }

  // MARK: What a quantity is

  func target(of base: Int, _ roles: Roles) -> Misconception.Target {
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
    return roles.isBias(bottom) ? .biasGradient : .gradient
  }
}
