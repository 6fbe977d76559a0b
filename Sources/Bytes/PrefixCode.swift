/// A prefix code given by the lengths of its symbols' codes (canonical Huffman code, RFC 1951, 3.2.2).
struct PrefixCode: Sendable {
  /// One more than the longest code.
  static let lengthLimit = 16
  /// Codes up to this length are found by one look into a table.
  private static let tableBits = 10

  /// How many codes there are of each length.
  private let counts: [Int]
  /// The symbols, by the lengths of their codes and then by their own order.
  private let symbols: [Int]
  /// For the next ``tableBits`` bits: the symbol times 16 and the length of its code; 0 where that is longer.
  private let table: [UInt16]

  /// - Returns: nil where there are more codes of some length than fit.
  init?(lengths: ArraySlice<Int>) {
    var counts = [Int](repeating: 0, count: PrefixCode.lengthLimit)
    for length in lengths where length > 0 { counts[length] += 1 }
    var free = 1
    for length in 1..<PrefixCode.lengthLimit {
      free = free * 2 - counts[length]
      guard free >= 0 else { return nil }
    }
    self.init(lengths, counts)
  }

  private init(_ lengths: ArraySlice<Int>, _ counts: [Int]) {
    self.counts = counts
    symbols = (1..<PrefixCode.lengthLimit).flatMap { length in
      lengths.indices.filter { lengths[$0] == length }.map { $0 - lengths.startIndex }
    }
    table = PrefixCode.table(counts, symbols)
  }

  /// Codes of each length are consecutive numbers, written highest bit first.
  private static func table(_ counts: [Int], _ symbols: [Int]) -> [UInt16] {
    var table = [UInt16](repeating: 0, count: 1 << tableBits)
    var (first, index) = (0, 0)
    for length in 1...tableBits {
      for place in 0..<counts[length] {
        let entry = UInt16(symbols[index + place]) << 4 | UInt16(length)
        let reversed = (0..<length).reduce(0) { $0 << 1 | ((first + place) >> $1 & 1) }
        for rest in stride(from: reversed, to: table.count, by: 1 << length) { table[rest] = entry }
      }
      index += counts[length]
      first = (first + counts[length]) << 1
    }
    return table
  }

  /// The symbol whose code these bits begin with, the first one lowest, and its length; nil where there is none.
  func first(in bits: UInt64) -> (symbol: Int, length: Int)? {
    let entry = table[Int(bits & (1 << UInt64(PrefixCode.tableBits) - 1))]
    if entry != 0 { return (Int(entry >> 4), Int(entry & 15)) }
    // The difference from the first code of a length is the place among the symbols of that length.
    var (value, first, index) = (0, 0, 0)
    for length in 1..<PrefixCode.lengthLimit {
      value |= Int(bits >> UInt64(length - 1) & 1)
      let count = counts[length]
      if value - first < count { return (symbols[index + value - first], length) }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    return nil
  }

  private static func fixed(_ lengths: [Int]) -> PrefixCode {
    var counts = [Int](repeating: 0, count: lengthLimit)
    for length in lengths { counts[length] += 1 }
    return PrefixCode(lengths[...], counts)
  }

  static let fixedLiterals = fixed(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  static let fixedDistances = fixed(Array(repeating: 5, count: 30))
}
