import Dumps
import Testing

@Test(
  arguments: [
    (.float16, 0x1p-11, 65504, 0x1p-14, 0x1p-24), (.bfloat16, 0x1p-8, 0x1.FEp127, 0x1p-126, 0x1p-133),
    (
      .float32, Double(Float.ulpOfOne) / 2, Double(Float.greatestFiniteMagnitude),
      Double(Float.leastNormalMagnitude), Double(Float.leastNonzeroMagnitude)
    ),
    (
      .float64, Double.ulpOfOne / 2, .greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude
    ),
  ] as [(ElementType, Double, Double, Double, Double)])
func limitsOfTypes(type: ElementType, roundoff: Double, greatest: Double, normal: Double, least: Double) {
  #expect(type.unitRoundoff == roundoff)
  #expect(type.greatestFinite == greatest)
  #expect(type.leastNormal == normal)
  #expect(type.leastSubnormal == least)
  #expect(type.ulp(of: greatest) == greatest * roundoff / (1 - roundoff))
  #expect(type.ulp(of: 0) == least)
}

/// Swift's own types know their distances.
@Test func ulpsAreThoseOfTheHardware() {
  for exponent in -1080...1030 {
    for significand in [1, 1.25, -1.999_999_9] {
      let value = Double(sign: .plus, exponent: exponent, significand: significand)
      if value.isFinite { #expect(ElementType.float64.ulp(of: value) == value.ulp) }
      let single = Float(value)
      if single.isFinite {
        #expect(ElementType.float32.ulp(of: Double(single)) == Double(single.ulp))
      }
    }
  }
  #expect(ElementType.float32.ulp(of: .infinity).isNaN)
  #expect(ElementType.int32.ulp(of: 7) == 1)
}
