import Evaluation
import Language
import Lessons
import Numbers

/// What an exercise's numbers can see: which misconceptions they hide, and which they cannot tell apart.
public struct Audit: Sendable {
  /// A misconception, and what it makes of an answer.
  struct Sighting {
    let ids: String
    let name: String
    let values: [Enclosure]
  }

  /// Something that the numbers do not show.
  public struct Finding: Sendable, Hashable {
    /// The answer that it is about.
    public let item: String
    /// The misconceptions' ids; one that cannot be seen, or two that cannot be told apart.
    public let ids: [String]
    public let names: [String]
  }

  /// Misconceptions that leave an answer as it is, to the digits asked for.
  public let invisible: [Finding]
  /// Pairs of misconceptions that give the same answer.
  public let confused: [Finding]
  /// How many misconceptions were tried on the answers.
  public let count: Int

  public init(_ key: AnswerKey) {
    var bench = Workbench(key)
    bench.take([:])
    var slipValues = SlipValues(key)
    var invisible: [Finding] = []
    var confused: [Finding] = []
    var count = 0
    let asked = Set(key.exercise.items.map(\.quantity))
    for item in key.exercise.items {
      let truth = key.quantities[item.quantity].truth.entries
      let sightings = Audit.sightings(of: item, key, asked, &bench, &slipValues)
      count += sightings.count
      for (place, sighting) in sightings.enumerated() {
        if Audit.agree(sighting.values, truth, item) {
          invisible.append(Finding(item: item.name, ids: [sighting.ids], names: [sighting.name]))
          continue
        }
        for other in sightings[..<place]
        where other.ids != sighting.ids && Audit.agree(sighting.values, other.values, item) {
          let finding = Finding(
            item: item.name, ids: [other.ids, sighting.ids].sorted(), names: [other.name, sighting.name])
          if !confused.contains(where: { $0.item == finding.item && $0.ids == finding.ids }) {
            confused.append(finding)
          }
        }
      }
    }
    self.invisible = invisible
    self.confused = confused
    self.count = count
  }

  /// What every misconception makes of an answer: in its own step, and in steps before it that are not asked for.
  private static func sightings(
    of item: Exercise.Item, _ key: AnswerKey, _ asked: Set<Int>, _ bench: inout Workbench,
    _ slipValues: inout SlipValues
  ) -> [Sighting] {
    var result: [Sighting] = []
    func add(_ slip: Slip, _ values: [Enclosure]?) {
      guard !slip.isRounding, let values, values.count == key.quantities[item.quantity].truth.entries.count
      else { return }
      result.append(
        Sighting(
          ids: slip.misconceptions.map(\.id).joined(separator: "+"),
          name: slip.misconceptions.map(\.name).joined(separator: ", and "), values: values))
    }
    for (slip, values) in zip(key.slips[item.quantity], slipValues.values(of: item.quantity)) {
      add(slip, values)
    }
    for recipe in key.quantities[item.quantity].recipes.prefix(1) {
      for step in bench.unanswered(behind: recipe, for: item.quantity) where !asked.contains(step) {
        for slip in key.slips[step] {
          add(slip, bench.enclosures(of: recipe, for: item.quantity, replacing: [step: slip.recipe]))
        }
      }
    }
    return result
  }

  /// Whether two values cannot be told apart to the digits asked for, at any of the entries.
  private static func agree(_ a: [Enclosure], _ b: [Enclosure], _ item: Exercise.Item) -> Bool {
    item.entries.allSatisfy { place in
      guard a.indices.contains(place), b.indices.contains(place) else { return true }
      let (x, y) = (a[place].midpoint, b[place].midpoint)
      if x.isZero || y.isZero { return x.isZero && y.isZero }
      return x.rounded(significant: item.digits) == y.rounded(significant: item.digits)
    }
  }

  /// What is wrong with these numbers but not with others.
  func excess(over structural: Set<Finding>) -> Int {
    (invisible + confused).filter { !structural.contains($0) }.count
  }
}

extension Audit {
  /// The findings that other numbers would not change.
  public static func structural(_ key: AnswerKey) -> Set<Finding> {
    var common: Set<Finding>?
    for trial in 0..<2 {
      let audit = Audit(key.with(Variant(key.lesson, seed: "structure \(trial)")))
      let found = Set(audit.invisible + audit.confused)
      common = common?.intersection(found) ?? found
    }
    return common ?? []
  }
}
