import Numbers

/// An arithmetic whose numbers are intervals that surely hold the exact values.
///
/// There are two: ``BallArithmetic``, the first attempt wherever a few digits may be enough, and
/// ``CertifiedArithmetic`` at any precision. What is concluded from either is proven, so a question is put to the
/// cheap one first, and to the other one where the answer is that it can't be told.
public protocol EnclosingArithmetic: Arithmetic where Number: EnclosingNumber {
  /// The number that holds all reals of an enclosure.
  func number(enclosing value: Enclosure) -> Number
}

/// An interval that surely holds some exact value.
public protocol EnclosingNumber: Sendable {
  /// Whether a finite interval is known.
  var isBounded: Bool { get }
  /// The sign of every real inside, or nil where that can't be told. It is 0 only for exact zero.
  var signum: Int? { get }
  /// Whether the two may have a real in common.
  func overlaps(_ other: Self) -> Bool
  /// The same interval in the arithmetic of any precision.
  var enclosure: Enclosure { get }
}

extension Ball: EnclosingNumber {
  public var enclosure: Enclosure { Enclosure(self) }
}

extension Enclosure: EnclosingNumber {
  public var enclosure: Enclosure { self }
}

extension BallArithmetic {
  public func number(enclosing value: Enclosure) -> Ball { Ball(value) }
}

extension CertifiedArithmetic: EnclosingArithmetic {
  public func number(enclosing value: Enclosure) -> Enclosure { value }
}
