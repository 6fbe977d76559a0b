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
  }

  /// How many moments of a descent can be asked for.
  static let momentLimit = 64

  func quantities() -> Quantities {
    let rounded = lesson.derivation.givens.filter { $0.uncertainty != nil }
    let enclosed = Dictionary(
      rounded.map { ($0.name, $0.enclosures(precision: AnswerKey.precision)) }, uniquingKeysWith: { $1 })
    let certified = moments(in: CertifiedArithmetic(precision: AnswerKey.precision), replacing: enclosed)
    let exact = moments(in: RationalArithmetic(), omitting: Set(enclosed.keys))
    var result = Quantities()
    result.states = certified.map(\.givens)
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

  // MARK: Recipes at a moment

  private func recipes(of id: Int, _ quantities: Quantities, _ places: [[Int: Int]]) -> [Recipe] {
    let base = quantities.bases[id]
    let moment = quantities.list[id].moment
    if bases[base].isState {
      guard moment > 0, let recipe = replacements[base]?[moment - 1] else { return [] }
      return [instance(recipe, at: moment - 1, places)]
    }
    return bases[base].recipes.map { instance($0, at: moment, places) }
  }

  func instance(_ recipe: BaseRecipe, at moment: Int, _ places: [[Int: Int]]) -> Recipe {
    let leaves = recipe.leaves.compactMap { leaf -> Recipe.Leaf? in
      let candidates = leaf.bases + leaf.bases.flatMap { bases[$0].aliases }
      let found = candidates.compactMap { places[moment][$0] }
      return found.isEmpty ? nil : Recipe.Leaf(node: leaf.node, quantities: found)
    }
    return Recipe(
      node: recipe.node, moment: moment, leaves: leaves, formula: recipe.formula, program: scope.program)
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
    in arithmetic: A, replacing: [String: Tensor<A.Number>] = [:], omitting: Set<String> = []
  ) -> [Moment<A.Number>] {
    var execution = Execution(
      lesson.derivation, in: arithmetic, replacing: replacing, omitting: omitting)
    var moments = [moment(execution.evaluator(of: scope.program))]
    let passes = lesson.derivation.lines.contains { if case .loop = $0.kind { true } else { false } }
    guard passes else { return moments }
    let total = lesson.derivation.scope.passes
    guard total <= AnswerKeyBuilder.momentLimit else { return moments }
    execution.run(
      wants: { _ in true },
      visit: { (_, evaluator, pass) in
        guard let pass, pass == moments.count else { return }
        moments.append(moment(seeded(evaluator)))
      })
    if moments.count == total { moments.append(moment(execution.evaluator(of: scope.program))) }
    return moments
  }

  /// An evaluator of the grown program with the givens of an older one.
  private func seeded<A: Arithmetic>(_ evaluator: Evaluator<A>) -> Evaluator<A> {
    var evaluator = evaluator
    var result = Evaluator(scope.program, in: evaluator.arithmetic)
    for given in lesson.derivation.program.givens where evaluator.isKnown(given.id) {
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
