// Sums, products, quotients and integer powers of balls, and inner products.

extension Ball {
  @inlinable public static prefix func - (a: Ball) -> Ball { Ball(midpoint: -a.midpoint, radius: a.radius) }

  /// a + b − fl(a + b), exactly, where nothing overflows (Knuth's two-sum); else no number.
  @inlinable @inline(__always)
  static func residue(_ a: Double, _ b: Double, sum: Double) -> Double {
    let shadow = sum - a
    return (a - (sum - shadow)) + (b - shadow)
  }

  /// The sum: what rounding drops is known exactly, so that the sum of points is a point where a double holds it.
  ///
  /// Sums never underflow: a sum that is subnormal is exact.
  @inlinable @inline(__always)
  public static func + (a: Ball, b: Ball) -> Ball {
    let sum = a.midpoint + b.midpoint
    let radius = a.radius + b.radius + residue(a.midpoint, b.midpoint, sum: sum).magnitude
    return Ball(midpoint: sum, radius: radius * slack)
  }

  @inlinable @inline(__always)
  public static func - (a: Ball, b: Ball) -> Ball { a + -b }

  /// Whether a·b is surely a double, apart from underflow: neither factor has more than 26 significant bits.
  @inlinable @inline(__always)
  static func isProductShort(_ a: Double, _ b: Double) -> Bool {
    (a.bitPattern | b.bitPattern) & 0x7FF_FFFF == 0
  }

  /// The product: |a′b′ − ab| ≤ |a|·r_b + r_a·(|b| + r_b) for |a′ − a| ≤ r_a, |b′ − b| ≤ r_b.
  @inlinable @inline(__always)
  public static func * (a: Ball, b: Ball) -> Ball {
    let product = a.midpoint * b.midpoint
    if product.magnitude < underflow || a.radius + b.radius == 0 {
      if let exact = exactProduct(a, b, product) { return exact }
    }
    let inherited = a.midpoint.magnitude * b.radius + a.radius * (b.midpoint.magnitude + b.radius)
    return Ball(product, roundingUp: inherited + product.magnitude * unit)
  }

  /// The product where it is known exactly: zero times anything bounded, and short points.
  @inlinable
  static func exactProduct(_ a: Ball, _ b: Ball, _ product: Double) -> Ball? {
    if (a.isExactZero && b.isBounded) || (b.isExactZero && a.isBounded) { return .zero }
    guard a.isExact, b.isExact, product.magnitude >= underflow, product.isFinite,
      isProductShort(a.midpoint, b.midpoint)
    else { return nil }
    return Ball(exactly: product)
  }

  /// The quotient: with q = a/b, |a′/b′ − q| = |(a′ − a) − q·(b′ − b)|/|b′| ≤ (r_a + |q|·r_b)/(|b| − r_b).
  ///
  /// Throws `divisionByZero` for a divisor that is exactly zero, `undecided` where the divisor may be zero.
  @inlinable
  public func divided(by other: Ball) throws(NumberError) -> Ball {
    if other.isExactZero { throw .divisionByZero }
    let least = (other.midpoint.magnitude - other.radius) * (1 - 0x1p-52)
    guard least > 0 else { throw .undecided("whether a divisor is zero") }
    let quotient = midpoint / other.midpoint
    if isExact && other.isExact {
      if midpoint == 0 { return .zero }
      if quotient.magnitude >= Ball.underflow, Ball.isProductShort(quotient, other.midpoint),
        quotient * other.midpoint == midpoint
      {
        return Ball(exactly: quotient)
      }
    }
    // Near zero the numerator may vanish before it is divided by something small.
    let inherited =
      radius + other.radius == 0 ? 0 : (radius + quotient.magnitude * other.radius + Ball.underflow) / least
    return Ball(quotient, roundingUp: inherited + quotient.magnitude * Ball.unit)
  }

  /// An integer power by square and multiply from the leading bit, with x⁰ = 1.
  ///
  /// Throws `divisionByZero` or `undecided` for a negative power of (what may be) zero.
  @inlinable
  public func power(_ n: Int) throws(NumberError) -> Ball {
    if n == 2 { return self * self }
    if n == 0 { return .one }
    let base = n < 0 ? try Ball.one.divided(by: self) : self
    var result = base
    var bit = UInt.bitWidth - 2 - n.magnitude.leadingZeroBitCount
    while bit >= 0 {
      result = result * result
      if n.magnitude >> UInt(bit) & 1 == 1 { result = result * base }
      bit -= 1
    }
    return result
  }

  /// Σ a[t·aStride]·b[t·bStride] over t in 0..<count.
  ///
  /// What each addition drops is known exactly, what each product drops at most u of it, or nothing where the
  /// factors are short. The radius takes at most 2·count + 7 roundings, which 1 + (count + 8)·2⁻⁵¹ makes up for, and
  /// each product may lose 2⁻¹⁰²² near zero. A sum whose radius comes out as zero is formed again operation by
  /// operation, which tells what is exact from what vanished.
  ///
  /// - Precondition: there are as many entries as are read.
  @inlinable
  public static func dot(
    count: Int, _ a: UnsafePointer<Ball>, _ aStride: Int, _ b: UnsafePointer<Ball>, _ bStride: Int
  ) -> Ball {
    var (sum, radius) = (0.0, 0.0)
    var (left, right) = (a, b)
    for _ in 0..<Swift.max(count, 0) {
      let (x, y) = (left.pointee, right.pointee)
      let product = x.midpoint * y.midpoint
      let next = sum + product
      let dropped = isProductShort(x.midpoint, y.midpoint) ? 0 : product.magnitude * unit
      radius +=
        x.midpoint.magnitude * y.radius + x.radius * (y.midpoint.magnitude + y.radius)
        + (dropped + residue(sum, product, sum: next).magnitude)
      sum = next
      left += aStride
      right += bStride
    }
    if radius == 0 {
      var total = Ball.zero
      for t in 0..<Swift.max(count, 0) { total = total + a[t * aStride] * b[t * bStride] }
      return total
    }
    let terms = Double(count + 8)
    return Ball(midpoint: sum, radius: radius * (1 + terms * 0x1p-51) + terms * underflow)
  }
}
