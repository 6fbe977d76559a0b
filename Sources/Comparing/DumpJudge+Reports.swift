import Dumps
import Evaluation
import Numbers

/// Puts into words and numbers what was found of a tensor.
extension DumpJudge {
  func report(_ mapped: MappedTensor, _ verdict: TensorReport.Verdict, reason: String?) -> TensorReport {
    TensorReport(
      name: mapped.tensor.name, quantity: specification.items[mapped.item].name, type: mapped.type,
      shape: mapped.tensor.shape, verdict: verdict, remarks: mapped.remarks, reason: reason, formula: nil,
      sources: [], worst: nil, wrongEntries: 0, truth: nil, bound: nil, explanations: [], blindSpots: [])
  }

  mutating func report(
    _ mapped: MappedTensor, _ verdict: TensorReport.Verdict, _ reading: Reading?,
    _ tolerances: [Policy.Tolerance], misses: [Int] = [], reason: String? = nil
  ) -> TensorReport {
    let explanations =
      verdict == .wrong ? reading.map { self.explanations(mapped, $0, misses) } ?? [] : []
    let blindSpots =
      findsBlindSpots && (verdict == .right || verdict == .follows)
      ? reading.map { self.blindSpots(mapped.item, $0) } ?? [] : []
    return TensorReport(
      name: mapped.tensor.name, quantity: specification.items[mapped.item].name, type: mapped.type,
      shape: mapped.tensor.shape, verdict: verdict, remarks: mapped.remarks, reason: reason,
      formula: reading?.way.formula, sources: reading.map { sourceNames($0.way) } ?? [],
      worst: reading.flatMap { worst(mapped, $0, tolerances) }, wrongEntries: misses.count,
      truth: truthReport(mapped), bound: reading.flatMap { bound($0, mapped) }, explanations: explanations,
      blindSpots: blindSpots)
  }

  private func sourceNames(_ way: Specification.Way) -> [String] {
    bench.sources(of: way).map { tensors[$0]?.tensor.name ?? specification.items[$0].name }
  }

  /// The entry that is farthest off, by its bound.
  private func worst(
    _ mapped: MappedTensor, _ reading: Reading, _ tolerances: [Policy.Tolerance]
  ) -> EntryReport? {
    var worst: (share: Double, entry: Int, limit: Double)?
    for place in mapped.values.indices where reading.values[place].isKnown {
      let number = reading.values[place]
      let got = mapped.values[place]
      let stable = mapped.type.reach(number, got)
      let limit = tolerances.map { $0.limit(at: number.value, mapped.type, stable: stable) }.max() ?? stable
      let share = got.isFinite ? abs(got - number.value) / limit : .infinity
      if worst.map({ share > $0.share }) ?? true { worst = (share, place, limit) }
    }
    return worst.map {
      entry(mapped, $0.entry, expected: reading.values[$0.entry].value, bound: $0.limit)
    }
  }

  private func entry(_ mapped: MappedTensor, _ place: Int, expected: Double, bound: Double) -> EntryReport {
    EntryReport(
      index: specification.shape(mapped.item).index(at: place), dumpIndex: mapped.index(at: place),
      got: mapped.values[place], expected: expected, bound: bound)
  }

  private mutating func truthReport(_ mapped: MappedTensor) -> TruthReport? {
    guard mapped.misfit == nil, let truth = truth(of: mapped.item), truth.entries.count == mapped.values.count
    else {
      return nil
    }
    var (maxAbsolute, maxRelative, maxUlps) = (0.0, 0.0, -1.0)
    var worst: (entry: Int, expected: Double)?
    for (place, value) in truth.entries.enumerated() {
      let midpoint = value.midpoint
      let expected = midpoint.asDouble
      // The difference of neighbours is exact, and what the nearest double lacks of the truth is half a unit.
      let got = mapped.values[place]
      let rest = (try? Rational(exactly: expected)).map { (midpoint - $0).asDouble } ?? 0
      let error = got.isFinite ? abs((got - expected) - rest) : .infinity
      let ulps = error / mapped.type.ulp(of: expected)
      maxAbsolute = max(maxAbsolute, error)
      if expected != 0 { maxRelative = max(maxRelative, error / abs(expected)) }
      if ulps > maxUlps {
        maxUlps = ulps
        worst = (place, expected)
      }
    }
    guard let worst else { return nil }
    return TruthReport(
      worst: entry(mapped, worst.entry, expected: worst.expected, bound: 0),
      value: truth.entries[worst.entry],
      maxAbsolute: maxAbsolute, maxRelative: maxRelative, maxUlps: maxUlps,
      digits: DumpJudge.digits(maxRelative))
  }

  /// Decimal digits that a relative error leaves.
  private static func digits(_ relative: Double) -> Int {
    var (digits, limit) = (0, 0.5)
    while digits < 17, relative <= limit * 0.1 {
      digits += 1
      limit *= 0.1
    }
    return digits
  }

  private func bound(_ reading: Reading, _ mapped: MappedTensor) -> BoundReport? {
    var (smallest, largestRelative, largest) = (Double.infinity, 0.0, 0.0)
    for (number, got) in zip(reading.values, mapped.values) where number.isKnown {
      let reach = mapped.type.reach(number, got)
      largest = max(largest, reach)
      guard number.value != 0 else { continue }
      smallest = min(smallest, reach / abs(number.value))
      largestRelative = max(largestRelative, reach / abs(number.value))
    }
    guard largest > 0 else { return nil }
    let terms = specification.longestSum(of: reading.way)
    let sums = terms > 1 ? ", sums of \(terms) terms" : ""
    let unit = type.unitRoundoff
    return BoundReport(
      smallestRelative: smallest.isFinite ? smallest : 0, largestRelative: largestRelative, largest: largest,
      explanation: "\(type.rawValue), unit roundoff 2^\(-Int((-unit.exponent)))\(sums)")
  }

  /// The misconceptions whose values lie where rounding alone can have taken the right ones.
  private mutating func blindSpots(_ item: Int, _ reading: Reading) -> [TensorReport.BlindSpot] {
    var result: [TensorReport.BlindSpot] = []
    for (misconceptions, way) in specification.items[item].slips {
      guard let first = misconceptions.first, !result.contains(where: { $0.id == first.id }),
        let wrong = bench.compute(way)?.entries, wrong.count == reading.values.count
      else { continue }
      let isInvisible = zip(wrong, reading.values).allSatisfy { wrong, right in
        wrong.isKnown && right.isKnown && abs(wrong.value - right.value) <= wrong.bound + right.bound
      }
      if isInvisible, isMistake(way, reading.way) {
        result.append(TensorReport.BlindSpot(id: first.id, name: first.name))
      }
    }
    return result
  }

  /// Whether two formulas differ for other numbers, so that it is this data that hides the difference.
  private mutating func isMistake(_ wrong: Specification.Way, _ right: Specification.Way) -> Bool {
    var state: UInt64 = 0
    var probes: [Int: Tensor<RoundingArithmetic.Number>] = [:]
    for source in bench.sources(of: wrong) + bench.sources(of: right) where probes[source] == nil {
      let shape = specification.shape(source)
      let entries = (0..<shape.count).map { _ in
        // Any numbers will do that are not alike: a linear congruence (Knuth's MMIX), its highest bits.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return RoundingArithmetic.Number(Double(state >> 40) / 0x1p24 - 0.5, within: 0)
      }
      probes[source] = Tensor(shape: shape, entries: entries)
    }
    guard let a = bench.compute(wrong, replacing: probes), let b = bench.compute(right, replacing: probes),
      a.entries.count == b.entries.count
    else { return true }
    return zip(a.entries, b.entries).contains { a, b in
      !(a.isKnown && b.isKnown) || abs(a.value - b.value) > a.bound + b.bound
    }
  }
}

extension Specification {
  /// The most terms that one sum on the way adds up.
  func longestSum(of way: Way) -> Int {
    way.order.map { node -> Int in
      switch program[node].operation {
      case .contraction(let a, let aLabels, let b, let bLabels, let to):
        Specification.terms([(aLabels, program.shape(a)), (bLabels, program.shape(b))], to)
      case .arrangement(let a, let from, let to): Specification.terms([(from, program.shape(a))], to)
      default: 1
      }
    }.max() ?? 1
  }

  private static func terms(_ operands: [([Int], Shape)], _ to: [Int]) -> Int {
    var sizes: [Int: Int] = [:]
    for (labels, shape) in operands { for (label, size) in zip(labels, shape.axes) { sizes[label] = size } }
    return sizes.filter { !to.contains($0.key) }.values.reduce(1, *)
  }
}
