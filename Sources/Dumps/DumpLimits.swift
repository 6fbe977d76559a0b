/// How much a dump may ask for. With these, reading one takes 1.5 GiB of memory at most.
public enum DumpLimits {
  /// Bytes of a file, and of all that it unpacks to.
  public static let size = 1 << 29
  /// Numbers of all tensors together.
  public static let entries = 1 << 26
  /// Bytes of a dump that is text: its tree takes several times as much.
  public static let textSize = 1 << 26
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
  /// - Returns: nil where it is past the limit, or would be if the axes without entries had one; negative sizes must
  ///   have been refused. Whoever multiplies the sizes later, in whatever order, need not fear an overflow.
  static func count(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: max(size, 1))
      guard !overflows, product <= entries else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }
}
