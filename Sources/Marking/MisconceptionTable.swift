/// The catalogue: each mistake once, as a change of the lesson's own right formulas.
extension Misconception {
  /// Every mistake that can be told from an answer.
  public static let all: [Misconception] =
    forward + loss + softmax + outputDelta + hiddenDelta + weightGradient + biasGradient + paths + batch
    + update + course + means + gradientCheck

  public static subscript(id: String) -> Misconception? { all.first { $0.id == id } }

  private static let forward: [Misconception] = [
    Misconception(
      "F1", "bias forgotten in the net input", wrong: "z = W x", right: "z = W x + b",
      "The bias is added to the weighted sum before it is squashed; without it the unit's threshold is lost.",
      lesson: "single-unit", weight: 7, on: [.net], [.dropBias]),
    Misconception(
      "F2", "bias subtracted", wrong: "z = W x - b", right: "z = W x + b",
      "A bias is added. Only a threshold is subtracted, and it is the bias with the other sign.",
      lesson: "single-unit", on: [.net], [.subtractBias]),
    Misconception(
      "F3", "sigmoid with the wrong sign in the exponent", wrong: "1/(1 + e^z)", right: "1/(1 + e^-z)",
      "The sigmoid grows with z, so the exponential in its denominator has to shrink: e^-z.",
      lesson: "single-unit", on: [.hiddenActivation, .outputActivation], [.negateArgument]),
    Misconception(
      "F4", "hidden activation left out", wrong: "a1 = z1", right: "a1 = sigmoid(z1)",
      "The unit passes on its squashed sum, not the sum itself.", lesson: "single-unit",
      on: [.hiddenActivation], [.dropFunction]),
    Misconception(
      "F7", "output activation left out", wrong: "o = z2", right: "o = sigmoid(z2)",
      "The output is squashed as the hidden units are.", lesson: "single-unit", on: [.outputActivation],
      [.dropFunction]),
    Misconception(
      "F5", "weight matrix transposed in the forward pass", wrong: "sum(i, W[i,k]*x[i])",
      right: "sum(i, W[k,i]*x[i])",
      "A unit's sum runs along its own row of weights; the column holds what one input gives to every unit.",
      lesson: "multi-unit", on: [.net], [.weightTransposed]),
  ]

  private static let loss: [Misconception] = [
    Misconception(
      "L1", "factor 2 between the error and its gradient", wrong: "dE/da = 2(a - y) for E = (a - y)^2/2",
      right: "dE/da = a - y for E = (a - y)^2/2",
      "The 2 that comes down from the square and the 1/2 of the error belong together: both or neither.",
      lesson: "single-unit", weight: 6,
      on: [.error, .outputDelta, .hiddenDelta, .weightGradient, .biasGradient, .gradient, .other],
      [.scale(.double), .scale(.half)]),
    Misconception(
      "X2", "the 1/2 of the error forgotten", wrong: "E = (a - y)^2", right: "E = (a - y)^2/2",
      "The error is defined with 1/2 here.", lesson: "single-unit", weight: 6, on: [.loss], [.dropHalf]),
    Misconception(
      "L2", "mean over the outputs instead of the sum", wrong: "(a - y)/K", right: "a - y",
      "The error adds the outputs up; nothing divides by their number.", lesson: "multi-unit", weight: 3,
      on: [.error, .outputDelta, .hiddenDelta, .weightGradient, .loss], [.scale(.byOutputs)]),
    Misconception(
      "L4", "log10 instead of ln in the cross-entropy", wrong: "-log10(p)", right: "-ln(p)",
      "Cross-entropy is measured with the natural logarithm; its derivative 1/p belongs to that one.",
      lesson: "cross-entropy", weight: 3, on: [.loss], [.logToLog10]),
    Misconception(
      "L5", "sign of the error", wrong: "y - a", right: "a - y",
      "The derivative of (a - y)^2/2 by a is a - y: it points where the error grows.", lesson: "single-unit",
      weight: 8, on: [.error, .outputDelta, .hiddenDelta, .weightGradient, .biasGradient],
      [.swapError, .negate]),
    Misconception(
      "L6", "cross-entropy without the minus sign", wrong: "sum(y ln p)", right: "-sum(y ln p)",
      "Logarithms of probabilities are negative; the minus makes the loss positive.",
      lesson: "cross-entropy", on: [.loss], [.negate]),
  ]

  private static let outputDelta: [Misconception] = [
    Misconception(
      "D1", "the output's slope left out", wrong: "delta = a - y", right: "delta = (a - y) * a(1 - a)",
      "The error reaches z only through a = sigmoid(z), so the slope a(1 - a) belongs in the chain.",
      lesson: "single-unit", weight: 9, on: [.outputDelta, .weightGradient, .biasGradient, .hiddenDelta],
      [.drop(.outputSlope)]),
    Misconception(
      "D2", "a slope too many with cross-entropy", wrong: "delta = (p - y) p(1 - p)", right: "delta = p - y",
      "With cross-entropy the slope of the output cancels; what is left is p - y.",
      lesson: "cross-entropy", on: [.outputDelta], [.multiply(by: .missingSlope)]),
    Misconception(
      "D3", "the slope taken at the activation", wrong: "sigmoid'(a) = sigmoid(a)(1 - sigmoid(a))",
      right: "sigmoid'(z) = a(1 - a)",
      "The slope is wanted at z. Since a is sigmoid(z) already, it is a(1 - a) without squashing again.",
      lesson: "sigmoid-derivative", weight: 6,
      on: [.outputDelta, .hiddenDelta, .slope, .weightGradient], [.slope(.atActivation)]),
    Misconception(
      "D4", "sigmoid's derivative with a plus", wrong: "a(1 + a)", right: "a(1 - a)",
      "1 - a is what is left to the top of the curve: the slope vanishes there.",
      lesson: "sigmoid-derivative",
      weight: 4, on: [.outputDelta, .hiddenDelta, .slope, .weightGradient], [.slope(.plus)]),
    Misconception(
      "D5", "the slope from z instead of a", wrong: "z(1 - z)", right: "a(1 - a)",
      "a(1 - a) is written with the activation; z(1 - z) is no slope of anything here.",
      lesson: "sigmoid-derivative", weight: 7, on: [.outputDelta, .hiddenDelta, .slope, .weightGradient],
      [.slope(.net)]),
    Misconception(
      "D7", "the slope of another layer", wrong: "delta1 = … * a2(1 - a2)", right: "delta1 = … * a1(1 - a1)",
      "Each delta takes the slope of its own layer's activation.", lesson: "multi-unit", weight: 5,
      on: [.outputDelta, .weightGradient], [.slope(.otherLayer)]),
    Misconception(
      "D8", "tanh's derivative without the square", wrong: "1 - tanh(z)", right: "1 - tanh(z)^2",
      "The derivative of tanh is one minus its square.", lesson: "four-equations",
      on: [.outputDelta, .hiddenDelta, .slope, .weightGradient], [.slope(.noSquare)]),
    Misconception(
      "D9", "the slope taken at the error", wrong: "e * e(1 - e)", right: "e * a(1 - a)",
      "The slope belongs to the output, not to its distance from the target.", lesson: "single-unit",
      weight: 3,
      on: [.outputDelta, .weightGradient], [.slope(.ofError)]),
    Misconception(
      "D10", "derivatives of sigmoid and tanh mixed up", wrong: "1 - a^2", right: "a(1 - a)",
      "1 - a^2 is the slope of tanh, a(1 - a) that of the sigmoid.", lesson: "sigmoid-derivative", weight: 6,
      on: [.outputDelta, .hiddenDelta, .slope, .weightGradient], [.slope(.ofTanh), .slope(.ofSigmoid)]),
    Misconception(
      "D11", "half a derivative: only a", wrong: "a", right: "a(1 - a)",
      "The slope has two factors, a and 1 - a.", lesson: "sigmoid-derivative", weight: 6,
      on: [.outputDelta, .hiddenDelta, .slope, .weightGradient], [.slope(.onlyActivation)]),
    Misconception(
      "D12", "half a derivative: only 1 - a", wrong: "1 - a", right: "a(1 - a)",
      "The slope has two factors, a and 1 - a.", lesson: "sigmoid-derivative", weight: 6,
      on: [.outputDelta, .hiddenDelta, .slope, .weightGradient], [.slope(.onlyComplement)]),
    Misconception(
      "D13", "the chain rule added instead of multiplied", wrong: "(a - y) + a(1 - a)",
      right: "(a - y) * a(1 - a)", "Along a chain slopes multiply; only along different paths do they add.",
      lesson: "single-unit", weight: 4, on: [.outputDelta], [.add(.slope)]),
    Misconception(
      "D2x", "the slope taken twice", wrong: "(a - y) (a(1 - a))^2", right: "(a - y) a(1 - a)",
      "Each unit that is passed gives its slope once.", lesson: "single-unit", weight: 4,
      on: [.outputDelta, .hiddenDelta, .weightGradient, .biasGradient],
      [.repeatFactor(.slope), .multiply(by: .slope)]),
    Misconception(
      "D14", "ReLU's derivative", wrong: "1 everywhere, or z", right: "1 where z > 0, else 0",
      "A unit that is switched off passes no error back.", lesson: "four-equations",
      on: [.outputDelta, .hiddenDelta, .slope, .weightGradient], [.slope(.one), .slope(.rectified)]),
  ]

  private static let hiddenDelta: [Misconception] = [
    Misconception(
      "H1", "the hidden slope left out", wrong: "delta1 = W2^T delta2",
      right: "delta1 = (W2^T delta2) * a1(1 - a1)",
      "delta1 is the error's slope in z1. It reaches z1 through a1 = sigmoid(z1), so a1(1 - a1) belongs there.",
      lesson: "multi-unit", weight: 9, on: [.hiddenDelta, .weightGradient, .biasGradient],
      [.drop(.hiddenSlope)]),
    Misconception(
      "X1", "the weight left out", wrong: "delta1 = delta2 * a1(1 - a1)",
      right: "delta1 = delta2 * w2 * a1(1 - a1)",
      "The error reaches the hidden unit only through the weight, so it belongs in the chain.",
      lesson: "single-unit", weight: 8, on: [.hiddenDelta, .weightGradient, .biasGradient], [.drop(.weight)]),
    Misconception(
      "X3", "the delta left out", wrong: "delta1 = w2 * a1(1 - a1)",
      right: "delta1 = delta2 * w2 * a1(1 - a1)",
      "What is passed back is the next layer's delta, weighted.", lesson: "multi-unit", weight: 3,
      on: [.hiddenDelta], [.drop(.delta)]),
    Misconception(
      "H2", "only one output's path", wrong: "W2[1,k] delta2[1] a1(1 - a1)",
      right: "sum(j, W2[j,k] delta2[j]) a1(1 - a1)",
      "A hidden unit feeds every output, and the error hears of it along every path: they add up.",
      lesson: "multi-unit", weight: 7, on: [.hiddenDelta], [.sumFirstTerm, .sumLastTerm]),
    Misconception(
      "H3", "weights used that were updated already", wrong: "((W2 - eta dE/dW2)^T delta2) a1(1 - a1)",
      right: "(W2^T delta2) a1(1 - a1)",
      "All gradients belong to the same point: the old weights.", lesson: "weight-update", weight: 7,
      on: [.hiddenDelta, .weightGradient], [.updatedWeights]),
    Misconception(
      "H4", "the weights not transposed", wrong: "(W2 delta2) a1(1 - a1)", right: "(W2^T delta2) a1(1 - a1)",
      "Backwards the sum runs over the units that were fed: down the column of W2.", lesson: "multi-unit",
      weight: 6, on: [.hiddenDelta], [.weightTransposed]),
    Misconception(
      "H5", "the raw error copied to every hidden unit", wrong: "e a1(1 - a1)",
      right: "sum(j, W2[j,k] delta2[j]) a1(1 - a1)",
      "A hidden unit gets the deltas of the outputs, each weighted by the connection.", lesson: "multi-unit",
      weight: 4, on: [.hiddenDelta], [.replace(.sum, by: .error), .replace(.sum, by: .totalError)]),
    Misconception(
      "H6", "the error passed back instead of the delta", wrong: "(W2^T (a2 - y)) a1(1 - a1)",
      right: "(W2^T delta2) a1(1 - a1)",
      "What is passed back is delta2, which has the output's slope in it.", lesson: "multi-unit", weight: 8,
      on: [.hiddenDelta, .weightGradient], [.replace(.delta, by: .error)]),
    Misconception(
      "H7", "divided by the weight", wrong: "delta2 / w2 * a1(1 - a1)", right: "delta2 * w2 * a1(1 - a1)",
      "Along the chain slopes multiply: dz2/da1 is w2.", lesson: "single-unit", weight: 3,
      on: [.hiddenDelta, .weightGradient], [.divide(.weight)]),
    Misconception(
      "H8", "mean over the outputs instead of the sum", wrong: "mean(j, W2[j,k] delta2[j])",
      right: "sum(j, W2[j,k] delta2[j])", "The paths add up; nothing divides by their number.",
      lesson: "multi-unit", weight: 4, on: [.hiddenDelta], [.sumMean]),
    Misconception(
      "H10", "weights and deltas added", wrong: "sum(j, W2[j,k] + delta2[j])",
      right: "sum(j, W2[j,k] delta2[j])",
      "Each delta is multiplied by the weight that it comes back through.", lesson: "multi-unit", weight: 2,
      on: [.hiddenDelta], [.sumWeightsWithDeltas, .add(.weight)]),
    Misconception(
      "H11", "cross paths dropped", wrong: "W2[k,k] delta2[k]", right: "sum(j, W2[j,k] delta2[j])",
      "Every output sends its delta to every hidden unit, not only to the one across from it.",
      lesson: "multi-unit", weight: 5, on: [.hiddenDelta], [.sumDiagonal]),
    Misconception(
      "H12", "the output's slope used at the hidden layer", wrong: "(W2^T delta2) a2(1 - a2)",
      right: "(W2^T delta2) a1(1 - a1)", "Each delta takes the slope of its own layer's activation.",
      lesson: "multi-unit", weight: 5, on: [.hiddenDelta], [.slope(.otherLayer)]),
    Misconception(
      "H13", "absolute weights", wrong: "|w2| delta2", right: "w2 delta2",
      "A negative weight turns the error's sign.", lesson: "multi-unit", weight: 2, on: [.hiddenDelta],
      [.replace(.weight, by: .absolute)]),
    Misconception(
      "H14", "the hidden slope added instead of multiplied", wrong: "W2^T delta2 + a1(1 - a1)",
      right: "(W2^T delta2) * a1(1 - a1)",
      "Along a chain slopes multiply; only along different paths do they add.", lesson: "multi-unit",
      weight: 4,
      on: [.hiddenDelta], [.add(.slope)]),
  ]

  private static let weightGradient: [Misconception] = [
    Misconception(
      "G1", "the net input used as the next layer's input", wrong: "dE/dW2 = delta2 z1",
      right: "dE/dW2 = delta2 a1",
      "A weight multiplies the activation, so that is what its gradient has as a factor.",
      lesson: "multi-unit",
      weight: 6, on: [.weightGradient], [.replace(.input, by: .net)]),
    Misconception(
      "G2", "outer product transposed", wrong: "dE/dW = outer(a, delta)", right: "dE/dW = outer(delta, a)",
      "The gradient has the weights' own shape: destination first, origin second.", lesson: "multi-unit",
      weight: 6, on: [.weightGradient], [.transpose]),
    Misconception(
      "G3", "the hidden activation used instead of the input", wrong: "dE/dW1 = delta1 a1",
      right: "dE/dW1 = delta1 x",
      "The factor is what comes in through the weight, not what the unit puts out.", lesson: "multi-unit",
      weight: 6, on: [.weightGradient], [.replace(.input, by: .hiddenActivation)]),
    Misconception(
      "G4", "divided by the activation", wrong: "delta / a", right: "delta a",
      "dz/dw is the activation, and slopes multiply.", lesson: "single-unit", weight: 2,
      on: [.weightGradient],
      [.divide(.input)]),
    Misconception(
      "G5", "the input left out", wrong: "dE/dw = delta", right: "dE/dw = delta a",
      "That is the bias's gradient. A weight's has what comes in through it as a factor: dz/dw = a.",
      lesson: "single-unit", weight: 8, on: [.weightGradient], [.drop(.input)]),
  ]

  private static let biasGradient: [Misconception] = [
    Misconception(
      "B2", "the bias's gradient multiplied by the bias", wrong: "dE/db = delta b", right: "dE/db = delta",
      "dz/db is 1: the bias stands alone in the sum.", lesson: "bias-gradients", weight: 6,
      on: [.biasGradient],
      [.multiply(by: .bias)]),
    Misconception(
      "B3", "a shared bias: only one delta", wrong: "dE/db = delta[1]", right: "dE/db = sum(j, delta[j])",
      "A bias that several units share hears of the error through each of them.", lesson: "bias-gradients",
      on: [.biasGradient], [.sumFirstTerm]),
    Misconception(
      "B4", "the bias's gradient averaged over the units", wrong: "dE/db = mean(delta)",
      right: "dE/db[j] = delta[j], or their sum where it is shared",
      "Nothing divides by the number of units.",
      lesson: "bias-gradients", weight: 3, on: [.biasGradient], [.sumMean, .replace(.delta, by: .mean)]),
    Misconception(
      "B5", "the bias's gradient multiplied by an activation", wrong: "dE/db = delta a",
      right: "dE/db = delta",
      "Only a weight's gradient has the incoming activation as a factor; the bias's input is 1.",
      lesson: "bias-gradients", weight: 7, on: [.biasGradient], [.multiply(by: .input)]),
    Misconception(
      "B6", "the raw error as the bias's gradient", wrong: "dE/db = a - y", right: "dE/db = delta",
      "The bias reaches the error through the unit's slope, so its gradient is the delta.",
      lesson: "bias-gradients", weight: 6, on: [.biasGradient], [.replace(.delta, by: .error)]),
  ]

  private static let batch: [Misconception] = [
    Misconception(
      "N1", "a sum where the loss is a mean over the batch", wrong: "sum(n, g[n])", right: "sum(n, g[n])/N",
      "The loss divides by the number of samples, and so does its gradient.", lesson: "four-equations",
      weight: 6,
      on: Set(Target.allCases), [.meanToSum]),
    Misconception(
      "N2", "averaged twice", wrong: "sum(n, g[n])/N^2", right: "sum(n, g[n])/N",
      "The mean is taken once: in the loss or in the update, not in both.", lesson: "four-equations",
      weight: 4,
      on: Set(Target.allCases), [.meanTwice]),
    Misconception(
      "N3", "only the last sample", wrong: "g[N]", right: "sum(n, g[n])/N",
      "Every sample of the batch adds its gradient.", lesson: "four-equations", weight: 4,
      on: Set(Target.allCases), [.meanLastTerm]),
  ]

  private static let update: [Misconception] = [
    Misconception(
      "U1", "uphill instead of downhill", wrong: "w + eta g", right: "w - eta g",
      "The gradient points where the error grows; descent goes against it.", lesson: "parabola-descent",
      weight: 8, on: [.update], [.updateSign]),
    Misconception(
      "U2", "step size left out", wrong: "w - g", right: "w - eta g",
      "Only the portion eta of the gradient is subtracted.", lesson: "parabola-descent", weight: 7,
      on: [.update],
      [.rateDropped]),
    Misconception(
      "U3", "step size twice", wrong: "w - eta^2 g", right: "w - eta g",
      "The gradient is multiplied by eta once.", lesson: "parabola-descent", weight: 3, on: [.update],
      [.rateTwice]),
    Misconception(
      "U5", "the weight multiplied by the gradient", wrong: "w (1 - eta g)", right: "w - eta g",
      "The step is subtracted from the weight, it does not scale it.", lesson: "parabola-descent", weight: 3,
      on: [.update], [.updateTimesWeight]),
    Misconception(
      "U6", "a stray 1/2 in the update", wrong: "w - eta/2 g", right: "w - eta g",
      "The 1/2 of the error is in the gradient already.", lesson: "parabola-descent", weight: 4,
      on: [.update],
      [.updateHalf]),
    Misconception(
      "U7", "sign of the weight decay", wrong: "w - eta (g - lambda w)", right: "w - eta (g + lambda w)",
      "Decay pulls the weight towards zero.", lesson: "weight-update", weight: 4, on: [.update], [.decaySign]),
    Misconception(
      "B1", "not updated", wrong: "b stays b", right: "b - eta delta",
      "Every parameter takes its step, biases too.", lesson: "weight-update", weight: 5, on: [.update],
      [.updateUnchanged]),
  ]
}
