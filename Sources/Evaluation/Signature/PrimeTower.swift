/// A tower of random primes p₀, p₁ = k₁p₀ + 1, p₂ = k₂p₁ + 1, … with gᵢ of order pᵢ₋₁ modulo pᵢ.
///
/// exp turns addition modulo pᵢ₋₁ into multiplication in the subgroup that gᵢ generates modulo pᵢ (Gonnet,
/// "Determining equivalence of expressions in random polynomial time", 1984). Each k is even and at most
/// ``multiplierLimit``, so that the largest prime stays below 2⁶²; p₀ is the smaller, the more levels there are.
///
/// How likely one prime is: a prime q = k·q′ + 1 of the tower determines k and q′ (q′ is the only prime factor of
/// q − 1 above the limit of k), hence the whole tower below it, hence p₀; so no prime is more likely to stand at
/// level i than its p₀ is to be drawn. p₀ is one of at most ``candidateLimit`` candidates, each uniform among the
/// 2^(b−2) odd numbers of b bits, so a given number is p₀ with a probability of at most candidateLimit/2^(b−2).
/// Nothing need be known of how many primes carry a tower: where none of the candidates does, there is no tower.
public struct PrimeTower: Sendable {
  public let fields: [ResidueField]
  /// generators[i] has order pᵢ₋₁ modulo pᵢ; generators[0] is unused.
  public let generators: [UInt64]
  /// Powers of the generators.
  let powers: [PowerTable]
  /// The bit length of p₀.
  public let baseBits: Int

  static let multiplierLimit: UInt64 = 64
  static let multiplierBits = 6
  /// About one candidate in 30 carries a tower of six levels, so that next to no seed fails (`PrimeTowerTests`).
  static let candidateLimit = 512
  /// More levels would leave p₀ too small for a useful bound.
  public static let levelLimit = 6

  static func baseBits(levels: Int) -> Int { 61 - multiplierBits * (max(levels, 1) - 1) }

  /// Nil where no candidate carries a tower.
  public init?(levels: Int, using random: inout RandomSource) {
    let bits = PrimeTower.baseBits(levels: levels)
    baseBits = bits
    for _ in 0..<PrimeTower.candidateLimit {
      let candidate = (1 << (bits - 1)) | random.next(below: 1 << (bits - 1)) | 1
      guard PrimeTower.isPrime(candidate) else { continue }
      var fields = [ResidueField(prime: candidate)]
      var generators: [UInt64] = [0]
      while fields.count < levels,
        let next = PrimeTower.storey(above: fields[fields.count - 1].prime, using: &random)
      {
        fields.append(next.field)
        generators.append(next.generator)
      }
      guard fields.count >= levels else { continue }
      self.fields = fields
      self.generators = generators
      powers = zip(generators, fields).map { PowerTable(of: $0, in: $1) }
      return
    }
    return nil
  }

  /// The field of a prime n = k·p + 1, p above all small primes, and an element of order p in it, by the first k that works from a random start.
  ///
  /// Pocklington's criterion (1914): let g = 2^k modulo n, g^p = 1, and g − 1 coprime to n. For any prime factor q of n
  /// the order of g modulo q divides the prime p and is not 1, so p divides q − 1; as p > √n, q is n. A prime n that the
  /// criterion passes over (2^k = 1) is not used, which is all that matters here.
  private static func storey(
    above p: UInt64, using random: inout RandomSource
  ) -> (field: ResidueField, generator: UInt64)? {
    let half = multiplierLimit / 2
    let start = random.next(below: half)
    let remainders = smallPrimes.map { (prime: $0, ofP: UInt32(truncatingIfNeeded: p % UInt64($0))) }
    for step in 0..<half {
      let k = ((start + step) % half + 1) * 2
      let factor = UInt32(truncatingIfNeeded: k)
      if remainders.contains(where: { (factor * $0.ofP + 1) % $0.prime == 0 }) { continue }
      let n = k * p + 1
      let field = ResidueField(prime: n)
      let generator = field.power(field.sum(field.one, field.one), k)
      guard field.power(generator, p) == field.one,
        greatestCommonDivisor(field.ordinary(field.difference(generator, field.one)), n) == 1
      else { continue }
      return (field, generator)
    }
    return nil
  }

  private static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while a != 0 { (a, b) = (b % a, a) }
    return b
  }

  private static let smallPrimes: [UInt32] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
  ]

  /// Miller and Rabin's test for numbers below 2⁶² with seven bases that suffice below 2⁶⁴ (J. Sinclair, 2011, on
  /// Feitsma's list of all base-2 pseudoprimes up to there).
  public static func isPrime(_ n: UInt64) -> Bool {
    if n < 4 || n.isMultiple(of: 2) { return n == 2 || n == 3 }
    for prime in smallPrimes where n.isMultiple(of: UInt64(prime)) { return n == prime }
    if n < 97 * 97 { return true }
    guard n < 1 << 62 else { return false }
    let field = ResidueField(prime: n)
    let minusOne = field.negation(field.one)
    let twos = (n - 1).trailingZeroBitCount
    let bases: [UInt64] = [2, 325, 9375, 28178, 450_775, 9_780_504, 1_795_265_022]
    return bases.allSatisfy { base in
      let residue = field.residue(ordinary: base)
      if residue == 0 { return true }
      var x = field.power(residue, (n - 1) >> twos)
      if x == field.one || x == minusOne { return true }
      for _ in 1..<max(twos, 1) {
        x = field.product(x, x)
        if x == minusOne { return true }
      }
      return false
    }
  }
}
