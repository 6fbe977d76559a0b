import Evaluation
import Language
import Numbers

/// Looks for the mistake behind a wrong number among the lesson's recipes with one thing wrong in them.
extension SheetMarker {
  mutating func diagnose(_ draft: inout Draft) {
    diagnoseFormulas(&draft)
    diagnoseShapes(&draft)
    for line in draft.sheet.entries.indices
    where draft.fit(ofLine: line) == .wrong && draft.diagnoses[line] == nil {
      guard let quantity = draft.sheet.entries[line].target?.quantity else { continue }
      let found = explanations(of: quantity, line, draft)
      if !found.isEmpty { draft.diagnoses[line] = found }
    }
    preferFew(&draft)
  }

  /// A wrong formula tells more of the mistake than the number behind it.
  private mutating func diagnoseFormulas(_ draft: inout Draft) {
    for (line, formula) in draft.wrongFormulas {
      guard let quantity = draft.sheet.entries[line].target?.quantity, let values = formula.values else {
        continue
      }
      var found: [Diagnosis] = []
      for (slip, other) in zip(key.slips[quantity], slipValues.values(of: quantity)) {
        guard slip.remark == nil, let other, other.count == values.count,
          zip(values, other).allSatisfy({ $0.overlaps($1) })
        else { continue }
        note(slip, quantity, &found)
      }
      if !found.isEmpty { draft.diagnoses[line] = found }
    }
  }

  /// Of several explanations of a line, one that explains other lines too comes first: the smallest set explains
  /// the sheet.
  private func preferFew(_ draft: inout Draft) {
    var counts: [[String]: Int] = [:]
    for found in draft.diagnoses.values { for diagnosis in found { counts[diagnosis.ids, default: 0] += 1 } }
    for line in draft.diagnoses.keys {
      guard let found = draft.diagnoses[line] else { continue }
      let order = found.indices.sorted {
        (-(counts[found[$0].ids] ?? 0), $0) < (-(counts[found[$1].ids] ?? 0), $1)
      }
      draft.diagnoses[line] = order.map { found[$0] }
    }
  }

  /// The explanations of a line that is wrong by itself, the likeliest first.
  private mutating func explanations(of quantity: Int, _ line: Int, _ draft: Draft) -> [Diagnosis] {
    let places = draft.places(ofLine: line)
    guard let entries = draft.answered[quantity] else { return [] }
    func meets(_ values: [Enclosure]?) -> Bool {
      guard let values, values.count == entries.count else { return false }
      return places.allSatisfy { place in entries[place].map { SheetMarker.meets($0, values[place]) } ?? true
      }
    }
    func fits(_ values: [Enclosure]?) -> Bool {
      guard let values, meets(values) else { return false }
      return places.allSatisfy { place in entries[place].map { values[place].isTelling(for: $0) } ?? true }
    }
    var found: [Diagnosis] = []
    for (slip, values) in zip(key.slips[quantity], slipValues.values(of: quantity)) {
      if fits(values)
        || (meets(coarse.outcome(of: slip.recipe, for: quantity))
          && fits(bench.outcome(of: slip.recipe, for: quantity)))
      {
        note(slip, quantity, &found)
      }
    }
    if !found.isEmpty { return found }
    // A mistake on the way, in a step that was not written down.
    for recipe in key.quantities[quantity].recipes {
      let steps = bench.unanswered(behind: recipe, for: quantity)
      for step in steps {
        for slip in key.slips[step] {
          let replacing = [step: slip.recipe]
          if meets(coarse.enclosures(of: recipe, for: quantity, replacing: replacing)),
            fits(bench.enclosures(of: recipe, for: quantity, replacing: replacing))
          {
            note(slip, step, &found)
          }
        }
      }
      for (slip, replacing) in roundings(of: steps) {
        if fits(bench.enclosures(of: recipe, for: quantity, replacing: replacing)) {
          note(slip, quantity, &found)
        }
      }
    }
    if found.isEmpty, let secant = secant(of: quantity, fits) { found.append(secant) }
    if !found.isEmpty { return found }
    var pairs = pairs ?? Pairs(pairKey())
    pairs.take(draft.answered)
    let slips = pairs.bench.key.slips[quantity]
    for (slip, values) in zip(slips, pairs.values.values(of: quantity)) {
      if fits(values)
        || (meets(pairs.coarse.outcome(of: slip.recipe, for: quantity))
          && fits(pairs.bench.outcome(of: slip.recipe, for: quantity)))
      {
        note(slip, quantity, &found, pairs.bench.key.tree)
      }
    }
    self.pairs = pairs
    return found
  }

  private func note(_ slip: Slip, _ quantity: Int, _ found: inout [Diagnosis], _ tree: Tree? = nil) {
    guard let first = slip.misconceptions.first, slip.recipe.formula != nil || slip.remark != nil else {
      return
    }
    let ids = slip.misconceptions.map(\.id)
    guard found.count < SheetMarker.diagnosisLimit, !found.contains(where: { $0.ids == ids }) else { return }
    let formula =
      key.text(slip.recipe, for: quantity, in: tree) ?? Printer.display(key.quantities[quantity].name)
    found.append(
      Diagnosis(
        ids: ids, name: slip.misconceptions.map(\.name).joined(separator: ", and "),
        explanation: slip.misconceptions.map(\.explanation).joined(separator: " "),
        wrong: formula + (slip.remark.map { ", \($0)" } ?? ""),
        right: key.rule(for: quantity).flatMap { key.text($0, for: quantity) } ?? first.right,
        lesson: first.lesson))
  }

  /// How many explanations of one line are listed.
  static let diagnosisLimit = 5
}

/// What is needed to look for two mistakes at once.
struct Pairs {
  var bench: Workbench
  var coarse: Workbench
  var values: SlipValues

  init(_ key: AnswerKey) {
    bench = Workbench(key)
    coarse = Workbench(key, isCoarse: true)
    values = SlipValues(key)
  }

  mutating func take(_ answered: [Int: [WrittenEntry?]]) {
    bench.take(answered)
    coarse.take(answered)
  }
}

extension Enclosure {
  /// Whether an agreement with this says anything: an interval as wide as its own numbers agrees with too much.
  func isTelling(for entry: WrittenEntry) -> Bool {
    let width = upper - lower
    return width * 4 <= midpoint.magnitude || width <= entry.upper - entry.lower
  }
}
