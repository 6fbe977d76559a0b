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
  /// The noise of the values, as a line through all entries showed it.
  private var noise: Double?

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

  /// - Parameter isThorough: whether tensors and entries are looked at in any case; at the starting point they are.
  /// - Returns: what two random lines through all entries say, and tensors and entries besides where the lines leave
  ///   anything to be told.
  mutating func report(_ origin: PointReport.Origin, isThorough: Bool = false) throws -> PointReport {
    var report = PointReport(origin: origin, point: point)
    let everything = layout.direction(layout.all, scales: layout.tensorScales, &random)
    var claim = try ClaimedGradient(of: program, at: point, along: everything, layout)
    meter.gradients += 1
    report.value = claim.value
    report.gradient = claim.entries
    let lines = self.lines(claim, everything)
    var values = try firstValues(lines)
    let repeats = values[0][LineDerivative.repeats] ?? []
    values[0][LineDerivative.repeats] = nil
    precision = Precision.narrowest(holding: values[0][LineDerivative.confirming] ?? [])
    report.findings = findings(claim, repeats)
    if origin == .start {
      meter.gradients += 1
      if try !claim.isRepeatable(program, at: point, along: everything) {
        report.findings.append(.gradientNotRepeatable)
        try measureNoise(&claim)
      }
    }
    guard claim.value.isFinite, repeats.allSatisfy(\.isFinite) else { return report }
    try probe(lines, values, &claim, &report)
    if origin == .start || isThorough || report.outcome != .agrees {
      try judgeTensors(&claim, &report)
      try judgeEntries(&claim, &report)
      try locate(&claim, &report)
    }
    return report
  }

  /// Two lines through all entries that are claimed to be numbers.
  private mutating func lines(_ claim: ClaimedGradient, _ everything: Direction) -> [Direction] {
    guard !claim.entries.allSatisfy(\.isFinite) else {
      return [everything, layout.direction(layout.all, scales: layout.entryScales, &random)]
    }
    let finite = layout.all.filter { claim.entries[$0].isFinite }
    return [layout.tensorScales, layout.entryScales].map { layout.direction(finite, scales: $0, &random) }
  }

  // MARK: Findings

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
    let strange = point.indices.filter { !claim.entries[$0].isFinite }
    if !strange.isEmpty { findings.append(.gradientNotFinite(entries: strange)) }
    if let precision { findings.append(.valuePrecision(precision)) }
    if let precision = Precision.narrowest(holding: claim.entries) {
      findings.append(.gradientPrecision(precision))
    }
    return findings
  }

  // MARK: Lines

  /// Lines through all entries; the first one shows how noisy the function is, the others need not look for it again.
  private mutating func probe(
    _ lines: [Direction], _ values: [[Int: [Double]]], _ claim: inout ClaimedGradient,
    _ report: inout PointReport
  ) throws {
    var found: [Judgement] = []
    for (line, known) in zip(lines, values) {
      let next = try judgement(line, known, claim, scale: 0)
      found.append(next)
      noise = noise ?? (next.estimate.kind == .smooth ? next.estimate.noise : nil)
    }
    try weigh(&found, &claim, &report)
    report.probes = found
  }

  private mutating func judgeTensors(_ claim: inout ClaimedGradient, _ report: inout PointReport) throws {
    // A single tensor, or tensors of one entry, are looked at already, or will be.
    var lines: [(tensor: Int, direction: Direction)] = []
    for (place, range) in layout.ranges.enumerated() where layout.ranges.count > 1 {
      let finite = range.filter { claim.entries[$0].isFinite }
      guard finite.count > 1 || finite.count == 1 && report.gradient.count > options.entries else { continue }
      lines.append((place, layout.direction(finite, scales: layout.tensorScales, &random)))
    }
    let found = try judge(lines.map { ($0.direction, 0) }, &claim, &report)
    report.tensors = zip(lines, found).map { PointReport.TensorLine(tensor: $0.tensor, judgement: $1) }
  }

  /// All entries, or the largest of each tensor.
  private mutating func judgeEntries(_ claim: inout ClaimedGradient, _ report: inout PointReport) throws {
    var entries = layout.all
    if entries.count > options.entries {
      let gradient = claim.entries
      entries = layout.ranges.compactMap { range in
        range.max { gradient[$0].magnitude < gradient[$1].magnitude }
      }
    }
    entries = entries.filter { claim.entries[$0].isFinite }
    // An entry that is small among others has its digits counted from theirs.
    let lines = entries.map { entry in
      (layout.direction(entry: entry), layout.tensor(of: entry).map { claim.typicalTerms[$0] } ?? 0)
    }
    let found = try judge(lines, &claim, &report)
    report.entries = zip(entries, found).map { PointReport.EntryLine(entry: $0, judgement: $1) }
  }

  /// Halves the entries of every line that disagrees, the half that is off by more first, down to single entries.
  private mutating func locate(_ claim: inout ClaimedGradient, _ report: inout PointReport) throws {
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
        let halves = [entries.prefix(entries.count / 2), entries.suffix(entries.count - entries.count / 2)]
        let lines = halves.map { (layout.direction($0, scales: layout.tensorScales, &random), 0.0) }
        queue += try judge(lines, &claim, &report).filter(\.isWrong)
        queue.sort { $0.discrepancy < $1.discrepancy }
      }
    }
    report.entries.sort { $0.entry < $1.entry }
  }

  // MARK: Judging

  /// - Parameter lines: with the size of what their digits are counted from, at least.
  private mutating func judge(
    _ lines: [(direction: Direction, scale: Double)], _ claim: inout ClaimedGradient,
    _ report: inout PointReport
  ) throws -> [Judgement] {
    let windows = noise == nil ? LineDerivative.searching : LineDerivative.usual
    let values = try self.values(lines.map { ($0.direction, windows) })
    var found: [Judgement] = []
    for (line, known) in zip(lines, values) {
      found.append(try judgement(line.direction, known, claim, scale: line.scale))
    }
    try weigh(&found, &claim, &report)
    return found
  }

  /// Where a line disagrees, it is time to look how much of the claim is rounding; all lines are judged by that.
  private func weigh(
    _ judgements: inout [Judgement], _ claim: inout ClaimedGradient, _ report: inout PointReport
  ) throws {
    guard claim.noise == nil, judgements.contains(where: \.isWrong) else { return }
    try measureNoise(&claim)
    let measured = claim
    judgements = judgements.map { $0.weighed(measured) }
    report.probes = report.probes.map { $0.weighed(measured) }
    report.tensors = report.tensors.map {
      .init(tensor: $0.tensor, judgement: $0.judgement.weighed(measured))
    }
  }

  private func measureNoise(_ claim: inout ClaimedGradient) throws {
    var random = random
    let everything = layout.direction(layout.all, scales: layout.tensorScales, &random)
    meter.gradients += 5
    try claim.measureNoise(of: program, at: point, along: everything)
  }

  private func judgement(
    _ direction: Direction, _ known: [Int: [Double]], _ claim: ClaimedGradient, scale: Double
  ) throws -> Judgement {
    var line = LineDerivative(
      values: { try values(along: direction, steps: $0) }, grain: precision?.grain ?? Double.ulpOfOne)
    line.known = known
    let (claimed, allowance, own) = claim.along(direction)
    let size = max(own, scale)
    let estimate = try line.estimate(at: claim.value, noise: noise, size: size)
    return Judgement(direction, claimed: claimed, estimate: estimate, allowance: allowance, scale: size)
  }

  // MARK: Values

  func values(along direction: Direction, steps: [Double]) throws -> [Double] {
    try values([LineSteps(direction: direction, steps: steps)])[0]
  }

  private func values(_ lines: [LineSteps]) throws -> [[Double]] {
    meter.values += lines.reduce(0) { $0 + $1.steps.count }
    let values = try program.values(from: point, along: lines)
    guard values.count == lines.count, zip(values, lines).allSatisfy({ $0.count == $1.steps.count }) else {
      throw GradientCheck.WrongCount()
    }
    return values
  }

  /// The values in windows of several lines, by their exponents, all asked for at once.
  private func values(_ lines: [(direction: Direction, windows: [Int])]) throws -> [[Int: [Double]]] {
    let asked = lines.map { line in
      LineSteps(direction: line.direction, steps: line.windows.flatMap(LineDerivative.steps))
    }
    return try zip(lines, values(asked)).map { line, values in
      var rest = values[...]
      var known: [Int: [Double]] = [:]
      for window in line.windows {
        let count = LineDerivative.steps(window).count
        known[window] = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      return known
    }
  }

  /// What the lines through all entries need in all likelihood; the first one also shows whether the point has the
  /// same value again.
  private func firstValues(_ lines: [Direction]) throws -> [[Int: [Double]]] {
    try values(
      lines.enumerated().map { place, line in
        (line, place == 0 ? [LineDerivative.repeats] + LineDerivative.searching : LineDerivative.usual)
      })
  }
}
