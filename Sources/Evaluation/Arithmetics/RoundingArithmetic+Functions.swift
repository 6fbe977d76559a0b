import Numbers

/// Functions of numbers that are known up to a bound, as a program's library computes them.
extension RoundingArithmetic {
  /// Four units in the last place of the type, which are eight roundings, and as much of ours: what vendors promise
  /// for vectorised libraries in single and double precision, with room to spare.
  @usableFromInline var functionRoundings: Double { 8 }

  public func value(of function: Function, at x: Number) -> Number {
    guard x.isKnown else { return bounded(function) }
    switch function {
    case .exp: return exponential(x)
    case .log: return logarithm(x)
    case .sqrt: return squareRoot(x)
    case .sigmoid: return sigmoid(x)
    case .tanh: return tanh(x)
    case .relu:
      if x.value + x.bound <= 0 { return Number(exactly: 0) }
      return x.value >= 0 ? x : Number(0, within: x.bound)
    case .abs: return Number(Swift.abs(x.value), within: x.bound)
    case .sign: return sign(x) ?? Number(0, within: 1)
    case .step: return sign(x).map { Number(exactly: $0.value > 0 ? 1 : 0) } ?? Number(0.5, within: 0.5)
    }
  }

  /// What is known of a function of nobody knows what.
  private func bounded(_ function: Function) -> Number {
    switch function {
    case .sigmoid, .step: Number(0.5, within: 0.5)
    case .tanh, .sign: Number(0, within: 1)
    case .exp, .log, .sqrt, .relu, .abs: .unknown
    }
  }

  /// ±1, or nil where the number may lie on either side of zero or on it: at its kink a program may take either
  /// slope.
  private func sign(_ x: Number) -> Number? {
    if x.value - x.bound > 0 { return Number(exactly: 1) }
    return x.value + x.bound < 0 ? Number(exactly: -1) : nil
  }

  /// e^(x ± δ) = e^x·e^(±δ). A program may compute it as a power of two, or after a subtraction that is made up for
  /// elsewhere (softmax), so that a rounding of x itself counts.
  private func exponential(_ x: Number) -> Number {
    let value = ElementaryDouble.exp(x.value)
    let known = value * RoundingArithmetic.growth(x.bound)
    return rounded(value, known, roundings: functionRoundings + 2 * Swift.abs(x.value))
  }

  /// At least e^δ − 1.
  private static func growth(_ delta: Double) -> Double {
    delta < 0.5 ? delta * (1 + delta) : ElementaryDouble.exp(delta) * (1 + 0x1p-40)
  }

  /// |ln x′ − ln x| ≤ δ/(x − δ).
  private func logarithm(_ x: Number) -> Number {
    let least = (x.value - x.bound) * (1 - 0x1p-50)
    guard least > 0 else { return .unknown }
    return rounded(ElementaryDouble.log(x.value), x.bound / least, roundings: functionRoundings)
  }

  /// |√x′ − √x| ≤ δ/√x, and ≤ √δ.
  private func squareRoot(_ x: Number) -> Number {
    guard x.value + x.bound >= 0 else { return .unknown }
    let value = max(x.value, 0).squareRoot()
    let far = (2 * x.bound).squareRoot()
    return rounded(value, value > 0 && x.value > 0 ? min(x.bound / value, far) : far, roundings: 2)
  }

  /// The slope is at most ¼, σ and 1 − σ. Programs that compute (1 + tanh(x/2))/2 are good to a unit of 1, not of σ.
  private func sigmoid(_ x: Number) -> Number {
    let value = ElementaryDouble.sigmoid(x.value)
    let rest = ElementaryDouble.sigmoid(-x.value)
    let slope = min(0.25, min(value, rest) * (1 + RoundingArithmetic.growth(x.bound)) * (1 + 0x1p-40))
    let known = min(x.bound * slope, 1) + 2 * unit
    return rounded(value, known, roundings: functionRoundings)
  }

  /// The slope is at most 1 and 4·e^(−2|x|).
  private func tanh(_ x: Number) -> Number {
    let nearest = max(Swift.abs(x.value) - x.bound, 0)
    let slope = min(1, 4 * ElementaryDouble.exp(-2 * nearest) * (1 + 0x1p-40))
    return rounded(
      ElementaryDouble.tanh(x.value), min(x.bound * slope, 2), roundings: functionRoundings)
  }
}
