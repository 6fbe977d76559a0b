/// Powers of one element of a prime field, prepared for exponents of up to 62 bits: each is a product of a dozen entries.
struct PowerTable: Sendable {
  private static let width = 5
  private static let mask: UInt64 = 31

  private let field: ResidueField
  /// Entry 32·i + j is base^(j·32ⁱ).
  private let entries: [UInt64]

  init(of base: UInt64, in field: ResidueField) {
    self.field = field
    var entries: [UInt64] = []
    entries.reserveCapacity(13 << PowerTable.width)
    var unit = base
    for _ in 0..<13 {
      var power = field.one
      for _ in 0...PowerTable.mask {
        entries.append(power)
        power = field.product(power, unit)
      }
      unit = power
    }
    self.entries = entries
  }

  /// - Precondition: `exponent` is below 2⁶².
  func power(_ exponent: UInt64) -> UInt64 {
    var rest = exponent
    var row = 0
    var result = field.one
    while rest > 0 {
      let digit = Int(rest & PowerTable.mask)
      if digit > 0 { result = field.product(result, entries[row + digit]) }
      rest >>= UInt64(PowerTable.width)
      row += Int(PowerTable.mask) + 1
    }
    return result
  }
}
