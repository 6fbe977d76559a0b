import Testing

@testable import Evaluation

struct TowerPoolTests {
  @Test(arguments: 1...PrimeTower.levelLimit)
  func `rounds have towers of their own, and keep them`(levels: Int) throws {
    var primes: Set<UInt64> = []
    var round = 0
    while let tower = TowerPool.tower(levels: levels, round: round) {
      #expect(tower.fields.count == levels)
      #expect(primes.isDisjoint(with: tower.fields.map(\.prime)), "round \(round)")
      primes.formUnion(tower.fields.map(\.prime))
      let again = try #require(TowerPool.tower(levels: levels, round: round))
      #expect(again.fields.map(\.prime) == tower.fields.map(\.prime))
      round += 1
    }
    // A pilot, and draws that bring most bounds below 2⁻¹⁰⁰.
    #expect(round >= 4)
  }

  @Test func `what is drawn depends on the text, the round and the repetition`() {
    var sources = [
      SignatureTest.source("x = y", round: 1, attempt: 0),
      SignatureTest.source("x = z", round: 1, attempt: 0),
      SignatureTest.source("x = y", round: 2, attempt: 0),
      SignatureTest.source("x = y", round: 1, attempt: 1),
      SignatureTest.source("x = y", round: 1, attempt: 0, choices: [0: .zero]),
    ]
    #expect(Set(sources.indices.map { sources[$0].next() }).count == sources.count)
  }
}
