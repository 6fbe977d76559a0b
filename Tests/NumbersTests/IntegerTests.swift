import Testing

@testable import Numbers

@Suite struct IntegerTests {
  @Test func smallIntegersAgreeWithInt() throws {
    for a in -20...20 {
      for b in -20...20 {
        let (x, y) = (Integer(a), Integer(b))
        #expect(x + y == Integer(a + b) && x - y == Integer(a - b) && x * y == Integer(a * b))
        #expect((x < y) == (a < b) && (x == y) == (a == b))
        if a == b { #expect(x.hashValue == y.hashValue) }
        if b == 0 {
          #expect(throws: NumberError.divisionByZero) { try x.quotientAndRemainder(dividingBy: y) }
        } else {
          let (quotient, remainder) = try x.quotientAndRemainder(dividingBy: y)
          #expect(quotient == Integer(Int((Double(a) / Double(b)).rounded(.down))))
          #expect(quotient * y + remainder == x)
        }
        let divisors = (1...20).filter { a.isMultiple(of: $0) && b.isMultiple(of: $0) }
        if a != 0 || b != 0 { #expect(x.greatestCommonDivisor(y) == Integer(divisors.max() ?? 0)) }
        if (0...4).contains(b) { #expect(x << b == Integer(a << b) && x >> b == Integer(a >> b)) }
      }
      #expect(Integer(a).asInt == a && Integer(a).description == "\(a)" && Integer(a).asDouble == Double(a))
      #expect(Integer(a).signum == a.signum() && Integer(a).isOdd == !a.isMultiple(of: 2))
      #expect(Integer(a).bitWidth == Int.bitWidth - a.magnitude.leadingZeroBitCount)
      let root = (0...4).first { $0 * $0 == a }
      #expect(Integer(a).exactSquareRoot == root.map { Integer($0) })
    }
  }

  @Test(arguments: [Int.max, Int.min, 0, -1])
  func theEndsOfInt(value: Int) {
    #expect(Integer(value).asInt == value)
    #expect(Integer(value).description == "\(value)")
    #expect(Integer(decimalDigits: "\(value.magnitude)") == Integer(value).magnitude)
  }

  @Test func beyondInt() {
    #expect((Integer(Int.max) + .one).asInt == nil)
    #expect((Integer(Int.min) - .one).asInt == nil)
    #expect(
      (Integer.one << 200).description == "1606938044258990275541962092341162602522202993782792835301376")
  }

  @Test(arguments: ["", "-1", "+1", " 1", "1 ", "0x1", "1_0", "１", "1\0"])
  func onlyAsciiDigits(text: String) {
    #expect(Integer(decimalDigits: text) == nil)
  }
}
