// The square root of an enclosure.

internal import CGMP

extension Enclosure {
  /// √x, exact where x is a perfect square that fits.
  ///
  /// For the midpoint m and the radius r < m, |√x − √m| = |x − m|/(√x + √m) ≤ r/(2·√(m − r)); where r is more
  /// than m/4 the values at the ends enclose it, as √ increases.
  ///
  /// Throws `outsideDomain` for what is surely negative, `undecided` where it may be.
  public func squareRoot(precision: Int) throws(NumberError) -> Enclosure {
    try checkedSize()
    switch signum {
    case 0: return .zero
    case -1: throw .outsideDomain("the square root of a negative number")
    case nil: break
    default:
      if isExact { return squareRootOfPoint(precision: precision) }
      if error.top < top - 2 {
        let value = squareRootOfPoint(precision: precision)
        let lower = end(.down, precision: 64).squareRootOfPoint(precision: 64)
        if let least = PositiveLowerBound(
          lower.mantissa, timesTwoToThe: lower.exponent + 1, minus: lower.error.scaled(byTwoToThe: 1))
        {
          return value.withError(error.divided(by: least))
        }
      }
    }
    if lower.signum < 0 {
      // Zero at the least is in doubt: exactly at the lower end it would still be defined.
      throw .undecided("whether the argument of a square root is negative")
    }
    let lower = end(.down, precision: precision + 32)
    return Enclosure.hull(
      lower.mantissa.isNegative ? .zero : lower.squareRootOfPoint(precision: precision),
      end(.up, precision: precision + 32).squareRootOfPoint(precision: precision), precision: precision)
  }

  /// √m for the midpoint m ≥ 0: the integer square root of m·2^(2s), off by less than one unit of 2^(−s).
  private func squareRootOfPoint(precision: Int) -> Enclosure {
    let precision = max(precision, 2)
    var shift = max(0, 2 * precision + 4 - mantissa.bitWidth)
    if !(exponent - shift).isMultiple(of: 2) { shift += 1 }
    let scaled = mantissa << shift
    let root = scaled.floorSquareRoot()
    let place = (exponent - shift) / 2
    let isPerfect = root * root == scaled
    return Enclosure(mantissa: root, exponent: place, error: isPerfect ? .zero : .powerOfTwo(place))
      .rounded(to: precision)
  }
}
