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
    let analytic = try evaluator.value(of: use.node)
    let source = try evaluator.value(of: use.source)
    let targetCount = evaluator.program.shape(use.target).count
    let sourceCount = source.entries.count
    var entries: [Entry] = []
    let first = 0..<min(sourceCount, CentralDifference.sourceLimit)
    for place in Array(first) + [suspect].compactMap(\.self).filter({ !first.contains($0) }) {
      let values = (0..<targetCount).map { analytic.entries[$0 * sourceCount + place] }
      let findings =
        CentralDifference.exactFindings(use, place, &exact)
        ?? CentralDifference.findings(use, place, source, values, &evaluator)
      for (target, finding) in findings.enumerated() {
        entries.append(Entry(target: target, source: place, finding: finding))
      }
    }
    self.entries = entries
    self.sourceCount = sourceCount
  }

  /// Where everything is rational and the third derivative vanishes (x², linear units), the difference quotient
  /// equals the derivative, whatever the step: f(w+h) − f(w−h) = 2h·f′(w) for every polynomial of degree two.
  ///
  /// - Returns: nil where the exact quotient is not the derivative, or there is none.
  private static func exactFindings(
    _ use: DerivativeUse, _ place: Int, _ exact: inout Evaluator<RationalArithmetic>
  ) -> [Finding]? {
    let step = steps[0]
    let h = powerOfTwo(-step)
    do throws(EvaluationError) {
      let analytic = try exact.value(of: use.node)
      var source = try exact.value(of: use.source)
      let count = source.entries.count
      let centre = source.entries[place]
      source.entries[place] = centre + h
      let above = try exact.reading(use.target, with: use.source, as: source, in: exact.arithmetic) { $0 }
      source.entries[place] = centre - h
      let below = try exact.reading(use.target, with: use.source, as: source, in: exact.arithmetic) { $0 }
      for target in above.entries.indices {
        let quotient = (above.entries[target] - below.entries[target]) * powerOfTwo(step - 1)
        guard quotient == analytic.entries[target * count + place] else { return nil }
      }
      return above.entries.map { _ in .equal(step: step) }
    } catch {
      return nil
    }
  }

  /// The steps that are tried, as powers of two: a smaller one where the first does not reach
  /// ``wantedDigits`` digits of a small gradient.
  private static let steps = [40, 56, 72]
  public static let wantedDigits = 20

  private static func findings(
    _ use: DerivativeUse, _ place: Int, _ source: Tensor<Enclosure>, _ analytic: [Enclosure],
    _ evaluator: inout Evaluator<CertifiedArithmetic>
  ) -> [Finding] {
    var best: [Finding] = []
    for step in steps {
      do throws(EvaluationError) {
        best = try findings(use, place, source, analytic, step: step, &evaluator)
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
    _ use: DerivativeUse, _ place: Int, _ source: Tensor<Enclosure>, _ analytic: [Enclosure], step: Int,
    _ evaluator: inout Evaluator<CertifiedArithmetic>
  ) throws(EvaluationError) -> [Finding] {
    let precision = evaluator.arithmetic.precision
    let h = powerOfTwo(-step)
    let width = Enclosure(h, precision: precision)
    let centre = source.entries[place]
    func moved(_ value: Enclosure) -> Tensor<Enclosure> {
      var result = source
      result.entries[place] = value
      return result
    }
    let above = try evaluator.reading(
      use.target, with: use.source, as: moved(centre.adding(width, precision: precision)),
      in: evaluator.arithmetic
    ) { $0 }
    let below = try evaluator.reading(
      use.target, with: use.source, as: moved(centre.subtracting(width, precision: precision)),
      in: evaluator.arithmetic
    ) { $0 }
    let taylor = TaylorArithmetic(precision: precision, order: 3)
    let interval = Enclosure(lower: centre.lower - h, upper: centre.upper + h, precision: precision)
    var variables = source.map { taylor.constant($0) }
    variables.entries[place] = taylor.variable(interval)
    let series = try evaluator.reading(use.target, with: use.source, as: variables, in: taylor) {
      taylor.constant($0)
    }
    let double = Enclosure(powerOfTwo(step - 1), precision: precision)
    return analytic.indices.map { target in
      let quotient = above.entries[target].subtracting(below.entries[target], precision: precision)
        .multiplying(double, precision: precision)
      let third = series.entries[target][3]
      let bound = max(third.lower.magnitude, third.upper.magnitude) * h * h
      return finding(analytic[target], quotient, bound, step: step, precision)
    }
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
    return .agrees(digits: digits(apart, of: size), bound: bound, step: step)
  }

  /// The number of significant digits of `size` that a difference of `apart` leaves alone.
  private static func digits(_ apart: Rational, of size: Rational) -> Int {
    guard !apart.isZero else { return CentralDifference.digitLimit }
    var count = 0
    var scaled = apart
    while count < digitLimit, scaled * 2 < size {
      scaled = scaled * 10
      count += 1
    }
    return max(count - 1, 0)
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
