// How many bits the numbers of a program really have.

/// A binary format narrower than a double.
public enum Precision: String, Sendable, CaseIterable {
  case bfloat16, float16, float32

  /// The narrowest format that holds all of the numbers; nil where they are doubles, or too few or too simple to
  /// tell.
  ///
  /// A double has 29 more bits than a single: that they are 0 by accident has a chance of 2⁻²⁹ in one number. What
  /// has few bits for reasons of its own (0, 1, -0.375) does not count.
  static func narrowest(holding numbers: [Double]) -> Precision? {
    let bits = { (number: Double) in 53 - number.significandBitPattern.trailingZeroBitCount }
    let telling = Set(numbers.filter { $0.isFinite && bits($0) > 4 })
    guard telling.count >= 8 || telling.contains(where: { bits($0) > 14 }) else { return nil }
    return allCases.first { format in telling.allSatisfy(format.holds) }
  }

  /// The unit in the last place of 1.
  var grain: Double {
    switch self {
    case .bfloat16: 0x1p-7
    case .float16: 0x1p-10
    case .float32: 0x1p-23
    }
  }

  private func holds(_ number: Double) -> Bool {
    let single = Float(number)
    guard Double(single) == number else { return false }
    switch self {
    case .float32: return true
    case .bfloat16: return single.bitPattern & 0xFFFF == 0
    // Eleven bits, as a half has; of its range nothing is asked.
    case .float16: return single.bitPattern & 0x1FFF == 0
    }
  }
}
