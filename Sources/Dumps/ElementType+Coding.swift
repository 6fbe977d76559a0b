// The bytes of numbers, and the numbers of bytes.

extension ElementType {
  /// Why bytes are no numbers of a type.
  enum DecodingFault: Error {
    /// The entry there is an integer that no `Double` is sure to be.
    case inexact(entry: Int, String)
    /// The entry there is neither 0 nor 1.
    case noTruthValue(entry: Int, String)
  }

  /// Integers up to here are doubles, all of them.
  static let exactIntegerLimit = 1 << 53

  /// The numbers that bytes stand for; as many as are whole.
  func decode(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) throws(DecodingFault) -> [Double] {
    switch self {
    case .float16, .bfloat16: return map(bytes, bigEndian) { (word: UInt16) in value(bits: word) }
    case .float32: return map(bytes, bigEndian) { (word: UInt32) in Double(Float(bitPattern: word)) }
    case .float64: return map(bytes, bigEndian) { (word: UInt64) in Double(bitPattern: word) }
    case .int8: return map(bytes, bigEndian) { (word: Int8) in Double(word) }
    case .int16: return map(bytes, bigEndian) { (word: Int16) in Double(word) }
    case .int32: return map(bytes, bigEndian) { (word: Int32) in Double(word) }
    case .uint8: return map(bytes, bigEndian) { (word: UInt8) in Double(word) }
    case .uint16: return map(bytes, bigEndian) { (word: UInt16) in Double(word) }
    case .uint32: return map(bytes, bigEndian) { (word: UInt32) in Double(word) }
    case .int64: return try exact(words(bytes, bigEndian) as [Int64])
    case .uint64: return try exact(words(bytes, bigEndian) as [UInt64])
    case .bool:
      if let wrong = bytes.firstIndex(where: { $0 > 1 }) {
        throw .noTruthValue(entry: wrong - bytes.startIndex, "\(bytes[wrong])")
      }
      return bytes.map { Double($0) }
    }
  }

  private func words<Word: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>, _ bigEndian: Bool) -> [Word] {
    map(bytes, bigEndian) { $0 }
  }

  private func map<Word: FixedWidthInteger, Result>(
    _ bytes: ArraySlice<UInt8>, _ bigEndian: Bool, _ transform: (Word) -> Result
  ) -> [Result] {
    bytes.withUnsafeBytes { raw in
      stride(from: 0, through: raw.count - size, by: size).map { offset in
        let word = raw.loadUnaligned(fromByteOffset: offset, as: Word.self)
        return transform(bigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
      }
    }
  }

  private func exact<Word: FixedWidthInteger>(_ words: [Word]) throws(DecodingFault) -> [Double] {
    if let wrong = words.firstIndex(where: { $0.magnitude > ElementType.exactIntegerLimit }) {
      throw .inexact(entry: wrong, "\(words[wrong])")
    }
    return words.map { Double($0) }
  }

  // MARK: Writing

  /// The nearest number of the type, ties to even: past the largest one an infinity where there is one, else the
  /// largest one. NaN stays NaN.
  public func rounded(_ value: Double) -> Double {
    if let range = integerRange {
      return value.isNaN
        ? value : min(max(value.rounded(.toNearestOrEven), range.lowerBound), range.upperBound)
    }
    guard let greatestFinite else { return value }
    guard value.isFinite, self != .float64 else { return value }
    let ulp = ulp(of: value)
    // Powers of two: neither the quotient nor the product is rounded.
    let nearest = (value / ulp).rounded(.toNearestOrEven) * ulp
    return abs(nearest) > greatestFinite ? Double(signOf: value, magnitudeOf: .infinity) : nearest
  }

  /// The integers that the type has and a double is sure to be; nil for floating point.
  private var integerRange: ClosedRange<Double>? {
    let limit = Double(ElementType.exactIntegerLimit)
    switch self {
    case .int8: return -0x1p7...0x1p7 - 1
    case .int16: return -0x1p15...0x1p15 - 1
    case .int32: return -0x1p31...0x1p31 - 1
    case .int64: return -limit...limit
    case .uint8: return 0...0x1p8 - 1
    case .uint16: return 0...0x1p16 - 1
    case .uint32: return 0...0x1p32 - 1
    case .uint64: return 0...limit
    case .bool: return 0...1
    case .float16, .bfloat16, .float32, .float64: return nil
    }
  }

  /// The bytes of a number, lowest first.
  ///
  /// - Returns: nil where it is no number of the type.
  func encode(_ value: Double) -> [UInt8]? {
    guard value.isNaN ? isFloatingPoint : rounded(value) == value else { return nil }
    let bits: UInt64 =
      switch self {
      case .float64: value.bitPattern
      case .float32: UInt64(Float(value).bitPattern)
      case .float16, .bfloat16: UInt64(bits(of: value))
      default: UInt64(bitPattern: Int64(value))
      }
    return (0..<size).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
  }

  // MARK: Text

  /// The shortest decimal that stands for this number and no other one of its type, as far as singles and doubles
  /// go: `0.1` for the single next to it.
  public func shortest(_ value: Double) -> String {
    if value.isFinite {
      if !isFloatingPoint, let whole = Int(exactly: value) { return String(whole) }
      if self != .float64 { return "\(Float(value))" }
    }
    return "\(value)"
  }
}
