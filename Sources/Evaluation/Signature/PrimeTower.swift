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
    var found: [ResidueField]?
    for _ in 0..<PrimeTower.candidateLimit where found == nil {
      let candidate = (1 << (bits - 1)) | random.next(below: 1 << (bits - 1)) | 1
      guard PrimeTower.isPrime(candidate) else { continue }
      if let primes = PrimeTower.climb(from: candidate, levels: levels, using: &random) {
        found = primes.map { ResidueField(prime: $0) }
      }
    }
    guard let fields = found else { return nil }
    self.fields = fields
    var generators: [UInt64] = [0]
    for level in 1..<max(levels, 1) {
      let field = fields[level]
      let cofactor = (field.prime - 1) / fields[level - 1].prime
      var generator = field.one
      while generator == field.one {
        let base = 2 + random.next(below: field.prime - 2)
        generator = field.power(field.residue(ordinary: base), cofactor)
      }
      generators.append(generator)
    }
    self.generators = generators
  }

  /// The primes above `base`, each by the first multiplier that works from a random start, or nil.
  private static func climb(from base: UInt64, levels: Int, using random: inout RandomSource) -> [UInt64]? {
    var primes = [base]
    while primes.count < levels, let last = primes.last {
      let half = multiplierLimit / 2
      let start = random.next(below: half)
      let next = (0..<half).lazy.map { ((start + $0) % half + 1) * 2 * last + 1 }.first(where: isPrime)
      guard let next else { return nil }
      primes.append(next)
    }
    return primes
  }

  /// Miller and Rabin's test with the bases that are proven to suffice below 2⁶⁴ (Sorenson, Webster, 2015).
  public static func isPrime(_ n: UInt64) -> Bool {
    let bases: [UInt64] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
    if n < 2 { return false }
    for base in bases where n % base == 0 { return n == base }
    guard n < 1 << 62 else { return false }
    let field = ResidueField(prime: n)
    let minusOne = field.negation(field.one)
    let twos = (n - 1).trailingZeroBitCount
    return bases.allSatisfy { base in
      var x = field.power(field.residue(ordinary: base), (n - 1) >> twos)
      if x == field.one || x == minusOne { return true }
      for _ in 1..<max(twos, 1) {
        x = field.product(x, x)
        if x == minusOne { return true }
      }
      return false
    }
  }
}
