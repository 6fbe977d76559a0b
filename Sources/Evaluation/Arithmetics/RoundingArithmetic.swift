import Language
import Numbers

/// What any floating-point program can have got: each number is a value and a bound, and both the exact result
/// and whatever a program computes in a type of this precision lie within value ± bound.
///
/// This is running error analysis (Higham, *Accuracy and Stability of Numerical Algorithms*, 2002, sections 2.2
/// and 3.1–3.3): with unit roundoff u an operation adds u·|result|, and a sum of n products, in any order and
/// fused or not, γₙ·Σ|terms| with γₙ = n·u/(1 − n·u). A function is taken to be good to four units in the last
/// place. A result below the smallest normal number may have been flushed to zero. The value itself is computed
/// in double precision; what that loses is part of the bound, and so is what computing the bound loses
/// (``Slack``), so that the interval is an enclosure. Where nothing can be said the bound is infinite; nothing is
/// thrown, so that one such entry does not cost the others theirs.
public struct RoundingArithmetic: Arithmetic {
  public struct Number: Sendable, Hashable {
    public let value: Double
    /// Infinite where nothing is known.
    public let bound: Double

    /// A number known up to a bound; where either is no number, nothing is known.
    @inlinable public init(_ value: Double, within bound: Double) {
      let isKnown = bound < .infinity && value.isFinite
      self.value = isKnown ? value : 0
      self.bound = isKnown ? bound : .infinity
    }

    @inlinable init(exactly value: Double) {
      self.value = value
      bound = 0
    }

    public static let unknown = Number(0, within: .infinity)

    @inlinable public var isKnown: Bool { bound < .infinity }

    /// The largest absolute value inside.
    @inlinable var magnitude: Double { Swift.abs(value) + bound }

    /// Whether a number lies inside, the rounding of the comparison in its favour.
    @inlinable public func contains(_ other: Double) -> Bool {
      other.isFinite && Swift.abs(other - value) <= bound * Slack.factor
    }
  }

  /// Twice the relative error of the few operations that a bound takes: (1 + 2⁻⁵³)⁸ < 1 + 2⁻⁴⁹.
  @usableFromInline enum Slack {
    @usableFromInline static let factor = 1 + 0x1p-49
  }

  /// 2⁻ᵖ for a significand of p bits.
  public let unitRoundoff: Double
  /// What a result may lose near zero.
  public let underflow: Double
  /// Unit roundoffs of the type and of the double precision in which values are computed.
  @usableFromInline let unit: Double

  /// The unit roundoff of double precision.
  @usableFromInline static let ownUnit = 0x1p-53

  /// - Parameters:
  ///   - unitRoundoff: of the type that the program computes in.
  ///   - underflow: the largest number that may come out as zero.
  public init(unitRoundoff: Double, underflow: Double) {
    self.unitRoundoff = unitRoundoff
    // What double precision itself can lose near zero.
    self.underflow = max(underflow, Double.leastNormalMagnitude)
    unit = (unitRoundoff + RoundingArithmetic.ownUnit) * Slack.factor
  }

  /// γₙ for the two roundings, of the program and of ours; (1 + u)ⁿ ≤ eⁿᵘ where n·u is large.
  @inlinable public func gamma(_ count: Int) -> Double {
    let product = Double(count) * unit
    if product < 0.1 { return product / (1 - product) * Slack.factor }
    return ElementaryDouble.exp(product) * (1 + 0x1p-40)
  }

  // MARK: Numbers

  public func number(_ value: Rational) -> Number {
    if value.isZero { return Number(exactly: 0) }
    let nearest = value.asDouble
    if let back = try? Rational(exactly: nearest), back == value { return Number(exactly: nearest) }
    return rounded(nearest, 0, roundings: 1)
  }

  /// A number with `known` of a bound already, after some roundings.
  @inlinable func rounded(_ value: Double, _ known: Double, roundings: Double) -> Number {
    let product = roundings * unit
    // γ = p/(1 − p) ≤ p·(1 + 1.2·p) below 0.1.
    let gamma = product < 0.1 ? product * (1 + 1.2 * product) : ElementaryDouble.exp(product) * (1 + 0x1p-40)
    return Number(value, within: (known * (1 + gamma) + gamma * Swift.abs(value)) * Slack.factor + underflow)
  }

  @inlinable public func sum(_ a: Number, _ b: Number) -> Number {
    rounded(a.value + b.value, a.bound + b.bound, roundings: 1)
  }

  @inlinable public func difference(_ a: Number, _ b: Number) -> Number {
    rounded(a.value - b.value, a.bound + b.bound, roundings: 1)
  }

  @inlinable public func product(_ a: Number, _ b: Number) -> Number {
    // Nothing times anything finite is nothing, exactly.
    if a.bound == 0, a.value == 0, b.isKnown { return a }
    if b.bound == 0, b.value == 0, a.isKnown { return b }
    let known = Swift.abs(a.value) * b.bound + a.bound * b.magnitude
    return rounded(a.value * b.value, known, roundings: 1)
  }

  /// |a′/b′ − a/b| ≤ (δa + |a/b|·δb)/(|b| − δb); a program may multiply by the reciprocal, which rounds twice.
  @inlinable public func quotient(_ a: Number, _ b: Number) -> Number {
    let least = Swift.abs(b.value) - b.bound
    guard least > 0, a.isKnown else { return .unknown }
    let value = a.value / b.value
    let known = (a.bound + Swift.abs(value) * b.bound) / (least * (1 - 0x1p-50))
    return rounded(value, known, roundings: 2)
  }

  @inlinable public func negation(_ a: Number) -> Number { Number(-a.value, within: a.bound) }

  /// By repeated squaring, which rounds as often as repeated multiplication can.
  @inlinable public func power(_ base: Number, _ exponent: Int) -> Number {
    var result = Number(exactly: 1)
    var square = base
    var remaining = exponent.magnitude
    var isFirst = true
    while remaining > 0 {
      if remaining & 1 == 1 {
        result = isFirst ? square : product(result, square)
        isFirst = false
      }
      remaining >>= 1
      if remaining > 0 { square = product(square, square) }
    }
    if exponent.magnitude > 2 { result = rounded(result.value, result.bound, roundings: functionRoundings) }
    return exponent < 0 ? quotient(Number(exactly: 1), result) : result
  }

  @inlinable public func maximum(_ a: Number, _ b: Number) -> Number {
    if a.value - a.bound >= b.value + b.bound { return a }
    if b.value - b.bound >= a.value + a.bound { return b }
    return Number(max(a.value, b.value), within: max(a.bound, b.bound))
  }

  /// Where it cannot be told, either.
  @inlinable public func indicator(_ relation: Relation, _ a: Number, _ b: Number) -> Number {
    let either = Number(0.5, within: 0.5)
    guard a.isKnown, b.isKnown else { return either }
    let difference = a.value - b.value
    let reach = (a.bound + b.bound) * Slack.factor
    if Swift.abs(difference) <= reach, reach > 0 { return either }
    return Number(exactly: relation.holds(difference > 0 ? 1 : difference < 0 ? -1 : 0) ? 1 : 0)
  }

  // MARK: Sums

  @inlinable public func contraction(
    count: Int, _ a: UnsafePointer<Number>, _ aStride: Int, _ b: UnsafePointer<Number>, _ bStride: Int
  ) -> Number {
    if count == 1 { return product(a[0], b[0]) }
    var (value, size, known) = (0.0, 0.0, 0.0)
    for t in 0..<count {
      let x = a[t * aStride]
      let y = b[t * bStride]
      let term = x.value * y.value
      value += term
      size += Swift.abs(term)
      known += Swift.abs(x.value) * y.bound + x.bound * y.magnitude
    }
    return total(value, size, known, count)
  }

  /// A sum of `count` terms, of Σ|terms| `size` and of bounds `known`; both sums were formed in double precision.
  @inlinable func total(_ value: Double, _ size: Double, _ known: Double, _ count: Int) -> Number {
    let gamma = gamma(count)
    let own = 1 + Double(count) * 0x1p-51
    return Number(
      value,
      within: (known * (1 + gamma) + gamma * size) * own * Slack.factor + Double(count + 1) * underflow)
  }

  public func contract(
    _ walk: Contraction, _ a: UnsafePointer<Number>, _ b: UnsafePointer<Number>,
    into result: UnsafeMutablePointer<Number>
  ) {
    let count = walk.leftSums.count
    var place = 0
    for row in walk.leftRows.indices {
      for j in 0..<walk.inner {
        let left = walk.leftRows[row] + j * walk.leftStride
        let right = walk.rightRows[row] + j * walk.rightStride
        result[place] =
          count == 1
          ? product(a[left + walk.leftSums[0]], b[right + walk.rightSums[0]]) : dot(walk, a, left, b, right)
        place += 1
      }
    }
  }

  /// - Precondition: the walk stays inside both arrays, as those of a program do.
  @inline(__always) private func dot(
    _ walk: Contraction, _ a: UnsafePointer<Number>, _ left: Int, _ b: UnsafePointer<Number>, _ right: Int
  ) -> Number {
    var (value, size, known) = (0.0, 0.0, 0.0)
    let count = walk.leftSums.count
    for k in 0..<count {
      let x = a[left + walk.leftSums[k]]
      let y = b[right + walk.rightSums[k]]
      let term = x.value * y.value
      value += term
      size += Swift.abs(term)
      known += Swift.abs(x.value) * y.bound + x.bound * y.magnitude
    }
    return count == 0 ? Number(exactly: 0) : total(value, size, known, count)
  }

  public func gather(
    _ walk: Gathering, _ source: UnsafePointer<Number>, into result: UnsafeMutablePointer<Number>
  ) {
    var place = 0
    for row in walk.rows {
      for j in 0..<walk.inner {
        let start = row + j * walk.stride
        if let sums = walk.sums {
          var (value, size, known) = (0.0, 0.0, 0.0)
          for offset in sums {
            let term = source[start + offset]
            value += term.value
            size += Swift.abs(term.value)
            known += term.bound
          }
          result[place] = sums.isEmpty ? Number(exactly: 0) : total(value, size, known, sums.count)
        } else {
          result[place] = source[start]
        }
        place += 1
      }
    }
  }

  public func run(
    _ order: [Program.ID], on evaluator: inout Evaluator<RoundingArithmetic>
  ) throws(EvaluationError) {
    try evaluator.compute(order)
  }
}
