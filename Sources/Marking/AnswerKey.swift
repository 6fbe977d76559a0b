import Checking
import Evaluation
import Language
import Lessons
import Numbers

/// What a lesson's exercise has for answers: every quantity with its true value, and how each follows from others.
///
/// It is made once for a lesson and shared by all sheets that are marked.
public struct AnswerKey: Sendable {
  public let lesson: Lesson
  public let quantities: [Quantity]
  /// Quantities by the names they can be answered under.
  let names: [String: Int]
  /// The lesson's tree with the formulas that were made from it.
  let tree: Tree
  let scope: Scope
  /// The values of the givens at each moment.
  let states: [[Program.ID: Tensor<Enclosure>]]
  public let exercise: Exercise
  /// Recipes with one thing wrong in them, for each quantity, the likeliest first.
  let slips: [[Slip]]
  let roles: Roles
  private let structure: Structure

  /// What a lesson's lines say whatever the numbers are.
  private struct Structure: Sendable {
    let builder: AnswerKeyBuilder
    let roles: Roles
    let slips: [[AnswerKeyBuilder.BaseSlip]]
  }

  /// Bits of the true values.
  static let precision = 256
  /// Bits for what follows from an author's numbers, which have few digits.
  static let followingPrecision = 96

  /// - Parameter misconceptions: the mistakes to look for.
  public init(_ lesson: Lesson, misconceptions: [Misconception] = Misconception.all) {
    self.init(lesson, AnswerKey.structure(lesson, misconceptions, inPairs: false))
  }

  /// The answers to the same lesson with other numbers: what does not hang on the numbers is taken over.
  public func with(_ variant: Variant) -> AnswerKey { with(variant.lesson) }

  /// The same for a lesson whose lines are this one's.
  public func with(_ variant: Lesson) -> AnswerKey {
    // Where a number's place in the text is another structure (a matrix of another size), all is made anew.
    let shapes = lesson.derivation.givens.map { [$0.name] + $0.value.shape.axes.map(String.init) }
    let others = variant.derivation.givens.map { [$0.name] + $0.value.shape.axes.map(String.init) }
    return shapes == others ? AnswerKey(variant, structure) : AnswerKey(variant)
  }

  /// The same with wrong recipes that have two things wrong in them.
  public var withPairs: AnswerKey {
    AnswerKey(lesson, AnswerKey.structure(lesson, Misconception.all, inPairs: true))
  }

  private static func structure(
    _ lesson: Lesson, _ misconceptions: [Misconception], inPairs: Bool
  ) -> Structure {
    var builder = AnswerKeyBuilder(lesson)
    builder.findRecipes()
    let roles = Roles(builder.bases, lesson.derivation, lesson.tree)
    let slips = builder.findSlips(roles, misconceptions, inPairs: inPairs)
    return Structure(builder: builder, roles: roles, slips: slips)
  }

  private init(_ lesson: Lesson, _ structure: Structure) {
    let builder = structure.builder
    let quantities = builder.quantities(with: lesson.derivation)
    self.lesson = lesson
    self.structure = structure
    self.quantities = quantities.list
    self.names = quantities.names
    self.tree = builder.tree
    self.scope = builder.scope
    self.states = quantities.states
    self.roles = structure.roles
    self.slips = builder.slips(structure.slips, quantities)
    self.exercise = Exercise(lesson, quantities.list, quantities.names)
  }

  public subscript(name: String) -> Quantity? { names[name].map { quantities[$0] } }

  var program: Program { scope.program }

  /// Whether a quantity is a given that is replaced on the way, rather than computed.
  func isGiven(_ quantity: Int) -> Bool {
    if case .given = program[quantities[quantity].node].operation { true } else { false }
  }

  /// The recipe whose formula is the shortest that says how a quantity follows from others, rather than what else
  /// it is called.
  func rule(for quantity: Int) -> Recipe? {
    let printer = Printer(tree)
    let named = quantities[quantity].recipes.compactMap { recipe in recipe.formula.map { (recipe, $0) } }
    let rules = named.filter { !tree.isName($0.1) }
    return rules.min { printer.text($0.1).count < printer.text($1.1).count }?.0 ?? named.first?.0
  }

  /// `δ1[k] = …`: a quantity with the letters that a recipe has on its left, and the recipe's formula.
  func text(_ recipe: Recipe, for quantity: Int, in tree: Tree? = nil) -> String? {
    let tree = tree ?? self.tree
    guard let formula = recipe.formula else { return nil }
    return "\(label(recipe, for: quantity)) = \(Printer(tree).text(formula))"
  }

  /// `δ1[k]`
  func label(_ recipe: Recipe, for quantity: Int) -> String {
    let name = Printer.display(quantities[quantity].name)
    guard let left = recipe.left else { return name }
    var letters: [String] = []
    for id in tree.all(in: left) {
      guard case .index = tree[id].kind else { continue }
      letters += tree.children(of: id).dropFirst().map { Printer(tree).text($0) }
    }
    return letters.isEmpty ? name : "\(name)[\(letters.joined(separator: ","))]"
  }

  /// The sheet of a file that cannot be read.
  public func unreadable(_ file: String, _ why: String) -> MarkedSheet {
    var sheet = MarkedSheet(lesson: lesson.name, file: file, student: Student())
    sheet.available = exercise.items.reduce(0) { $0 + $1.marks }
    sheet.unreadable = why
    return sheet
  }
}

/// A recipe with one thing wrong in it.
public struct Slip: Sendable {
  let misconceptions: [Misconception]
  let recipe: Recipe
  /// What is wrong where the formula is right.
  let remark: String?

  /// Whether nothing is wrong but the digits: what most numbers hide, and what costs nothing by itself.
  var isRounding: Bool { recipe.places != nil }
}

/// What the slips of a key give at the lesson's values, worked out when it is first asked for.
struct SlipValues {
  private var bench: Workbench
  private var known: [Int: [[Enclosure]?]] = [:]

  var key: AnswerKey { bench.key }

  init(_ key: AnswerKey) { bench = Workbench(key) }

  /// For each slip of a quantity its values, entry by entry; nil where there are none.
  mutating func values(of quantity: Int) -> [[Enclosure]?] {
    if let values = known[quantity] { return values }
    let values = key.slips[quantity].map { bench.enclosures($0.recipe, for: quantity) }
    known[quantity] = values
    return values
  }
}
