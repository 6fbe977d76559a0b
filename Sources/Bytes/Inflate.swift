/// Unpacks a deflated stream (RFC 1951): blocks of stored bytes, or of literals and back references in prefix
/// codes that are fixed or come with the block.
public struct Inflate {
  /// A stream cannot grow to more than so many times its size: 258 bytes for the two bits of a reference.
  public static let growthLimit = 1032

  public private(set) var output: [UInt8] = []
  private let bytes: ArraySlice<UInt8>
  private let sizeLimit: Int
  private var place: Int
  private var buffer: UInt64 = 0
  private var buffered = 0

  /// - Parameters:
  ///   - bytes: where the stream is; nothing behind their end is read.
  ///   - start: where it begins, an index of `bytes`.
  ///   - sizeLimit: the most bytes that it may unpack to.
  public init(_ bytes: ArraySlice<UInt8>, from start: Int, sizeLimit: Int) {
    self.bytes = bytes
    self.sizeLimit = sizeLimit
    place = min(max(start, bytes.startIndex), bytes.endIndex)
  }

  /// The place behind the stream.
  public var end: Int { place }

  public mutating func run() throws(PackingError) {
    var isLast = false
    while !isLast {
      isLast = try bits(1) == 1
      switch try bits(2) {
      case 0: try stored()
      case 1: try coded(PrefixCode.fixedLiterals, PrefixCode.fixedDistances)
      case 2:
        let (literals, distances) = try codes()
        try coded(literals, distances)
      default: throw damaged("no such kind of block")
      }
    }
    giveBack()
  }

  // MARK: Bits

  /// As many bits as the buffer takes, or as there are.
  private mutating func fill() {
    while buffered <= 56, place < bytes.endIndex {
      buffer |= UInt64(bytes[place]) << UInt64(buffered)
      place += 1
      buffered += 8
    }
  }

  /// Whole bytes that were read ahead belong to what follows.
  private mutating func giveBack() {
    place -= buffered / 8
    (buffer, buffered) = (0, 0)
  }

  private mutating func drop(_ count: Int) throws(PackingError) {
    guard count <= buffered else { throw cutOff }
    buffer >>= UInt64(count)
    buffered -= count
  }

  /// The next bits, the first one lowest.
  private mutating func bits(_ count: Int) throws(PackingError) -> Int {
    if buffered < count { fill() }
    let value = Int(buffer & (1 << UInt64(count) - 1))
    try drop(count)
    return value
  }

  private mutating func symbol(_ code: PrefixCode) throws(PackingError) -> Int {
    if buffered < PrefixCode.lengthLimit { fill() }
    guard let (symbol, length) = code.first(in: buffer) else { throw damaged("no such code") }
    try drop(length)
    return symbol
  }

  private var cutOff: PackingError { PackingError(.truncated, at: place, "its packed data are cut off") }

  private func damaged(_ what: String? = nil) -> PackingError {
    PackingError(.damaged, at: place, "its packed data are damaged" + (what.map { ": \($0)" } ?? ""))
  }

  // MARK: Blocks

  private mutating func stored() throws(PackingError) {
    giveBack()
    guard bytes.endIndex - place >= 4 else { throw cutOff }
    let length = Int(bytes[place]) | Int(bytes[place + 1]) << 8
    let complement = Int(bytes[place + 2]) | Int(bytes[place + 3]) << 8
    guard length ^ complement == 0xFFFF else { throw damaged("a stored block of the wrong length") }
    place += 4
    guard bytes.endIndex - place >= length else { throw cutOff }
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

  private mutating func coded(_ literals: PrefixCode, _ distances: PrefixCode) throws(PackingError) {
    while true {
      let symbol = try symbol(literals)
      if symbol < 256 {
        try expect(1)
        output.append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol - 257 < Inflate.lengthBases.count else { throw damaged() }
      let length = Inflate.lengthBases[symbol - 257] + (try bits(Inflate.lengthBits[symbol - 257]))
      let code = try self.symbol(distances)
      guard code < Inflate.distanceBases.count else { throw damaged() }
      let distance = Inflate.distanceBases[code] + (try bits(Inflate.distanceBits[code]))
      guard distance <= output.count else { throw damaged("a reference before the beginning") }
      try expect(length)
      // The copied stretch may reach into what is being written: byte by byte.
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  private func expect(_ count: Int) throws(PackingError) {
    guard output.count + count <= sizeLimit else {
      throw PackingError(.tooLarge, at: place, "it unpacks to more than \(sizeLimit) bytes")
    }
  }

  /// The order in which the lengths of the code for code lengths stand.
  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private mutating func codes() throws(PackingError) -> (PrefixCode, PrefixCode) {
    let literalCount = try bits(5) + 257
    let distanceCount = try bits(5) + 1
    let lengthCount = try bits(4) + 4
    var lengthLengths = [Int](repeating: 0, count: 19)
    for place in 0..<lengthCount { lengthLengths[Inflate.lengthOrder[place]] = try bits(3) }
    let lengthCode = try code(lengthLengths[...])
    var lengths: [Int] = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try symbol(lengthCode)
      switch symbol {
      case 0..<16: lengths.append(symbol)
      case 16:
        guard let last = lengths.last else { throw damaged() }
        lengths += Array(repeating: last, count: try bits(2) + 3)
      case 17: lengths += Array(repeating: 0, count: try bits(3) + 3)
      default: lengths += Array(repeating: 0, count: try bits(7) + 11)
      }
    }
    guard lengths.count == literalCount + distanceCount else { throw damaged() }
    return (try code(lengths[..<literalCount]), try code(lengths[literalCount...]))
  }

  private func code(_ lengths: ArraySlice<Int>) throws(PackingError) -> PrefixCode {
    guard let code = PrefixCode(lengths: lengths) else { throw damaged("an impossible code") }
    return code
  }
}
