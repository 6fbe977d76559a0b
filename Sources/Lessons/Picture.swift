import Evaluation
import Numbers

/// A matrix as shades, an entry a character: weights, decision boundaries, digits.
public struct Picture: Sendable, Hashable {
  /// The shades, light to dark.
  private static let shades: [Character] = [" ", "░", "▒", "▓", "█"]
  /// The most rows or columns there may be.
  private static let sizeLimit = 60

  public let rows: [String]
  /// What the lightest and the darkest shade stand for: the smallest and the largest entry.
  public let lightest: Rational
  public let darkest: Rational

  /// - Parameter tensor: a matrix, or a vector: as one row, or as a square if it has the entries of one (a picture of
  ///   28 × 28 pixels is given to a network as 784 numbers).
  /// - Returns: nil where it is something else, or too large.
  init?(_ tensor: Tensor<Enclosure>) {
    guard let (height, width) = Picture.size(tensor.shape.axes) else { return nil }
    let numbers = tensor.entries.map(\.midpoint)
    guard let low = numbers.min(), let high = numbers.max() else { return nil }
    let (start, range) = (low.asDouble, high.asDouble - low.asDouble)
    rows = (0..<height).map { row in
      String(
        numbers[row * width..<(row + 1) * width].map { number in
          let share = range > 0 ? (number.asDouble - start) / range : 0
          return Picture.shades[
            min(max(Int(share * Double(Picture.shades.count)), 0), Picture.shades.count - 1)]
        })
    }
    (lightest, darkest) = (low, high)
  }

  /// Rows and columns.
  private static func size(_ axes: [Int]) -> (Int, Int)? {
    switch axes.count {
    case 2 where axes.allSatisfy { (1...sizeLimit).contains($0) }: return (axes[0], axes[1])
    case 1:
      if let side = (2...sizeLimit).first(where: { $0 * $0 == axes[0] }) { return (side, side) }
      return (1...sizeLimit).contains(axes[0]) ? (1, axes[0]) : nil
    default: return nil
    }
  }
}
