// The derivative of a black box along a line, with a bound on its error.

/// What was found of the derivative along a line.
public struct LineEstimate: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// The derivative is `value` within `bound`.
    case smooth
    /// The one-sided derivatives differ.
    case kink(left: Double, right: Double)
    /// At no scale do the values follow a polynomial: the bound is infinite.
    case unresolved
    /// The value at the point itself is not finite.
    case notFinite
  }

  public var kind: Kind
  public var value: Double
  public var bound: Double
  /// The standard deviation of the function's noise where it was measured, and the function's size there.
  public var noise: Double
  public var size: Double
  /// The half-width of the widest window that was too rough, in units of the direction: a kink or the like is in
  /// it.
  public var roughWindow: Double?
}

/// Estimates the derivative at the middle of a line.
///
/// Windows shrink until the values in them follow a polynomial as closely as the function's own noise allows; the
/// noise is measured in the smallest window in which the values differ at all, since what vanishes at small
/// scale is structure and no noise. A smaller window has to agree with the one chosen. Nothing but additions,
/// multiplications, divisions and roots: the same bits everywhere.
struct LineDerivative {
  /// The function at steps along the line.
  let values: ([Double]) throws -> [Double]
  /// The relative unit in the last place of its values.
  var grain = Double.ulpOfOne
  /// Values that are known already, by the exponent of their window.
  var known: [Int: [Double]] = [:]

  /// Windows are as large as ``size(_:)`` says of an exponent: the first, and the limits of the search.
  private static let first = -2
  private static let smallest = -40
  private static let largest = 6
  private static let shrink = 2
  /// Residuals up to so many times the noise at smaller scale are noise.
  private static let tolerance = 6.0
  /// Values do not show their noise while there are fewer different ones in the window.
  private static let enoughDistinct = 7
  /// Relative bound with which the search is content, and the short way where the noise is known.
  private static let goal = 1e-13
  private static let shortGoal = 1e-10

  /// The window that confirms the first one.
  static let confirming = first - shrink
  /// The windows that a line needs where the noise is known, and those where it is not.
  static let usual = [first, confirming]
  static let searching = usual + [smallest, first + shrink]
  /// No window at all: the middle, twice.
  static let repeats = Int.min

  private struct Window {
    let exponent: Int
    let fit: Fit
    let slope: Slope

    init(_ exponent: Int, _ fit: Fit, noise: Double = 0) {
      self.exponent = exponent
      self.fit = fit
      slope = fit.slope(noise: noise)
    }
    func agrees(with other: Window) -> Bool { slope.agrees(with: other.slope) }
  }

  /// - Parameters:
  ///   - value: the function in the middle.
  ///   - noise: of the function, where another line through the same point has shown it.
  ///   - size: of what the slope is to be known to ten digits.
  func estimate(at value: Double, noise: Double?, size: Double) throws -> LineEstimate {
    if value.isFinite, let noise, let slope = try shortWay(noise, size) {
      return estimate(.smooth, slope, noise: noise, value)
    }
    return try estimate(at: value)
  }

  /// The first window where it is smooth, good enough, and confirmed by a smaller one.
  private func shortWay(_ noise: Double, _ size: Double) throws -> Slope? {
    guard let fit = try fit(Self.first), isSmooth(fit, noise), let smaller = try self.fit(Self.confirming),
      isSmooth(smaller, noise)
    else { return nil }
    let window = Window(Self.first, fit, noise: noise)
    let isGood = window.slope.bound <= Self.shortGoal * max(window.slope.value.magnitude, size)
    return isGood && window.agrees(with: Window(Self.confirming, smaller, noise: noise)) ? window.slope : nil
  }

  /// - Parameter value: the function in the middle.
  func estimate(at value: Double) throws -> LineEstimate {
    guard value.isFinite, let ground = try smallestWindow() else {
      return estimate(.notFinite, nil, noise: .nan, value)
    }
    let noise = ground.fit.noise
    let (smooth, rough, roughest) = try descend(to: ground, noise)
    var result = try conclude(smooth, rough, noise, value)
    result.roughWindow = roughest.map(Self.size)
    return result
  }

  /// Shrinks the window until it is smooth.
  ///
  /// - Returns: the smooth windows, smallest first; the rough ones, largest first; the exponent of the largest
  ///   window that is rough or leaves the function's domain.
  private func descend(to ground: Window, _ noise: Double) throws -> ([Window], [Window], Int?) {
    var rough: [Window] = []
    var roughest: Int?
    var exponent = Self.first
    // A kink in the middle leaves residuals in proportion to the window: close to the smallest they look like
    // its noise.
    while exponent > ground.exponent + 2 * Self.shrink {
      let fit = try fit(exponent)
      if let fit, isSmooth(fit, noise) {
        let found = Window(exponent, fit, noise: noise)
        return (try [ground] + below(found, ground, noise) + grown(from: found, noise), rough, roughest)
      }
      roughest = roughest ?? exponent
      if let fit { rough.append(Window(exponent, fit)) }
      exponent -= Self.shrink
    }
    return ([ground], rough, roughest)
  }

  /// Whether no more is left in a window than noise: that of the smallest scale, or the rounding of the values.
  private func isSmooth(_ fit: Fit, _ noise: Double) -> Bool {
    fit.noise <= Self.tolerance * max(noise, fit.rounding)
  }

  /// A window between two, for confirmation.
  private func below(_ window: Window, _ ground: Window, _ noise: Double) throws -> [Window] {
    let exponent = window.exponent - Self.shrink
    guard exponent > ground.exponent, let fit = try fit(exponent) else { return [] }
    return [Window(exponent, fit, noise: noise)]
  }

  /// The first window, and larger ones as long as they are smooth and better.
  ///
  /// A slope that does not stand out of its own bound is no reason to look further: something as small as the
  /// noise could happen within any window, however large.
  private func grown(from window: Window, _ noise: Double) throws -> [Window] {
    var windows = [window]
    guard window.exponent == Self.first else { return windows }
    while let last = windows.last, last.slope.bound > Self.goal * last.slope.value.magnitude,
      last.slope.bound < 0.03 * last.slope.value.magnitude, last.exponent < Self.largest,
      let fit = try fit(last.exponent + Self.shrink), isSmooth(fit, noise)
    {
      let next = Window(last.exponent + Self.shrink, fit, noise: noise)
      guard next.slope.bound < last.slope.bound else { break }
      windows.append(next)
    }
    return windows
  }

  /// Takes the largest smooth window that all smaller ones confirm; without one, looks for a kink; without that,
  /// takes the rough window with the smallest bound that all smaller ones confirm.
  private func conclude(
    _ smooth: [Window], _ rough: [Window], _ noise: Double, _ value: Double
  ) throws -> LineEstimate {
    var windows = smooth
    while windows.count > 1, let best = windows.popLast() {
      guard windows.allSatisfy({ best.agrees(with: $0) }) else { continue }
      return weighed(best, against: plateau(rough, noise), noise, value)
    }
    guard let ground = windows.first else { return estimate(.unresolved, nil, noise: noise, value) }
    let start = min(ground.exponent + 14, Self.first - 2)
    let exponents = Array(stride(from: start, through: ground.exponent + 4, by: -5))
    if let (left, right, bound) = try oneSided(exponents: exponents, noise: ground.fit.noise) {
      let slope = Slope(value: left / 2 + right / 2, bound: bound)
      return estimate(.kink(left: left, right: right), slope, noise: noise, value)
    }
    if let plateau = plateau(rough, noise) {
      return estimate(.smooth, plateau.slope, noise: plateau.fit.noise, value)
    }
    let all = rough + windows
    let confirmed = all.filter { window in
      all.allSatisfy { $0.exponent >= window.exponent || window.agrees(with: $0) }
    }
    guard let best = confirmed.min(by: { $0.slope.bound < $1.slope.bound }) else {
      return estimate(.unresolved, nil, noise: noise, value)
    }
    // What is left over in a rough window is no noise: kinks near the middle may hide in it from the bound, but not
    // from smaller windows that are about as sure.
    let sure = all.filter { $0.exponent < best.exponent && $0.slope.bound <= 4 * best.slope.bound }
    let drift = sure.map { ($0.slope.value - best.slope.value).magnitude }.max() ?? 0
    let slope = Slope(value: best.slope.value, bound: best.slope.bound + drift)
    return estimate(.smooth, slope, noise: best.fit.noise, value)
  }

  /// The largest rough window whose residuals are no smaller in a window 64 times smaller: either noise that is
  /// correlated at the smallest scales (a staircase of roundings, each step of which is smooth), or a ripple.
  private func plateau(_ rough: [Window], _ noise: Double) -> Window? {
    let pair = rough.first { large in
      rough.contains {
        $0.exponent <= large.exponent - 6 && large.fit.noise > noise
          && large.fit.noise <= Self.tolerance * $0.fit.noise
          && $0.fit.noise <= Self.tolerance * large.fit.noise
      }
    }
    return pair.map { large in
      let level = rough.filter { $0.exponent <= large.exponent }.prefix(4).map(\.fit.noise).max() ?? 0
      return Window(large.exponent, large.fit, noise: level)
    }
  }

  /// Where a smooth small window and a noisy large one contradict each other, the values alone cannot tell noise
  /// from structure: residuals as small as roundings of the value count as noise, else the bound covers both.
  private func weighed(
    _ best: Window, against plateau: Window?, _ noise: Double, _ value: Double
  ) -> LineEstimate {
    guard let plateau, !plateau.agrees(with: best) else {
      return estimate(.smooth, best.slope, noise: noise, value)
    }
    if plateau.fit.noise <= 0x1p-40 * value.magnitude {
      return estimate(.smooth, plateau.slope, noise: plateau.fit.noise, value)
    }
    let gap = (plateau.slope.value - best.slope.value).magnitude
    let slope = Slope(value: plateau.slope.value, bound: gap + plateau.slope.bound + best.slope.bound)
    return estimate(.smooth, slope, noise: plateau.fit.noise, value)
  }

  private func estimate(
    _ kind: LineEstimate.Kind, _ slope: Slope?, noise: Double, _ value: Double
  ) -> LineEstimate {
    LineEstimate(
      kind: kind, value: slope?.value ?? .nan, bound: slope?.bound ?? .infinity, noise: noise,
      size: value.magnitude)
  }

  /// The slopes on either side, where they differ by the same amount at two scales.
  ///
  /// - Parameter exponents: of the windows, largest first.
  /// - Returns: the slopes, and how far their difference may be off.
  func oneSided(exponents: [Int], noise: Double) throws -> (left: Double, right: Double, bound: Double)? {
    var jumps: [(left: Slope, right: Slope)] = []
    for exponent in exponents {
      guard let left = try fit(exponent, around: -2)?.slope(noise: noise),
        let right = try fit(exponent, around: 2)?.slope(noise: noise),
        (left.value - right.value).magnitude > 4 * (left.bound + right.bound)
      else { continue }
      jumps.append((left, right))
    }
    guard jumps.count >= 2, let last = jumps.last, let other = jumps.dropLast().last else { return nil }
    let jump = last.right.value - last.left.value
    let drift = (jump - (other.right.value - other.left.value)).magnitude
    guard drift < 0.1 * jump.magnitude else { return nil }
    return (last.left.value, last.right.value, last.left.bound + last.right.bound + drift)
  }

  /// The smallest window in which the values differ enough to show their noise; nil where none is finite.
  ///
  /// Where the function is constant for a good while and then suddenly rough (a unit that is switched off, up to
  /// the place where it switches on), the constant is the noise that counts. Up to 2⁻¹⁶ a constant may also be a
  /// step of a function that rounds its arguments to singles.
  private func smallestWindow() throws -> Window? {
    var last: Window?
    for exponent in stride(from: Self.smallest, to: Self.first, by: 6) {
      guard let fit = try fit(exponent) else { break }
      if let last, last.exponent >= -16, fit.noise > 64 * max(fit.rounding, last.fit.noise) { return last }
      last = Window(exponent, fit)
      if fit.distinct >= Self.enoughDistinct { break }
    }
    return last
  }

  /// - Parameter shift: the window's middle, in units of its half-width.
  private func fit(_ exponent: Int, around shift: Double = 0) throws -> Fit? {
    let known = shift == 0 ? known[exponent] : nil
    let size = Self.size(exponent)
    let values = try known ?? values(Stencil.standard.places.map { ($0 + shift) * size })
    return Stencil.standard.fit(values, window: size, grain: grain)
  }

  /// The steps of a window, or of ``repeats``.
  static func steps(_ exponent: Int) -> [Double] {
    exponent == repeats ? [0, 0] : Stencil.standard.places.map { $0 * size(exponent) }
  }

  /// No power of two: steps that are multiples of a rounded function's own steps would see no rounding at all.
  static func size(_ exponent: Int) -> Double {
    0.809_016_994_374_947_5 * Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
