/// The type of a tensor's entries, and what is known of its rounding.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
  case float16, bfloat16, float32, float64
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  case bool

  /// Bytes an entry takes in a file.
  public var size: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  public var isFloatingPoint: Bool { format != nil }

  /// Half the distance from 1 to the next number, 2⁻ᵖ for p bits of significand: the largest relative error of
  /// one rounding to nearest. 0 for integers, which are not rounded.
  public var unitRoundoff: Double { format.map { power(-$0.precision) } ?? 0 }

  /// The largest finite number; nil for integers.
  public var greatestFinite: Double? {
    format.map { (2 - power(1 - $0.precision)) * power($0.largestExponent) }
  }

  /// The smallest normal number; nil for integers.
  public var leastNormal: Double? { format.map { power(1 - $0.largestExponent) } }

  /// The smallest positive number, which is the distance between subnormal ones; nil for integers.
  public var leastSubnormal: Double? { format.map { power(2 - $0.largestExponent - $0.precision) } }

  /// The distance between neighbouring numbers of the type at a number of this size: 2^(e+1−p) where
  /// 2^e ≤ |value| < 2^(e+1), and that of the subnormal numbers below the normal ones. 1 for integers.
  ///
  /// Past the type's largest number it is what it would be with larger exponents; NaN for NaN and infinities.
  public func ulp(of value: Double) -> Double {
    guard let format else { return 1 }
    guard value.isFinite else { return .nan }
    let least = 2 - format.largestExponent - format.precision
    guard value != 0 else { return power(least) }
    // `Double.exponent` is that of a normal number for subnormal ones too.
    return power(max(Int(value.exponent) + 1 - format.precision, least))
  }

  /// The number that 16 bits stand for: sign, exponent, and significand without its leading one.
  func value(bits: UInt16) -> Double {
    guard let format else { return Double(bits) }
    let fractionBits = format.precision - 1
    let fraction = Double(bits & (1 << UInt16(fractionBits) - 1))
    let exponent = Int(bits >> UInt16(fractionBits)) & (2 * format.largestExponent + 1)
    let sign = bits >> 15 == 1 ? -1.0 : 1
    switch exponent {
    case 0: return sign * fraction * power(2 - format.largestExponent - format.precision)
    case 2 * format.largestExponent + 1: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * (1 + fraction * power(-fractionBits)) * power(exponent - format.largestExponent)
    }
  }

  /// The 16 bits of a number that the type has.
  func bits(of value: Double) -> UInt16 {
    guard let format, let leastNormal else { return 0 }
    let fractionBits = UInt16(format.precision - 1)
    let sign: UInt16 = value.sign == .minus ? 1 << 15 : 0
    let size = abs(value)
    let special = UInt16(2 * format.largestExponent + 1) << fractionBits
    if size.isNaN { return special | 1 << (fractionBits - 1) }
    if size.isInfinite { return sign | special }
    if size < leastNormal {
      return sign | UInt16(size / power(2 - format.largestExponent - format.precision))
    }
    let fraction = (size.significand - 1) * power(Int(fractionBits))
    return sign | UInt16(Int(size.exponent) + format.largestExponent) << fractionBits | UInt16(fraction)
  }

  /// Bits of significand, the leading one among them, and the exponent of the largest power of two (IEEE 754).
  private var format: (precision: Int, largestExponent: Int)? {
    switch self {
    case .float16: (11, 15)
    case .bfloat16: (8, 127)
    case .float32: (24, 127)
    case .float64: (53, 1023)
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .bool: nil
    }
  }

  /// 2ⁿ; for doubles down to the subnormal ones.
  private func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
