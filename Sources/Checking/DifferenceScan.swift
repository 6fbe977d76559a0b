import Evaluation

/// Every entry of a derivative beside its difference quotient, in double precision.
///
/// It decides nothing: it says which of many entries deserves a theorem (``CentralDifference``) most, and how far apart
/// the two are at all the others.
public struct DifferenceScan: Sendable, Hashable {
  /// How many entries the derivative has.
  public let entryCount: Int
  /// The largest distance between a quotient and the derivative.
  public let error: Double
  /// The largest entry of the derivative, without its sign.
  public let largest: Double
  /// The row-major place in the denominator of the entry with the largest distance.
  public let worst: Int

  /// - Parameter evaluator: at the state in question.
  /// - Returns: nil where the derivative has no value or not everywhere a finite quotient, and where the
  ///   changes of all entries would take too much memory.
  public init?(of use: DerivativeUse, at evaluator: inout Evaluator<DoubleArithmetic>) {
    guard let derivative = try? evaluator.value(of: use.node), !derivative.entries.isEmpty,
      var differences = Differences(of: use.target, by: use.source, at: evaluator),
      let quotients = try? differences.quotients(),
      quotients.entries.count == derivative.entries.count
    else { return nil }
    var worst = (place: 0, error: 0.0)
    for (place, (quotient, entry)) in zip(quotients.entries, derivative.entries).enumerated() {
      let error = (quotient - entry).magnitude
      guard error.isFinite else { return nil }
      if error > worst.error { worst = (place, error) }
    }
    entryCount = derivative.entries.count
    error = worst.error
    largest = derivative.entries.map(\.magnitude).max() ?? 0
    self.worst = worst.place % evaluator.program.shape(use.source).count
  }
}
