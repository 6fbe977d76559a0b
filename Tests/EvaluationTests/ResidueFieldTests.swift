import Testing

@testable import Evaluation

struct ResidueFieldTests {
  private let fields = [97, 2_147_483_647, (1 << 61) - 1].map { ResidueField(prime: $0) }

  @Test func `an element times its inverse is one`() {
    var random = RandomSource(seed: 3)
    for field in fields {
      let edges: [UInt64] = [1, 2, 3, field.prime - 1]
      for ordinary in edges + (0..<200).map({ _ in 1 + random.next(below: field.prime - 1) }) {
        let a = field.residue(ordinary: ordinary)
        #expect(field.product(a, field.inverse(a)) == field.one, "\(ordinary) modulo \(field.prime)")
      }
      #expect(field.inverse(0) == 0)
    }
  }

  @Test func `prepared powers are powers`() {
    var random = RandomSource(seed: 4)
    for field in fields {
      let base = random.element(of: field)
      let table = PowerTable(of: base, in: field)
      let edges: [UInt64] = [0, 1, 31, 32, 33, 1 << 61, (1 << 62) - 1]
      for exponent in edges + (0..<50).map({ _ in random.next() >> 2 }) {
        #expect(table.power(exponent) == field.power(base, exponent), "\(exponent)")
      }
    }
  }

  @Test func `random elements fill the field evenly`() {
    var random = RandomSource(seed: 5)
    let field = ResidueField(prime: 7)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7000 { counts[Int(random.element(of: field))] += 1 }
    // Seven cells of 1000: six standard deviations are below 200.
    #expect(counts.allSatisfy { abs($0 - 1000) < 200 }, "\(counts)")
  }
}
