import Evaluation
import Language
import Lessons
import Numbers

/// The quantities of a lesson at each moment, with their true values.
extension AnswerKeyBuilder {
  struct Quantities {
    var list: [Quantity] = []
    var names: [String: Int] = [:]
    var states: [[Program.ID: Tensor<Enclosure>]] = []
    /// The base of each quantity.
    var bases: [Int] = []
    /// The quantity of each base at each moment.
    var places: [[Int: Int]] = []
    /// Recipes that do not give the true value: claims that hold at the lesson's own numbers only.
    var failing: Set<Program.ID> = []
  }

  /// How many moments of a descent can be asked for.
  static let momentLimit = 64

  /// - Parameter derivation: the lesson's own, or one of the same lines with other numbers.
  func quantities(with derivation: Derivation) -> Quantities {
    let rounded = derivation.givens.filter { $0.uncertainty != nil }
    let enclosed = Dictionary(
      rounded.map { ($0.name, $0.enclosures(precision: AnswerKey.precision)) }, uniquingKeysWith: { $1 })
    let certified = moments(
      of: derivation, in: CertifiedArithmetic(precision: AnswerKey.precision), replacing: enclosed)
    let exact = moments(of: derivation, in: RationalArithmetic(), omitting: Set(enclosed.keys))
    var result = Quantities()
    result.states = certified.map(\.givens)
    if let first = certified.first { result.failing = failing(at: first) }
    let last = max(certified.count - 1, 0)
    result.places = Array(repeating: [:], count: certified.count)
    for moment in certified.indices {
      for (number, base) in bases.enumerated() where !base.isFinal || moment == last {
        guard let truth = certified[moment].values[number] else { continue }
        let id = result.list.count
        let home = base.isState || base.isFinal ? last : 0
        let timed = "\(base.name){\(moment)}"
        result.list.append(
          Quantity(
            id: id, name: moment == home ? base.name : timed, moment: moment, node: base.node, truth: truth,
            exact: exact.indices.contains(moment) ? exact[moment].values[number] : nil))
        result.bases.append(number)
        result.places[moment][number] = id
        result.names[timed] = id
        if moment == home { result.names[base.name] = id }
      }
    }
    for id in result.list.indices { result.list[id].recipes = recipes(of: id, result, result.places) }
    rank(&result.list)
    return result
  }

  private func failing(at start: Moment<Enclosure>) -> Set<Program.ID> {
    var evaluator = Evaluator(scope.program, in: CertifiedArithmetic(precision: AnswerKey.precision))
    for (given, value) in start.givens { evaluator.set(given, to: value) }
    var result: Set<Program.ID> = []
    for (number, base) in bases.enumerated() where base.recipes.count > 1 {
      for recipe in base.recipes {
        guard let value = try? evaluator.value(of: recipe.node), let truth = start.values[number],
          value.shape == truth.shape,
          !zip(value.entries, truth.entries).allSatisfy({ $0.overlaps($1) })
        else { continue }
        result.insert(recipe.node)
      }
    }
    return result
  }

  // MARK: Recipes at a moment

  private func recipes(of id: Int, _ quantities: Quantities, _ places: [[Int: Int]]) -> [Recipe] {
    let base = quantities.bases[id]
    let moment = quantities.list[id].moment
    if bases[base].isState {
      guard moment > 0, let recipe = replacements[base]?[moment - 1] else { return [] }
      return instance(recipe, at: moment - 1, places).map { [$0] } ?? []
    }
    return bases[base].recipes.filter { !quantities.failing.contains($0.node) }.compactMap {
      instance($0, at: moment, places)
    }
  }

  /// - Returns: nil where it reads a moment that there is none of.
  func instance(_ recipe: BaseRecipe, at moment: Int, _ places: [[Int: Int]]) -> Recipe? {
    guard places.indices.contains(moment) else { return nil }
    var leaves: [Recipe.Leaf] = []
    for leaf in recipe.leaves {
      guard moment >= leaf.shift else { return nil }
      let candidates = leaf.bases + leaf.bases.flatMap { bases[$0].aliases }
      let found = candidates.compactMap { places[moment - leaf.shift][$0] }
      if !found.isEmpty { leaves.append(Recipe.Leaf(node: leaf.node, quantities: found)) }
    }
    var stages: [Recipe.Stage] = []
    for stage in recipe.stages {
      var updates: [Recipe.Stage.Update] = []
      for update in stage.updates {
        guard places.indices.contains(moment + 1), let quantity = places[moment + 1][update.base] else {
          return nil
        }
        var step: Recipe?
        if let own = update.recipe {
          guard let own = instance(own, at: moment, places) else { return nil }
          step = own
        }
        updates.append(
          Recipe.Stage.Update(
            given: bases[update.base].node, quantity: quantity, recipe: step, share: stage.share))
      }
      stages.append(Recipe.Stage(row: stage.row, updates: updates))
    }
    return Recipe(
      node: recipe.node, moment: moment, leaves: leaves, formula: recipe.formula, left: recipe.left,
      program: scope.program,
      stages: stages, places: recipe.places)
  }

  /// Numbers the quantities so that whatever a recipe reads comes before what it makes.
  private func rank(_ list: inout [Quantity]) {
    var done: Set<Int> = []
    var next = 0
    for start in list.indices {
      var open = [(start, false)]
      while let (id, isReady) = open.popLast() {
        if done.contains(id) { continue }
        if isReady {
          list[id].rank = next
          next += 1
          done.insert(id)
          continue
        }
        open.append((id, true))
        for recipe in list[id].recipes {
          for leaf in recipe.leaves { if let first = leaf.quantities.first { open.append((first, false)) } }
        }
      }
    }
  }

  // MARK: Values

  struct Moment<Number: Sendable> {
    var givens: [Program.ID: Tensor<Number>] = [:]
    /// By base.
    var values: [Int: Tensor<Number>] = [:]
  }

  /// The values at the top of each pass and at the end.
  private func moments<A: Arithmetic>(
    of derivation: Derivation, in arithmetic: A, replacing: [String: Tensor<A.Number>] = [:],
    omitting: Set<String> = []
  ) -> [Moment<A.Number>] {
    var execution = Execution(derivation, in: arithmetic, replacing: replacing, omitting: omitting)
    var moments = [moment(execution.evaluator(of: scope.program))]
    let passes = derivation.lines.contains { if case .loop = $0.kind { true } else { false } }
    guard passes else { return moments }
    let total = derivation.scope.passes
    guard total <= AnswerKeyBuilder.momentLimit else { return moments }
    execution.run(
      wants: { _ in true },
      visit: { (_, evaluator, pass) in
        guard let pass, pass == moments.count else { return }
        moments.append(moment(seeded(evaluator, derivation)))
      })
    if moments.count == total { moments.append(moment(execution.evaluator(of: scope.program))) }
    return moments
  }

  /// An evaluator of the grown program with the givens of an older one, which begins as this one does.
  private func seeded<A: Arithmetic>(_ evaluator: Evaluator<A>, _ derivation: Derivation) -> Evaluator<A> {
    var evaluator = evaluator
    var result = Evaluator(scope.program, in: evaluator.arithmetic)
    for given in derivation.program.givens
    where evaluator.isKnown(given.id) && scope.program.name(of: given.id) == given.name {
      if let value = try? evaluator.value(of: given.id) { result.set(given.id, to: value) }
    }
    return result
  }

  private func moment<A: Arithmetic>(_ evaluator: Evaluator<A>) -> Moment<A.Number> {
    var evaluator = evaluator
    var result = Moment<A.Number>()
    for given in scope.program.givens where evaluator.isKnown(given.id) {
      result.givens[given.id] = try? evaluator.value(of: given.id)
    }
    for (number, base) in bases.enumerated() {
      if let value = try? evaluator.value(of: base.node) { result.values[number] = value }
    }
    return result
  }
}
