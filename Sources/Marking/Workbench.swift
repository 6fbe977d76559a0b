import Evaluation
import Numbers

/// One sheet's numbers, and what follows from them.
///
/// Each answered entry is a variable that lies where its digits say; a recipe read on them tells all that an
/// author can have got from there. A workbench is made once and used for many sheets in turn.
struct Workbench {
  typealias Number = MeanValueArithmetic.Number

  let key: AnswerKey
  private let arithmetic: MeanValueArithmetic
  private var evaluator: Evaluator<MeanValueArithmetic>
  /// The entries answered, by quantity.
  private(set) var answered: [Int: [WrittenEntry?]] = [:]
  private var variables: [Int: [Int?]] = [:]
  private var deviations: [Enclosure] = []
  private var values: [Int: Tensor<Number>] = [:]
  private var touched: [Int: Bool] = [:]
  /// What the evaluator holds at the moment.
  private var desk = Desk(moment: 0)
  /// Recipes to use instead of a quantity's own.
  private var overrides: [Int: Recipe] = [:]
  /// Values to use instead of a given's own.
  private var readings: [Program.ID: Tensor<Number>] = [:]
  /// The moment at which givens that are replaced on the way have those values; nil where none of them has.
  private var readingMoment: Int?
  /// What sheets have had before.
  private var memory = BenchMemory()
  /// The numbers of each quantity that is answered in full, as the memory knows them.
  private var tags: [Int: Int] = [:]

  /// - Parameter isCoarse: whether plain intervals do: what they rule out is ruled out, and that is most of it.
  init(_ key: AnswerKey, isCoarse: Bool = false) {
    self.key = key
    arithmetic = MeanValueArithmetic(precision: AnswerKey.followingPrecision, keepsSlopes: !isCoarse)
    evaluator = Evaluator(key.program, in: arithmetic)
  }

  /// Puts a sheet's numbers on the bench.
  mutating func take(_ answered: [Int: [WrittenEntry?]]) {
    self.answered = answered
    clear(for: 0)
    variables = [:]
    deviations = []
    values = [:]
    touched = [:]
    overrides = [:]
    memory.trim()
    tags = [:]
    for quantity in answered.keys.sorted() {
      if let entries = answered[quantity] { tags[quantity] = memory.tag(of: entries, quantity) }
    }
  }

  /// Makes variables of a sheet's numbers, once something has to be worked out that is not remembered.
  private mutating func layOut() {
    guard variables.isEmpty else { return }
    for quantity in answered.keys.sorted() {
      variables[quantity] = answered[quantity].map { entries in
        entries.indices.map { place in
          guard let entry = entries[place] else { return nil }
          let (lower, upper) = interval(entry, quantity, place)
          deviations.append(
            Enclosure(
              lower: (lower - upper) * .half, upper: (upper - lower) * .half,
              precision: AnswerKey.followingPrecision))
          return deviations.count - 1
        }
      }
    }
  }

  /// What a number can stand for; one that is exactly the truth is that.
  private func interval(_ entry: WrittenEntry, _ quantity: Int, _ place: Int) -> (Rational, Rational) {
    if key.quantities[quantity].exact?.entries[place] == entry.value { return (entry.value, entry.value) }
    return (entry.lower, entry.upper)
  }

  // MARK: Values

  /// What a recipe gives from the sheet's own numbers, entry by entry.
  ///
  /// - Returns: nil where no number of the sheet has a part in it, or where it has no value.
  mutating func outcome(of recipe: Recipe, for quantity: Int) -> [Enclosure]? {
    guard isTouched(recipe, below: key.quantities[quantity].rank) else { return nil }
    return enclosures(recipe, for: quantity)
  }

  /// The same whether or not a number of the sheet has a part in it.
  ///
  /// Many students write the same lines: what follows from the same numbers is remembered from sheet to sheet.
  mutating func enclosures(_ recipe: Recipe, for quantity: Int) -> [Enclosure]? {
    guard let question = question(recipe, for: quantity) else { return work(recipe, for: quantity) }
    if let known = memory.answers[question] { return known }
    let answer = work(recipe, for: quantity)
    memory.answers[question] = .some(answer)
    return answer
  }

  private mutating func work(_ recipe: Recipe, for quantity: Int) -> [Enclosure]? {
    layOut()
    guard let value = try? compute(recipe, for: quantity) else { return nil }
    return value.entries.map { arithmetic.enclosure(of: $0, deviations: deviations) }
  }

  /// All that decides what a recipe gives; nil where that is more than the numbers at its leaves.
  private mutating func question(_ recipe: Recipe, for quantity: Int) -> BenchMemory.Question? {
    guard overrides.isEmpty, readings.isEmpty, recipe.stages.isEmpty else { return nil }
    let rank = key.quantities[quantity].rank
    var sources: [Int] = []
    for leaf in recipe.leaves {
      guard let source = source(of: leaf, below: rank) else {
        sources.append(BenchMemory.truth)
        continue
      }
      if let tag = tags[source] {
        sources.append(tag)
      } else if answered[source] == nil, !isTouched(source) {
        sources.append(BenchMemory.truth)
      } else {
        return nil
      }
      sources.append(source)
    }
    return BenchMemory.Question(
      quantity: quantity, node: recipe.node, moment: recipe.moment, places: recipe.places,
      leaves: recipe.leaves.map(\.node), sources: sources)
  }

  /// What a quantity would be if another one had been got by another recipe.
  mutating func enclosures(
    of recipe: Recipe, for quantity: Int, replacing: [Int: Recipe]
  ) -> [Enclosure]? {
    let saved = values
    values = values.filter { isComplete($0.key) }
    overrides = replacing
    defer {
      values = saved
      overrides = [:]
    }
    return enclosures(recipe, for: quantity)
  }

  /// What a recipe gives if a given had been another number.
  ///
  /// - Parameter moment: when it had; nil where it is none that is replaced on the way.
  mutating func enclosures(
    _ recipe: Recipe, for quantity: Int, reading given: Program.ID, as value: Tensor<Enclosure>,
    at moment: Int? = nil
  ) -> [Enclosure]? {
    let saved = values
    values = moment == nil ? values.filter { isComplete($0.key) } : [:]
    readings = [given: value.map { arithmetic.constant($0) }]
    readingMoment = moment
    defer {
      values = saved
      readings = [:]
      readingMoment = nil
    }
    return enclosures(recipe, for: quantity)
  }

  private func isComplete(_ quantity: Int) -> Bool {
    answered[quantity]?.allSatisfy { $0 != nil } ?? false
  }

  private mutating func compute(
    _ recipe: Recipe, for quantity: Int
  ) throws(EvaluationError) -> Tensor<Number> {
    let result = try recipe.stages.isEmpty ? plain(recipe, for: quantity) : staged(recipe, for: quantity)
    guard let places = recipe.places else { return result }
    return result.map { arithmetic.number($0.centre.midpoint.rounded(places: places)) }
  }

  /// A recipe after its stages: each replaces givens by what the readings of the stage before make of them.
  private mutating func staged(
    _ recipe: Recipe, for quantity: Int
  ) throws(EvaluationError) -> Tensor<Number> {
    let saved = (values, readings, readingMoment)
    defer { (values, readings, readingMoment) = saved }
    for stage in recipe.stages {
      var next = readings
      if let row = stage.row {
        for data in row.data {
          guard let value = key.states[recipe.moment][data] else { continue }
          readings[data] = value.repeating(row: row.number).map { arithmetic.constant($0) }
          next[data] = readings[data]
        }
        values = [:]
        readingMoment = recipe.moment
      }
      for update in stage.updates {
        next[update.given] =
          if let step = update.recipe {
            try self.step(update, step)
          } else {
            try value(of: update.quantity)
          }
      }
      readings = next
      readingMoment = recipe.moment
      values = [:]
    }
    return try plain(recipe, for: quantity)
  }

  /// A parameter after a share of its step.
  private mutating func step(
    _ update: Recipe.Stage.Update, _ recipe: Recipe
  ) throws(EvaluationError) -> Tensor<Number> {
    let new = try plain(recipe, for: update.quantity)
    guard update.share != .one,
      let old = readings[update.given]
        ?? key.states[recipe.moment][update.given]?.map({ arithmetic.constant($0) })
    else { return new }
    let share = arithmetic.number(update.share)
    let entries = zip(old.entries, new.entries).map { old, new in
      arithmetic.sum(old, arithmetic.product(share, arithmetic.difference(new, old)))
    }
    return Tensor(shape: new.shape, entries: entries)
  }

  private mutating func plain(
    _ recipe: Recipe, for quantity: Int
  ) throws(EvaluationError) -> Tensor<Number> {
    let rank = key.quantities[quantity].rank
    var leaves: [(node: Program.ID, source: Int, value: Tensor<Number>)] = []
    for leaf in recipe.leaves {
      if let source = source(of: leaf, below: rank) {
        leaves.append((leaf.node, source, try value(of: source)))
      } else if let later = leaf.quantities.first {
        // A wrong recipe may read what should come after it: the true value.
        leaves.append((leaf.node, ~later, key.quantities[later].truth.map { arithmetic.constant($0) }))
      }
    }
    for leaf in leaves where leaf.value.shape != key.program.shape(leaf.node) {
      throw EvaluationError(cause: .unknownValue(key.program.name(of: leaf.node) ?? ""), node: leaf.node)
    }
    let isSheet = overrides.isEmpty && readings.isEmpty
    if !isSheet || !desk.takes(recipe, leaves.map { ($0.node, $0.source) }) { clear(for: recipe.moment) }
    defer { if !isSheet { clear(for: recipe.moment) } }
    let state = key.states[recipe.moment]
    for given in recipe.givens where !desk.holds(given) {
      // A given that has no value at this moment, such as one of a later pass.
      guard let value = readings[given] ?? state[given]?.map({ arithmetic.constant($0) }) else {
        throw EvaluationError(cause: .unknownValue(key.program.name(of: given) ?? ""), node: given)
      }
      evaluator.set(given, to: value)
      desk.put(given, as: .given)
    }
    for leaf in leaves where !desk.holds(leaf.node) {
      evaluator.set(leaf.node, to: leaf.value)
      desk.put(leaf.node, as: .leaf(leaf.source))
    }
    for node in recipe.order { desk.put(node, as: .computed) }
    try evaluator.run(recipe.order)
    return try evaluator.value(of: recipe.node)
  }

  private mutating func clear(for moment: Int) {
    evaluator.forget(desk.nodes)
    desk = Desk(moment: moment)
  }

  /// The quantity that stands at a leaf: one that was answered, if any was.
  private func source(of leaf: Recipe.Leaf, below rank: Int) -> Int? {
    let earlier = leaf.quantities.filter { key.quantities[$0].rank < rank }
    return earlier.first { answered[$0] != nil } ?? earlier.first
  }

  private mutating func value(of quantity: Int) throws(EvaluationError) -> Tensor<Number> {
    if let known = values[quantity] { return known }
    let truth = key.quantities[quantity].truth
    if let read = readings[key.quantities[quantity].node],
      key.quantities[quantity].recipes.isEmpty || key.quantities[quantity].moment == readingMoment
    {
      return read
    }
    var result: Tensor<Number>
    // After a stage everything at its moment is worked out anew.
    let isStale = readingMoment == key.quantities[quantity].moment && !key.isGiven(quantity)
    let isKnown = isComplete(quantity) && !isStale
    if let recipe = overrides[quantity], !isKnown {
      result = try compute(recipe, for: quantity)
    } else if !isKnown, let recipe = followed(quantity) {
      result = try compute(recipe, for: quantity)
    } else {
      result = truth.map { arithmetic.constant($0) }
    }
    if result.shape != truth.shape { result = truth.map { arithmetic.constant($0) } }
    if !isStale, let entries = answered[quantity], let numbers = variables[quantity] {
      for (place, entry) in entries.enumerated() {
        guard let entry, let number = numbers[place] else { continue }
        let (lower, upper) = interval(entry, quantity, place)
        result.entries[place] = arithmetic.variable(number, lower: lower, upper: upper)
      }
    }
    values[quantity] = result
    return result
  }

  /// The recipe by which an unanswered quantity follows from the sheet's numbers or from an override.
  private mutating func followed(_ quantity: Int) -> Recipe? {
    let rank = key.quantities[quantity].rank
    if !overrides.isEmpty || !readings.isEmpty { return key.quantities[quantity].recipes.first }
    return key.quantities[quantity].recipes.first { isTouched($0, below: rank) }
  }

  // MARK: What has a part in what

  private mutating func isTouched(_ recipe: Recipe, below rank: Int) -> Bool {
    for leaf in recipe.leaves {
      if let source = source(of: leaf, below: rank), isTouched(source) { return true }
    }
    return recipe.stages.contains { $0.updates.contains { $0.recipe == nil && isTouched($0.quantity) } }
  }

  private mutating func isTouched(_ quantity: Int) -> Bool {
    if answered[quantity] != nil { return true }
    if let known = touched[quantity] { return known }
    touched[quantity] = false
    let rank = key.quantities[quantity].rank
    let result = key.quantities[quantity].recipes.contains { isTouched($0, below: rank) }
    touched[quantity] = result
    return result
  }

  /// The answered quantities that a recipe reads, through unanswered ones too.
  func sources(of recipe: Recipe, for quantity: Int) -> [Int] {
    var result: Set<Int> = []
    var seen: Set<Int> = []
    var open = recipe.leaves.compactMap { source(of: $0, below: key.quantities[quantity].rank) }
    while let next = open.popLast() {
      guard seen.insert(next).inserted else { continue }
      if answered[next] != nil {
        result.insert(next)
        continue
      }
      for recipe in key.quantities[next].recipes.prefix(1) {
        open += recipe.leaves.compactMap { source(of: $0, below: key.quantities[next].rank) }
      }
    }
    return result.sorted()
  }

  /// Whether a given has a part in what a recipe gives, through unanswered quantities too.
  func reads(_ given: Program.ID, _ recipe: Recipe, for quantity: Int) -> Bool {
    if recipe.givens.contains(given) { return true }
    return unanswered(behind: recipe, for: quantity).contains { step in
      key.quantities[step].node == given
        || key.quantities[step].recipes.prefix(1).contains { $0.givens.contains(given) }
    }
  }

  /// The unanswered quantities between a recipe and the sheet's numbers or the givens.
  func unanswered(behind recipe: Recipe, for quantity: Int) -> [Int] {
    var seen: Set<Int> = []
    var open = recipe.leaves.compactMap { source(of: $0, below: key.quantities[quantity].rank) }
    while let next = open.popLast() {
      guard answered[next] == nil, seen.insert(next).inserted else { continue }
      for recipe in key.quantities[next].recipes.prefix(1) {
        open += recipe.leaves.compactMap { source(of: $0, below: key.quantities[next].rank) }
      }
    }
    return seen.sorted()
  }
}

/// What has been put into an evaluator for one recipe and serves the next: most wrong recipes differ from each other
/// in a factor or two.
private struct Desk {
  enum Role: Equatable {
    case given
    /// A quantity's value, or with ~ its true one, whatever it would be computed from.
    case leaf(Int)
    case computed
  }

  let moment: Int
  private var roles: [Program.ID: Role] = [:]

  init(moment: Int) { self.moment = moment }

  var nodes: [Program.ID] { Array(roles.keys) }

  func holds(_ node: Program.ID) -> Bool { roles[node] != nil }

  mutating func put(_ node: Program.ID, as role: Role) { roles[node] = role }

  /// Whether a recipe reads everything as it lies here.
  func takes(_ recipe: Recipe, _ leaves: [(node: Program.ID, source: Int)]) -> Bool {
    recipe.moment == moment
      && leaves.allSatisfy { roles[$0.node].map { [source = $0.source] in $0 == .leaf(source) } ?? true }
      && recipe.givens.allSatisfy { roles[$0].map { $0 == .given } ?? true }
      && recipe.order.allSatisfy { roles[$0].map { $0 == .computed } ?? true }
  }
}

extension Tensor {
  /// The same with one row of the first axis, counted from 0, in the place of every row.
  func repeating(row: Int) -> Tensor {
    guard let rows = shape.axes.first, rows > 0 else { return self }
    let width = shape.count / rows
    let start = min(max(row, 0), rows - 1) * width
    return Tensor(
      shape: shape, entries: (0..<rows).flatMap { _ in entries[start..<start + width] })
  }
}
