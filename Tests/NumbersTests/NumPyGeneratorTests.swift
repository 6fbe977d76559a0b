import Numbers
import Testing

// All expected numbers were printed by NumPy 2.4.6: np.random.seed(n), then the function named.

@Test(
  "the words of the twister",
  arguments: [
    (0, [2_357_136_044, 2_546_248_239, 3_071_714_933]),
    (1, [1_791_095_845, 4_282_876_139, 3_093_770_124]),
    (100, [2_333_906_440, 2_882_591_512, 1_195_587_395]),
    (4_294_967_295, [419_326_371, 479_346_978, 3_918_654_476]),
  ] as [(UInt32, [UInt32])])
func twister(seed: UInt32, words: [UInt32]) {
  var twister = MersenneTwister(seed: seed)
  #expect((0..<3).map { _ in twister.next() } == words)
}

@Test("uniform draws of seed 100 are NumPy's to the bit, as multiples of 2^-53")
func uniform() {
  var generator = NumPyGenerator(seed: 100)
  let expected = [
    4_894_556_586_722_156, 2_507_328_517_959_549, 3_823_714_527_020_033, 7_609_066_949_454_814,
    42_503_677_966_558, 1_094_997_294_117_184, 6_041_570_656_069_243, 7_438_620_320_307_980,
    1_231_343_492_728_491, 5_179_980_208_223_642, 8_028_314_442_615_709, 1_884_325_198_424_184,
    1_669_288_201_013_911,
  ]
  #expect(expected.map { _ in generator.uniform().asDouble } == expected.map { Double($0) * 0x1p-53 })
}

@Test(
  "normal draws are NumPy's to the bit",
  arguments: [
    (
      0,
      [
        0x1.c398ef3e5cfa5p+0, 0x1.99c2cfacc8953p-2, 0x1.f51d25222c9abp-1, 0x1.1ed5969e3314ep+1,
        0x1.de1847cb13ddap+0,
      ]
    ),
    (
      1,
      [
        0x1.9fd5190657c50p+0, -0x1.393822fb7d9adp-1, -0x1.0e6c872548fd2p-1, -0x1.12ae1255cb80cp+0,
        0x1.bb16b5735117dp-1,
      ]
    ),
    (
      100,
      [
        -0x1.bff0a14a709cfp+0, 0x1.5ee79c95163b8p-2, 0x1.272d5ab720c24p+0, -0x1.027e97a4c3d21p-2,
        0x1.f66fad9dae591p-1,
      ]
    ),
    (
      4_294_967_295,
      [
        0x1.4bfc38c486d8ap-1, 0x1.56b192e507eeep-1, -0x1.149e836f192fdp+0, 0x1.23543dec5a0fcp-2,
        0x1.d27bf27c6aaafp-4,
      ]
    ),
  ] as [(UInt32, [Double])])
func normal(seed: UInt32, draws: [Double]) {
  var generator = NumPyGenerator(seed: seed)
  #expect(draws.map { _ in generator.normal().asDouble } == draws)
}

@Test(
  "permutations",
  arguments: [
    (0, [2, 8, 4, 9, 1, 6, 7, 3, 0, 5]), (1, [2, 9, 6, 4, 0, 3, 1, 7, 8, 5]),
    (100, [7, 6, 1, 5, 4, 2, 0, 3, 9, 8]), (100, [1, 2, 5, 4, 3, 6, 0]), (7, []), (7, [0]),
  ] as [(UInt32, [Int])])
func permutation(seed: UInt32, order: [Int]) {
  var generator = NumPyGenerator(seed: seed)
  #expect(generator.permutation(order.count) == order)
}

@Test("uniform and normal draws share one stream, and a normal draw keeps its twin")
func shared() {
  var generator = NumPyGenerator(seed: 100)
  _ = generator.normal()
  let between = generator.uniform()
  let twin = generator.normal()
  var other = NumPyGenerator(seed: 100)
  _ = other.normal()
  #expect(other.normal() == twin)
  #expect(other.uniform() == between)
}
