import Evaluation
import Lessons
import Marking
import Numbers

/// A lesson at the sizes of a dump: what can be held against it, and how each quantity follows from others.
struct Specification: Sendable {
  struct Item: Sendable {
    enum Kind: Sendable, Hashable {
      case given
      case computed
      /// A given after its update.
      case updated
    }

    /// As the lesson has it: `W1`, `dE/dW1`, `W1{1}`.
    let name: String
    let kind: Kind
    let node: Program.ID
    /// How it follows from earlier ones, the lesson's own lines first; none for givens.
    var ways: [Way] = []
    var slips: [(misconceptions: [Misconception], way: Way)] = []
    /// The same quantity by another name.
    var aliases: [Int] = []
    /// For a given that an update replaces: what it becomes.
    var next: Int?
  }

  /// A formula of other items.
  struct Way: Sendable {
    let node: Program.ID
    /// The items that can stand at a node, the one that is written there first.
    let leaves: [(node: Program.ID, items: [Int])]
    /// The operations between leaves and value, in the order of computation.
    let order: [Program.ID]
    /// For people; nil for a derivative that follows from the definitions alone.
    let formula: String?

    /// Whether the formula is no more than `∂E/∂z1`.
    var isBareDerivative: Bool {
      formula.map { $0.hasPrefix("∂") && !$0.contains(" ") && !$0.contains("·") } ?? true
    }
  }

  let lesson: Lesson
  let program: Program
  private(set) var items: [Item] = []
  /// The items so that whatever a way reads comes before what it leads to.
  private(set) var order: [Int] = []
  /// What is differentiated.
  let loss: String?
  private var places: [String: Int] = [:]

  /// - Parameter inPairs: whether slips have two things wrong in them.
  init(_ lesson: Lesson, inPairs: Bool = false) {
    self.lesson = lesson
    let structure = LessonStructure(lesson, inPairs: inPairs)
    program = structure.program
    loss = structure.loss
    for given in program.givens where lesson.derivation.givens.contains(where: { $0.node == given.id }) {
      add(Item(name: given.name, kind: .given, node: given.id))
    }
    let known = structure.quantities.map { quantity -> Int? in
      if quantity.isState { return places[quantity.name] }
      return quantity.isFinal ? nil : add(Item(name: quantity.name, kind: .computed, node: quantity.node))
    }
    for (quantity, home) in zip(structure.quantities, known) {
      guard var place = home else { continue }
      if quantity.isState, let first = quantity.ways.first {
        let updated = Item(name: "\(quantity.name){1}", kind: .updated, node: first.node)
        items[place].next = items.count
        place = add(updated)
      }
      items[place].aliases = quantity.aliases.compactMap { known[$0] }
      var ways = quantity.ways.map { way($0, known, for: place) }
      // A derivative of a loss that names nothing on its way follows from the givens alone.
      if ways.isEmpty, !quantity.isState { ways = [way(to: quantity.node, [], formula: nil)] }
      // What a line says is computed tells more than the derivative that it is.
      items[place].ways = ways.filter { !$0.isBareDerivative } + ways.filter(\.isBareDerivative)
      items[place].slips = quantity.slips.map { ($0.misconceptions, way($0.way, known, for: place)) }
    }
    for names in structure.deltas.values {
      let same = names.compactMap { places[$0] }
      for item in same { items[item].aliases += same.filter { $0 != item } }
    }
    rank()
  }

  subscript(name: String) -> Int? { places[name] }

  func shape(_ item: Int) -> Shape { program.shape(items[item].node) }

  /// Whether a formula has functions in it that libraries compute in their own ways.
  func hasFunctions(_ way: Way) -> Bool {
    way.order.contains { node in
      guard case .function(let function, _) = program[node].operation else { return false }
      return ![.relu, .abs, .sign, .step].contains(function)
    }
  }

  @discardableResult
  private mutating func add(_ item: Item) -> Int {
    items.append(item)
    places[item.name] = items.count - 1
    return items.count - 1
  }

  /// A quantity is never read by its own formula, under whatever name.
  private func way(_ way: LessonStructure.Way, _ known: [Int?], for item: Int) -> Way {
    let leaves = way.leaves.compactMap { leaf -> (node: Program.ID, items: [Int])? in
      let found = leaf.quantities.compactMap { known[$0] }.filter { $0 != item }
      return found.isEmpty ? nil : (leaf.node, found)
    }
    return self.way(to: way.node, leaves, formula: way.formula)
  }

  /// The operations between some nodes, and givens, and another node.
  private func way(
    to node: Program.ID, _ known: [(node: Program.ID, items: [Int])], formula: String?
  ) -> Way {
    var leaves = known
    var stops = Set(leaves.map(\.node))
    var order: [Program.ID] = []
    var seen = stops.union([node])
    var open = stops.contains(node) ? [] : [node]
    while let next = open.popLast() {
      if case .given(let name) = program[next].operation {
        guard let place = places[name] else {
          // Nothing stands for it: its turn comes, and says so.
          order.append(next)
          continue
        }
        if stops.insert(next).inserted { leaves.append((next, [place])) }
        continue
      }
      order.append(next)
      for operand in program[next].operation.operands where seen.insert(operand).inserted {
        open.append(operand)
      }
    }
    return Way(node: node, leaves: leaves, order: order.sorted(), formula: formula)
  }

  private mutating func rank() {
    var entered: Set<Int> = []
    for start in items.indices {
      var open = [(start, false)]
      while let (item, isReady) = open.popLast() {
        if isReady { order.append(item) }
        guard !isReady, entered.insert(item).inserted else { continue }
        open.append((item, true))
        for way in items[item].ways { open += way.leaves.flatMap(\.items).map { ($0, false) } }
      }
    }
  }
}
