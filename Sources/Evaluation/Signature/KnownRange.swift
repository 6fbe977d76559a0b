import Numbers

/// Bounds within which a value lies wherever it is defined; nil for a side without one.
///
/// They decide signs that how a value is made does not tell: [σ(x) < 3/2], max(x, 4) > 0, log(4/3) > 0. Rationals, rounded
/// outward where they would grow.
struct KnownRange: Sendable {
  var lower: Rational?
  var upper: Rational?

  static let precision = 64
  /// Bounds of more bits are rounded outward to ``precision``.
  static let bitLimit = 256
  /// Functions are bounded at arguments up to this only.
  static let argumentLimit = Rational(1 << 10)

  /// Nil where neither bound is known.
  init?(_ lower: Rational?, _ upper: Rational?) {
    if lower == nil, upper == nil { return nil }
    func outward(_ bound: Rational?, _ end: (Enclosure) -> Rational) -> Rational? {
      guard let bound, bound.bitSize > KnownRange.bitLimit else { return bound }
      let enclosure = Enclosure(bound, precision: KnownRange.precision)
      return enclosure.isBounded ? end(enclosure) : nil
    }
    self.lower = outward(lower, \.lower)
    self.upper = outward(upper, \.upper)
  }

  init?(_ sign: KnownSign) {
    switch sign {
    case .positive, .nonnegative: self.init(.zero, nil)
    case .negative, .nonpositive: self.init(nil, .zero)
    case .unknown: return nil
    }
  }

  static let unit = KnownRange(.zero, .one)

  /// The sign that the bounds give.
  var sign: KnownSign {
    if let lower, lower.signum >= 0 { return lower.isZero ? .nonnegative : .positive }
    if let upper, upper.signum <= 0 { return upper.isZero ? .nonpositive : .negative }
    return .unknown
  }

  var isNonnegative: Bool { sign.isNonnegative }

  static func sum(_ a: KnownRange?, _ b: KnownRange?) -> KnownRange? {
    guard let a, let b else { return nil }
    return KnownRange(both(a.lower, b.lower, +), both(a.upper, b.upper, +))
  }

  static func negation(_ a: KnownRange?) -> KnownRange? {
    a.flatMap { a in KnownRange(a.upper.map { -$0 }, a.lower.map { -$0 }) }
  }

  static func maximum(_ a: KnownRange?, _ b: KnownRange?) -> KnownRange? {
    let lowers = [a?.lower, b?.lower].compactMap { $0 }
    return KnownRange(lowers.max(), both(a?.upper, b?.upper, max))
  }

  static func product(_ a: KnownRange?, _ b: KnownRange?) -> KnownRange? {
    guard let a, let b else { return nil }
    if a.sign.negated.isNonnegative { return negation(product(negation(a), b)) }
    if b.sign.negated.isNonnegative { return negation(product(a, negation(b))) }
    if a.isNonnegative, b.isNonnegative {
      return KnownRange(both(a.lower, b.lower, *), both(a.upper, b.upper, *))
    }
    // A factor of either sign: the other's largest absolute value stretches it.
    guard let la = a.lower, let ua = a.upper, let lb = b.lower, let ub = b.upper else {
      if a.isNonnegative, let top = a.upper { return stretched(b, by: top) }
      if b.isNonnegative, let top = b.upper { return stretched(a, by: top) }
      return nil
    }
    let products = [la * lb, la * ub, ua * lb, ua * ub]
    return KnownRange(products.min(), products.max())
  }

  /// The product with a factor between 0 and `top`.
  private static func stretched(_ a: KnownRange, by top: Rational) -> KnownRange? {
    KnownRange(a.lower.map { min($0 * top, .zero) }, a.upper.map { max($0 * top, .zero) })
  }

  static func reciprocal(_ a: KnownRange?) -> KnownRange? {
    guard let a else { return nil }
    switch a.sign {
    case .positive, .nonnegative:
      let least = a.upper.flatMap { try? $0.reciprocal() } ?? .zero
      return KnownRange(least, a.lower.flatMap { try? $0.reciprocal() })
    case .negative, .nonpositive: return negation(reciprocal(negation(a)))
    case .unknown: return nil
    }
  }

  /// For a positive exponent.
  static func power(_ a: KnownRange?, _ n: Int) -> KnownRange? {
    guard let a, n > 0, n <= 16 else { return nil }
    func raised(_ x: Rational?) -> Rational? { x.flatMap { try? $0.power(n) } }
    if a.isNonnegative || !n.isMultiple(of: 2) { return KnownRange(raised(a.lower), raised(a.upper)) }
    if a.sign.negated.isNonnegative { return KnownRange(raised(a.upper), raised(a.lower)) }
    return KnownRange(.zero, both(raised(a.lower), raised(a.upper), max))
  }

  /// What a function makes of it.
  static func image(_ a: KnownRange?, under function: Function) -> KnownRange? {
    switch function {
    case .exp: return increasing(a, within: KnownRange(.zero, nil)) { try $0.exp(precision: precision) }
    case .sigmoid: return increasing(a, within: unit) { try $0.sigmoid(precision: precision) }
    case .tanh: return increasing(a, within: KnownRange(-.one, .one)) { try $0.tanh(precision: precision) }
    case .log: return increasing(a, within: nil) { try $0.log(precision: precision) }
    case .sqrt:
      return increasing(a, within: KnownRange(.zero, nil)) { try $0.squareRoot(precision: precision) }
    case .relu: return KnownRange(max(a?.lower ?? .zero, .zero), a?.upper.map { max($0, .zero) })
    case .abs:
      let least = a.flatMap { $0.isNonnegative ? $0.lower : $0.sign.negated.isNonnegative ? $0.upper : nil }
      return KnownRange(
        least?.magnitude ?? .zero, both(a?.lower, a?.upper) { max($0.magnitude, $1.magnitude) })
    case .sign: return KnownRange(-.one, .one)
    case .step: return unit
    }
  }

  private static func increasing(
    _ a: KnownRange?, within limits: KnownRange?, _ function: (Enclosure) throws -> Enclosure
  ) -> KnownRange? {
    func end(_ x: Rational?) -> Enclosure? {
      guard let x, x.magnitude < argumentLimit else { return nil }
      let value = try? function(Enclosure(x, precision: precision))
      return value.flatMap { $0.isBounded ? $0 : nil }
    }
    return KnownRange(end(a?.lower)?.lower ?? limits?.lower, end(a?.upper)?.upper ?? limits?.upper)
  }

  private static func both(
    _ x: Rational?, _ y: Rational?, _ operation: (Rational, Rational) -> Rational
  ) -> Rational? {
    guard let x, let y else { return nil }
    return operation(x, y)
  }
}

extension KnownSign {
  /// What two known signs of the same value tell together.
  func and(_ other: KnownSign) -> KnownSign {
    switch (self, other) {
    case (_, .unknown): self
    case (.unknown, _): other
    case (.nonnegative, .positive), (.nonpositive, .negative): other
    default: self
    }
  }
}
