import Testing

@testable import Numbers

@Suite struct DecimalTests {
  @Test(arguments: [
    (0, 1, 5, "0", true), (6, 25, 30, "0.24", true), (1, 3, 3, "0.333", false), (2, 3, 3, "0.667", false),
    (-2, 3, 1, "-0.7", false), (5, 2, 1, "2", false), (7, 2, 1, "4", false), (999, 1, 2, "1.0e3", false),
    (1200, 1, 2, "1200", true), (1234, 1, 2, "1.2e3", false), (1234, 1, 4, "1234", true),
    (9999, 10000, 3, "1.00", false), (1, 10_000_000, 2, "0.0000001", true),
    (1, 100_000_000, 2, "1e-8", true), (-1, 300_000_000, 3, "-3.33e-9", false), (125, 1, 2, "1.2e2", false),
    (135, 1, 2, "1.4e2", false), (10, 1, 1, "10", true), (1, 1, 0, "1", true), (95, 10, 1, "1e1", false),
  ])
  func toSignificantDigits(p: Int, q: Int, n: Int, text: String, isExact: Bool) throws {
    let value = try Rational(numerator: Integer(p), denominator: Integer(q))
    #expect(value.decimal(significant: n) == DecimalText(text: text, isExact: isExact))
    #expect(try Numeral(parsing: text).value == value.rounded(significant: n))
  }

  @Test func theOrderOfMagnitudeIsFoundFarOut() throws {
    for exponent in [20, 21, 400, 10_000, 1_000_000] {
      let ten = try Rational(10).power(exponent)
      let plain = "1" + String(repeating: "0", count: exponent)
      #expect(ten.decimal(significant: 3).text == (exponent < 21 ? plain : "1e\(exponent)"))
      #expect((ten - 1).decimal(significant: 3).text == "1.00e\(exponent)")
      #expect(try ten.reciprocal().decimal(significant: 3).text == "1e-\(exponent)")
      #expect(try (ten + 1).reciprocal().decimal(significant: 3).text == "1.00e-\(exponent)")
    }
  }

  @Test(arguments: [
    (1, 8, "0.125"), (1, 3, nil), (-7, 20, "-0.35"), (3, 1, "3"), (0, 1, "0"), (1, 1024, "0.0009765625"),
    (1_000_000, 1, "1000000"), (1, 7 * 128, nil),
  ])
  func exactDecimals(p: Int, q: Int, expected: String?) throws {
    let value = try Rational(numerator: Integer(p), denominator: Integer(q))
    #expect(value.exactDecimal == expected)
  }

  @Test func anEndlessExactDecimalIsNotPrinted() throws {
    #expect(try Rational(2).power(-1001).exactDecimal == nil)
    #expect(try Rational(2).power(-1000).exactDecimal?.hasSuffix("e-302") == true)
    #expect(try Rational(10).power(1_000_00).exactDecimal == nil)
  }
}
