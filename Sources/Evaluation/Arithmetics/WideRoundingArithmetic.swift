import Language
import Numbers

/// What any stable floating-point program can have got, where the numbers on the way leave the range of doubles: the
/// logarithm of a sum of exponentials of 800, say, of which ``RoundingArithmetic`` knows nothing.
///
/// The exact result of each operation times a factor 1 ± γ for its roundings (Higham, *Accuracy and Stability of
/// Numerical Algorithms*, 2002, section 2.2), in enclosures, whose exponents have no end to speak of. Nothing is lost
/// near zero: a program that gets by without overflow gets by without underflow too, up to its result. What cannot
/// be told is thrown.
public struct WideRoundingArithmetic: Arithmetic {
  /// 2⁻ᵖ for a significand of p bits.
  public let unitRoundoff: Double
  private let exact: CertifiedArithmetic

  /// - Parameters:
  ///   - unitRoundoff: of the type that the program computes in.
  ///   - precision: of the enclosures, in bits; large beside the type's.
  public init(unitRoundoff: Double, precision: Int) {
    self.unitRoundoff = unitRoundoff
    exact = CertifiedArithmetic(precision: precision)
  }

  /// Four units in the last place, as in ``RoundingArithmetic``.
  private static let functionRoundings = 8.0

  /// 1 ± γ for so many roundings; (1 + u)ⁿ − 1 ≤ n·u/(1 − n·u).
  private func spread(_ roundings: Double) throws(ArithmeticError) -> Enclosure {
    let product = roundings * unitRoundoff
    guard product < 0.1, let gamma = try? Rational(exactly: product / (1 - product) * (1 + 0x1p-49)) else {
      throw .undecided("what is left after \(roundings) roundings")
    }
    return Enclosure(lower: .one - gamma, upper: .one + gamma, precision: exact.precision)
  }

  private func rounded(_ value: Enclosure, _ roundings: Double) throws(ArithmeticError) -> Enclosure {
    try exact.product(value, spread(roundings))
  }

  public func number(_ value: Rational) throws(ArithmeticError) -> Enclosure {
    let nearest = try? Rational(exactly: value.asDouble)
    return try nearest == value ? exact.number(value) : rounded(exact.number(value), 1)
  }

  public func sum(_ a: Enclosure, _ b: Enclosure) throws(ArithmeticError) -> Enclosure {
    try rounded(exact.sum(a, b), 1)
  }

  public func difference(_ a: Enclosure, _ b: Enclosure) throws(ArithmeticError) -> Enclosure {
    try rounded(exact.difference(a, b), 1)
  }

  public func product(_ a: Enclosure, _ b: Enclosure) throws(ArithmeticError) -> Enclosure {
    try rounded(exact.product(a, b), 1)
  }

  public func quotient(_ a: Enclosure, _ b: Enclosure) throws(ArithmeticError) -> Enclosure {
    try rounded(exact.quotient(a, b), 2)
  }

  public func negation(_ a: Enclosure) -> Enclosure { exact.negation(a) }

  public func power(_ base: Enclosure, _ exponent: Int) throws(ArithmeticError) -> Enclosure {
    try rounded(exact.power(base, exponent), Double(exponent.magnitude) + Self.functionRoundings)
  }

  public func maximum(_ a: Enclosure, _ b: Enclosure) -> Enclosure { exact.maximum(a, b) }

  public func indicator(
    _ relation: Relation, _ a: Enclosure, _ b: Enclosure
  ) throws(ArithmeticError) -> Enclosure {
    try exact.indicator(relation, a, b)
  }

  public func value(of function: Function, at x: Enclosure) throws(ArithmeticError) -> Enclosure {
    let value = try exact.value(of: function, at: x)
    switch function {
    case .relu, .abs, .sign, .step: return value
    case .sqrt: return try rounded(value, 2)
    case .log, .tanh: return try rounded(value, Self.functionRoundings)
    case .exp:
      // A rounding of x itself counts, as where a program subtracts the largest x before and makes up for it.
      let size = max(x.upper.asDouble.magnitude, x.lower.asDouble.magnitude)
      return try rounded(value, Self.functionRoundings + 2 * size)
    case .sigmoid:
      // Good to a unit of 1 where it is computed as (1 + tanh(x/2))/2.
      let unit = (try? Rational(exactly: 2 * unitRoundoff)) ?? .one
      let room = Enclosure(lower: .zero - unit, upper: unit, precision: exact.precision)
      return try exact.sum(rounded(value, Self.functionRoundings), room)
    }
  }

  // MARK: Sums

  /// Σ aᵢ·bᵢ·(1 ± γₙ): in any order, fused or not.
  public func contraction(
    count: Int, _ a: UnsafePointer<Enclosure>, _ aStride: Int, _ b: UnsafePointer<Enclosure>, _ bStride: Int
  ) throws(ArithmeticError) -> Enclosure {
    let spread = try spread(Double(count))
    var total = exact.number(.zero)
    for t in 0..<count {
      let term = try exact.product(a[t * aStride], b[t * bStride])
      total = exact.sum(total, try exact.product(term, spread))
    }
    return total
  }

  public func gather(
    _ walk: Gathering, _ source: UnsafePointer<Enclosure>, into result: UnsafeMutablePointer<Enclosure>
  ) throws(ArithmeticError) {
    let spread = try spread(Double(walk.sums?.count ?? 0))
    var place = 0
    for row in walk.rows {
      for j in 0..<walk.inner {
        let start = row + j * walk.stride
        if let sums = walk.sums {
          var total = exact.number(.zero)
          for offset in sums { total = exact.sum(total, try exact.product(source[start + offset], spread)) }
          result[place] = total
        } else {
          result[place] = source[start]
        }
        place += 1
      }
    }
  }
}
