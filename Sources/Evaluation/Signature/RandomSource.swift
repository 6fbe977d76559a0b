/// Deterministic random words: a hash of a text, and a generator seeded by it.
///
/// SplitMix64 (Steele, Lea, Flood, *Fast splittable pseudorandom number generators*, 2014). The same text gives
/// the same words on every machine.
public struct RandomSource: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// Seeds by the FNV-1a hash of the text's UTF-8, mixed once more.
  public init(hashing text: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    self.init(seed: hash)
    state = next()
  }

  @inlinable public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Makes all that follows depend on one more word.
  mutating func add(_ word: UInt64) {
    state ^= word
    state = next()
  }

  /// Uniform below `bound` (rejection, so without bias); 0 where the bound is 0.
  @inlinable public mutating func next(below bound: UInt64) -> UInt64 {
    guard bound > 1 else { return 0 }
    let threshold = (0 &- bound) % bound
    while true {
      let word = next()
      if word >= threshold { return word % bound }
    }
  }
}
