import Testing

@testable import Numbers

@Suite struct NumeralTests {
  @Test(arguments: [
    ("0.35", 7, 20, 2, -2), ("12", 12, 1, 2, 0), (".5", 1, 2, 1, -1), ("5.", 5, 1, 1, 0),
    ("9.5e-03", 19, 2000, 2, -4), ("0.0350", 7, 200, 3, -4), ("1.2e2", 120, 1, 2, 1), ("007", 7, 1, 1, 0),
    ("0.00", 0, 1, 0, -2), ("-0.0", 0, 1, 0, -1), ("-2.5E+1", -25, 1, 2, 0), ("+3", 3, 1, 1, 0),
    ("1e000000000000000000000000000002", 100, 1, 1, 2), ("1200", 1200, 1, 4, 0),
  ])
  func reads(text: String, numerator: Int, denominator: Int, significant: Int, place: Int) throws {
    let numeral = try Numeral(parsing: text)
    #expect(
      try numeral.value == Rational(numerator: Integer(numerator), denominator: Integer(denominator)))
    #expect(numeral.significantDigits == significant)
    #expect(numeral.leastPlace == place)
    #expect(numeral.text == text)
  }

  @Test(arguments: [
    "", ".", "e5", "1_000", " 1", "1 ", "1e", "1e+", "0x10", "1.2.3", "--1", "１", "٣", "inf", "nan", "1/2",
    "1e5.0", "-", "1,5", "1\0",
  ])
  func refuses(text: String) {
    #expect(throws: NumberError.self) { try Numeral(parsing: text) }
  }

  @Test(arguments: ["1e999999999", "1e-10001", "1e99999999999999999999999"])
  func refusesBeyondTheLimits(text: String) {
    expectTooLarge(text)
  }

  @Test func refusesTooManyDigits() {
    expectTooLarge(String(repeating: "1", count: 100_001))
  }

  private func expectTooLarge(_ text: String) {
    #expect {
      try Numeral(parsing: text)
    } throws: { error in
      if case .tooLarge = error as? NumberError { true } else { false }
    }
  }

  @Test func theLimitsThemselvesAreRead() throws {
    #expect(try Numeral(parsing: "1e10000").value == Rational(10).power(10000))
    #expect(try Numeral(parsing: String(repeating: "9", count: 100_000)).significantDigits == 100_000)
  }

  @Test func whatRoundsToTheDigitsWritten() throws {
    let interval = try Numeral(parsing: "0.62").roundingInterval
    #expect(try interval.lower == Numeral(parsing: "0.615").value)
    #expect(try interval.upper == Numeral(parsing: "0.625").value)
    let integer = try Numeral(parsing: "3e1").roundingInterval
    #expect(integer.lower == 25)
    #expect(integer.upper == 35)
  }

  @Test(arguments: [("12", true), ("12.", false), ("1e3", false)])
  func isInteger(text: String, expected: Bool) throws {
    #expect(try Numeral(parsing: text).isInteger == expected)
  }
}
