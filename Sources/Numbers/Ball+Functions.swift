// Elementary functions of balls: our own double functions, whose errors are proven, and the slopes.

extension Ball {
  /// e^x: for |x′ − x| ≤ r ≤ 1, |e^x′ − e^x| ≤ e^x·(e^r − 1) ≤ e^x·(r + r²).
  ///
  /// ``ElementaryDouble/exp(_:)`` is off by less than 2u of its result.
  @inlinable
  public func exp() -> Ball {
    guard radius <= 1 else { return .unbounded }
    if isExactZero { return .one }
    let value = ElementaryDouble.exp(midpoint)
    // The factor 1 + 2⁻⁵⁰ covers that the true e^x may be larger than the computed one, too.
    return Ball(value, roundingUp: value * (radius + radius * radius) * Ball.slack + value * (2 * Ball.unit))
  }

  /// ln x: for r < x, |ln x′ − ln x| ≤ r/(x − r), the largest slope times the distance.
  ///
  /// ``ElementaryDouble/log(_:)`` is off by less than 4u of its result.
  /// Throws `outsideDomain` where nothing inside is positive, `undecided` where not everything is.
  @inlinable
  public func log() throws(NumberError) -> Ball {
    let least = (midpoint - radius) * (1 - 0x1p-52)
    guard least > 0 else {
      if upper <= 0 { throw .outsideDomain("the logarithm of a number that is not positive") }
      throw .undecided("whether the argument of a logarithm is positive")
    }
    if isExact && midpoint == 1 { return .zero }
    let value = ElementaryDouble.log(midpoint)
    return Ball(value, roundingUp: radius / least + value.magnitude * (4 * Ball.unit))
  }

  /// √x: |√x′ − √x| = |x′ − x|/(√x′ + √x) ≤ r/(√(x − r) + √x). The square root is rounded correctly.
  ///
  /// Throws `outsideDomain` for what is surely negative, `undecided` where it may be.
  @inlinable
  public func squareRoot() throws(NumberError) -> Ball {
    if isExactZero { return .zero }
    let least = (midpoint - radius) * (1 - 0x1p-52)
    guard least >= 0 else {
      if upper < 0 { throw .outsideDomain("the square root of a negative number") }
      throw .undecided("whether the argument of a square root is negative")
    }
    let value = midpoint.squareRoot()
    if isExact, Ball.isProductShort(value, value), value * value == midpoint, midpoint >= Ball.underflow {
      return Ball(exactly: value)
    }
    let slope = (least.squareRoot() + value) * (1 - 0x1p-50)
    return Ball(value, roundingUp: radius / slope + value * Ball.unit)
  }

  /// σ(x) = 1/(1 + e^(−x)): with t = e^(−|x|) it is 1/(1 + t) or t/(1 + t), and σ′ = t/(1 + t)².
  ///
  /// t is off by 2u of itself, 1 + t by 3u and the quotient by 6u, up to their squares; for r ≤ 1 the distance is at
  /// most σ′·(r + r²), since σ′(x + s) ≤ σ′(x)·e^|s| (see ``Enclosure/sigmoid(precision:)``).
  @inlinable
  public func sigmoid() -> Ball {
    guard radius <= 1 else { return isBounded ? Ball(midpoint: 0.5, radius: 0.5) : .unbounded }
    if isExactZero { return Ball(exactly: 0.5) }
    let t = ElementaryDouble.exp(-midpoint.magnitude)
    let reciprocal = 1 / (1 + t)
    let tail = t * reciprocal
    let value = midpoint < 0 ? tail : reciprocal
    let slope = tail * reciprocal * (1 + 0x1p-48)
    return Ball(value, roundingUp: slope * (radius + radius * radius) + value * (7 * Ball.unit))
  }

  /// tanh x: for r ≤ ½ the distance is at most (1 − tanh² x)·(r + 2r²) (see ``Enclosure/tanh(precision:)``).
  ///
  /// ``ElementaryDouble/tanh(_:)`` is off by less than 4u of its result v, hence 1 − v² by less than 12u.
  @inlinable
  public func tanh() -> Ball {
    guard radius <= 0.5 else { return isBounded ? Ball(midpoint: 0, radius: 1) : .unbounded }
    if isExactZero { return .zero }
    let value = ElementaryDouble.tanh(midpoint)
    let slope = (1 - value.magnitude) * (1 + value.magnitude) + 0x1p-49
    return Ball(
      value, roundingUp: slope * (radius + 2 * radius * radius) + value.magnitude * (4 * Ball.unit))
  }

  /// |x|: from zero to the greater of the ends where the sign can't be told.
  @inlinable public func absoluteValue() -> Ball {
    if midpoint.magnitude >= radius { return Ball(midpoint: midpoint.magnitude, radius: radius) }
    return isBounded ? Ball(lower: 0, upper: Swift.max(0 - lower, upper)) : .unbounded
  }

  /// max(x, 0): from zero to the upper end where the sign can't be told.
  @inlinable public func relu() -> Ball {
    if midpoint >= radius { return self }
    if -midpoint >= radius { return .zero }
    return isBounded ? Ball(lower: 0, upper: upper) : .unbounded
  }

  /// The greater of two reals: from the greater lower end to the greater upper end where the order can't be told.
  @inlinable
  public static func maximum(_ a: Ball, _ b: Ball) -> Ball {
    switch a.compare(b) {
    case .greater, .equal: return a
    case .less: return b
    case nil: break
    }
    guard a.isBounded && b.isBounded else { return .unbounded }
    return Ball(lower: Swift.max(a.lower, b.lower), upper: Swift.max(a.upper, b.upper))
  }

  /// How every real inside lies to every real inside the other; nil where that can't be told. `equal` is only
  /// said of two equal points.
  @inlinable public func compare(_ other: Ball) -> Ordering? {
    if !overlaps(other) { return midpoint < other.midpoint ? .less : .greater }
    return isExact && other.isExact ? .equal : nil
  }
}
