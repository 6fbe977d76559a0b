// Certified reals: a midpoint of any precision and a radius, between them a real that is surely inside.

internal import CGMP

/// A closed interval that is known to contain a real number: midpoint m·2ᵉ, radius a machine word times a
/// power of two.
///
/// The one property of every operation: for all reals inside the operands, the exact result lies inside the
/// enclosure that is returned. An operation that takes a precision rounds the midpoint to that many bits, and
/// what is rounded away goes into the radius. No operation trusts the rounding direction of an inexact routine.
///
/// Midpoints lie between 2^(−2²⁴) and 2^(2²⁴): smaller results become an interval around zero, which is
/// sound; larger ones become the whole line, which is sound too, and `isBounded` and `checkedSize()` tell.
public struct Enclosure: Sendable {
  let mantissa: Integer
  let exponent: Int
  let error: ErrorBound

  /// The binary logarithm of the largest and of the smallest midpoint there is, up to sign.
  public static let exponentLimit = 1 << 24

  @inline(__always)
  init(mantissa: Integer, exponent: Int, error: ErrorBound = .zero) {
    let top = mantissa.bitWidth + exponent
    // Nearly always everything is in bounds.
    if !mantissa.isZero, top.magnitude <= UInt(bitPattern: Enclosure.exponentLimit),
      error.isZero || error.exponent.magnitude < UInt(bitPattern: Enclosure.exponentLimit - 64)
    {
      self.init(unchecked: mantissa, exponent, error)
    } else {
      self.init(bounding: mantissa, exponent, error)
    }
  }

  private init(bounding mantissa: Integer, _ exponent: Int, _ error: ErrorBound) {
    let top = mantissa.bitWidth + exponent
    if error.top > Enclosure.exponentLimit + 1, !error.isZero {
      self = .unbounded
    } else if mantissa.isZero {
      self.init(unchecked: .zero, 0, error.atLeastRepresentable)
    } else if top > Enclosure.exponentLimit {
      self = .unbounded
    } else if top < -Enclosure.exponentLimit {
      self.init(unchecked: .zero, 0, error.atLeastRepresentable + .powerOfTwo(-Enclosure.exponentLimit))
    } else {
      self.init(unchecked: mantissa, exponent, error.atLeastRepresentable)
    }
  }

  @inline(__always)
  private init(unchecked mantissa: Integer, _ exponent: Int, _ error: ErrorBound) {
    self.mantissa = mantissa
    self.exponent = exponent
    self.error = error
  }

  /// ±m·2^exponent for a magnitude of at most two limbs.
  @inline(__always)
  init(low: UInt, high: UInt, isNegative: Bool, exponent: Int, error: ErrorBound) {
    let mantissa = Integer(low: low, high: high, isNegative: isNegative)
    // Nearly always everything is in bounds, by so far that the width need not be known.
    if low | high != 0, exponent.magnitude < UInt(bitPattern: Enclosure.exponentLimit - 256),
      error.isZero || error.exponent.magnitude < UInt(bitPattern: Enclosure.exponentLimit - 64)
    {
      self.init(unchecked: mantissa, exponent, error)
    } else {
      self.init(bounding: mantissa, exponent, error)
    }
  }

  /// The whole line: what is left when a result is out of bounds.
  static let unbounded = Enclosure(unchecked: .zero, 0, .infinity)

  public static let zero = Enclosure(0)
  public static let one = Enclosure(1)

  /// An integer, exactly.
  public init(_ value: Int) { self.init(mantissa: Integer(value), exponent: 0) }

  /// A rational: exact where `precision` bits hold it, else within one unit of the last place.
  public init(_ value: Rational, precision: Int) {
    let numerator = value.numerator
    if value.isInteger {
      self = Enclosure(mantissa: numerator, exponent: 0).rounded(to: precision)
    } else {
      self = Enclosure.quotient(numerator, value.denominator, exponent: 0, error: .zero, precision: precision)
    }
  }

  /// All reals between two rationals, in either order.
  ///
  /// For the midpoint c of the ends, |x − c| ≤ (upper − lower)/2; the rounding of c is added.
  public init(lower: Rational, upper: Rational, precision: Int) {
    let sum = Enclosure(lower + upper, precision: precision)
    let width = Enclosure(upper - lower, precision: 64).magnitudeBound
    self.init(
      mantissa: sum.mantissa, exponent: sum.exponent - 1, error: (sum.error + width).scaled(byTwoToThe: -1))
  }

  /// The interval that `text` stands for: every real that rounds to the digits written.
  public init(_ numeral: Numeral, precision: Int) {
    let interval = numeral.roundingInterval
    self.init(lower: interval.lower, upper: interval.upper, precision: precision)
  }

  /// ⌊a·2ˢ/b⌋·2^(exponent − s) with s such that the quotient has `precision` bits or one or two more.
  static func quotient(
    _ a: Integer, _ b: Integer, exponent: Int, error: ErrorBound, precision: Int
  ) -> Enclosure {
    if a.isZero { return Enclosure(mantissa: .zero, exponent: 0, error: error) }
    let shift = max(0, max(precision, 2) + 1 - (a.bitWidth - b.bitWidth))
    let place = exponent - shift
    let divisorCount = b.count
    // The shifted dividend has at least as many limbs as the divisor, for it has more bits.
    let count = (a.bitWidth + shift) / UInt.bitWidth + 1
    var quotientCount = count - divisorCount + 1
    return withLimbs(count + divisorCount + quotientCount + 1) { dividend in
      let (remainder, quotient) = (dividend + count, dividend + count + divisorCount)
      a.withLimbs { dividend.assign($0, a.count, shiftedUpBy: shift, count: count) }
      b.withLimbs { __gmpn_tdiv_qr(quotient, remainder, 0, dividend, count, $0, divisorCount) }
      var error = error
      let isNegative = a.isNegative != b.isNegative
      if (0..<divisorCount).contains(where: { remainder[$0] != 0 }) {
        error = error + .powerOfTwo(place)
        if isNegative { quotient.increment(count: &quotientCount) }
      }
      return Enclosure(
        rounding: quotient, count: quotientCount, isNegative: isNegative, exponent: place, error: error,
        precision: precision)
    }
  }
}

extension ErrorBound {
  /// Rounded up to a radius that can be written out as a rational without exhausting the memory.
  var atLeastRepresentable: ErrorBound {
    isZero || exponent >= -2 * Enclosure.exponentLimit
      ? self : ErrorBound(roundingUp: 1 << 31, timesTwoToThe: -2 * Enclosure.exponentLimit)
  }

  /// The bound as a rational; zero stands in for an infinite one.
  var rational: Rational {
    isInfinite ? .zero : Rational(Integer(Int(mantissa)), timesTwoToThe: exponent)
  }
}

extension Enclosure {
  /// Whether a finite interval is known. Where it is false, the value left the bounds of midpoints, and the
  /// end points and the midpoint say nothing.
  public var isBounded: Bool { !error.isInfinite }

  /// Throws `tooLarge` where the enclosure is unbounded.
  public func checkedSize() throws(NumberError) {
    guard isBounded else {
      throw .tooLarge("a real beyond 2^\(Enclosure.exponentLimit)")
    }
  }

  /// Whether the interval is a single point.
  public var isExact: Bool { error.isZero }

  public var midpoint: Rational { Rational(mantissa, timesTwoToThe: exponent) }
  public var radius: Rational { error.rational }
  public var lower: Rational { midpoint - radius }
  public var upper: Rational { midpoint + radius }

  public func contains(_ value: Rational) -> Bool { !isBounded || (lower <= value && value <= upper) }

  /// An upper bound for the absolute value of everything inside.
  @inline(__always)
  var magnitudeBound: ErrorBound { midpointBound + error }

  /// An upper bound for the absolute value of the midpoint, within a factor of 1 + 2⁻³⁰.
  @inline(__always)
  var midpointBound: ErrorBound {
    if mantissa.isZero { return .zero }
    let (bits, dropped, inexact) = mantissa.leadingBits
    return ErrorBound(normal: bits &+ (inexact ? 1 : 0), timesTwoToThe: exponent &+ dropped)
  }

  /// The midpoint is below 2^top in absolute value, and at least half of that unless it is zero.
  var top: Int { mantissa.isZero ? ErrorBound.topOfZero : mantissa.bitWidth + exponent }

  /// The midpoint alone.
  var point: Enclosure { Enclosure(mantissa: mantissa, exponent: exponent) }

  func withError(_ added: ErrorBound) -> Enclosure {
    Enclosure(mantissa: mantissa, exponent: exponent, error: error + added)
  }

  func scaled(byTwoToThe k: Int) -> Enclosure {
    mantissa.isZero && error.isZero
      ? self
      : Enclosure(mantissa: mantissa, exponent: exponent + k, error: error.scaled(byTwoToThe: k))
  }
}
