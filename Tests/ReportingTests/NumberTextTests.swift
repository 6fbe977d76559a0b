import Testing

@testable import Reporting

@Test(
  arguments: [
    (0, 2, "0"), (1, 2, "1"), (-0.25, 2, "-0.25"), (0.001234, 2, "0.0012"), (0.0001234, 2, "0.00012"),
    (0.00001234, 2, "1.2e-5"),
    (-0.00000099996, 3, "-1.00e-6"), (1e-300, 2, "1.0e-300"), (123_456_789, 2, "1.2e8"), (0.5, 17, "0.5"),
    (0.1, 9, "0.100000000"), (.nan, 2, "no number"), (-.infinity, 2, "infinite"),
  ] as [(Double, Int, String)])
func briefNumbers(value: Double, digits: Int, text: String) {
  #expect(NumberText.brief(value, digits: digits) == text)
}

@Test(arguments: [
  (1, "1 ulp"), (0.5, "0.5 ulps"), (12.4, "12 ulps"), (6_412_345.5, "6.4e6 ulps"),
  (.infinity, "no distance at all"),
])
func ulps(count: Double, text: String) { #expect(NumberText.ulps(count) == text) }
