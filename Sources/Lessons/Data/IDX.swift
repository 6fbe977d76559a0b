import Evaluation
import Numbers

/// The format of the MNIST files: two zero bytes, a type, a number of axes, their sizes, and the numbers.
///
/// Sizes are 32-bit words, highest byte first. Of the types, unsigned and signed bytes and 16- and 32-bit
/// integers are read.
enum IDX {
  private static let types: [UInt8: (size: Int, isSigned: Bool)] = [
    0x08: (1, false), 0x09: (1, true), 0x0B: (2, true), 0x0C: (4, true),
  ]

  /// Whether the first bytes are those of an IDX file.
  static func isOne(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && bytes[2] >= 0x08 && bytes[2] <= 0x0E
  }

  static func table(_ bytes: [UInt8]) throws(DataError) -> DataTable {
    guard bytes.count >= 4, let type = types[bytes[2]] else {
      throw .malformed("an IDX file of integers is expected")
    }
    let rank = Int(bytes[3])
    let start = 4 + 4 * rank
    guard (1...8).contains(rank), bytes.count >= start else { throw .malformed("its header is cut off") }
    let axes = (0..<rank).map { axis in
      bytes[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) }
    }
    guard let shape = Shape(axes, limit: Shape.dataLimit) else {
      throw .tooLarge("it has more than \(Shape.dataLimit) numbers")
    }
    guard bytes.count - start == shape.count * type.size else {
      throw .malformed(
        "\(bytes.count - start) bytes of numbers, where its header says \(shape.count * type.size)")
    }
    // A picture's bytes repeat, so that few different numbers are made.
    let small = (0..<256).map { Rational($0) }
    var entries: [Rational] = []
    entries.reserveCapacity(shape.count)
    for place in stride(from: start, to: bytes.count, by: type.size) {
      let value = bytes[place..<place + type.size].reduce(0) { $0 << 8 | Int($1) }
      let limit = 1 << (8 * type.size - 1)
      if type.isSigned, value >= limit {
        entries.append(Rational(value - 2 * limit))
      } else {
        entries.append(value < 256 ? small[value] : Rational(value))
      }
    }
    return DataTable(values: Tensor(shape: shape, entries: entries))
  }
}
