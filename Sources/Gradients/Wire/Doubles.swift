// Numbers as bytes: eight for each double, the lowest first.

extension [UInt8] {
  mutating func append(doubles numbers: [Double]) {
    #if _endian(little)
      numbers.withUnsafeBytes { append(contentsOf: $0) }
    #else
      for number in numbers {
        Swift.withUnsafeBytes(of: number.bitPattern.littleEndian) { append(contentsOf: $0) }
      }
    #endif
  }

  /// The doubles that they are; what is left of the last eight is dropped.
  var doubles: [Double] {
    withUnsafeBytes { buffer in
      (0..<count / 8).map { place in
        Double(
          bitPattern: UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self)))
      }
    }
  }
}
