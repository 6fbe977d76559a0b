/// How likely a draw is to find equal what is not.
///
/// **The primes.** A tower is drawn by at most T = ``PrimeTower/candidateLimit`` uniform candidates for p₀ among 2^(b−2) odd
/// numbers of b bits, and a prime at any level determines its p₀ (``PrimeTower``). So a given prime stands at a given
/// level with a probability of at most T/2^(b−2), whatever is known of the density of such towers. An integer
/// h ≠ 0 with log₂|h| ≤ H has at most H/(b − 1) prime factors of b bits or more; hence pᵢ divides it with a probability of at
/// most v(H) = H/(b − 1) · T/2^(b−2).
///
/// **One value.** Let a value be A/Q ≠ 0 as a formula in free variables, atoms (steps, roots, logarithms) and
/// exponentials yⱼ = exp(uⱼ), of degree D, the 1-norm of A being at most 2^H (``SizeArithmetic``). Let the uⱼ be rational
/// combinations of independent ones, v₁ … v_m, with a common denominator L, so that yⱼ = Πw_k^(c_jk) in w_k = exp(v_k/L)
/// with integers c_jk, Σ_k|c_jk| ≤ B. Put in, A becomes a Laurent polynomial in the w_k of no larger norm. It stays nonzero modulo
/// pᵢ but for v(H) (some coefficient is not zero, and below 2^H); cleared of negative powers its degree is at most
/// D·B·(m + 1) (D·B without them), so that it vanishes at a random point with a probability of at most
/// z(D) = D·B·(m + 1)/2^(b−1) (Schwartz and Zippel: every coordinate is uniform in a set of more than 2^(b−1)
/// elements, a field for variables and atoms, the subgroup that g generates for the w_k).
///
/// **The points.** At level i + 1 the w_k are g^(Σₛ r_s·v_k(xₛ)/L) with random r_s: independent and uniform in the
/// subgroup if the m × N matrix v_k(xₛ) has rank m modulo pᵢ. Over one denominator v_k = A_k/Q with degrees ≤ d and norms
/// ≤ 2^h. They are independent over ℚ, so some m × m minor of their coefficients is not zero, and by Hadamard's
/// inequality it is below 2^(mh): modulo pᵢ they stay independent but for v(m·h). Then, as long as the rank of the
/// first points is r < m, a combination Σ c_k v_k ≠ 0 fixed by them vanishes at all of them, and the next point leaves
/// the rank as it is only where this combination vanishes there too: z(d). N = m points fail with at most m·z(d).
///
/// **Readings.** That the uⱼ depend on each other as assumed, and which values are rational multiples of others, was
/// read off an earlier draw and is fixed before this one (``SignatureScript``); this draw confirms it at all its points.
/// Let some reading be false. The first false one (in the order in which they are confirmed) says that a formula is zero
/// that is not, all before it being true; so it is confirmed with at most v + z for that formula. The same holds for each
/// of the at most K other comparisons on which the evaluation depends (is this argument zero?).
///
/// **The sum.** With every level i < top: v(m·h) + m·z(d); for the result: v(H) + z(D); for readings and comparisons
/// (K + 2)·(v(h′) + z(d′)) with h′, d′ what a difference of two values may have, and what a reading of exponents
/// has; all times ``SignatureTest/attempts``, for so often a point is drawn again where a divisor is zero. A draw whose sum is not
/// below one half proves nothing. Draws are independent, so bounds multiply.
public enum SignatureBound {
  /// log₂ of the bound of one draw, rounded up; nil where it is not below one half.
  static func bits(survey: SizeArithmetic.Survey, levels: Int, script: SignatureScript?, comparisons: Int)
    -> Int?
  {
    let base = PrimeTower.baseBits(levels: levels)
    let rank = UInt64(script?.ranks.last ?? 0)
    let span = script?.span ?? 1
    let clearing = script?.hasNegativePowers == true ? rank +| 1 : 1

    /// v(H) in units of 2^(1−b): T/2^(b−2) is 2T of them.
    func vanishing(_ bits: UInt64) -> UInt64 {
      ((bits / UInt64(base - 1)) +| 1) *| (2 * UInt64(PrimeTower.candidateLimit))
    }
    /// z(D) in units of 2^(1−b).
    func zero(_ degree: UInt64) -> UInt64 { (degree *| span) *| clearing }

    var failures = vanishing(survey.resultBits) +| zero(survey.resultDegree)
    if let script {
      for level in 0..<max(levels - 1, 0) {
        let m = UInt64(script.ranks[level])
        failures = failures +| vanishing(m *| survey.exponentBits) +| (m *| zero(survey.exponentDegree))
      }
      let spanBits = UInt64(64 - span.leadingZeroBitCount)
      failures = failures +| vanishing(survey.exponentBits +| (spanBits +| 2)) +| zero(survey.exponentDegree)
    }
    if comparisons > 0 {
      let one = vanishing((survey.bits *| 2) +| 32) +| zero(survey.degree *| 2)
      failures = failures +| ((UInt64(comparisons) +| 2) *| one)
    }
    failures = failures *| UInt64(SignatureTest.attempts)
    let bits = base - 1 - (64 - failures.leadingZeroBitCount)
    return failures < .max && bits >= 1 ? -bits : nil
  }
}
