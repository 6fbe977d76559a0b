import Testing

@testable import Numbers

@Suite struct CertifiedDigitsTests {
  static func rational(_ text: String) throws(NumberError) -> Rational { try Numeral(parsing: text).value }

  @Test(arguments: [
    ("0.24", 30, "0.559713649267192944806995391488"), ("-40", 20, "4.2483542552915889773e-18"),
    ("0", 5, "0.5"),
  ])
  func sigmoidDigits(argument: String, digits: Int, expected: String) throws {
    let value = try Self.rational(argument)
    let certified = try certify(digits: digits) { precision throws(NumberError) in
      try Enclosure(value, precision: precision).sigmoid(precision: precision)
    }
    guard case .digits(let text, digits, let isExact) = certified else {
      Issue.record("not proven")
      return
    }
    #expect(text == expected)
    #expect(isExact == (argument == "0"))
  }

  @Test func whatNoPrecisionCanTell() throws {
    // ln e² − 2 is zero and (√2)²/16 is 0.125, but no enclosure can know it.
    let zero = try certify(digits: 5, limit: 500) { p throws(NumberError) in
      try Enclosure(2).exp(precision: p).log(precision: p).subtracting(Enclosure(2), precision: p)
    }
    let tie = try certify(digits: 2, limit: 500) { p throws(NumberError) in
      let root = try Enclosure(2).squareRoot(precision: p)
      return root.multiplying(root, precision: p).scaled(byTwoToThe: -4)
    }
    let wide = certify(digits: 2, limit: 500) { _ in Enclosure(lower: 1, upper: 2, precision: 53) }
    #expect(reason(zero) == .perhapsZero)
    #expect(reason(tie) == .perhapsTie)
    #expect(reason(wide) == .tooWide)
  }

  private func reason(_ result: CertifiedDigits) -> CertifiedDigits.Reason? {
    if case .undetermined(_, let reason) = result { reason } else { nil }
  }

  @Test func anUndecidedStepIsTriedAgain() throws {
    // e^(2⁻¹⁰⁰) − 1 is positive, which the first precision can't tell.
    let x = try Rational(2).power(-100)
    let certified = try certify(digits: 5) { p throws(NumberError) in
      try Enclosure(x, precision: p).exp(precision: p).subtracting(.one, precision: p).log(precision: p)
    }
    guard case .digits("-69.315", 5, false) = certified else {
      Issue.record("\(certified)")
      return
    }
  }

  @Test func provenDigitsAndDescription() throws {
    let x = try Enclosure(Self.rational("0.24"), precision: 200).sigmoid(precision: 64)
    #expect(x.provenDigits == 19)
    #expect(x.description.hasPrefix("0.559713649267192944["))
    #expect(Enclosure(lower: 1, upper: 2, precision: 53).provenDigits == 0)
    #expect(Enclosure(lower: -1, upper: 1, precision: 53).description == "[0 ± 1]")
    #expect(try Enclosure(Self.rational("0.75"), precision: 53).description == "0.75")
    #expect(try Enclosure(Numeral(parsing: "123.5"), precision: 53).description == "123.[5 ± 0.06]")
    let interval = try Enclosure(Numeral(parsing: "0.62"), precision: 53)
    #expect(interval.provenDigits == 1)
    #expect(interval.decimal(significant: 1) == "0.6")
    #expect(interval.decimal(significant: 2) == nil || interval.decimal(significant: 2) == "0.62")
  }

  /// Every printed digit is right: the digits of an enclosure are those of each real inside.
  @Test func printedDigitsHoldForTheEnds() {
    var random = Seeded(seed: 5)
    for _ in 0..<500 {
      let (a, inside) = random.enclosure(exponents: -30...30)
      guard a.provenDigits > 0, !a.isExact else { continue }
      let n = a.provenDigits
      for x in inside { #expect(a.decimal(significant: n) == x.decimal(significant: n).text) }
    }
  }
}
