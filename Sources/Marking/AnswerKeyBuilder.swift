import Checking
import Evaluation
import Language
import Lessons
import Numbers

/// Reads the quantities of a lesson and their recipes off its own lines.
struct AnswerKeyBuilder {
  /// A quantity before it is looked at at any moment.
  struct Base {
    let name: String
    let node: Program.ID
    /// Whether it is defined behind the loops, and so belongs to their end.
    let isFinal: Bool
    /// Whether it is a given that is replaced on the way.
    let isState: Bool
    var recipes: [BaseRecipe] = []
    /// Formulas that are just another quantity's name.
    var aliases: [Int] = []
  }

  struct BaseRecipe {
    let node: Program.ID
    let leaves: [Leaf]
    let formula: Tree.NodeID?
    /// What stands left of the formula.
    let left: Tree.NodeID?
    var stages: [Stage] = []
    var places: Int?

    struct Leaf {
      let node: Program.ID
      let bases: [Int]
      /// How many moments earlier the quantity is taken than the recipe.
      var shift = 0
    }

    /// As ``Recipe/Stage``.
    struct Stage {
      var row: (data: [Program.ID], number: Int)?
      var updates: [(base: Int, recipe: BaseRecipe?)] = []
      var share: Rational = .one
    }
  }

  let lesson: Lesson
  var tree: Tree
  var scope: Scope
  private(set) var bases: [Base] = []
  private var byName: [String: Int] = [:]
  /// Nodes that stand for a quantity wherever they are met.
  private var byNode: [Program.ID: Int] = [:]
  /// Nodes that stand for a quantity as it was a moment earlier.
  var earlier: [Program.ID: Int] = [:]
  /// How a given is replaced, by its base and by pass.
  private(set) var replacements: [Int: [Int: BaseRecipe]] = [:]
  /// The givens that are replaced, in the order of the updates.
  private(set) var updated: [Int] = []
  /// The examples that the lesson's error is over.
  var batch: Batch?
  /// Formulas to become recipes, in the lesson's order: the quantity's formula and what it is to equal.
  private var pending: [(base: Int, left: Tree.NodeID, right: Tree.NodeID)] = []

  init(_ lesson: Lesson) {
    self.lesson = lesson
    tree = lesson.tree
    scope = lesson.derivation.scope
  }

  // MARK: Trees

  mutating func findRecipes() {
    let lines = lesson.derivation.lines
    let firstLoop = lines.firstIndex { if case .loop = $0.kind { true } else { false } } ?? lines.count
    let replaced = stateNames()
    for given in lesson.derivation.givens where replaced.contains(given.name) {
      add(given.name, given.node, isFinal: false, isState: true)
    }
    var claims: [Claim] = []
    for (place, line) in lines.enumerated() {
      switch line.kind {
      case .definition(let definition):
        add(definition.name, definition.node, isFinal: place > firstLoop, isState: false)
        if let base = byName[definition.name], let value = scope.program.value(of: definition.node) {
          note(base, value, formula: definition.formula, left: left(of: definition))
        }
      case .claim(let claim) where place < firstLoop && claim.relation == .equal && !claim.joinsEnds:
        claims.append(claim)
      case .loop(let loop):
        for line in loop.body {
          guard case .definition(let definition) = line.kind else { continue }
          add(definition.name, definition.node, isFinal: false, isState: false)
          if let base = byName[definition.name], let value = scope.program.value(of: definition.node) {
            note(base, value, formula: definition.formula, left: left(of: definition))
          }
        }
      default: continue
      }
    }
    read(claims)
    for use in lesson.derivation.scope.derivatives { addDerivative(use) }
    compilePending()
    addDerivativeRecipes()
    for line in lines { if case .loop(let loop) = line.kind { readUpdates(loop) } }
  }

  private mutating func readUpdates(_ loop: Loop) {
    for line in loop.body {
      guard case .update(let list) = line.kind else { continue }
      for replacement in list {
        guard let base = byName[replacement.name], let value = scope.program.value(of: replacement.node)
        else {
          continue
        }
        let left = tree.append(.name(replacement.name), at: tree[replacement.formula].span)
        // The new value may well be computed from the old one, so this recipe is for no base.
        guard let recipe = recipe(for: -1, value, formula: replacement.formula, left: left) else { continue }
        if !updated.contains(base) { updated.append(base) }
        for pass in loop.firstPass..<loop.firstPass + min(loop.count, AnswerKeyBuilder.momentLimit) {
          replacements[base, default: [:]][pass] = recipe
        }
      }
    }
  }

  private func stateNames() -> Set<String> {
    var names: Set<String> = []
    for line in lesson.derivation.lines {
      guard case .loop(let loop) = line.kind else { continue }
      for line in loop.body {
        if case .update(let replacements) = line.kind { names.formUnion(replacements.map(\.name)) }
      }
    }
    return names
  }

  @discardableResult
  private mutating func add(_ name: String, _ node: Program.ID, isFinal: Bool, isState: Bool) -> Int {
    if let known = byName[name] { return known }
    bases.append(Base(name: name, node: node, isFinal: isFinal, isState: isState))
    byName[name] = bases.count - 1
    if byNode[node] == nil { byNode[node] = bases.count - 1 }
    // σ′ goes through σ(z) itself, which is the activation under another node.
    if let value = scope.program.value(of: node), case .function = scope.program[value].operation,
      byNode[value] == nil
    {
      byNode[value] = bases.count - 1
    }
    return bases.count - 1
  }

  /// `z1[k]` for a quantity that is defined entry by entry.
  private mutating func left(of definition: Definition) -> Tree.NodeID {
    let span = tree[definition.formula].span
    let name = tree.append(.name(definition.name), at: span)
    if definition.letters.isEmpty { return name }
    let letters = definition.letters.map { tree.append(.name($0), at: span) }
    return tree.append(.index, [name] + letters, at: span)
  }

  private mutating func addDerivative(_ use: DerivativeUse) {
    guard let top = scope.program.name(of: use.target), let bottom = scope.program.name(of: use.source) else {
      return
    }
    add("d\(top)/d\(bottom)", use.node, isFinal: false, isState: false)
  }

  private mutating func read(_ claims: [Claim]) {
    for claim in claims {
      guard let first = claim.terms.first, let last = claim.terms.last else { continue }
      for left in Set([first, last]).sorted() {
        guard let base = quantity(left), !tree.holdsNumbersOnly(claim.right) else { continue }
        pending.append((base, left, claim.right))
      }
    }
  }

  /// The quantity that a formula names, perhaps with letters behind it.
  private mutating func quantity(_ id: Tree.NodeID) -> Int? {
    guard let whole = tree.whole(id, isLetter: { scope.quantity($0) == nil }) else { return nil }
    let name = Printer(tree, ascii: true).text(whole)
    if let known = byName[name] { return known }
    guard case .derivative = tree[whole].kind, let node = compiled(whole) else { return nil }
    return add(name, node, isFinal: false, isState: false)
  }

  // MARK: Programs

  private mutating func compiled(_ id: Tree.NodeID) -> Program.ID? {
    let statement = Statement(
      kind: .chain(terms: [id], relations: []), span: tree[id].span, depth: 0)
    guard case .display(let term, _)? = compile(statement)?.kind, term.letters.isEmpty else { return nil }
    return term.node
  }

  /// The right side of `left = right` in the shape of the left, where that is a whole quantity.
  mutating func compiled(_ left: Tree.NodeID, _ right: Tree.NodeID, node: Program.ID) -> Program.ID? {
    let statement = Statement(
      kind: .chain(terms: [left, right], relations: [.equal]), span: tree[right].span, depth: 0)
    guard case .claim(let claim)? = compile(statement)?.kind,
      case .nodes(let first, let second) = claim.sides,
      scope.program.shape(first) == scope.program.shape(node), first == node
    else { return nil }
    return second
  }

  private mutating func compile(_ statement: Statement) -> Line? {
    var compiler = Compiler(tree: tree, scope: scope)
    let output = compiler.compile([statement][...], in: Compiler.Block(number: 0, isGiven: false))
    scope = compiler.scope
    return output.lines.first
  }

  private mutating func compilePending() {
    let truths = Execution(lesson.derivation, in: CertifiedArithmetic(precision: AnswerKey.precision))
    for (base, left, right) in pending {
      guard let value = compiled(left, right, node: bases[base].node) else { continue }
      var state = truths.evaluator(of: scope.program)
      guard let a = try? state.value(of: bases[base].node), let b = try? state.value(of: value),
        zip(a.entries, b.entries).allSatisfy({ $0.overlaps($1) })
      else { continue }
      note(base, value, formula: right, left: left)
    }
  }

  /// Keeps a recipe if it does not lead back to its own quantity.
  private mutating func note(
    _ base: Int, _ node: Program.ID, formula: Tree.NodeID, left: Tree.NodeID
  ) {
    if bases[base].recipes.contains(where: { $0.node == node }) { return }
    guard let recipe = recipe(for: base, node, formula: formula, left: left),
      node != bases[base].node || !recipe.leaves.isEmpty
    else { return }
    for leaf in recipe.leaves where leaf.bases.first.map({ reaches(base, from: $0) }) ?? false { return }
    if recipe.leaves.count == 1, recipe.leaves[0].node == node, let other = recipe.leaves[0].bases.first {
      bases[base].aliases.append(other)
      bases[other].aliases.append(base)
    }
    bases[base].recipes.append(recipe)
  }

  /// What a node is computed from, as far as quantities go.
  ///
  /// - Parameter base: the quantity that the node is a recipe for.
  func recipe(
    for base: Int, _ node: Program.ID, formula: Tree.NodeID?, left: Tree.NodeID?
  ) -> BaseRecipe? {
    let own = bases.indices.contains(base) ? bases[base].node : nil
    var named: [Program.ID: Int] = [:]
    if let formula {
      for id in tree.quantities(in: formula) {
        guard let whole = tree.named(id), let known = byName[whole], known != base else { continue }
        if named[bases[known].node] == nil { named[bases[known].node] = known }
      }
    }
    var leaves: [BaseRecipe.Leaf] = []
    var seen: Set<Program.ID> = [node]
    var open = [node]
    while let next = open.popLast() {
      if let known = earlier[next] {
        leaves.append(BaseRecipe.Leaf(node: next, bases: [known], shift: 1))
        continue
      }
      if let known = named[next] ?? byNode[next], known != base, next != own {
        leaves.append(BaseRecipe.Leaf(node: next, bases: [known]))
        continue
      }
      if next != node, next == own { return nil }
      for operand in scope.program[next].operation.operands where seen.insert(operand).inserted {
        open.append(operand)
      }
    }
    return BaseRecipe(
      node: node, leaves: leaves.sorted { $0.node < $1.node }, formula: formula,
      left: left)
  }

  private func reaches(_ target: Int, from start: Int) -> Bool {
    var open = [start]
    var seen: Set<Int> = [start]
    while let next = open.popLast() {
      if next == target { return true }
      for recipe in bases[next].recipes {
        for leaf in recipe.leaves {
          if let base = leaf.bases.first, seen.insert(base).inserted { open.append(base) }
        }
      }
    }
    return false
  }

  /// A derivative that no line of the lesson explains follows from the quantities that it is computed from.
  private mutating func addDerivativeRecipes() {
    for base in bases.indices where bases[base].recipes.isEmpty && !bases[base].isState {
      note(base, derivativeRoot: bases[base].node)
    }
  }

  private mutating func note(_ base: Int, derivativeRoot node: Program.ID) {
    guard let recipe = recipe(for: base, node, formula: nil, left: nil), !recipe.leaves.isEmpty,
      !recipe.leaves.contains(where: { $0.bases.first.map { reaches(base, from: $0) } ?? true })
    else { return }
    if recipe.leaves.count == 1, recipe.leaves[0].node == node, let other = recipe.leaves[0].bases.first {
      bases[base].aliases.append(other)
      bases[other].aliases.append(base)
    }
    bases[base].recipes.append(recipe)
  }
}

extension Program {
  /// What a defined quantity is defined as.
  func value(of id: ID) -> ID? {
    if case .defined(_, let value) = self[id].operation { value } else { nil }
  }
}

extension Execution {
  /// An evaluator at the state as it is now, for a program that has grown since.
  func evaluator(of program: Program) -> Evaluator<A> {
    var evaluator = Evaluator(program, in: arithmetic)
    for given in program.givens {
      guard let old = derivation.program.givens.first(where: { $0.name == given.name })?.id,
        let value = self.evaluator().knownValue(of: old)
      else { continue }
      evaluator.set(given.id, to: value)
    }
    return evaluator
  }
}
