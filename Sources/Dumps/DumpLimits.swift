/// How much a dump may ask for. With these, reading one takes 1.5 GiB of memory at most.
public enum DumpLimits {
  /// Bytes of a file, and of all that it unpacks to.
  public static let size = 1 << 29
  /// Numbers of all tensors together.
  public static let entries = 1 << 26
  /// Bytes of a dump that is text: its tree takes several times as much.
  public static let textSize = 1 << 27
  public static let tensors = 100_000
  public static let rank = 32
  /// Bytes of what stands before the numbers of a single array.
  static let arrayHeader = 1 << 16
  /// Bytes of what stands before the numbers of all tensors.
  static let fileHeader = 1 << 25
  /// Brackets inside each other.
  static let nesting = 64

  /// The number of entries of a shape.
  ///
  /// - Returns: nil where it is past the limit; negative sizes must have been refused.
  static func count(_ shape: [Int]) -> Int? {
    guard !shape.contains(0) else { return 0 }
    var count = 1
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows, product <= entries else { return nil }
      count = product
    }
    return count
  }
}
