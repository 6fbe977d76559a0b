// A claimed gradient at a point, and how much of it is rounding.

/// The gradient that a program claims at a point.
struct ClaimedGradient {
  let value: Double
  let entries: [Double]
  /// The standard deviation of each entry's rounding, as far as it shows at points nearby.
  let noise: [Double]
  /// Whether a second call gave the same bits.
  let isRepeatable: Bool

  /// Relative distance of the points nearby; they are five, so that the fourth difference is (2⁻²⁰)⁴ of the
  /// gradient's own change, and rounding of singles still shows.
  private static let spacing = 0x1.9p-20
  private static let weights: [Double] = [1, -4, 6, -4, 1]
  /// Σ weights²
  private static let weightSquare = 70.0

  init(of program: some GradientProgram, at point: [Double], nearby direction: Direction) throws {
    let steps = [0] + (-2...2).map { Double($0) * ClaimedGradient.spacing }
    let claims = try program.gradients(from: point, along: direction, steps: steps)
    guard let first = claims.first, claims.allSatisfy({ $0.gradient.count == point.count }),
      claims.count == steps.count
    else { throw GradientCheck.WrongCount() }
    let second = claims[3]
    let isSame = { (a: Double, b: Double) in a == b || (a.isNaN && b.isNaN) }
    isRepeatable =
      isSame(first.value, second.value) && first.gradient.elementsEqual(second.gradient, by: isSame)
    value = first.value
    entries = first.gradient
    var differences = entries.map { _ in 0.0 }
    for (weight, claim) in zip(ClaimedGradient.weights, claims.dropFirst()) {
      for (entry, value) in claim.gradient.enumerated() { differences[entry] += weight * value }
    }
    noise = ClaimedGradient.pooled(differences, zip(first.gradient, second.gradient), program.tensors)
  }

  /// A single difference may be small by chance: no entry counts as quieter than its tensor is on average.
  private static func pooled(
    _ differences: [Double], _ repeats: Zip2Sequence<[Double], [Double]>, _ tensors: [TensorShape]
  ) -> [Double] {
    let root = weightSquare.squareRoot()
    var noise = zip(differences, repeats).map { difference, pair in
      max(difference.magnitude / root, (pair.0 - pair.1).magnitude)
    }
    var start = 0
    for tensor in tensors {
      let range = start..<min(start + tensor.count, noise.count)
      let finite = noise[range].filter(\.isFinite)
      let largest = finite.max() ?? 0
      if largest > 0 {
        let mean = finite.reduce(0) { $0 + ($1 / largest) * ($1 / largest) } / Double(finite.count)
        let floor = largest * mean.squareRoot()
        for entry in range { noise[entry] = max(noise[entry], floor) }
      }
      start = range.upperBound
    }
    return noise
  }

  /// Σ gᵢ·dᵢ, how far its rounding may be off, and the size of its terms.
  func along(_ direction: Direction) -> (claimed: Double, allowance: Double, scale: Double) {
    var (sum, correction) = (0.0, 0.0)
    var (variance, square, largest) = (0.0, 0.0, 0.0)
    let terms = zip(direction.entries, direction.components).map { ($0, entries[$0] * $1, noise[$0] * $1) }
    for (_, term, spread) in terms { largest = max(largest, term.magnitude, spread.magnitude) }
    guard largest > 0, largest.isFinite else { return (terms.reduce(0) { $0 + $1.1 }, 0, 0) }
    for (_, term, spread) in terms {
      // Neumaier's summation: the rounding of the sum is carried along.
      let next = sum + term
      correction += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
      sum = next
      variance += (spread / largest) * (spread / largest)
      square += (term / largest) * (term / largest)
    }
    let scale = largest * square.squareRoot()
    // Ten standard deviations of what shows, and sixteen roundings that need not show.
    let allowance = 10 * largest * variance.squareRoot() + 16 * 0x1p-53 * (scale + sum.magnitude)
    return (sum + correction, allowance, scale)
  }
}
