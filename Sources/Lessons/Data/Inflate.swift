/// Unpacks a deflated stream (RFC 1951): blocks of stored bytes, or of literals and back references in prefix
/// codes that are fixed or come with the block.
struct Inflate {
  private(set) var output: [UInt8] = []
  private let bytes: [UInt8]
  private let sizeLimit: Int
  private var place: Int
  private var buffer: UInt32 = 0
  private var buffered = 0

  init(_ bytes: [UInt8], from start: Int, sizeLimit: Int) {
    self.bytes = bytes
    self.sizeLimit = sizeLimit
    place = start
  }

  /// The place behind the stream.
  var end: Int { place }

  mutating func run() throws(DataError) {
    var isLast = false
    while !isLast {
      isLast = try bits(1) == 1
      switch try bits(2) {
      case 0: try stored()
      case 1: try coded(PrefixCode.fixedLiterals, PrefixCode.fixedDistances)
      case 2:
        let (literals, distances) = try codes()
        try coded(literals, distances)
      default: throw .malformed("its packed data are damaged: no such kind of block")
      }
    }
    // Whole bytes that were read ahead belong to what follows.
    place -= buffered / 8
    buffered = 0
  }

  // MARK: Bits

  /// The next bits, the first one lowest.
  private mutating func bits(_ count: Int) throws(DataError) -> Int {
    while buffered < count {
      guard place < bytes.count else { throw .malformed("its packed data are cut off") }
      buffer |= UInt32(bytes[place]) << UInt32(buffered)
      place += 1
      buffered += 8
    }
    let value = Int(buffer & (1 << UInt32(count) - 1))
    buffer >>= UInt32(count)
    buffered -= count
    return value
  }

  /// The next symbol of a code: codes of each length are consecutive numbers, so that the difference from the
  /// first one of its length is the place among the symbols of that length.
  private mutating func symbol(_ code: PrefixCode) throws(DataError) -> Int {
    var (value, first, index) = (0, 0, 0)
    for length in 1..<PrefixCode.lengthLimit {
      value |= try bits(1)
      let count = code.counts[length]
      if value - first < count { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw .malformed("its packed data are damaged: no such code")
  }

  // MARK: Blocks

  private mutating func stored() throws(DataError) {
    place -= buffered / 8
    (buffer, buffered) = (0, 0)
    guard bytes.count >= place + 4 else { throw .malformed("its packed data are cut off") }
    let length = Int(bytes[place]) | Int(bytes[place + 1]) << 8
    let complement = Int(bytes[place + 2]) | Int(bytes[place + 3]) << 8
    place += 4
    guard length ^ complement == 0xFFFF, bytes.count >= place + length else {
      throw .malformed("its packed data are damaged: a stored block of the wrong length")
    }
    try expect(length)
    output += bytes[place..<place + length]
    place += length
  }

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
    4097, 6145, 8193, 12289, 16385, 24577,
  ]
  private static let distanceBits = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
  ]

  private mutating func coded(_ literals: PrefixCode, _ distances: PrefixCode) throws(DataError) {
    while true {
      let symbol = try symbol(literals)
      if symbol < 256 {
        try expect(1)
        output.append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol - 257 < Inflate.lengthBases.count else { throw .malformed("its packed data are damaged") }
      let length = Inflate.lengthBases[symbol - 257] + (try bits(Inflate.lengthBits[symbol - 257]))
      let code = try self.symbol(distances)
      guard code < Inflate.distanceBases.count else { throw .malformed("its packed data are damaged") }
      let distance = Inflate.distanceBases[code] + (try bits(Inflate.distanceBits[code]))
      guard distance <= output.count else {
        throw .malformed("its packed data are damaged: a reference before the beginning")
      }
      try expect(length)
      // The copied stretch may reach into what is being written: byte by byte.
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  private func expect(_ count: Int) throws(DataError) {
    guard output.count + count <= sizeLimit else { throw .tooLarge("it unpacks to more than is allowed") }
  }

  /// The order in which the lengths of the code for code lengths stand.
  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private mutating func codes() throws(DataError) -> (PrefixCode, PrefixCode) {
    let literalCount = try bits(5) + 257
    let distanceCount = try bits(5) + 1
    let lengthCount = try bits(4) + 4
    var lengthLengths = [Int](repeating: 0, count: 19)
    for place in 0..<lengthCount { lengthLengths[Inflate.lengthOrder[place]] = try bits(3) }
    let lengthCode = try PrefixCode(lengths: lengthLengths[...])
    var lengths: [Int] = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try symbol(lengthCode)
      switch symbol {
      case 0..<16: lengths.append(symbol)
      case 16:
        guard let last = lengths.last else { throw .malformed("its packed data are damaged") }
        lengths += Array(repeating: last, count: try bits(2) + 3)
      case 17: lengths += Array(repeating: 0, count: try bits(3) + 3)
      default: lengths += Array(repeating: 0, count: try bits(7) + 11)
      }
    }
    guard lengths.count == literalCount + distanceCount else {
      throw .malformed("its packed data are damaged")
    }
    return (
      try PrefixCode(lengths: lengths[..<literalCount]), try PrefixCode(lengths: lengths[literalCount...])
    )
  }
}

/// A prefix code given by the lengths of its symbols' codes (canonical Huffman code).
struct PrefixCode: Sendable {
  /// One more than the longest code.
  static let lengthLimit = 16
  /// How many codes there are of each length.
  let counts: [Int]
  /// The symbols, by the lengths of their codes and then by their own order.
  let symbols: [Int]

  /// - Throws: where there are more codes of some length than fit.
  init(lengths: ArraySlice<Int>) throws(DataError) {
    var counts = [Int](repeating: 0, count: PrefixCode.lengthLimit)
    for length in lengths where length > 0 { counts[length] += 1 }
    var free = 1
    for length in 1..<PrefixCode.lengthLimit {
      free = free * 2 - counts[length]
      guard free >= 0 else { throw .malformed("its packed data are damaged: an impossible code") }
    }
    self.init(checked: lengths, counts)
  }

  private init(checked lengths: ArraySlice<Int>, _ counts: [Int]) {
    self.counts = counts
    symbols = (1..<PrefixCode.lengthLimit).flatMap { length in
      lengths.indices.filter { lengths[$0] == length }.map { $0 - lengths.startIndex }
    }
  }

  private static func fixed(_ lengths: [Int]) -> PrefixCode {
    var counts = [Int](repeating: 0, count: lengthLimit)
    for length in lengths { counts[length] += 1 }
    return PrefixCode(checked: lengths[...], counts)
  }

  static let fixedLiterals = fixed(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  static let fixedDistances = fixed(Array(repeating: 5, count: 30))
}
