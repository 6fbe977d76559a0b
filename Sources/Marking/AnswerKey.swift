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
  /// Recipes with one thing wrong in them, for each quantity.
  private(set) var slips: [[Slip]]
  let roles: Roles

  /// Bits of the true values.
  static let precision = 256
  /// Bits for what follows from an author's numbers, which have few digits.
  static let followingPrecision = 96

  /// - Parameter misconceptions: the mistakes to look for.
  public init(_ lesson: Lesson, misconceptions: [Misconception] = Misconception.all) {
    self.init(lesson, misconceptions, inPairs: false)
  }

  /// The same with wrong recipes that have two things wrong in them.
  var withPairs: AnswerKey { AnswerKey(lesson, Misconception.all, inPairs: true) }

  private init(_ lesson: Lesson, _ misconceptions: [Misconception], inPairs: Bool) {
    let key = AnswerKey(unvalued: lesson, misconceptions, inPairs: inPairs)
    var bench = Workbench(key)
    self = key
    slips = key.slips.enumerated().map { quantity, slips in
      slips.map { slip in
        var slip = slip
        slip.values = bench.enclosures(slip.recipe, for: quantity)
        return slip
      }
    }
  }

  private init(unvalued lesson: Lesson, _ misconceptions: [Misconception], inPairs: Bool) {
    var builder = AnswerKeyBuilder(lesson)
    builder.findRecipes()
    let roles = Roles(builder.bases, lesson.derivation, lesson.tree)
    let found = builder.findSlips(roles, misconceptions, inPairs: inPairs)
    let quantities = builder.quantities()
    let slips = builder.slips(found, quantities)
    self.lesson = lesson
    self.quantities = quantities.list
    self.names = quantities.names
    self.tree = builder.tree
    self.scope = builder.scope
    self.states = quantities.states
    self.roles = roles
    self.slips = slips
    self.exercise = Exercise(lesson, quantities.list, quantities.names)
  }

  public subscript(name: String) -> Quantity? { names[name].map { quantities[$0] } }

  var program: Program { scope.program }

  /// The shortest formula that says how a quantity follows from others, rather than what else it is called.
  func rule(for quantity: Int) -> Tree.NodeID? {
    let formulas = quantities[quantity].recipes.compactMap(\.formula).filter { tree.named($0) == nil }
    let printer = Printer(tree)
    return formulas.min { printer.text($0).count < printer.text($1).count }
      ?? quantities[quantity].recipes.lazy.compactMap(\.formula).first
  }

  /// The sheet of a file that cannot be read.
  public func unreadable(_ file: String, _ why: String) -> MarkedSheet {
    var sheet = MarkedSheet(lesson: lesson.name, file: file, student: Student())
    sheet.available = exercise.items.reduce(0) { $0 + $1.marks }
    sheet.unreadable = why
    return sheet
  }

  /// A recipe's formula for people.
  public func text(_ recipe: Recipe) -> String? { recipe.formula.map { Printer(tree).text($0) } }
}

/// A recipe with one thing wrong in it.
public struct Slip: Sendable {
  let misconceptions: [Misconception]
  let recipe: Recipe
  /// What it gives at the lesson's values; nil where that is nothing.
  var values: [Enclosure]?
}
