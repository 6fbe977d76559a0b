import Numbers

/// How likely a draw is to be zero for a formula that is not.
///
/// Let P be the numerator of left − right over a common denominator, P ≠ 0 as a formula in variables, atoms (steps,
/// roots, logarithms) and exponentials; D bounds every degree and H every coefficient size in bits that occur
/// (``SizeArithmetic``). With a ℚ-basis of the exponents at level i, m their rank and N points (rank < N is
/// checked: a draw in which the N columns are all used is rejected), every exponential is a product of powers of m
/// elements E_j; let B be the largest sum of those powers' sizes, found by solving for each exponent in terms of the
/// basis and reading the coefficients as small fractions. A draw fails to tell P from zero only if
///
/// 1. at some level i some coefficient of P, or of an m×m minor of the exponents at the points, which are formulas of
///    at most (N + 1)·(H + N) bits, vanishes modulo pᵢ. An integer of h bits has at most h/(b − 1) prime
///    factors of b bits or more, and no prime stands at a level with a probability above A·b/2^(b−2), where p₀ has b bits
///    (Rosser and Schoenfeld: more than 2^(b−1)/b·… primes have b bits) and A bounds how much the rejection of
///    primes without a tower above them favours one (``attempts``);
/// 2. or at some level the minor, not zero as a formula, vanishes at the random points, by Schwartz and Zippel with a
///    probability of at most its degree N·D·B over the size of the set that values are drawn from, pᵢ₋₁ for
///    exponentials (the subgroup that g generates);
/// 3. or, the exponents being independent at the points, so that Σₛ r_ts u_j(xₛ) are independent and uniform, and with them
///    the E_j in the subgroup, P vanishes: at most D·B/pᵢ₋₁ again;
/// 4. or two values that the tables tell apart by their residues coincide (K² pairs of degree 2D).
///
/// Division by zero is redrawn, which at most doubles the sum. With D ≤ 2⁶⁰ saturated, a bound of one or more proves
/// nothing and is reported so. Independent draws multiply.
public enum SignatureBound {
  /// log₂ of the bound of one draw; nil where it is not below one half.
  ///
  /// - Parameters:
  ///   - spans: B of each level.
  ///   - comparisons: K, how many values the tables hold.
  public static func bits(
    survey: SizeArithmetic.Survey, pointCounts: [Int], spans: [UInt64], comparisons: Int
  ) -> Int? {
    let base = PrimeTower.baseBits(levels: pointCounts.count)
    var failures: UInt64 = 0
    for (level, points) in pointCounts.enumerated() {
      let n = UInt64(points) +| 1
      let span = level == 0 ? 1 : spans[level - 1]
      let degree = (survey.degree *| n) *| (span *| 2)
      let primes = ((survey.bits +| n) *| n) *| (4 * attempts)
      failures = failures +| (degree *| 2) +| primes
    }
    let pairs = UInt64(comparisons) *| UInt64(comparisons)
    failures = (failures +| (pairs *| (survey.degree *| 2))) *| 2
    // p₀ > 2^(base − 1), and every other prime is larger.
    let bits = base - 1 - (64 - failures.leadingZeroBitCount)
    return failures < .max && bits >= 1 ? -bits : nil
  }

  /// Of all primes of p₀'s length at least one in so many carries a tower (measured: `PrimeTowerTests`).
  static let attempts: UInt64 = 64

  /// B: the largest sum of |coefficients| (over a common denominator) by which an exponent depends on the basis
  /// that elimination picks; and the rank. Nil where a coefficient is no small fraction.
  ///
  /// - Complexity: O(rows · points²) field operations.
  static func span(of rows: [[UInt64]], in field: ResidueField) -> (rank: Int, span: UInt64)? {
    var echelon: [(pivot: Int, row: [UInt64], combination: [UInt64])] = []
    var dependent: [[UInt64]] = []
    for row in rows {
      var rest = row
      var combination = [UInt64](repeating: 0, count: echelon.count)
      for entry in echelon {
        let factor = rest[entry.pivot]
        if factor == 0 { continue }
        for i in rest.indices { rest[i] = field.difference(rest[i], field.product(factor, entry.row[i])) }
        for i in entry.combination.indices {
          combination[i] = field.sum(combination[i], field.product(factor, entry.combination[i]))
        }
      }
      guard let pivot = rest.firstIndex(where: { $0 != 0 }) else {
        dependent.append(combination)
        continue
      }
      // The new echelon row is (row − Σ combination·basis)/scale, in terms of the basis rows.
      let scale = field.inverse(rest[pivot])
      let own = combination.map { field.negation(field.product($0, scale)) } + [scale]
      echelon.append((pivot, rest.map { field.product($0, scale) }, own))
    }
    var common = Integer(1)
    var sums: [Rational] = []
    for combination in dependent {
      var sum = Rational.zero
      for residue in combination where residue != 0 {
        guard
          let value = RationalReconstruction.rational(
            field.ordinary(residue), modulo: field.prime, limit: coefficientLimit)
        else { return nil }
        sum += value.magnitude
        let divisor = common.greatestCommonDivisor(value.denominator)
        guard let reduced = try? value.denominator.quotientAndRemainder(dividingBy: divisor).quotient else {
          return nil
        }
        common = common * reduced
        if common.bitWidth > 40 { return nil }
      }
      sums.append(sum)
    }
    let largest = sums.reduce(Rational.one) { max($0, $1) } * Rational(common)
    guard let span = largest.floor.asInt else { return nil }
    return (echelon.count, UInt64(span) +| 1)
  }

  /// Small enough that a residue of the smallest prime chosen here is such a fraction by accident with a
  /// probability below 2⁻⁶; a wrong reading is larger, not smaller, in its effect on the bound.
  private static let coefficientLimit = 1 << 12
}
