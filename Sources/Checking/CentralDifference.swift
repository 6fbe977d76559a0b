import Evaluation
import Numbers

/// Finite differences as a theorem.
///
/// For three times differentiable f, (f(w+h) − f(w−h)) / 2h = f′(w) + h²/6 · f‴(ξ) with ξ in [w−h, w+h]
/// (Taylor's theorem with Lagrange's remainder). The quotient is computed with certified arithmetic, and
/// f‴/6 over the whole interval is the last coefficient of a ``TaylorArithmetic`` run on it, so both sides
/// are enclosed: if they do not meet the analytic derivative, that derivative is wrong.
public struct CentralDifference: Sendable {
  /// What the difference says of one entry of a derivative.
  public enum Finding: Sendable {
    /// The quotient's enclosure, truncation bound included, meets the analytic one; the number of significant
    /// digits up to which every real in one equals every real in the other.
    case agrees(digits: Int, bound: Rational, step: Int)
    /// The third derivative vanishes on the interval and both sides are the same exact number.
    case equal(step: Int)
    /// Both are zero as far as can be told: below this magnitude.
    case zero(below: Rational, step: Int)
    case differs(analytic: Enclosure, quotient: Enclosure, bound: Rational, step: Int)
    /// No theorem here: a kink within the step, or a value that cannot be computed.
    case cannotTell(String)
  }

  public struct Entry: Sendable {
    /// Row-major places in the numerator and in the denominator.
    public let target: Int
    public let source: Int
    public let finding: Finding
  }

  public let use: DerivativeUse
  public let entries: [Entry]
  /// How many entries of the denominator there are; `entries` covers the first ones, and one that was asked for.
  public let sourceCount: Int

  /// How many entries of the denominator are moved.
  public static let sourceLimit = 48

  /// - Parameters:
  ///   - evaluator: at the state in question, in the precision to work with.
  ///   - exact: at the same state, where it is rational.
  ///   - suspect: an entry of the denominator that is moved in any case.
  /// - Throws: where the derivative itself has no value there.
  public init(
    of use: DerivativeUse, at evaluator: inout Evaluator<CertifiedArithmetic>,
    exact: inout Evaluator<RationalArithmetic>, suspect: Int? = nil
  ) throws(EvaluationError) {
    self.use = use
    let program = evaluator.program
    let analytic = try evaluator.value(of: use.node)
    let source = try evaluator.value(of: use.source)
    let exactly = CentralDifference.exactValues(of: use, &exact)
    let targetCount = program.shape(use.target).count
    let sourceCount = source.entries.count
    let order = program.evaluated(for: [use.target])
    var entries: [Entry] = []
    let first = 0..<min(sourceCount, CentralDifference.sourceLimit)
    for place in Array(first) + [suspect].compactMap(\.self).filter({ !first.contains($0) }) {
      let reach = Reach(of: place, in: use.source, to: use.target, order: order, in: program)
      let values = (0..<targetCount).map { analytic.entries[$0 * sourceCount + place] }
      let findings =
        exactly.flatMap { CentralDifference.exactFindings(reach, $0, &exact) }
        ?? CentralDifference.findings(reach, source.entries[place], values, &evaluator)
      for (target, finding) in findings.enumerated() {
        entries.append(Entry(target: target, source: place, finding: finding))
      }
    }
    self.entries = entries
    self.sourceCount = sourceCount
  }

  /// The derivative and what it is by, exactly; nil where they have no exact value, or where what is differentiated
  /// has none around it.
  private static func exactValues(
    of use: DerivativeUse, _ exact: inout Evaluator<RationalArithmetic>
  ) -> (derivative: Tensor<Rational>, source: Tensor<Rational>)? {
    let program = exact.program
    let isRational = program.needed(for: [use.target]).allSatisfy {
      if case .function(let function, _) = program[$0].operation { function.isAlgebraic } else { true }
    }
    guard isRational else { return nil }
    do throws(EvaluationError) {
      return (try exact.value(of: use.node), try exact.value(of: use.source))
    } catch {
      return nil
    }
  }

  /// Where everything is rational and the third derivative vanishes (x², linear units), the difference quotient
  /// equals the derivative, whatever the step: f(w+h) − f(w−h) = 2h·f′(w) for every polynomial of degree two.
  ///
  /// - Returns: nil where the exact quotient is not the derivative, or there is none.
  private static func exactFindings(
    _ reach: Reach, _ values: (derivative: Tensor<Rational>, source: Tensor<Rational>),
    _ exact: inout Evaluator<RationalArithmetic>
  ) -> [Finding]? {
    let step = steps[0]
    let h = powerOfTwo(-step)
    let count = values.source.entries.count
    let centre = values.source.entries[reach.entry]
    do throws(EvaluationError) {
      let above = try exact.reading(reach, as: centre + h, in: exact.arithmetic) { $0 }
      let below = try exact.reading(reach, as: centre - h, in: exact.arithmetic) { $0 }
      var quotients = [Rational](repeating: .zero, count: values.derivative.entries.count / max(count, 1))
      for (position, target) in reach.places.enumerated() {
        quotients[target] = (above[position] - below[position]) * powerOfTwo(step - 1)
      }
      for (target, quotient) in quotients.enumerated() {
        guard quotient == values.derivative.entries[target * count + reach.entry] else { return nil }
      }
      return quotients.map { _ in .equal(step: step) }
    } catch {
      return nil
    }
  }

  /// The steps that are tried, as powers of two: a smaller one where the first does not reach
  /// ``wantedDigits`` digits of a small gradient.
  private static let steps = [40, 56, 72]
  public static let wantedDigits = 20

  private static func findings(
    _ reach: Reach, _ centre: Enclosure, _ analytic: [Enclosure],
    _ evaluator: inout Evaluator<CertifiedArithmetic>
  ) -> [Finding] {
    var best: [Finding] = []
    for step in steps {
      do throws(EvaluationError) {
        best = try findings(reach, centre, analytic, step: step, &evaluator)
      } catch {
        if best.isEmpty { best = analytic.map { _ in .cannotTell(reason(error)) } }
      }
      let enough = best.allSatisfy {
        if case .agrees(let digits, _, _) = $0 { digits >= wantedDigits } else { true }
      }
      if enough { break }
    }
    return best
  }

  private static func reason(_ error: EvaluationError) -> String {
    switch error.cause {
    case .undecided(let what): "it cannot be told \(what)"
    case .outsideDomain(let function): "\(function.rawValue) leaves its domain within the step"
    case .divisionByZero: "a division by zero lies within the step"
    default: "it cannot be computed within the step"
    }
  }

  private static func findings(
    _ reach: Reach, _ centre: Enclosure, _ analytic: [Enclosure], step: Int,
    _ evaluator: inout Evaluator<CertifiedArithmetic>
  ) throws(EvaluationError) -> [Finding] {
    let arithmetic = evaluator.arithmetic
    let precision = arithmetic.precision
    let h = powerOfTwo(-step)
    let width = Enclosure(h, precision: precision)
    let above = try evaluator.reading(reach, as: centre.adding(width, precision: precision), in: arithmetic) {
      $0
    }
    let below = try evaluator.reading(
      reach, as: centre.subtracting(width, precision: precision), in: arithmetic
    ) { $0 }
    let interval = Enclosure(lower: centre.lower - h, upper: centre.upper + h, precision: precision)
    let thirds = try thirds(reach, interval, &evaluator)
    let double = Enclosure(powerOfTwo(step - 1), precision: precision)
    // What the change does not reach has the quotient 0, exactly.
    var quotients = analytic.map { _ in (Enclosure(0), bound: Rational.zero) }
    for (position, target) in reach.places.enumerated() {
      let quotient = above[position].subtracting(below[position], precision: precision)
        .multiplying(double, precision: precision)
      quotients[target] = (quotient, thirds[position] * h * h)
    }
    return zip(analytic, quotients).map { finding($0, $1.0, $1.bound, step: step, precision) }
  }

  /// Bounds of |f‴|/6 over an interval: of a size, not of digits, so that two doubles nearly always do.
  private static func thirds(
    _ reach: Reach, _ interval: Enclosure, _ evaluator: inout Evaluator<CertifiedArithmetic>
  ) throws(EvaluationError) -> [Rational] {
    if let bounds = try? thirds(reach, interval, &evaluator, in: BallArithmetic()) { return bounds }
    return try thirds(reach, interval, &evaluator, in: evaluator.arithmetic) ?? []
  }

  /// - Returns: nil where some bound is beyond the arithmetic's range.
  private static func thirds<A: EnclosingArithmetic>(
    _ reach: Reach, _ interval: Enclosure, _ evaluator: inout Evaluator<CertifiedArithmetic>, in arithmetic: A
  ) throws(EvaluationError) -> [Rational]? {
    let taylor = TaylorArithmetic(over: arithmetic, order: 3)
    let variable = taylor.variable(arithmetic.number(enclosing: interval))
    let series = try evaluator.reading(reach, as: variable, in: taylor) {
      taylor.constant(arithmetic.number(enclosing: $0))
    }
    let thirds = series.map(\.[3].enclosure)
    guard thirds.allSatisfy(\.isBounded) else { return nil }
    return thirds.map { max($0.lower.magnitude, $0.upper.magnitude) }
  }

  private static func finding(
    _ analytic: Enclosure, _ quotient: Enclosure, _ bound: Rational, step: Int, _ precision: Int
  ) -> Finding {
    let lower = quotient.lower - bound
    let upper = quotient.upper + bound
    if upper < analytic.lower || analytic.upper < lower {
      return .differs(analytic: analytic, quotient: quotient, bound: bound, step: step)
    }
    if bound.isZero, analytic.isExact, quotient.isExact { return .equal(step: step) }
    // The farthest that two reals of the two enclosures can lie apart.
    let apart = max(upper - analytic.lower, analytic.upper - lower)
    let size = min(analytic.lower.magnitude, analytic.upper.magnitude)
    if analytic.containsZero { return .zero(below: max(upper.magnitude, lower.magnitude), step: step) }
    let digits = apart.isZero ? digitLimit : max(size.decades(above: apart, limit: digitLimit) - 1, 0)
    return .agrees(digits: digits, bound: bound, step: step)
  }

  private static let digitLimit = 400

  private static func powerOfTwo(_ exponent: Int) -> Rational {
    let power = Integer(1) << exponent.magnitude.asShift
    let one = Integer(1)
    return
      (try? exponent < 0
      ? Rational(numerator: one, denominator: power) : Rational(numerator: power, denominator: one)) ?? .one
  }
}

extension UInt {
  /// A shift distance; steps are far below any limit.
  fileprivate var asShift: Int { Int(clamping: self) }
}
