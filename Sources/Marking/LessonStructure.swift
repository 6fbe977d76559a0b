import Evaluation
import Language
import Lessons

/// How the quantities of a lesson follow from each other, and the mistakes that can be made on the way, without any
/// values: for judges that bring their own.
package struct LessonStructure: Sendable {
  package struct Quantity: Sendable {
    /// `delta1`, `dE/dW1`.
    package let name: String
    package let node: Program.ID
    /// Whether it is a given that an update replaces; its ways then lead to its next value.
    package let isState: Bool
    /// Whether it is defined behind the loops.
    package let isFinal: Bool
    /// Quantities that are the same by another name.
    package let aliases: [Int]
    /// How it follows from earlier quantities, the lesson's own lines first.
    package let ways: [Way]
    package let slips: [WrongWay]
  }

  /// A definition, or a claim that stands: from earlier quantities to another one.
  package struct Way: Sendable {
    package let node: Program.ID
    package let leaves: [Leaf]
    /// For people; nil for a derivative that is computed from the definitions.
    package let formula: String?

    package struct Leaf: Sendable {
      package let node: Program.ID
      /// Places in ``LessonStructure/quantities``: what is written there, and its aliases.
      package let quantities: [Int]
    }
  }

  /// A way with something wrong in it.
  package struct WrongWay: Sendable {
    package let misconceptions: [Misconception]
    package let way: Way
  }

  package let quantities: [Quantity]
  package let program: Program
  /// What is differentiated.
  package let loss: String?
  /// The names of ∂loss/∂net that people know as deltas, by the net's name.
  package let deltas: [String: [String]]

  /// - Parameter inPairs: whether two things are wrong in each slip, rather than one.
  package init(_ lesson: Lesson, inPairs: Bool = false) {
    var builder = AnswerKeyBuilder(lesson)
    builder.findRecipes()
    let roles = Roles(builder.bases, lesson.derivation, lesson.tree)
    let slips = builder.findSlips(roles, Misconception.all, inPairs: inPairs)
    let bases = builder.bases
    let printer = Printer(builder.tree)
    func way(_ recipe: AnswerKeyBuilder.BaseRecipe) -> Way {
      Way(
        node: recipe.node,
        leaves: recipe.leaves.map { leaf in
          Way.Leaf(node: leaf.node, quantities: leaf.bases + leaf.bases.flatMap { bases[$0].aliases })
        },
        formula: recipe.formula.map { printer.text($0) })
    }
    quantities = bases.indices.map { number in
      let base = bases[number]
      let replaced = builder.replacements[number]?.min { $0.key < $1.key }.map { [$0.value] } ?? []
      return Quantity(
        name: base.name, node: base.node, isState: base.isState, isFinal: base.isFinal,
        aliases: base.aliases, ways: (base.isState ? replaced : base.recipes).map(way),
        slips: slips[number].filter { $0.recipe.isOfOneMoment }.map {
          WrongWay(misconceptions: $0.misconceptions, way: way($0.recipe))
        })
    }
    program = builder.scope.program
    loss = roles.loss
    deltas = roles.deltas
  }
}

extension AnswerKeyBuilder.BaseRecipe {
  /// Whether it is a formula of quantities as they are at its own moment, and nothing else.
  fileprivate var isOfOneMoment: Bool {
    stages.isEmpty && places == nil && leaves.allSatisfy { $0.shift == 0 }
  }
}
