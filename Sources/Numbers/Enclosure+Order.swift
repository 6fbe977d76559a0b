// Signs, comparison, ends, hulls and intersections of enclosures, and the functions with a kink.

/// How one real lies to another.
public enum Ordering: Sendable, Hashable {
  case less, equal, greater
}

extension Enclosure {
  enum End { case down, up }

  /// The sign of every real inside, or nil where that can't be told yet. It is 0 only for exact zero.
  public var signum: Int? {
    if isExact { return mantissa.signum }
    return midpointExceedsError ? mantissa.signum : nil
  }

  /// Whether zero lies inside, an end included.
  public var containsZero: Bool { isExact ? mantissa.isZero : !midpointExceedsError }

  /// Whether |midpoint| > radius, exactly.
  private var midpointExceedsError: Bool {
    if mantissa.isZero || error.isInfinite { return false }
    if error.isZero || top != error.top { return error.isZero || top > error.top }
    let shift = exponent - error.exponent
    let bound = Integer(Int(error.mantissa))
    return shift >= 0 ? mantissa.magnitude << shift > bound : mantissa.magnitude > bound << (0 - shift)
  }

  /// How every real inside lies to every real inside the other; nil where that can't be told yet. `equal`
  /// is only said of two equal points.
  public func compare(_ other: Enclosure) -> Ordering? {
    guard isBounded && other.isBounded else { return nil }
    // Nearly always decided by the difference to 64 bits; touching ends need the exact ones.
    switch subtracting(other, precision: 64).signum {
    case -1: return .less
    case 1: return .greater
    case 0: return .equal
    default: break
    }
    if upper < other.lower { return .less }
    if lower > other.upper { return .greater }
    return isExact && other.isExact ? .equal : nil
  }

  /// Whether the two have a real in common.
  public func overlaps(_ other: Enclosure) -> Bool {
    switch compare(other) {
    case .less, .greater: false
    case .equal, nil: true
    }
  }

  /// The least enclosure of this form around both.
  public func union(_ other: Enclosure, precision: Int) -> Enclosure {
    Enclosure.hull(self, other, precision: precision)
  }

  /// Around two enclosures: with c half way between the midpoints a and b, every x of the first has
  /// |x − c| ≤ |b − a|/2 + r_a, and likewise for the second.
  static func hull(_ a: Enclosure, _ b: Enclosure, precision: Int) -> Enclosure {
    let sum = a.point.adding(b.point, precision: precision).scaled(byTwoToThe: -1)
    let distance = b.point.subtracting(a.point, precision: 64).magnitudeBound.scaled(byTwoToThe: -1)
    let hull = sum.withError(distance + .maximum(a.error, b.error))
    // The radius has 32 bits and is rounded up: that may not carry the lower end of positives below zero.
    guard let signs = a.signum.flatMap({ first in b.signum.map { (first, $0) } }), signs != (0, 0),
      hull.containsZero, hull.isBounded
    else { return hull }
    let bound = ErrorBound.maximum(a.magnitudeBound, b.magnitudeBound)
    if signs.0 >= 0 && signs.1 >= 0 { return .fromZero(to: bound) }
    if signs.0 <= 0 && signs.1 <= 0 { return Enclosure.fromZero(to: bound).negated() }
    return hull
  }

  /// An enclosure of what two enclosures of the same real have in common; nil where that is nothing.
  public func intersection(_ other: Enclosure, precision: Int) -> Enclosure? {
    guard overlaps(other) else { return nil }
    guard isBounded else { return other }
    guard other.isBounded else { return self }
    return Enclosure(
      lower: max(lower, other.lower), upper: min(upper, other.upper), precision: precision)
  }

  /// A point at or outside the lower or the upper end, within a few units of the last of `precision` bits.
  func end(_ end: End, precision: Int) -> Enclosure {
    if isExact { return self }
    let bound = Integer(Int(error.mantissa))
    let radius = Enclosure(mantissa: end == .up ? bound : -bound, exponent: error.exponent)
    let sum = point.adding(radius, precision: precision)
    if sum.isExact { return sum }
    // Outwards by the rounding, as an integer number of units; those are made small enough first.
    let widening = sum.mantissa.isZero ? 0 : max(0, max(precision, 2) - sum.mantissa.bitWidth)
    let place = sum.mantissa.isZero ? sum.error.exponent : sum.exponent - widening
    let shift = sum.error.exponent - place
    let units =
      shift >= 0
      ? Integer(Int(sum.error.mantissa)) << shift : (Integer(Int(sum.error.mantissa)) >> -shift) + .one
    let mantissa = sum.mantissa << widening
    return Enclosure(mantissa: end == .up ? mantissa + units : mantissa - units, exponent: place)
  }

  /// The enclosure of f over this interval, for a function that does not decrease: its values at the ends.
  func monotone(
    precision: Int, _ f: (Enclosure) throws(NumberError) -> Enclosure
  ) throws(NumberError) -> Enclosure {
    let lower = try f(end(.down, precision: precision + 32))
    let upper = try f(end(.up, precision: precision + 32))
    return Enclosure.hull(lower, upper, precision: precision)
  }

  /// |x|: from exactly zero to the greater of the ends where the sign can't be told.
  public func absoluteValue(precision: Int) -> Enclosure {
    switch signum {
    case -1: negated().rounded(to: precision)
    case nil: Enclosure.fromZero(to: magnitudeBound)
    default: rounded(to: precision)
    }
  }

  /// max(x, 0): from exactly zero to the upper end where the sign can't be told.
  public func relu(precision: Int) -> Enclosure {
    switch signum {
    case 1: rounded(to: precision)
    case -1, 0: .zero
    default: isBounded ? Enclosure.fromZero(to: end(.up, precision: 64).midpointBound) : self
    }
  }

  /// The interval from exactly zero to a bound: what is rounded up moves the upper end only.
  static func fromZero(to bound: ErrorBound) -> Enclosure {
    if bound.isInfinite { return .unbounded }
    let half = bound.scaled(byTwoToThe: -1)
    return Enclosure(mantissa: Integer(Int(half.mantissa)), exponent: half.exponent, error: half)
  }

  /// The greater of two reals: from the greater lower end to the greater upper end where the order can't be told.
  public static func maximum(_ a: Enclosure, _ b: Enclosure, precision: Int) -> Enclosure {
    guard a.isBounded && b.isBounded else { return .unbounded }
    switch a.compare(b) {
    case .greater, .equal: return a.rounded(to: precision)
    case .less: return b.rounded(to: precision)
    case nil: break
    }
    func greater(_ x: Enclosure, _ y: Enclosure) -> Enclosure { x.compare(y) == .less ? y : x }
    let lower = greater(a.end(.down, precision: precision), b.end(.down, precision: precision))
    let upper = greater(a.end(.up, precision: precision), b.end(.up, precision: precision))
    return Enclosure.hull(lower, upper, precision: precision)
  }
}
