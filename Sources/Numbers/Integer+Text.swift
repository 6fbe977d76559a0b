// Integers from decimal digits and to decimal digits.

internal import CGMP

extension Integer: CustomStringConvertible {
  /// The integer with these ASCII digits, most significant first; nil where any other character stands or
  /// there is none. Takes time that grows a little faster than the number of digits, which the caller bounds.
  public init?(decimalDigits: String) {
    let digits = decimalDigits.utf8
    guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    self.init { result in _ = decimalDigits.withCString { __gmpz_set_str(result, $0, 10) } }
  }

  public var description: String {
    read { value in
      // GMP asks for room for a sign and the final zero beside the digits it forecasts.
      let room = __gmpz_sizeinbase(value, 10) + 2
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(room)) { buffer in
        guard let start = buffer.baseAddress else { return "" }
        __gmpz_get_str(start, 10, value)
        return String(cString: start)
      }
    }
  }
}
