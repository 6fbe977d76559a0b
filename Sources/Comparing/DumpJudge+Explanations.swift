import Dumps
import Evaluation
import Marking
import Numbers

/// Looks for the mistake behind a wrong tensor: among formulas with one thing wrong in them, among parameters of
/// another time, among inputs changed, and last in what the numbers look like by themselves.
extension DumpJudge {
  /// How many explanations of one tensor are listed.
  private static let limit = 5

  typealias Values = [RoundingArithmetic.Number]

  mutating func explanations(_ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]) -> [Explanation] {
    if let found = notFinite(mapped, reading) { return [found] }
    var result = slips(mapped, reading, misses, specification.items[mapped.item].slips)
    result += stale(mapped, reading, misses)
    result += hiddenSlips(mapped, reading, misses)
    if result.isEmpty { result += relations(mapped, reading, misses) }
    if result.isEmpty { result += changedInputs(mapped, reading, misses) }
    if result.isEmpty { result += coarser(mapped, reading, misses) }
    if result.isEmpty { result += pairSlips(mapped, reading, misses) }
    if result.isEmpty { result += part(mapped, reading, misses) }
    return Array(result.prefix(DumpJudge.limit))
  }

  /// Whether all entries are what `values` says, and these tell themselves from the right ones where those fail.
  func fits(_ mapped: MappedTensor, _ values: Values?, _ right: Values, _ misses: [Int]) -> Bool {
    guard let values, values.count == mapped.values.count else { return false }
    let isTelling = misses.contains { place in
      values[place].isKnown && !values[place].contains(right[place].value)
    }
    return isTelling
      && values.indices.allSatisfy { mapped.type.fit(mapped.values[$0], values[$0]) == .within }
  }

  // MARK: Formulas

  private mutating func slips(
    _ mapped: MappedTensor, _ reading: Reading, _ misses: [Int],
    _ slips: [(misconceptions: [Misconception], way: Specification.Way)]
  ) -> [Explanation] {
    var result: [Explanation] = []
    for (misconceptions, way) in slips where result.count < DumpJudge.limit {
      let ids = misconceptions.map(\.id)
      guard !result.contains(where: { $0.cause == .misconception(ids: ids) }),
        fits(mapped, bench.compute(way)?.entries, reading.values, misses)
      else { continue }
      result.append(explanation(misconceptions, way, mapped.item, nil))
    }
    return result
  }

  private func explanation(
    _ misconceptions: [Misconception], _ wrong: Specification.Way, _ item: Int, _ step: Int?
  ) -> Explanation {
    let home = step ?? item
    let name = specification.items[home].name
    // The shortest formula tells more than a chain of derivatives, and any more than the derivative's name.
    let right = specification.items[home].ways.compactMap(\.formula).min {
      ($0.hasPrefix("∂") ? 1 : 0, $0.count) < ($1.hasPrefix("∂") ? 1 : 0, $1.count)
    }
    return Explanation(
      cause: .misconception(ids: misconceptions.map(\.id)),
      text: misconceptions.map(\.name).joined(separator: ", and "),
      why: misconceptions.map(\.explanation).joined(separator: " "),
      wrong: wrong.formula.map { "\(name) = \($0)" },
      right: right.map { "\(name) = \($0)" }, step: step.map { specification.items[$0].name })
  }

  /// A mistake in a step on the way that the dump has not got.
  private mutating func hiddenSlips(
    _ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]
  ) -> [Explanation] {
    var result: [Explanation] = []
    for step in bench.absentBehind(reading.way) {
      for (misconceptions, way) in specification.items[step].slips where result.count < DumpJudge.limit {
        let ids = misconceptions.map(\.id)
        guard
          !result.contains(where: {
            $0.cause == .misconception(ids: ids) && $0.step == specification.items[step].name
          }),
          fits(
            mapped, bench.compute(reading.way, replacing: [:], overriding: [step: way])?.entries,
            reading.values,
            misses)
        else { continue }
        var found = explanation(misconceptions, way, mapped.item, step)
        found.explains = alsoExplained(by: [step: way], besides: mapped.item)
        result.append(found)
      }
    }
    // What explains more tensors is likelier.
    return result.enumerated().sorted {
      (-$0.element.explains.count, $0.offset) < (-$1.element.explains.count, $1.offset)
    }.map(\.element)
  }

  /// The other tensors that do not follow, but would if an absent quantity were what a wrong formula gives.
  private mutating func alsoExplained(by ways: [Int: Specification.Way], besides item: Int) -> [String] {
    var result: [String] = []
    for (other, mapped) in tensors.sorted(by: { $0.key < $1.key }) {
      guard other != item, mapped.misfit == nil, let way = specification.items[other].ways.first,
        let right = bench.compute(way)?.entries
      else { continue }
      let misses = right.indices.filter { mapped.type.fit(mapped.values[$0], right[$0]) == .off }
      guard !misses.isEmpty else { continue }
      if fits(mapped, bench.compute(way, replacing: [:], overriding: ways)?.entries, right, misses) {
        result.append(mapped.tensor.name)
      }
    }
    return result
  }

  private mutating func pairSlips(
    _ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]
  ) -> [Explanation] {
    guard mapped.values.count <= DumpJudge.pairSizeLimit else { return [] }
    let other = pairs ?? Specification(specification.lesson, inPairs: true)
    pairs = other
    let name = specification.items[mapped.item].name
    guard let item = other[name] else { return [] }
    let names = specification.items.map(\.name)
    func moved(_ values: [Int: Tensor<RoundingArithmetic.Number>]) -> [Int: Tensor<RoundingArithmetic.Number>]
    {
      let pairs = values.compactMap { key, value in other[names[key]].map { ($0, value) } }
      return Dictionary(pairs, uniquingKeysWith: { a, _ in a })
    }
    var bench = Bench(
      other, in: self.bench.arithmetic, givens: moved(self.bench.givens), present: moved(self.bench.present))
    for (misconceptions, way) in other.items[item].slips {
      if fits(mapped, bench.compute(way)?.entries, reading.values, misses) {
        return [explanation(misconceptions, way, mapped.item, nil)]
      }
    }
    return []
  }

  /// Two mistakes at once are looked for in tensors up to this size.
  private static let pairSizeLimit = 4096

  // MARK: Inputs

  /// A parameter after its update where the old one belongs.
  private mutating func stale(
    _ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]
  ) -> [Explanation] {
    guard specification.items[mapped.item].kind != .updated else { return [] }
    var result: [Explanation] = []
    for source in bench.sources(of: reading.way) {
      guard let next = specification.items[source].next, let new = bench.value(of: next),
        fits(mapped, bench.compute(reading.way, replacing: [source: new])?.entries, reading.values, misses)
      else { continue }
      let parameter = specification.items[source].name
      result.append(
        Explanation(
          cause: .stale(parameter: parameter, isUpdated: true),
          text: "computed with \(parameter) after its update",
          why:
            "All gradients of a step belong to the same point: the parameters before any of them is replaced.",
          wrong: nil, right: nil))
    }
    return result
  }

  /// One of the inputs transposed, reshaped instead of transposed, shifted, or its sign lost.
  private mutating func changedInputs(
    _ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]
  ) -> [Explanation] {
    var result: [Explanation] = []
    for source in bench.sources(of: reading.way).prefix(DumpJudge.inputLimit) {
      guard let value = bench.present[source] ?? bench.givens[source] else { continue }
      let name = tensors[source]?.tensor.name ?? specification.items[source].name
      let changes = InputChange.replacements(of: value, bench.arithmetic) + InputChange.all(of: value)
      for change in changes where result.count < DumpJudge.limit {
        let values = bench.compute(reading.way, replacing: [source: change.values])?.entries
        let isFound = fits(mapped, values, reading.values, misses)
        guard isFound || fits(mapped, values.flatMap { transposed($0, mapped.item) }, reading.values, misses)
        else { continue }
        let text = "computed with `\(name)` \(change.text)" + (isFound ? "" : ", and the result transposed")
        result.append(
          Explanation(cause: .input(name), text: text, why: change.why, wrong: nil, right: nil))
      }
    }
    return result
  }

  /// The entries of a square tensor on its side; nil for other shapes.
  private func transposed(_ values: Values, _ item: Int) -> Values? {
    let axes = specification.shape(item).axes
    guard axes.count == 2, axes[0] == axes[1] else { return nil }
    return values.indices.map { values[$0 % axes[0] * axes[0] + $0 / axes[0]] }
  }

  /// How many inputs are changed in turn.
  private static let inputLimit = 16

  // MARK: Types

  /// As good as the formula is in a coarser type.
  private mutating func coarser(
    _ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]
  ) -> [Explanation] {
    // A few entries are near the right ones by chance.
    guard mapped.values.count > 3 else { return [] }
    for coarse in [ElementType.float32, .bfloat16, .float16]
    where coarse.unitRoundoff > type.unitRoundoff && 2 * misses.count >= mapped.values.count {
      var other = Bench(
        specification, in: coarse.roundingArithmetic, givens: bench.givens, present: bench.present)
      guard let values = other.compute(reading.way)?.entries,
        values.indices.allSatisfy({ coarse.fit(mapped.values[$0], values[$0]) == .within })
      else { continue }
      return [
        Explanation(
          cause: .precision(coarse), text: "no better than an evaluation in \(coarse.rawValue)",
          why: "Some operation on the way rounds to that type.", wrong: nil, right: nil)
      ]
    }
    return []
  }

  /// Infinities and NaN where a number belongs.
  private func notFinite(_ mapped: MappedTensor, _ reading: Reading) -> Explanation? {
    guard let place = mapped.values.indices.first(where: { !mapped.values[$0].isFinite }) else { return nil }
    let got = mapped.values[place]
    let what = got.isNaN ? "NaN" : "an infinity"
    let expected = reading.values[place].value
    let range = mapped.type.greatestFinite ?? .infinity
    let why =
      abs(expected) > range
      ? "\(mapped.type.rawValue) ends at \(range)."
      : "The value itself is within range: something on the way overflowed, or 0 was divided by 0. Exponentials are safe after the largest argument has been subtracted; a logarithm of a probability is best computed from the net input."
    return Explanation(
      cause: .notFinite, text: "\(what) where \(expected) belongs", why: why, wrong: nil, right: nil)
  }
}
