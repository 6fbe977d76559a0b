// A claimed gradient at a point, and how much of it is rounding.

import Evaluation

/// The gradient that a program claims at a point.
struct ClaimedGradient {
  let value: Double
  let entries: [Double]
  /// The standard deviation of each entry's rounding, as far as it shows at points nearby; nil as long as nobody has
  /// looked, which costs as many gradients as there are points.
  private(set) var noise: [Double]?
  /// The root mean square of the terms gᵢ·dᵢ of each tensor, when each entry moves by its tensor's scale.
  let typicalTerms: [Double]

  /// Relative distance of the points nearby; they are five, so that the fourth difference is (2⁻²⁰)⁴ of the
  /// gradient's own change, and rounding of singles still shows.
  private static let spacing = 0x1.9p-20
  private static let weights: [Double] = [1, -4, 6, -4, 1]
  /// Σ weights²
  private static let weightSquare = 70.0

  /// - Parameter direction: any line through the point, at whose step 0 the gradient is asked for.
  init(
    of program: some GradientProgram, at point: [Double], along direction: Direction, _ layout: Layout
  ) throws {
    let claim = try program.gradient(from: point, along: direction, step: 0)
    guard claim.gradient.count == point.count else { throw GradientCheck.WrongCount() }
    (value, entries) = (claim.value, claim.gradient)
    typicalTerms = layout.ranges.map { range in
      let terms = range.lazy.map { claim.gradient[$0] * layout.tensorScales[$0] }.filter(\.isFinite)
      return ClaimedGradient.size(of: terms, count: range.count)
    }
  }

  /// The root mean square, whatever the size of the terms.
  private static func size(of terms: some Sequence<Double>, count: Int) -> Double {
    let largest = terms.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0 else { return 0 }
    return largest * (terms.reduce(0) { $0 + ($1 / largest) * ($1 / largest) } / Double(count)).squareRoot()
  }

  /// Whether a call gives the same bits again.
  func isRepeatable(
    _ program: some GradientProgram, at point: [Double], along direction: Direction
  ) throws -> Bool {
    let again = try program.gradient(from: point, along: direction, step: 0)
    let isSame = { (a: Double, b: Double) in a == b || (a.isNaN && b.isNaN) }
    return isSame(value, again.value) && entries.elementsEqual(again.gradient, by: isSame)
  }

  /// Measures the noise at points along a line.
  mutating func measureNoise(
    of program: some GradientProgram, at point: [Double], along direction: Direction
  ) throws {
    var differences = entries.map { _ in 0.0 }
    var change = differences
    for (place, weight) in ClaimedGradient.weights.enumerated() {
      let step = Double(place - 2) * ClaimedGradient.spacing
      let nearby = try program.gradient(from: point, along: direction, step: step).gradient
      guard nearby.count == entries.count else { throw GradientCheck.WrongCount() }
      for entry in nearby.indices {
        differences[entry] += weight * nearby[entry]
        if place == 2 { change[entry] = (entries[entry] - nearby[entry]).magnitude }
      }
    }
    noise = ClaimedGradient.pooled(differences, change, program.tensors)
  }

  /// A single difference may be small by chance: no entry counts as quieter than its tensor is on average.
  private static func pooled(
    _ differences: [Double], _ change: [Double], _ tensors: [TensorShape]
  ) -> [Double] {
    let root = weightSquare.squareRoot()
    var noise = zip(differences, change).map { max($0.magnitude / root, $1) }
    var start = 0
    for tensor in tensors {
      let range = start..<min(start + tensor.count, noise.count)
      let finite = noise[range].filter(\.isFinite)
      let floor = finite.isEmpty ? 0 : size(of: finite, count: finite.count)
      for entry in range { noise[entry] = max(noise[entry], floor) }
      start = range.upperBound
    }
    return noise
  }

  /// Σ gᵢ·dᵢ, how far its rounding may be off, and the size of its terms.
  func along(_ direction: Direction) -> (claimed: Double, allowance: Double, scale: Double) {
    var (sum, correction) = (0.0, 0.0)
    var (variance, square, largest) = (0.0, 0.0, 0.0)
    let terms = zip(direction.entries, direction.components).lazy.map { entry, component in
      (term: entries[entry] * component, spread: (noise?[entry] ?? 0) * component)
    }
    for (term, spread) in terms { largest = max(largest, term.magnitude, spread.magnitude) }
    guard largest > 0, largest.isFinite else { return (terms.reduce(0) { $0 + $1.term }, 0, 0) }
    for (term, spread) in terms {
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
