/// A prime field in Montgomery form: residues a·2⁶⁴ mod p for an odd prime p below 2⁶².
///
/// Montgomery, *Modular multiplication without trial division* (1985). Residues passed in and out are in
/// Montgomery form unless a name says `ordinary`; the form is unique, so equality is equality of words.
@frozen
public struct ResidueField: Sendable {
  public let prime: UInt64
  @usableFromInline let negatedInverse: UInt64
  /// The residue of 1.
  public let one: UInt64
  @usableFromInline let squaredRadix: UInt64
  @usableFromInline let cubedRadix: UInt64

  /// - Precondition: `prime` is an odd prime below 2⁶².
  public init(prime: UInt64) {
    self.prime = prime
    var inverse: UInt64 = 1
    // Newton's iteration doubles the correct low bits: 1, 2, 4, …, 64.
    for _ in 0..<6 { inverse = inverse &* (2 &- prime &* inverse) }
    negatedInverse = 0 &- inverse
    one = prime.dividingFullWidth((1, 0)).remainder
    squaredRadix = prime.dividingFullWidth((one, 0)).remainder
    cubedRadix = prime.dividingFullWidth((squaredRadix, 0)).remainder
  }

  @inlinable public func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
    ResidueField.product(a, b, modulo: prime, negatedInverse)
  }

  /// The product in the field of a prime p, given −1/p modulo 2⁶⁴ too.
  @inlinable @inline(__always)
  static func product(_ a: UInt64, _ b: UInt64, modulo prime: UInt64, _ negatedInverse: UInt64) -> UInt64 {
    let t = a.multipliedFullWidth(by: b)
    let u = (t.low &* negatedInverse).multipliedFullWidth(by: prime)
    let r = t.high &+ u.high &+ (t.low == 0 ? 0 : 1)
    return r >= prime ? r &- prime : r
  }

  @inlinable public func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let r = a &+ b
    return r >= prime ? r &- prime : r
  }

  @inlinable public func difference(_ a: UInt64, _ b: UInt64) -> UInt64 {
    a >= b ? a &- b : a &+ prime &- b
  }

  @inlinable public func negation(_ a: UInt64) -> UInt64 { a == 0 ? 0 : prime &- a }

  @inlinable public func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
    var result = one
    var square = base
    var remaining = exponent
    while remaining > 0 {
      if remaining & 1 == 1 { result = product(result, square) }
      remaining >>= 1
      if remaining > 0 { square = product(square, square) }
    }
    return result
  }

  /// 1/a by Euclid's algorithm; 0 for 0.
  @inlinable public func inverse(_ a: UInt64) -> UInt64 {
    if a == 0 { return 0 }
    // Each row (r, t) has r = ±t·a modulo p, the signs alternating; a last r of 1 leaves 1/a.
    var (r0, r1) = (prime, a)
    var (t0, t1): (UInt64, UInt64) = (0, 1)
    var isNegative = false
    while r1 > 1 {
      let quotient = r0 / r1
      (r0, r1) = (r1, r0 &- quotient &* r1)
      (t0, t1) = (t1, t0 &+ quotient &* t1)
      isNegative.toggle()
    }
    // The inverse of a·2⁶⁴, times 2¹⁹² and, by the product, 2⁻⁶⁴.
    return product(isNegative ? prime &- t1 : t1, cubedRadix)
  }

  /// Into Montgomery form, from any word.
  @inlinable public func residue(ordinary a: UInt64) -> UInt64 { product(a % prime, squaredRadix) }

  /// Out of Montgomery form.
  @inlinable public func ordinary(_ a: UInt64) -> UInt64 { product(a, 1) }
}
