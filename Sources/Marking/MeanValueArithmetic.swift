import Evaluation
import Language
import Numbers

/// Formulas over a box of reals, each known to the digits that were written: centre, range and slopes in one pass.
///
/// For f differentiable on the box X with centre m, the mean value theorem gives f(x) ∈ f(m) + Σ ∂f/∂xᵢ(X)·(Xᵢ − mᵢ)
/// for every x in X (Moore, *Interval Analysis*, 1966). The range of plain interval evaluation is kept beside it,
/// and the truth lies in both: naive evaluation alone forgets that both a's of a(1 − a) are the same number.
struct MeanValueArithmetic: Arithmetic {
  struct Number: Sendable {
    /// The value at the centre of the box.
    var centre: Enclosure
    /// The values over the whole box.
    var range: Enclosure
    /// The slopes over the whole box by each variable that matters, in the order of the variables.
    var slopes: [Slope]
  }

  struct Slope: Sendable {
    let variable: Int
    var value: Enclosure
  }

  let base: CertifiedArithmetic
  /// Without slopes this is plain interval arithmetic: cheaper, and never narrower.
  let keepsSlopes: Bool

  init(precision: Int, keepsSlopes: Bool = true) {
    base = CertifiedArithmetic(precision: precision)
    self.keepsSlopes = keepsSlopes
  }

  func constant(_ value: Enclosure) -> Number { Number(centre: value, range: value, slopes: []) }

  /// A variable that lies between two ends.
  func variable(_ number: Int, lower: Rational, upper: Rational) -> Number {
    if lower == upper { return constant(base.number(lower)) }
    let range = Enclosure(lower: lower, upper: upper, precision: base.precision)
    guard keepsSlopes else { return constant(range) }
    let middle = (lower + upper) * .half
    return Number(
      centre: base.number(middle), range: range,
      slopes: [Slope(variable: number, value: .one)])
  }

  /// What a number can be at most, given the deviations of the variables from their centres.
  func enclosure(of number: Number, deviations: [Enclosure]) -> Enclosure {
    guard !number.slopes.isEmpty else { return number.range }
    var total = number.centre
    for slope in number.slopes {
      total = base.sum(total, times(slope.value, deviations[slope.variable]))
    }
    return number.range.intersection(total, precision: base.precision) ?? number.range
  }

  func number(_ value: Rational) -> Number { constant(base.number(value)) }

  func sum(_ a: Number, _ b: Number) -> Number {
    if a.slopes.isEmpty && b.slopes.isEmpty { return constant(base.sum(a.range, b.range)) }
    return Number(
      centre: base.sum(a.centre, b.centre), range: base.sum(a.range, b.range),
      slopes: merged(a.slopes, b.slopes, one, one))
  }

  func difference(_ a: Number, _ b: Number) -> Number {
    if a.slopes.isEmpty && b.slopes.isEmpty { return constant(base.difference(a.range, b.range)) }
    return Number(
      centre: base.difference(a.centre, b.centre), range: base.difference(a.range, b.range),
      slopes: merged(a.slopes, b.slopes, one, Enclosure(-1)))
  }

  func negation(_ a: Number) -> Number {
    if a.slopes.isEmpty { return constant(a.range.negated()) }
    return Number(
      centre: a.centre.negated(), range: a.range.negated(),
      slopes: a.slopes.map { Slope(variable: $0.variable, value: $0.value.negated()) })
  }

  func product(_ a: Number, _ b: Number) -> Number {
    if a.slopes.isEmpty && b.slopes.isEmpty { return constant(times(a.range, b.range)) }
    return Number(
      centre: times(a.centre, b.centre), range: times(a.range, b.range),
      slopes: merged(a.slopes, b.slopes, b.range, a.range))
  }

  /// (a/b)′ = a′/b − b′·a/b².
  func quotient(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    if a.slopes.isEmpty && b.slopes.isEmpty { return constant(try base.quotient(a.range, b.range)) }
    let centre = try base.quotient(a.centre, b.centre)
    let range = try base.quotient(a.range, b.range)
    let inverse = try base.quotient(one, b.range)
    let byDivisor = times(range, inverse).negated()
    return Number(centre: centre, range: range, slopes: merged(a.slopes, b.slopes, inverse, byDivisor))
  }

  func power(_ a: Number, _ exponent: Int) throws(ArithmeticError) -> Number {
    let range = try base.power(a.range, exponent)
    guard !a.slopes.isEmpty, exponent != 0 else { return constant(range) }
    let centre = try base.power(a.centre, exponent)
    let slope = times(Enclosure(exponent), try base.power(a.range, exponent - 1))
    return Number(centre: centre, range: range, slopes: scaled(a.slopes, slope))
  }

  func value(of function: Function, at x: Number) throws(ArithmeticError) -> Number {
    let range = try base.value(of: function, at: x.range)
    guard !x.slopes.isEmpty else { return constant(range) }
    let centre = try base.value(of: function, at: x.centre)
    let slope: Enclosure
    switch function {
    case .exp: slope = range
    case .log: slope = try base.quotient(one, x.range)
    case .sqrt: slope = try base.quotient(one, times(Enclosure(2), range))
    case .sigmoid: slope = times(range, base.difference(one, range))
    case .tanh: slope = base.difference(one, times(range, range))
    // Slopes of kinked functions lie between the one-sided ones, which the mean value theorem bears.
    case .relu: slope = x.range.signum.map { Enclosure($0 > 0 ? 1 : 0) } ?? between(0, 1)
    case .abs: slope = x.range.signum.map { Enclosure($0) } ?? between(-1, 1)
    case .sign, .step: return constant(range)
    }
    return Number(centre: centre, range: range, slopes: scaled(x.slopes, slope))
  }

  func maximum(_ a: Number, _ b: Number) -> Number {
    let order = a.range.compare(b.range)
    if order == .greater || order == .equal { return a }
    if order == .less { return b }
    let share = between(0, 1)
    return Number(
      centre: base.maximum(a.centre, b.centre), range: base.maximum(a.range, b.range),
      slopes: merged(a.slopes, b.slopes, share, share))
  }

  func indicator(_ relation: Relation, _ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
    constant(try base.indicator(relation, a.range, b.range))
  }

  // MARK: Slopes

  private func times(_ a: Enclosure, _ b: Enclosure) -> Enclosure {
    a.multiplying(b, precision: base.precision)
  }

  private var one: Enclosure { .one }

  private func between(_ lower: Int, _ upper: Int) -> Enclosure {
    Enclosure(lower: Rational(lower), upper: Rational(upper), precision: base.precision)
  }

  private func scaled(_ slopes: [Slope], _ factor: Enclosure) -> [Slope] {
    slopes.map { Slope(variable: $0.variable, value: times($0.value, factor)) }
  }

  /// a·p + b·q, both in the order of the variables.
  private func merged(_ a: [Slope], _ b: [Slope], _ p: Enclosure, _ q: Enclosure) -> [Slope] {
    if a.isEmpty { return scaled(b, q) }
    if b.isEmpty { return scaled(a, p) }
    var result: [Slope] = []
    result.reserveCapacity(a.count + b.count)
    var i = 0
    var j = 0
    while i < a.count || j < b.count {
      if j == b.count || (i < a.count && a[i].variable < b[j].variable) {
        result.append(Slope(variable: a[i].variable, value: times(a[i].value, p)))
        i += 1
      } else if i == a.count || b[j].variable < a[i].variable {
        result.append(Slope(variable: b[j].variable, value: times(b[j].value, q)))
        j += 1
      } else {
        let value = base.sum(times(a[i].value, p), times(b[j].value, q))
        result.append(Slope(variable: a[i].variable, value: value))
        i += 1
        j += 1
      }
    }
    return result
  }
}
