import Evaluation
import Numbers

/// Finite differences in floating point, as everybody does them: the error of the quotient by the size of the step.
///
/// For large steps the truncation error rules (∝ h for the forward difference, ∝ h² for the central one), for
/// small ones the rounding error (∝ 2⁻⁵³/h), so the error falls and rises again; below the spacing of the
/// floating-point numbers the two points are the same and the quotient is 0.
public struct StepSizes: Sendable {
  public struct Row: Sendable {
    /// The step is 10⁻ᵏ.
    public let exponent: Int
    public let forward: Double
    public let central: Double
    /// |quotient − derivative|, the derivative being certified.
    public let forwardError: Double
    public let centralError: Double
  }

  public let rows: [Row]
  /// The certified derivative.
  public let derivative: Enclosure

  /// - Parameter use: a derivative of a number by a number.
  /// - Returns: nil where it is not one, or has no value.
  public init?(of use: DerivativeUse, at evaluator: inout Evaluator<CertifiedArithmetic>) {
    guard evaluator.program.shape(use.node).isScalar, let analytic = try? evaluator.value(of: use.node),
      let point = try? evaluator.value(of: use.source), let derivative = analytic.entries.first,
      let centre = point.entries.first
    else { return nil }
    let truth = derivative.midpoint
    let x = centre.midpoint.asDouble
    func value(at x: Double) -> Double? {
      try? evaluator.reading(use.target, with: use.source, as: Tensor(scalar: x), in: DoubleArithmetic()) {
        $0.midpoint.asDouble
      }.entries.first
    }
    func error(_ quotient: Double) -> Double {
      guard let exact = try? Rational(exactly: quotient) else { return .infinity }
      return (exact - truth).magnitude.asDouble
    }
    guard let here = value(at: x) else { return nil }
    var rows: [Row] = []
    var step = 1.0
    for exponent in 1...17 {
      step = 1 / DoubleArithmetic().power(10, exponent)
      guard let above = value(at: x + step), let below = value(at: x - step) else { return nil }
      let forward = (above - here) / step
      let central = (above - below) / (2 * step)
      rows.append(
        Row(
          exponent: exponent, forward: forward, central: central, forwardError: error(forward),
          centralError: error(central)))
    }
    self.rows = rows
    self.derivative = derivative
  }
}
