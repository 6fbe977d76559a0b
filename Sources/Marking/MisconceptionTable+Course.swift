/// The catalogue, continued: softmax, paths that meet, batches, passes, and gradient checks.
extension Misconception {
  static let softmax: [Misconception] = [
    Misconception(
      "L8", "softmax along the wrong axis", wrong: "e^z / sum over the batch",
      right: "e^z / sum over the classes",
      "The shares of one example's classes add up to one, not those of one class over the examples.",
      lesson: "softmax", weight: 5, on: [.hiddenActivation, .outputActivation, .other], [.otherAxis]),
    Misconception(
      "D6", "softmax's Jacobian without what is off the diagonal", wrong: "dL/dp[i] p[i](1 - p[i])",
      right: "p[i] (dL/dp[i] - sum(j, dL/dp[j] p[j]))",
      "When one sum rises all other shares shrink, so every share hears of every sum.", lesson: "softmax",
      weight: 6, on: [.outputDelta, .hiddenDelta, .slope], [.jacobianDiagonal]),
  ]

  static let paths: [Misconception] = [
    Misconception(
      "H9", "the biases included in the back-propagated sum", wrong: "[W2 | b2]^T delta2",
      right: "W2^T delta2",
      "A bias comes from no unit, so no error goes back through it: its column is left out.",
      lesson: "multi-unit", weight: 3, on: [.hiddenDelta], [.biasInSum]),
    Misconception(
      "G6", "overwritten instead of added up", wrong: "grad = g", right: "grad = grad + g",
      "What is used more than once hears of the error along every path; the contributions add up.",
      lesson: "bias-gradients", weight: 4, on: [.weightGradient, .biasGradient, .gradient],
      [.dropPath, .sumLastTerm]),
    Misconception(
      "G7", "the unit's own activation used instead of the incoming one", wrong: "dE/dw2 = delta2 a2",
      right: "dE/dw2 = delta2 a1",
      "The factor is what comes in through the weight, not what the unit puts out.", lesson: "multi-unit",
      weight: 6, on: [.weightGradient], [.replace(.input, by: .ownActivation)]),
  ]

  static let course: [Misconception] = [
    Misconception(
      "F6", "rounded on the way", wrong: "a1 = 0.56, and on with that", right: "a1 = 0.559713…, and on",
      "Keep all digits on the way and round only what is reported: what is cut off early is lost for good.",
      lesson: "single-unit", weight: 3, on: Set(Target.allCases), [.rounded]),
    Misconception(
      "N4", "the gradient of the pass before not cleared", wrong: "G = G + g", right: "G = g",
      "Each pass takes the gradient where it is now; what earlier passes had is used up.",
      lesson: "parabola-descent", weight: 4, on: Set(Target.allCases), [.keepGradient]),
    Misconception(
      "N5", "a step for each example by itself", wrong: "w changes after each example",
      right: "w stays as it is for the whole batch",
      "All gradients of a batch belong to the same weights; the step comes at the end.",
      lesson: "squared-error", weight: 4, on: [.update], [.exampleByExample]),
    Misconception(
      "U4", "one parameter after the other instead of all at once", wrong: "b, then w with the new b",
      right: "w and b, both from the old ones",
      "The gradient has one component for each parameter, all at the same point: the old one.",
      lesson: "weight-update", weight: 5, on: [.update], [.inTurn]),
    Misconception(
      "X6", "a value of the pass before", wrong: "E{t-1} beside w{t}", right: "E{t} beside w{t}",
      "What stands on one line belongs to one pass: work the error out after the step, not before it.",
      lesson: "paraboloid-descent", weight: 5, on: Set(Target.allCases), [.previousPass]),
  ]

  static let gradientCheck: [Misconception] = [
    Misconception(
      "C1", "a secant taken for the slope", wrong: "(f(w + h) - f(w))/h",
      right: "(f(w + h) - f(w - h))/(2h), and that only to check",
      "The one-sided difference is off by about h times half the curvature; the derivative is its limit.",
      lesson: "parabola-descent", weight: 3, on: Set(Target.allCases), [.oneSidedDifference, .secant]),
    Misconception(
      "C2", "the absolute error for the relative one", wrong: "|a - n|", right: "|a - n|/max(|a|, |n|)",
      "Whether a difference is small depends on how large the gradients are.", lesson: "parabola-descent",
      weight: 4, on: [.other, .loss, .net], [.dropDivisor]),
  ]

  static let means: [Misconception] = [
    Misconception(
      "X4", "the product of means for the mean of products", wrong: "mean(d) mean(x)", right: "mean(d x)",
      "Each example's error goes with its own input; two means have forgotten which belonged together.",
      lesson: "products-and-means", weight: 5, on: Set(Target.allCases), [.meanOfFactors]),
    Misconception(
      "X5", "divided by one too few, or one too many", wrong: "sum/(N - 1)", right: "sum/N",
      "A mean divides by how many there are, not by the number of the last one.",
      lesson: "paraboloid-descent", weight: 4, on: Set(Target.allCases), [.divisor(-1), .divisor(1)]),
    Misconception(
      "X7", "those that are by those that are not", wrong: "correct/incorrect", right: "correct/all",
      "A share is of the whole.", lesson: "squared-error", weight: 4, on: [.other], [.shareToOdds]),
  ]
}
