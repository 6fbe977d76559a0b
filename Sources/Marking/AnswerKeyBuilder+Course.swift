import Checking
import Evaluation
import Language
import Lessons
import Numbers

/// Mistakes that change no formula but the course of the work: what is rounded on the way, in what order
/// parameters are replaced, which pass a value belongs to.
extension AnswerKeyBuilder {
  /// The wrong recipes of each base.
  mutating func courseSlips(_ misconceptions: [Misconception]) -> [[BaseSlip]] {
    var slips = Array(repeating: [BaseSlip](), count: bases.count)
    for misconception in misconceptions {
      for change in misconception.changes {
        for base in bases.indices {
          for (recipe, remark) in recipes(change, base) {
            slips[base].append(
              BaseSlip(misconceptions: [misconception], recipe: recipe, remark: remark))
          }
        }
      }
    }
    return slips
  }

  private mutating func recipes(
    _ change: Misconception.Change, _ base: Int
  ) -> [(BaseRecipe, remark: String)] {
    guard let right = formulas(of: base).first else { return [] }
    switch change {
    case .rounded: return rounded(right)
    case .keepGradient: return withPreviousGradient(base, right)
    case .previousPass: return ofPreviousPass(base, right)
    case .inTurn: return inTurn(base, right)
    case .exampleByExample: return exampleByExample(base, right)
    default: return []
    }
  }

  // MARK: Rounding

  /// How many places people keep on the way.
  static let roundedPlaces = 1...4

  private func rounded(_ right: BaseRecipe) -> [(BaseRecipe, remark: String)] {
    AnswerKeyBuilder.roundedPlaces.map { places in
      var recipe = right
      recipe.places = places
      return (recipe, "rounded to \(places) place\(places == 1 ? "" : "s") and used so")
    }
  }

  // MARK: Passes

  /// A node for what a quantity was a moment earlier.
  private mutating func earlierNode(of base: Int) -> Program.ID {
    if let known = earlier.first(where: { $0.value == base })?.key { return known }
    let shape = scope.program.shape(bases[base].node)
    let node = scope.program.given("\(bases[base].name){t-1}", shape)
    earlier[node] = base
    return node
  }

  private var hasPasses: Bool { !updated.isEmpty }

  /// A gradient to which the one of the pass before is added, or a step that repeats the one before: with
  /// w′ = w − η·G it is w − w₋ that was η times the gradient before.
  private mutating func withPreviousGradient(
    _ base: Int, _ right: BaseRecipe
  ) -> [(BaseRecipe, remark: String)] {
    guard hasPasses else { return [] }
    let before = earlierNode(of: base)
    let node: Program.ID
    if bases[base].isState {
      let step = scope.program.difference(before, bases[base].node)
      node = scope.program.difference(right.node, step)
    } else {
      guard isGradient(base) else { return [] }
      node = scope.program.sum(right.node, before)
    }
    guard
      let recipe = recipe(
        for: bases[base].isState ? -1 : base, node, formula: right.formula, left: right.left)
    else { return [] }
    return [(recipe, "with the gradient of the pass before still in it")]
  }

  /// Whether this is the derivative of something by a parameter that is replaced.
  private func isGradient(_ base: Int) -> Bool {
    let names = [bases[base].name] + bases[base].aliases.map { bases[$0].name }
    return updated.contains { parameter in
      names.contains { $0.hasPrefix("d") && $0.hasSuffix("/d\(bases[parameter].name)") }
    }
  }

  private mutating func ofPreviousPass(_ base: Int, _ right: BaseRecipe) -> [(BaseRecipe, remark: String)] {
    guard hasPasses, !bases[base].isState else { return [] }
    let before = earlierNode(of: base)
    return recipe(for: base, before, formula: right.formula, left: right.left).map {
      [($0, "of the pass before")]
    } ?? []
  }

  // MARK: The order of updates

  /// How many parameters are looked at in all combinations of one, of those before, and of all others.
  private static let parameterLimit = 8

  /// A parameter's step after others have taken theirs.
  private func inTurn(_ base: Int, _ right: BaseRecipe) -> [(BaseRecipe, remark: String)] {
    guard let place = updated.firstIndex(of: base), updated.count <= AnswerKeyBuilder.parameterLimit else {
      return []
    }
    let others = updated.filter { other in
      other != base && scope.program.depends(right.node, on: bases[other].node)
    }
    var sets = others.map { [$0] }
    for set in [others.filter { updated[..<place].contains($0) }, others] {
      if !set.isEmpty, !sets.contains(set) { sets.append(set) }
    }
    return sets.map { set in
      var recipe = right
      recipe.stages = [BaseRecipe.Stage(updates: set.map { ($0, nil) })]
      let names = set.map { Printer.display(bases[$0].name) }.joined(separator: ", ")
      return (recipe, "after \(names) had been replaced")
    }
  }

  // MARK: Examples one by one

  /// How many examples are gone through.
  private static let exampleLimit = 12

  /// A parameter after a step for each example by itself, every one from where the last has led.
  private func exampleByExample(_ base: Int, _ right: BaseRecipe) -> [(BaseRecipe, remark: String)] {
    guard updated.contains(base), let batch else { return [] }
    var recipe = BaseRecipe(
      node: bases[base].node, leaves: [BaseRecipe.Leaf(node: bases[base].node, bases: [base])],
      formula: right.formula, left: right.left)
    recipe.stages = (0..<batch.count).map { number in
      BaseRecipe.Stage(
        row: (batch.data, number),
        updates: updated.compactMap { other in formulas(of: other).first.map { (other, $0) } },
        share: batch.share)
    }
    return [(recipe, "with a step for each example by itself")]
  }

  /// The data whose first axis counts the examples.
  struct Batch {
    let data: [Program.ID]
    let count: Int
    /// How much of the step of a batch that is all one example is that example's: all of it where the error is
    /// a mean, one part of so many where it is a sum.
    let share: Rational
  }

  /// Givens that are no parameters and have as many rows, if the examples in the rows are independent: then the
  /// step is the mean of the steps for batches in which one example stands in every row.
  func findBatch(_ roles: Roles) -> Batch? {
    let data = lesson.derivation.givens.filter { given in
      !updated.contains { bases[$0].name == given.name } && !roles.rates.contains(given.name)
        && !roles.isWeight(given.name) && !roles.isBias(given.name)
        && given.value.shape.rank > 0
        && updated.contains { base in
          formulas(of: base).contains { scope.program.depends($0.node, on: given.node) }
        }
    }
    guard let count = data.first?.value.shape.axes.first, 2...AnswerKeyBuilder.exampleLimit ~= count,
      !updated.isEmpty, data.allSatisfy({ $0.value.shape.axes.first == count }),
      let part = try? Rational(1).divided(by: Rational(count))
    else { return nil }
    let arithmetic = CertifiedArithmetic(precision: AnswerKey.followingPrecision)
    let rows: [Int?] = [nil] + (0..<count).map { $0 }
    var steps: [[Enclosure]] = []
    for row in rows {
      var replacing: [String: Tensor<Enclosure>] = [:]
      for given in data {
        if let row {
          replacing[given.name] = given.enclosures(precision: AnswerKey.followingPrecision).repeating(
            row: row)
        }
      }
      let execution = Execution(lesson.derivation, in: arithmetic, replacing: replacing)
      guard let step = step(execution.evaluator(of: scope.program)) else { return nil }
      steps.append(step)
    }
    let precision = AnswerKey.followingPrecision
    let isMean = steps[0].indices.allSatisfy { entry in
      let total = steps.dropFirst().reduce(Enclosure(0)) { $0.adding($1[entry], precision: precision) }
      return total.multiplying(Enclosure(part, precision: precision), precision: precision)
        .overlaps(steps[0][entry])
    }
    guard isMean else { return nil }
    return Batch(
      data: data.compactMap { given in
        scope.program.givens.first { $0.name == given.name }?.id
      }, count: count, share: takesMean(roles, count) ? .one : part)
  }

  /// What the parameters change by in the first pass, entry by entry.
  private func step(_ evaluator: Evaluator<CertifiedArithmetic>) -> [Enclosure]? {
    var evaluator = evaluator
    var result: [Enclosure] = []
    for base in updated {
      guard let recipe = formulas(of: base).first, let new = try? evaluator.value(of: recipe.node),
        let old = try? evaluator.value(of: bases[base].node)
      else { return nil }
      result += zip(new.entries, old.entries).map {
        $0.subtracting($1, precision: AnswerKey.followingPrecision)
      }
    }
    return result
  }

  /// Whether the error divides by the number of examples.
  private func takesMean(_ roles: Roles, _ count: Int) -> Bool {
    guard let loss = roles.loss, let base = bases.firstIndex(where: { $0.name == loss }),
      let formula = formulas(of: base).first?.formula
    else { return true }
    return tree.all(in: formula).contains { id in
      switch tree[id].kind {
      case .apply("mean", _), .apply("length", _): true
      case .number(let numeral): numeral.value == Rational(count) || numeral.value == Rational(2 * count)
      default: false
      }
    }
  }
}
