// Certified reals in two machine words: the first tier of enclosures, for when few digits are asked.

/// A closed interval that is known to contain a real number: a midpoint and a radius, both doubles.
///
/// The one property of every operation is that of ``Enclosure``: for all reals inside the operands, the exact result
/// lies inside the ball that is returned. A ball costs a few floating-point operations and no memory, and knows some
/// fifteen digits at the most. Whatever leaves the range of doubles, or cannot be told, gives a ball that is not
/// bounded, which nothing can be concluded from; an ``Enclosure`` then does better.
///
/// How radii are rounded up without changing the processor's rounding mode (Rump, *Fast and parallel interval
/// arithmetic*, 1999; Johansson, *Arb*, 2017): with the unit roundoff u = 2⁻⁵³, a sum or product of doubles is off by
/// at most u times its own absolute value, and by at most 2⁻¹⁰⁷⁵ where it is subnormal. A radius is computed from
/// terms that are not negative, in at most seven operations, so that the result is at most (1 + u)⁷ times too small;
/// multiplying by 1 + 2⁻⁵⁰ makes up for that, and adding 2⁻¹⁰²² for whatever vanished near zero. A result that is
/// known to be exact keeps the radius zero.
public struct Ball: Sendable, Hashable {
  public let midpoint: Double
  /// Not negative; infinite or no number where nothing is known.
  public let radius: Double

  @inlinable
  init(midpoint: Double, radius: Double) {
    self.midpoint = midpoint
    self.radius = radius
  }

  /// A double, exactly; not bounded for an infinity or a NaN.
  @inlinable
  public init(exactly value: Double) {
    self.init(midpoint: value, radius: value.isFinite ? 0 : .infinity)
  }

  /// The unit roundoff: no rounding to nearest changes a normal result by more than this part of it.
  @inlinable static var unit: Double { 0x1p-53 }
  /// What makes up for the roundings of at most seven operations on a radius.
  @inlinable static var slack: Double { 1 + 0x1p-50 }
  /// More than what vanishes in a few operations that leave the range of normal numbers.
  @inlinable static var underflow: Double { 0x1p-1022 }

  /// A midpoint with a radius that the caller computed in at most seven operations.
  @inlinable
  init(_ midpoint: Double, roundingUp radius: Double) {
    self.init(midpoint: midpoint, radius: radius * Ball.slack + Ball.underflow)
  }

  @inlinable public static var zero: Ball { Ball(midpoint: 0, radius: 0) }
  @inlinable public static var one: Ball { Ball(midpoint: 1, radius: 0) }
  @inlinable static var unbounded: Ball { Ball(midpoint: 0, radius: .infinity) }

  /// Whether a finite interval is known.
  @inlinable public var isBounded: Bool { radius < .infinity }

  /// Whether the interval is a single point.
  @inlinable public var isExact: Bool { radius == 0 }

  @inlinable var isExactZero: Bool { radius == 0 && midpoint == 0 }

  /// The sign of every real inside, or nil where that can't be told. It is 0 only for exact zero.
  @inlinable public var signum: Int? {
    if midpoint > radius { return 1 }
    if -midpoint > radius { return -1 }
    return isExactZero ? 0 : nil
  }

  /// A double that is not above, and one that is not below, anything inside.
  @inlinable public var lower: Double { isExact ? midpoint : (midpoint - radius).nextDown }
  @inlinable public var upper: Double { isExact ? midpoint : (midpoint + radius).nextUp }

  /// Whether the two may have a real in common.
  ///
  /// The distance and the sum of the radii are off by u of themselves each, which the factor covers.
  @inlinable public func overlaps(_ other: Ball) -> Bool {
    if isExact && other.isExact { return midpoint == other.midpoint }
    let distance = (midpoint - other.midpoint).magnitude
    return !(distance > (radius + other.radius) * Ball.slack)
  }

  /// The interval between two doubles, for lower ≤ upper.
  @inlinable
  init(lower: Double, upper: Double) {
    let midpoint = lower / 2 + upper / 2
    self.init(midpoint, roundingUp: Swift.max(upper - midpoint, midpoint - lower))
  }
}

extension Ball {
  /// A rational: exact where a double holds it, else the nearest double and what that is off by.
  public init(_ value: Rational) {
    if case .small(let p, let q) = value.form, p.magnitude < 1 << 53, q < 1 << 53 {
      // Both are doubles, so that their quotient is rounded once; |p/q| is no less than 2⁻⁵³.
      let quotient = Double(p) / Double(q)
      let isExact = p == 0 || q & (q - 1) == 0
      self.init(midpoint: quotient, radius: isExact ? 0 : quotient.magnitude * Ball.unit)
      return
    }
    let nearest = value.asDouble
    guard nearest.isFinite, let back = try? Rational(exactly: nearest) else {
      self = .unbounded
      return
    }
    self = back == value ? Ball(exactly: nearest) : Ball(nearest, roundingUp: nearest.magnitude * Ball.unit)
  }

  /// The ball around an enclosure; not bounded where its midpoint is no double's neighbour.
  public init(_ enclosure: Enclosure) {
    // Beyond these exponents nothing is computed: numbers of millions of bits would come of it.
    guard enclosure.isBounded, enclosure.top < 1100, enclosure.error.top < 1100 else {
      self = .unbounded
      return
    }
    if enclosure.top < -1100 && enclosure.error.top < -1100 {
      self = enclosure.mantissa.isZero && enclosure.isExact ? .zero : Ball(0, roundingUp: 0)
      return
    }
    let point = Ball(enclosure.top < -1100 ? .zero : enclosure.midpoint)
    if enclosure.isExact && enclosure.top >= -1100 {
      self = point
    } else {
      let radius = enclosure.error.top < -1100 ? 0 : enclosure.radius.asDouble
      self.init(point.midpoint, roundingUp: point.radius + radius)
    }
  }
}

extension Enclosure {
  /// The same interval, its radius rounded up to 32 bits.
  public init(_ ball: Ball) {
    guard ball.isBounded, ball.midpoint.isFinite else {
      self = .unbounded
      return
    }
    let (m, e) = ball.midpoint.integerSignificand
    let (r, f) = ball.radius.integerSignificand
    self.init(
      mantissa: Integer(ball.midpoint < 0 ? 0 - Int(m) : Int(m)), exponent: m == 0 ? 0 : e,
      error: ErrorBound(roundingUp: r, timesTwoToThe: f))
  }
}

extension Double {
  /// |x| as m·2ᵉ with m below 2⁵³, for a finite number.
  fileprivate var integerSignificand: (m: UInt64, e: Int) {
    let field = Int(exponentBitPattern)
    return field == 0
      ? (significandBitPattern, -1074) : (significandBitPattern | 1 << 52, field - 1075)
  }
}
