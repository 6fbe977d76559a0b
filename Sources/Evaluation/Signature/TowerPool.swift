import Numbers

/// Towers of primes that are drawn once and kept for all tests of this process.
///
/// They come from the system's source of randomness and leave the process in no way, so that whatever is judged was
/// written without knowing them: for each claim on its own they are as good as drawn after it, and its bound holds.
/// The draws of one test have different towers, for what one may wrongly find the others must not find with it.
enum TowerPool {
  /// Known to nobody: what draws are seeded with beside the text that is judged.
  static let secret: UInt64 = {
    var system = SystemRandomNumberGenerator()
    return system.next()
  }()

  /// So many rounds bring most bounds below 2⁻¹⁰⁰: the higher a tower, the less each tells.
  private static func roundLimit(_ levels: Int) -> Int { levels <= 4 ? 6 : 9 }

  /// The tower of a round of draws; nil for a round that draws its own.
  static func tower(levels: Int, round: Int) -> PrimeTower? {
    let towers =
      switch levels {
      case 1: one
      case 2: two
      case 3: three
      case 4: four
      case 5: five
      case 6: six
      default: [PrimeTower]()
      }
    return towers.indices.contains(round) ? towers[round] : nil
  }

  // One after the other, for each is drawn where it is first asked for.
  private static let one = towers(1)
  private static let two = towers(2)
  private static let three = towers(3)
  private static let four = towers(4)
  private static let five = towers(5)
  private static let six = towers(6)

  private static func towers(_ levels: Int) -> [PrimeTower] {
    var random = RandomSource(seed: secret &+ UInt64(levels) &* 0xd6e8_feb8_6659_fd93)
    var towers: [PrimeTower] = []
    while towers.count < roundLimit(levels), let tower = PrimeTower(levels: levels, using: &random) {
      towers.append(tower)
    }
    return towers
  }
}
