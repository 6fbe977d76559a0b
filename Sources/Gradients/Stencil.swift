// Sixteen values in a window around a point: what they say of the slope there, and of their own noise.

/// Polynomials fitted to values at sixteen places ±h·cₖ of a line, odd and even ones apart.
///
/// The polynomials pⱼ are orthonormal over the places cₖ (Stieltjes' recurrence), so that noise of variance σ² in
/// each value leaves noise of variance σ²/2 in each coefficient, whichever polynomial it belongs to. The
/// coefficients of a smooth function fall off geometrically; where they stop falling there is only noise. That is
/// how the values themselves tell how noisy they are, and how many terms are worth keeping.
struct Stencil: Sendable {
  /// 64·cₖ, near the positive half of the sixteen Chebyshev places, few bits each so that h·cₖ is exact.
  private static let sixtyFourths: [Double] = [6, 19, 30, 41, 49, 56, 61, 64]
  /// The places at which the values are wanted, for h = 1: first the positive ones, then their negatives.
  let places: [Double]
  /// Orthonormal odd polynomials at the places, their slopes at 0, and orthonormal even polynomials.
  private let odd: [[Double]]
  private let slopes: [Double]
  private let even: [[Double]]

  static let standard = Stencil()

  private init() {
    let half = Stencil.sixtyFourths.map { $0 / 64 }
    places = half + half.map { -$0 }
    (odd, slopes) = Stencil.orthonormal(from: half, at: half)
    (even, _) = Stencil.orthonormal(from: half.map { _ in 1 }, at: half)
  }

  /// The orthonormal polynomials s, (t² − a₀)s, … over the places, and their coefficients of t (of 1 for s = 1).
  private static func orthonormal(from start: [Double], at places: [Double]) -> ([[Double]], [Double]) {
    var polynomials: [[Double]] = []
    var slopes: [Double] = []
    var (next, slope) = (start, 1.0)
    for degree in places.indices {
      // The recurrence makes them orthogonal up to rounding; a second pass removes what rounding left.
      for (other, itsSlope) in zip(polynomials, slopes) {
        let overlap = dot(next, other)
        for place in next.indices { next[place] -= overlap * other[place] }
        slope -= overlap * itsSlope
      }
      let norm = dot(next, next).squareRoot()
      let polynomial = next.map { $0 / norm }
      polynomials.append(polynomial)
      slopes.append(slope / norm)
      let mean = zip(polynomial, places).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }
      next = zip(polynomial, places).map { ($1 * $1 - mean) * $0 }
      slope = -mean * slopes[degree]
    }
    return (polynomials, slopes)
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  /// What the values say.
  ///
  /// - Parameters:
  ///   - values: one for each of ``places``, scaled by `window`.
  ///   - window: h.
  ///   - grain: the relative unit in the last place of the values.
  /// - Returns: nil where a value is not finite.
  func fit(_ values: [Double], window: Double, grain: Double = Double.ulpOfOne) -> Fit? {
    guard values.count == places.count, values.allSatisfy(\.isFinite) else { return nil }
    let half = places.count / 2
    // Halved before they are subtracted or added: the sum of two finite values may not be finite.
    let odds = (0..<half).map { values[$0] / 2 - values[$0 + half] / 2 }
    let evens = (0..<half).map { values[$0] / 2 + values[$0 + half] / 2 }
    let coefficients = odd.map { Stencil.dot($0, odds) }
    let evenCoefficients = even.map { Stencil.dot($0, evens) }
    let tail = Stencil.tail
    let rest = coefficients.suffix(tail) + evenCoefficients.suffix(tail)
    let scale = rest.reduce(0) { max($0, $1.magnitude) }
    let square = scale == 0 ? 0 : rest.reduce(0) { $0 + ($1 / scale) * ($1 / scale) }
    let deviation = scale * (square / Double(2 * tail)).squareRoot()
    let distinct = Set(values).count
    let rounding = Stencil.rounding(values, distinct: distinct, grain: grain)
    let noise = max(deviation * 2.0.squareRoot(), rounding)
    return Fit(
      odd: coefficients, even: evenCoefficients, slopes: slopes, window: window, noise: noise,
      rounding: rounding, distinct: distinct)
  }

  /// The standard deviation that rounding alone gives such values, whatever they happen to show: 0.29 of a unit in
  /// the last place, which is the largest power of two of which all are multiples (that of singles, say).
  private static func rounding(_ values: [Double], distinct: Int, grain: Double) -> Double {
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    let floor = max(largest.ulp, largest.binade * grain)
    guard distinct > 1 else { return 0.3 * floor }
    let unit = values.lazy.filter { $0 != 0 }.map(lastBit).min() ?? 0
    return 0.3 * max(floor, min(unit, 0x1p-8 * largest))
  }

  /// The weight of the last bit that is set.
  private static func lastBit(of value: Double) -> Double {
    let bits = min(value.significandBitPattern.trailingZeroBitCount, Double.significandBitCount)
    return value.ulp * Double(sign: .plus, exponent: bits, significand: 1)
  }

  /// So many of the highest odd and even coefficients are taken for noise.
  static let tail = 3
}

/// What a window's values say of the slope at its middle.
struct Fit: Sendable {
  /// Coefficients by degree 1, 3, … and 0, 2, …, and the slopes of the odd polynomials at 0, for a window of
  /// half-width 1.
  fileprivate let odd: [Double]
  fileprivate let even: [Double]
  fileprivate let slopes: [Double]
  fileprivate let window: Double
  /// The standard deviation of the values around the polynomial, and what of it is their own rounding at least.
  let noise: Double
  let rounding: Double
  /// How many different values there are.
  let distinct: Int

  /// The slope from as many terms as make its bound smallest.
  ///
  /// With s = σ/√2, the noise of the terms kept is taken as 25s·√Σpⱼ′(0)²; of the terms left out, what sticks out
  /// of the noise counts eightfold, and one more as large as noise could hide. Even terms of higher degree than the
  /// odd ones kept count like these: |t| has no odd part at all, and half a kink has the slope of half of it.
  /// The factors are what the tests' calibration needs, and a margin of two.
  ///
  /// - Parameter noise: σ, where more is known of it than this window says.
  func slope(noise: Double) -> Slope {
    let deviation = max(noise, self.noise) / 2.0.squareRoot()
    let weights = slopes.map(\.magnitude)
    var best = Slope(value: 0, bound: .infinity)
    var (value, weight) = (0.0, 0.0)
    for kept in 1...(odd.count - Stencil.tail + 1) {
      value += odd[kept - 1] * slopes[kept - 1]
      weight += weights[kept - 1] * weights[kept - 1]
      var bound = 25 * deviation * weight.squareRoot() + 15 * deviation * weights[kept]
      for left in kept..<odd.count {
        bound += 8 * weights[left] * max(0, odd[left].magnitude - 3 * deviation)
        guard left > kept else { continue }
        bound += 8 * weights[left] * max(0, even[left].magnitude - 3 * deviation)
      }
      if bound / window < best.bound { best = Slope(value: value / window, bound: bound / window) }
    }
    return best
  }
}

/// A slope, and how far it may be off.
struct Slope: Sendable {
  let value: Double
  let bound: Double

  func agrees(with other: Slope) -> Bool { (value - other.value).magnitude <= bound + other.bound }
}
