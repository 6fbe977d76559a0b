import Testing

@testable import Evaluation

struct PrimeTowerTests {
  @Test(arguments: 1...PrimeTower.levelLimit)
  func `each level's group holds a subgroup of the order of the level below`(levels: Int) throws {
    var random = RandomSource(hashing: "tower \(levels)")
    let tower = try #require(PrimeTower(levels: levels, using: &random))
    #expect(tower.fields.count == levels)
    for level in 1..<max(levels, 1) {
      let field = tower.fields[level]
      let order = tower.fields[level - 1].prime
      #expect((field.prime - 1).isMultiple(of: order))
      #expect(tower.generators[level] != field.one)
      #expect(field.power(tower.generators[level], order) == field.one)
    }
  }

  @Test func `hundreds of seeds all give a tower of the largest height`() {
    var random = RandomSource(seed: 1)
    for _ in 0..<200 { #expect(PrimeTower(levels: PrimeTower.levelLimit, using: &random) != nil) }
  }

  @Test(
    arguments: [
      (2, true), (1, false), (0, false), (41, true), (561, false), (1681, false), (3_215_031_751, false),
      (2_305_843_009_213_693_951, true), (2_305_843_009_213_693_949, false),
    ] as [(UInt64, Bool)])
  func `primes are told from composites, strong pseudoprimes among them`(n: UInt64, isPrime: Bool) {
    #expect(PrimeTower.isPrime(n) == isPrime)
  }

  @Test func `Montgomery products are products`() {
    var random = RandomSource(seed: 7)
    let prime: UInt64 = 2_305_843_009_213_693_951
    let field = ResidueField(prime: prime)
    for _ in 0..<200 {
      let a = random.next(below: prime)
      let b = random.next(below: prime)
      let expected = prime.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder
      #expect(
        field.ordinary(field.product(field.residue(ordinary: a), field.residue(ordinary: b))) == expected)
      if a != 0 {
        let x = field.residue(ordinary: a)
        #expect(field.product(x, field.inverse(x)) == field.one)
      }
    }
  }
}
