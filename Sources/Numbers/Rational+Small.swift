// Arithmetic of rationals in two words. Knuth, The Art of Computer Programming, volume 2, 4.5.1: by taking common
// factors out first, nothing is formed that is much longer than the result.

extension Rational {
  /// p/q + r/s, both in lowest terms; nil where an intermediate value leaves the small form.
  static func smallSum(_ p: Int, _ q: Int, _ r: Int, _ s: Int) -> Rational? {
    if q == s {
      let (sum, overflow) = p.addingReportingOverflow(r)
      return overflow ? nil : reduced(sum, q, by: q)
    }
    // With d = gcd(q, s), t = p·(s/d) + r·(q/d): a common factor of t and the denominator divides d.
    let d = Int(bitPattern: greatestCommonDivisor(q.magnitude, s.magnitude))
    let (left, leftOverflow) = p.multipliedReportingOverflow(by: d == 1 ? s : s / d)
    let (right, rightOverflow) = r.multipliedReportingOverflow(by: d == 1 ? q : q / d)
    let (t, sumOverflow) = left.addingReportingOverflow(right)
    let (denominator, overflow) = (d == 1 ? q : q / d).multipliedReportingOverflow(by: s)
    if leftOverflow || rightOverflow || sumOverflow || overflow { return nil }
    return reduced(t, denominator, by: d)
  }

  /// p/q · r/s, both in lowest terms; nil where an intermediate value leaves the small form.
  static func smallProduct(_ p: Int, _ q: Int, _ r: Int, _ s: Int) -> Rational? {
    if p == 0 || r == 0 { return .zero }
    let d = s == 1 ? 1 : Int(bitPattern: greatestCommonDivisor(p.magnitude, s.magnitude))
    let e = q == 1 ? 1 : Int(bitPattern: greatestCommonDivisor(r.magnitude, q.magnitude))
    let (top, topOverflow) = (d == 1 ? p : p / d).multipliedReportingOverflow(by: e == 1 ? r : r / e)
    let (bottom, bottomOverflow) = (e == 1 ? q : q / e).multipliedReportingOverflow(by: d == 1 ? s : s / d)
    return topOverflow || bottomOverflow || top == .min ? nil : Rational(small: top, over: bottom)
  }

  /// t/q, where every common factor divides d, and d divides q.
  private static func reduced(_ t: Int, _ q: Int, by d: Int) -> Rational? {
    if t == 0 { return .zero }
    if t == .min { return nil }
    if d == 1 { return Rational(small: t, over: q) }
    let common = Int(bitPattern: greatestCommonDivisor(t.magnitude, d.magnitude))
    return common == 1 ? Rational(small: t, over: q) : Rational(small: t / common, over: q / common)
  }

  /// Stein's algorithm after one division, which evens out the lengths; of positive numbers.
  private static func greatestCommonDivisor(_ a: UInt, _ b: UInt) -> UInt {
    var (x, y) = a < b ? (a, b) : (b, a)
    if x == 1 { return 1 }
    y %= x
    if y == 0 { return x }
    let twos = (x | y).trailingZeroBitCount
    x >>= UInt(x.trailingZeroBitCount)
    y >>= UInt(y.trailingZeroBitCount)
    while x != y {
      let isLess = x < y
      let difference = isLess ? y - x : x - y
      x = isLess ? x : y
      y = difference >> UInt(difference.trailingZeroBitCount)
    }
    return x << UInt(twos)
  }
}
