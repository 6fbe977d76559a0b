import Evaluation
import Language
import Numbers

/// Mistakes in how the work was done that no single wrong step shows: everything rounded on the way, a
/// difference quotient in the place of a derivative.
extension SheetMarker {
  /// All unwritten steps rounded to as many places, one way for each number of places.
  func roundings(of steps: [Int]) -> [(slip: Slip, replacing: [Int: Recipe])] {
    guard steps.count > 1 else { return [] }
    return AnswerKeyBuilder.roundedPlaces.compactMap { places in
      var replacing: [Int: Recipe] = [:]
      var first: Slip?
      for step in steps {
        guard let slip = key.slips[step].first(where: { $0.recipe.places == places }) else { continue }
        replacing[step] = slip.recipe
        first = first ?? slip
      }
      return first.map { ($0, replacing) }
    }
  }

  /// A delta for the bias among those of the hidden units: an entry too many, first or last, the others right.
  func diagnoseShapes(_ draft: inout Draft) {
    for line in draft.misshapen.keys {
      guard let quantity = draft.sheet.entries[line].target?.quantity,
        let numbers = draft.sheet.entries[line].numbers, let misconception = Misconception["H9"],
        key.roles.net(ofDelta: key.quantities[quantity].name) != nil,
        numbers.shape.rank == 1, numbers.shape.count == key.quantities[quantity].shape.count + 1,
        [numbers.entries.dropFirst(), numbers.entries.dropLast()].contains(where: { rest in
          zip(0..., rest).allSatisfy { SheetMarker.fit($1, key.quantities[quantity], $0, nil).isSound }
        })
      else { continue }
      let name = Printer.display(key.quantities[quantity].name)
      draft.diagnoses[line] = [
        Diagnosis(
          ids: [misconception.id], name: misconception.name, explanation: misconception.explanation,
          wrong: "\(name) with an entry for the bias",
          right: key.rule(for: quantity).flatMap { key.text($0, for: quantity) } ?? misconception.right,
          lesson: misconception.lesson)
      ]
    }
  }

  /// Steps of difference quotients that people take: they show in the digits of an answer.
  private static let secantSteps = ["1", "0.1", "0.01", "0.001", "0.0001", "0.00001"]

  /// How many parameters a difference quotient is tried for.
  private static let secantLimit = 64

  /// A difference quotient of the loss by each entry of a parameter.
  struct Secant {
    let top: String
    let bottom: String
    let step: String
    let sign: Rational
    let quotients: [Enclosure]
  }

  /// The explanation that dE/dw is a difference quotient, where it is one.
  mutating func secant(of quantity: Int, _ fits: ([Enclosure]?) -> Bool) -> Diagnosis? {
    let own = key.quantities[quantity]
    guard let misconception = Misconception["C1"] else { return nil }
    let secants = secants[quantity] ?? findSecants(of: own)
    // Before the first replacement nothing is left that a sheet's own numbers could have a part in.
    if own.moment == 0 { self.secants[quantity] = secants }
    return secants.first { fits($0.quotients) }.map { found in
      let move = found.sign == 1 ? "+" : "−"
      return Diagnosis(
        ids: [misconception.id], name: misconception.name, explanation: misconception.explanation,
        wrong: "\(Printer.display(own.name)) = (\(found.top)(\(found.bottom) \(move) h) − "
          + "\(found.top)(\(found.bottom)))/" + (found.sign == 1 ? "h" : "(−h)") + " with h = \(found.step)",
        right: key.rule(for: quantity).flatMap { key.text($0, for: quantity) } ?? misconception.right,
        lesson: misconception.lesson)
    }
  }

  private mutating func findSecants(of own: Quantity) -> [Secant] {
    guard own.name.hasPrefix("d"), let slash = own.name.firstIndex(of: "/") else { return [] }
    let top = String(own.name[..<slash].dropFirst())
    let bottom = String(own.name[own.name.index(after: slash)...].dropFirst().prefix { $0 != "{" })
    let timed = own.moment == 0 ? top : "\(top){\(own.moment)}"
    guard let target = key[timed] ?? key[top], target.shape.isScalar, target.moment == own.moment,
      let recipe = target.recipes.first, let here = target.truth.entries.first,
      let given = key.program.givens.first(where: { $0.name == bottom })?.id,
      let value = key.states[own.moment][given], value.shape == own.shape,
      value.entries.count <= SheetMarker.secantLimit
    else { return [] }
    let precision = AnswerKey.followingPrecision
    var secants: [Secant] = []
    for text in SheetMarker.secantSteps {
      guard let step = try? Numeral(parsing: text).value, let inverse = try? Rational(1).divided(by: step)
      else { continue }
      for sign: Rational in [1, -1] {
        var quotients: [Enclosure] = []
        for place in value.entries.indices {
          var moved = value
          moved.entries[place] = moved.entries[place].adding(
            Enclosure(step * sign, precision: precision), precision: precision)
          guard
            let there = bench.enclosures(
              recipe, for: target.id, reading: given, as: moved, at: own.moment)?.first
          else { return secants }
          quotients.append(
            there.subtracting(here, precision: precision).multiplying(
              Enclosure(inverse * sign, precision: precision), precision: precision))
        }
        secants.append(Secant(top: top, bottom: bottom, step: text, sign: sign, quotients: quotients))
      }
    }
    return secants
  }
}
