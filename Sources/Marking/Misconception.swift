/// A mistake that people make: what it looks like, why it is one, and how it changes a right formula.
public struct Misconception: Sendable, Hashable {
  /// As in the literature's table, such as `H1`; ids with `X` are our own.
  public let id: String
  public let name: String
  public let wrong: String
  public let right: String
  /// Why the right line is right, in a sentence or two.
  public let explanation: String
  /// The lesson that teaches it.
  public let lesson: String
  /// How common it is, from 1 to 9: of two explanations that fit, the commoner one comes first.
  let weight: Int
  let targets: Set<Target>
  let changes: [Change]

  init(
    _ id: String, _ name: String, wrong: String, right: String, _ explanation: String, lesson: String,
    weight: Int = 5, on targets: Set<Target>, _ changes: [Change]
  ) {
    self.id = id
    self.name = name
    self.wrong = wrong
    self.right = right
    self.explanation = explanation
    self.lesson = lesson
    self.weight = weight
    self.targets = targets
    self.changes = changes
  }

  /// What kind of quantity the formula is for.
  enum Target: Sendable, Hashable, CaseIterable {
    case net, hiddenActivation, outputActivation, loss, outputDelta, hiddenDelta, weightGradient, biasGradient
    /// A derivative of the loss by anything else, such as an input or a shared parameter.
    case gradient
    case error, slope, update, other
  }

  /// What happens to the formula: at every place where it can, one at a time.
  enum Change: Sendable, Hashable {
    // A factor of a product left out.
    case drop(Factor)
    // A factor of a product replaced.
    case slope(Slope)
    case replace(Factor, by: Replacement)
    /// A factor that is added instead of multiplied.
    case add(Factor)
    case divide(Factor)
    case repeatFactor(Factor)
    case scale(Scale)
    /// A factor that does not belong there.
    case multiply(by: Replacement)
    case negate
    /// The two sides of `output - target` exchanged.
    case swapError
    case dropBias, subtractBias, weightTransposed
    case negateArgument, dropFunction
    case sumFirstTerm, sumMean, sumDiagonal, sumWeightsWithDeltas
    case meanToSum, meanTwice, meanLastTerm
    case transpose
    case logToLog10
    case dropHalf
    /// `w - …` made `w + …`.
    case updateSign
    case updateUnchanged, updateTimesWeight, updateHalf
    case rateDropped, rateTwice
    case decaySign
    case updatedWeights
    /// Normalised along another axis.
    case otherAxis
    /// The slopes of softmax without the entries beside the diagonal.
    case jacobianDiagonal
    /// The biases taken for a column of the weights.
    case biasInSum
    /// One of two paths that meet; only the last of many.
    case dropPath, sumLastTerm
    case meanOfFactors
    /// A mean over one too few or one too many.
    case divisor(Int)
    /// The share of those that are, to those that are not.
    case shareToOdds
    /// `(f(w + h) - f(w))/h` for `(f(w + h) - f(w - h))/(2h)`.
    case oneSidedDifference
    case dropDivisor
    // What changes no formula but the course of the work.
    case rounded, keepGradient, previousPass, inTurn, exampleByExample
    /// The slope of a secant, worked out with a step that shows.
    case secant
  }

  enum Factor: Sendable, Hashable { case slope, outputSlope, hiddenSlope, weight, input, delta, sum }

  enum Slope: Sendable, Hashable {
    case plus, net, atActivation, onlyActivation, onlyComplement, ofTanh, ofSigmoid, noSquare, ofError
    case otherLayer, one, rectified
  }

  enum Replacement: Sendable, Hashable {
    /// The net input of an activation.
    case net
    /// The activation of the unit that a delta belongs to, where another unit's output is the input.
    case ownActivation
    /// A hidden activation, where data are the input.
    case hiddenActivation
    case error
    /// The sum of all outputs' errors.
    case totalError
    case bias
    case input
    case slope
    /// The slope where there is none.
    case missingSlope
    case absolute
    case mean
  }

  enum Scale: Sendable, Hashable { case double, half, byOutputs }
}
