// Checks the gradient of a black box at several points.

import Evaluation

/// Checks claimed gradients against finite differences whose errors are estimated from the function itself.
public enum GradientCheck {
  public struct Options: Sendable {
    /// Seeds every random choice; the same seed makes the same choices.
    public var seed: UInt64
    /// How many points are looked at, besides those near kinks.
    public var points: Int
    /// Every entry is looked at alone where there are no more than this.
    public var entries: Int
    /// So many wrong entries are looked for where a line of many disagrees.
    public var located: Int

    public init(seed: UInt64 = 1, points: Int = 3, entries: Int = 64, located: Int = 3) {
      self.seed = seed
      self.points = max(points, 1)
      self.entries = max(entries, 0)
      self.located = max(located, 1)
    }
  }

  /// The program gave another number of values or entries than it was asked for.
  public struct WrongCount: Error {}

  /// Checks a program from a starting point on.
  ///
  /// - Parameter start: finite, as many entries as the tensors have.
  /// - Throws: ``WrongCount``, or what the program throws.
  public static func check(
    _ program: some GradientProgram, from start: [Double], _ options: Options = Options()
  ) throws -> GradientReport {
    var report = GradientReport(tensors: program.tensors, seed: options.seed)
    guard program.tensors.reduce(0, { $0 + $1.count }) == start.count, !start.isEmpty else { return report }
    let meter = Meter()
    var random = RandomSource(seed: options.seed)
    let layout = Layout(program.tensors, at: start)
    var points = origins.prefix(options.points).map { ($0, point($0, start, layout, &random)) }
    var isNearKink = false
    while !points.isEmpty {
      let (origin, point) = points.removeFirst()
      var check = PointCheck(program, at: point, options, meter, seed: random.next())
      let found = try check.report(origin, isThorough: !report.open.isEmpty)
      report.points.append(found)
      if options.points > 1, !isNearKink, let kink = try check.nearestKink(found) {
        isNearKink = true
        points.insert(contentsOf: kink, at: 0)
      }
      if points.isEmpty, options.points > 1, report.outcome == .cannotTell, let next = nearerToZero(report) {
        points.append((next, self.point(next, start, layout, &random)))
      }
    }
    report.values = meter.values
    report.gradients = meter.gradients
    return report
  }

  /// Where a function is flat because its units are saturated, it is less so nearer to zero.
  private static func nearerToZero(_ report: GradientReport) -> PointReport.Origin? {
    let tried = report.points.count { if case .shrunk = $0.origin { true } else { false } }
    guard !report.open.isEmpty, tried < shrinks.count else { return nil }
    return .shrunk(by: shrinks[tried])
  }

  private static let shrinks = [4.0, 16]

  private static let origins: [PointReport.Origin] = [
    .start, .random(reach: 0.5), .random(reach: 2), .negated, .zero,
  ]

  private static func point(
    _ origin: PointReport.Origin, _ start: [Double], _ layout: Layout, _ random: inout RandomSource
  ) -> [Double] {
    switch origin {
    case .start, .beforeKink, .beyondKink: return start
    case .zero: return start.map { _ in 0 }
    case .negated: return start.map { -$0 }
    case .shrunk(let factor): return start.map { $0 / factor }
    case .random(let reach):
      return zip(start, layout.tensorScales).map { entry, scale in
        entry + reach * scale * (2 * Double(random.next() >> 11) * 0x1p-53 - 1)
      }
    }
  }
}
