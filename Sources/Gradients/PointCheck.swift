// The gradient at one point: probes along random lines first, entries after them.

import Evaluation

/// Counts what a program is asked for.
final class Meter {
  var values = 0
  var gradients = 0
}

/// Holds a claimed gradient at one point against finite differences.
struct PointCheck<Program: GradientProgram> {
  let program: Program
  let point: [Double]
  let layout: Layout
  let options: GradientCheck.Options
  let meter: Meter
  var random: RandomSource
  /// Of the values, as far as it shows.
  private var precision: Precision?

  init(
    _ program: Program, at point: [Double], _ options: GradientCheck.Options, _ meter: Meter, seed: UInt64
  ) {
    self.program = program
    self.point = point
    self.options = options
    self.meter = meter
    layout = Layout(program.tensors, at: point)
    random = RandomSource(seed: seed)
  }

  /// Random lines through all entries at once.
  private static var probes: Int { 2 }
  /// Steps whose values show how many bits they have.
  private static var around: [Double] { Stencil.standard.places.map { $0 * LineDerivative.size(-4) } }
  /// Entries of each tensor that are looked at alone where there are too many for all.
  private static var samples: Int { 2 }

  mutating func report(_ origin: PointReport.Origin) throws -> PointReport {
    var report = PointReport(origin: origin, point: point)
    let everything = layout.direction(point.indices, scales: layout.tensorScales, &random)
    let claim = try ClaimedGradient(of: program, at: point, nearby: everything)
    meter.gradients += 6
    report.value = claim.value
    report.gradient = claim.entries
    let repeats = try values(along: everything, steps: [0, 0])
    precision = Precision.narrowest(holding: try values(along: everything, steps: PointCheck.around))
    report.findings = findings(claim, repeats)
    guard claim.value.isFinite, repeats.allSatisfy(\.isFinite) else { return report }
    let finite = point.indices.filter { claim.entries[$0].isFinite }
    for place in 0..<Self.probes {
      let scales = place == 0 ? layout.tensorScales : layout.entryScales
      report.probes.append(try judge(layout.direction(finite, scales: scales, &random), claim))
    }
    try judgeTensors(claim, &report)
    try judgeEntries(claim, &report)
    try locate(claim, &report)
    return report
  }

  /// What is odd about the program before anything is estimated.
  private func findings(_ claim: ClaimedGradient, _ repeats: [Double]) -> [PointReport.Finding] {
    var findings: [PointReport.Finding] = []
    let all = repeats + [claim.value]
    if !all.allSatisfy(\.isFinite) {
      findings.append(
        .valueNotFinite(claim.value.isFinite ? repeats.first { !$0.isFinite } ?? .nan : claim.value))
    } else if repeats.contains(where: { $0 != repeats.first }) {
      findings.append(.valueNotRepeatable(spread: (all.max() ?? 0) - (all.min() ?? 0)))
    } else if let first = repeats.first, first != claim.value {
      findings.append(.valuesDiffer(value: first, withGradient: claim.value))
    }
    if !claim.isRepeatable { findings.append(.gradientNotRepeatable) }
    let strange = point.indices.filter { !claim.entries[$0].isFinite }
    if !strange.isEmpty { findings.append(.gradientNotFinite(entries: strange)) }
    if let precision { findings.append(.valuePrecision(precision)) }
    if let precision = Precision.narrowest(holding: claim.entries) {
      findings.append(.gradientPrecision(precision))
    }
    return findings
  }

  private mutating func judgeTensors(_ claim: ClaimedGradient, _ report: inout PointReport) throws {
    // A single tensor, or tensors of one entry, are looked at already, or will be.
    for (place, range) in layout.ranges.enumerated() where layout.ranges.count > 1 {
      let finite = range.filter { claim.entries[$0].isFinite }
      guard finite.count > 1 || finite.count == 1 && report.gradient.count > options.entries else { continue }
      let direction = layout.direction(finite, scales: layout.tensorScales, &random)
      report.tensors.append(.init(tensor: place, judgement: try judge(direction, claim)))
    }
  }

  /// All entries, or the largest and a random one of each tensor.
  private mutating func judgeEntries(_ claim: ClaimedGradient, _ report: inout PointReport) throws {
    var entries = Array(point.indices)
    if entries.count > options.entries {
      var chosen: Set<Int> = []
      for range in layout.ranges where !range.isEmpty {
        if let largest = range.max(by: { claim.entries[$0].magnitude < claim.entries[$1].magnitude }) {
          chosen.insert(largest)
        }
        for _ in 1..<Self.samples {
          chosen.insert(range.lowerBound + Int(random.next(below: UInt64(range.count))))
        }
      }
      entries = chosen.sorted()
    }
    for entry in entries where claim.entries[entry].isFinite {
      let judgement = try judge(layout.direction(entry: entry), claim, scale: typical(entry, claim))
      report.entries.append(.init(entry: entry, judgement: judgement))
    }
  }

  /// Halves the entries of every line that disagrees, the half that is off by more first, down to single entries.
  private mutating func locate(_ claim: ClaimedGradient, _ report: inout PointReport) throws {
    guard report.entries.count < point.count else { return }
    var wrong = report.tensors.map(\.judgement).filter(\.isWrong)
    if wrong.isEmpty { wrong = report.probes.filter(\.isWrong) }
    for line in wrong {
      var queue = [line]
      var found = report.entries.count { $0.judgement.isWrong && line.direction.entries.contains($0.entry) }
      while found < options.located, let next = queue.popLast() {
        let entries = next.direction.entries
        if entries.count == 1 {
          if !report.entries.contains(where: { $0.entry == entries[0] }) {
            report.entries.append(.init(entry: entries[0], judgement: next))
            found += 1
          }
          continue
        }
        for half in [entries.prefix(entries.count / 2), entries.suffix(entries.count - entries.count / 2)] {
          let judgement = try judge(layout.direction(half, scales: layout.tensorScales, &random), claim)
          if judgement.isWrong { queue.append(judgement) }
        }
        queue.sort { $0.discrepancy < $1.discrepancy }
      }
    }
    report.entries.sort { $0.entry < $1.entry }
  }

  func values(along direction: Direction, steps: [Double]) throws -> [Double] {
    meter.values += steps.count
    let values = try program.values(from: point, along: direction, steps: steps)
    guard values.count == steps.count else { throw GradientCheck.WrongCount() }
    return values
  }

  /// The size of the terms gᵢ·dᵢ of an entry's tensor (root mean square): an entry that is small among others has
  /// its digits counted from theirs.
  private func typical(_ entry: Int, _ claim: ClaimedGradient) -> Double {
    guard let tensor = layout.tensor(of: entry) else { return 0 }
    let range = layout.ranges[tensor]
    let terms = range.lazy.map { claim.entries[$0] * layout.tensorScales[$0] }.filter(\.isFinite)
    let largest = terms.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0 else { return 0 }
    return largest
      * (terms.reduce(0) { $0 + ($1 / largest) * ($1 / largest) } / Double(range.count)).squareRoot()
  }

  private func judge(
    _ direction: Direction, _ claim: ClaimedGradient, scale: Double = 0
  ) throws -> Judgement {
    let line = LineDerivative(
      values: { try values(along: direction, steps: $0) }, grain: precision?.grain ?? Double.ulpOfOne)
    let (claimed, allowance, own) = claim.along(direction)
    return Judgement(
      direction, claimed: claimed, estimate: try line.estimate(at: claim.value), allowance: allowance,
      scale: max(own, scale))
  }
}
