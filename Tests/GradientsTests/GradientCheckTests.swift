import Foundation
import Testing

@testable import Gradients

/// Faults that are found, and right gradients that are not accused.
struct GradientCheckTests {
  static let network = FaultyNetwork()
  static let once = GradientCheck.Options(points: 1)

  @Test(arguments: FaultyNetwork.Fault.allCases, [false, true])
  func everyFaultIsFound(_ fault: FaultyNetwork.Fault, _ isConverged: Bool) throws {
    let network = isConverged ? Self.network.converged : Self.network
    let program = network.program { network.gradient($0, fault) }
    let report = try GradientCheck.check(program, from: network.start, Self.once)
    #expect(report.outcome == .disagrees)
  }

  @Test(arguments: [false, true])
  func theRightGradientAgrees(_ isConverged: Bool) throws {
    let network = isConverged ? Self.network.converged : Self.network
    let program = network.program { network.gradient($0) }
    let report = try GradientCheck.check(program, from: network.start)
    #expect(report.outcome == .agrees)
    for summary in report.points[0].summaries(of: report.tensors) {
      #expect((summary.digits ?? 0) >= (isConverged ? 6 : 9))
    }
  }

  /// An entry that is off by 1e-8 of itself: `W2[1,2]`, number 34 of 41.
  @Test func oneEntryIsFoundAndNamed() throws {
    let network = Self.network
    let program = network.program { point in
      var gradient = network.gradient(point)
      gradient[34] *= 1 + 1e-8
      return gradient
    }
    for entries in [64, 0] {
      let options = GradientCheck.Options(points: 1, entries: entries)
      let report = try GradientCheck.check(program, from: network.start, options)
      let wrong = report.points[0].entries.filter(\.judgement.isWrong)
      #expect(wrong.map(\.entry) == [34])
      #expect(report.tensors[2].entryName(34 - 33) == "W2[1,2]")
    }
  }

  @Test func aFaultIsDescribed() throws {
    let network = Self.network
    let cases: [(@Sendable ([Double]) -> [Double], TensorSummary.Pattern)] = [
      ({ $0.map { -3 * $0 } }, .factor(-3)), ({ $0.map { _ in 0 } }, .zero),
      (
        { gradient in gradient.indices.map { gradient[$0 < 30 ? $0 - $0 % 10 + ($0 % 10 + 8) % 10 : $0] } },
        .rolled(2)
      ),
      (
        { gradient in
          gradient.indices.map {
            $0 >= 33 && $0 < 39 ? gradient[33 + ($0 - 33) % 2 * 3 + ($0 - 33) / 2] : gradient[$0]
          }
        }, .transposed
      ),
    ]
    for (change, pattern) in cases {
      let program = network.program { change(network.gradient($0)) }
      let report = try GradientCheck.check(program, from: network.start, Self.once)
      let patterns = report.points[0].summaries(of: report.tensors).compactMap(\.pattern)
      let isThere = patterns.contains { found in
        if case (.factor(let a), .factor(let b)) = (found, pattern) { return (a - b).magnitude < 1e-6 }
        return found == pattern
      }
      #expect(isThere, "\(patterns), not \(pattern)")
    }
  }

  /// Right gradients in double and in single precision: none is accused, and the bounds hold.
  @Test(arguments: 0..<3)
  func noRightGradientIsAccused(_ part: UInt64) throws {
    for seed in part * 8..<part * 8 + 8 {
      let network = RandomNetwork<Double>(seed: seed)
      let report = try GradientCheck.check(network.program, from: network.start, Self.once)
      #expect(report.outcome != .disagrees, "seed \(seed)")
      for judgement in report.points[0].judgements where judgement.estimate.kind == .smooth {
        let gradient = network.evaluate(network.start).gradient
        let right = zip(judgement.direction.entries, judgement.direction.components)
          .reduce(0) { $0 + gradient[$1.0] * $1.1 }
        #expect(
          (judgement.estimate.value - right).magnitude <= judgement.visible, "seed \(seed): \(judgement)")
      }
      let single = RandomNetwork<Float>(seed: seed)
      let singles = try GradientCheck.check(single.program, from: single.start, Self.once)
      #expect(singles.outcome != .disagrees, "seed \(seed), single precision")
    }
  }

  static func check(
    _ value: @escaping @Sendable ([Double]) -> Double, _ gradient: @escaping @Sendable ([Double]) -> [Double],
    from start: [Double], points: Int = 1
  ) throws -> GradientReport {
    let tensors = [TensorShape(name: "x", shape: [start.count])].compactMap { $0 }
    let program = FunctionProgram(tensors: tensors, value: value, gradient: gradient)
    return try GradientCheck.check(program, from: start, .init(points: points))
  }

  @Test func aSubgradientAtAKinkCannotBeTold() throws {
    let report = try Self.check({ abs($0[0]) + $0[1] }, { _ in [0.5, 1] }, from: [0, 1])
    #expect(report.outcome == .cannotTell)
    let kinks = report.points[0].entries.filter {
      if case .cannotTell(.kink) = $0.judgement.verdict { true } else { false }
    }
    #expect(kinks.map(\.entry) == [0])
    let outside = try Self.check({ abs($0[0]) + $0[1] }, { _ in [1.5, 1] }, from: [0, 1])
    #expect(outside.outcome == .disagrees)
  }

  /// The derivative of a hinge is right at the start, and taken on the wrong side beyond the kink.
  @Test func bothSidesOfAKinkAreLookedAt() throws {
    let hinge = { @Sendable (x: [Double]) in max(0, x[0] - 1.1) + x[0] }
    let report = try Self.check(hinge, { _ in [1] }, from: [1], points: 2)
    #expect(report.points[0].outcome == .agrees)
    #expect(report.points.contains { $0.origin == .beyondKink || $0.origin == .beforeKink })
    #expect(report.outcome == .disagrees)
  }

  @Test func strangeProgramsAreTold() throws {
    let nan = try Self.check({ $0[0] * $0[0] }, { _ in [.nan] }, from: [1])
    #expect(nan.outcome == .disagrees)
    #expect(nan.points[0].findings == [.gradientNotFinite(entries: [0])])
    let infinite = try Self.check({ 1 / ($0[0] - 1) }, { _ in [0] }, from: [1])
    #expect(infinite.outcome == .cannotTell)
    let single = try Self.check({ Double(Float(sin($0[0]))) }, { [Double(Float(cos($0[0])))] }, from: [0.7])
    #expect(single.outcome == .agrees)
    #expect(single.points[0].findings == [.valuePrecision(.float32), .gradientPrecision(.float32)])
    nonisolated(unsafe) var calls = 0.0
    let drifting = FunctionProgram(
      tensors: [TensorShape(name: "x", shape: [1])].compactMap { $0 },
      value: {
        calls += 1
        return $0[0] + 1e-7 * sin(calls)
      }, gradient: { _ in [1] })
    let report = try GradientCheck.check(drifting, from: [1], Self.once)
    #expect(report.outcome == .agrees)
    let isTold = report.points[0].findings.contains {
      if case .valueNotRepeatable = $0 { true } else { false }
    }
    #expect(isTold)
  }

  @Test func wrongCountsAreErrors() {
    #expect(throws: GradientCheck.WrongCount.self) { try Self.check({ $0[0] }, { _ in [1, 1] }, from: [1]) }
  }

  @Test func theSameSeedMakesTheSameChoices() throws {
    let program = Self.network.program { Self.network.gradient($0) }
    let reports = try (0..<2).map { _ in try GradientCheck.check(program, from: Self.network.start, Self.once)
    }
    #expect(reports[0] == reports[1])
    let other = try GradientCheck.check(program, from: Self.network.start, .init(seed: 2, points: 1))
    #expect(other != reports[0])
  }
}
