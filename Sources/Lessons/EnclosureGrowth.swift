import Evaluation
import Numbers

/// How fast enclosures grow in a training, and the precision that it needs.
///
/// Every pass multiplies the radii of the state by about the same factor, so bits are lost at an even pace. A
/// trial of some hundred passes measures that pace; the run itself then shows whether the estimate was right.
public struct EnclosureGrowth: Sendable, Hashable {
  /// All passes of the lesson's longest loop.
  public let passes: Int
  /// Bits of the worst entry of the state that a pass costs, as the trial found it.
  public let bitsPerPass: Double
  /// The working precision of the run, in bits.
  public let precision: Int
  let precisionNeeded: Int

  private static let trialPasses = 300
  private static let trialPrecision = 1024

  private init(passes: Int, bitsPerPass: Double, precision: Int, precisionNeeded: Int) {
    self.passes = passes
    self.bitsPerPass = bitsPerPass
    self.precision = precision
    self.precisionNeeded = precisionNeeded
  }

  /// Runs the beginning of a lesson to see how fast digits are lost; nil where it has no loop.
  init?(of lesson: Lesson, digits: Int, progress: (RunProgress) -> Void) {
    let derivation = lesson.derivation
    let loops = derivation.lines.compactMap { if case .loop(let loop) = $0.kind { loop } else { nil } }
    guard let longest = loops.max(by: { $0.passCount < $1.passCount }) else { return nil }
    var execution = derivation.certified(precision: EnclosureGrowth.trialPrecision)
    progress(RunProgress(lesson.name, .stage("finding the precision that \(longest.passCount) passes need")))
    let targets = derivation.replaced(in: longest).compactMap { derivation.scope.quantity($0)?.node }
    var known: [(pass: Int, bits: Double)] = []
    let interval = min(max(longest.passCount / 4, 1), 50)
    execution.run(
      wants: { _ in false }, visit: { _, _, _ in },
      goesOn: { pass, evaluator in
        let place = pass - longest.firstPass
        if place < 0 { return true }
        if place % interval == interval - 1 {
          known.append((place + 1, EnclosureGrowth.bitsKnown(of: targets, evaluator)))
        }
        return place + 1 < EnclosureGrowth.trialPasses
      })
    let start = Double(EnclosureGrowth.trialPrecision)
    let pace = known.last.map { max(start - $0.bits, 0) / Double($0.pass) } ?? 0
    passes = longest.passCount
    bitsPerPass = pace
    let bits = 1.15 * Double(passes) * pace + Double(digits) * 3.33 + 96
    precisionNeeded = min(Int(bits.rounded(.up)), CertifiedArithmetic.precisionLimit)
    precision = precisionNeeded
  }

  /// One line for a report: the bits, and what they were spent on.
  public var text: String {
    let tenths = Int((bitsPerPass * 10).rounded())
    return "\(passes) passes in certified arithmetic at \(precision) bits; "
      + "a trial lost \(tenths / 10).\(tenths % 10) bits a pass"
  }

  /// The same growth, for a run at some precision.
  func at(_ precision: Int) -> EnclosureGrowth {
    EnclosureGrowth(
      passes: passes, bitsPerPass: bitsPerPass, precision: precision, precisionNeeded: precisionNeeded)
  }

  /// The relative accuracy of the worst entry of some quantities.
  private static func bitsKnown(
    of nodes: [Program.ID], _ evaluator: Evaluator<CertifiedArithmetic>
  ) -> Double {
    let digits = nodes.flatMap { evaluator.knownValue(of: $0)?.entries ?? [] }.filter { !$0.isExact }.map(
      \.provenDigits
    ).min()
    return digits.map { Double($0) * 3.3219 } ?? Double(trialPrecision)
  }
}

extension Derivation {
  /// The names of the given quantities that a loop, or one inside it, replaces, in the order of the text.
  func replaced(in loop: Loop) -> [String] {
    var names: [String] = []
    for line in loop.body {
      switch line.kind {
      case .update(let replacements):
        for replacement in replacements where !names.contains(replacement.name) {
          names.append(replacement.name)
        }
      case .loop(let inner): names += replaced(in: inner).filter { !names.contains($0) }
      default: break
      }
    }
    return names
  }
}
