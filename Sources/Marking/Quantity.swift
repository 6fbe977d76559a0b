import Evaluation
import Language
import Numbers

/// Something that can be asked for and answered: a quantity of the lesson at one moment.
public struct Quantity: Sendable {
  /// Its place in ``AnswerKey/quantities``.
  public let id: Int
  /// As it is typed: `delta1`, `dE/dw1`, `a{3}`.
  public let name: String
  /// How often the givens have been replaced by then.
  let moment: Int
  let node: Program.ID
  /// The true value, enclosed.
  public let truth: Tensor<Enclosure>
  /// The true value where it is rational.
  public let exact: Tensor<Rational>?
  /// The ends of each entry's enclosure, and whether it is known no better than rounded givens allow: what every
  /// sheet's numbers are held against.
  let bounds: [Bounds]
  /// How it follows from earlier quantities, the lesson's own lines first.
  public internal(set) var recipes: [Recipe] = []
  /// Its place in an order in which every recipe's quantities come before it.
  var rank = 0

  public var shape: Shape { truth.shape }

  struct Bounds: Sendable {
    let lower: Rational
    let upper: Rational
    let isUncertain: Bool

    init(_ value: Enclosure) {
      lower = value.lower
      upper = value.upper
      isUncertain = !value.isExact && value.provenDigits < Quantity.certainDigits
    }
  }

  init(
    id: Int, name: String, moment: Int, node: Program.ID, truth: Tensor<Enclosure>, exact: Tensor<Rational>?
  ) {
    self.id = id
    self.name = name
    self.moment = moment
    self.node = node
    self.truth = truth
    self.exact = exact
    bounds = truth.entries.map(Bounds.init)
  }

  /// What ``AnswerKey/precision`` leaves of digits at the very least.
  private static let certainDigits = 20

  /// The name of one entry: `dE/dW1[2,1]`.
  public func name(ofEntry place: Int) -> String {
    let index = shape.index(at: place)
    return index.isEmpty ? name : "\(name)[\(index.map(String.init).joined(separator: ","))]"
  }
}

/// One way from earlier quantities to another: a definition of the lesson, or a claim of it that stands.
///
/// Truth never comes from recipes; what follows from an author's own numbers does, and so does every misconception.
public struct Recipe: Sendable {
  /// The value, as an operation on the leaves.
  let node: Program.ID
  /// Where the givens are taken from.
  let moment: Int
  let leaves: [Leaf]
  /// The formula; nil where the recipe is a derivative computed from the definitions.
  let formula: Tree.NodeID?
  /// What stands left of it.
  let left: Tree.NodeID?
  /// The operations between the leaves and the value, in the order of computation.
  let order: [Program.ID]
  /// The givens that it reads besides.
  let givens: [Program.ID]
  /// What has replaced givens before this is computed, one set of replacements after the other.
  let stages: [Stage]
  /// The decimal places to which the value is rounded before it is used.
  let places: Int?

  init(
    node: Program.ID, moment: Int, leaves: [Leaf], formula: Tree.NodeID?, left: Tree.NodeID? = nil,
    program: Program, stages: [Stage] = [], places: Int? = nil
  ) {
    self.node = node
    self.moment = moment
    self.leaves = leaves
    self.formula = formula
    self.left = left
    self.stages = stages
    self.places = places
    let stops = Set(leaves.map(\.node))
    var order: [Program.ID] = []
    var givens: [Program.ID] = []
    var seen = stops.union([node])
    var open = stops.contains(node) ? [] : [node]
    while let next = open.popLast() {
      if case .given = program[next].operation { givens.append(next) } else { order.append(next) }
      for operand in program[next].operation.operands where seen.insert(operand).inserted {
        open.append(operand)
      }
    }
    self.order = order.sorted()
    self.givens = givens.sorted()
  }

  struct Leaf: Sendable {
    let node: Program.ID
    /// The quantities that can stand there, the one that is written there first.
    let quantities: [Int]
  }

  /// Givens that are replaced together.
  struct Stage: Sendable {
    /// Data of which one row stands in the place of every row.
    var row: (data: [Program.ID], number: Int)?
    /// Parameters that have taken their step already.
    var updates: [Update] = []

    struct Update: Sendable {
      let given: Program.ID
      /// The parameter after its step.
      let quantity: Int
      /// How the step is computed where the quantity's own value is not the one that is meant.
      let recipe: Recipe?
      /// How much of that step is taken.
      let share: Rational
    }
  }
}
