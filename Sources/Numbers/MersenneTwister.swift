// The Mersenne Twister MT19937: the source of bits behind NumPy's legacy generator.

/// MT19937 of Matsumoto and Nishimura (*ACM Transactions on Modeling and Computer Simulation* 8, 1998), seeded by
/// one 32-bit word.
///
/// The state is 624 words under the recurrence x[n+624] = x[n+397] ⊕ (upper bit of x[n], lower bits of x[n+1])·A;
/// each word is tempered before it is handed out. The period is 2¹⁹⁹³⁷ − 1.
public struct MersenneTwister: Sendable {
  private var state: [UInt32]
  private var position: Int

  private static let size = 624
  private static let shift = 397

  /// The state after `init_genrand(seed)`, the initialisation of 2002.
  public init(seed: UInt32) {
    state = [seed]
    for place in 1..<UInt32(Self.size) {
      let last = state[Int(place) - 1]
      state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ place)
    }
    position = Self.size
  }

  /// The next 32 bits.
  public mutating func next() -> UInt32 {
    if position == Self.size { advance() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  private mutating func advance() {
    for place in 0..<Self.size {
      let joined = (state[place] & 0x8000_0000) | (state[(place + 1) % Self.size] & 0x7fff_ffff)
      let twisted = (joined >> 1) ^ (joined & 1 == 1 ? 0x9908_b0df : 0)
      state[place] = state[(place + Self.shift) % Self.size] ^ twisted
    }
    position = 0
  }
}
