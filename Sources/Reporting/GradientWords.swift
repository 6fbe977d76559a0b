// The words for what a check of a gradient finds.

import Gradients

extension PointReport.Origin {
  var text: String {
    switch self {
    case .start: "the starting point"
    case .random(let reach): "a random point \(reach < 1 ? "near" : "further from") it"
    case .beforeKink: "a point just this side of a kink"
    case .beyondKink: "a point just beyond that kink"
    case .zero: "zero"
    case .negated: "the starting point with every sign changed"
    case .shrunk(let factor): "the starting point divided by \(NumberText.brief(factor, digits: 3))"
    }
  }

  /// For programs.
  var word: String {
    switch self {
    case .start: "start"
    case .random(let reach): reach < 1 ? "near" : "far"
    case .beforeKink: "before-kink"
    case .beyondKink: "beyond-kink"
    case .zero: "zero"
    case .negated: "negated"
    case .shrunk: "shrunk"
    }
  }
}

extension PointReport.Finding {
  /// Whether it is wrong by itself.
  var isFault: Bool {
    if case .gradientNotFinite = self { true } else { false }
  }

  var word: String {
    switch self {
    case .valueNotFinite: "value-not-finite"
    case .valueNotRepeatable: "value-not-repeatable"
    case .valuesDiffer: "values-differ"
    case .gradientNotRepeatable: "gradient-not-repeatable"
    case .gradientNotFinite: "gradient-not-finite"
    case .valuePrecision: "value-precision"
    case .gradientPrecision: "gradient-precision"
    }
  }

  func text(_ tensors: [TensorShape]) -> String {
    switch self {
    case .valueNotFinite(let value):
      return "the value is \(NumberText.brief(value, digits: 6)): nothing can be told of the gradient"
    case .valueNotRepeatable(let spread):
      return
        "the value changes from call to call, by \(NumberText.brief(spread, digits: 2)): fix its random seed"
    case .valuesDiffer(let value, let withGradient):
      return "the value is \(NumberText.brief(value, digits: 17)) alone and "
        + "\(NumberText.brief(withGradient, digits: 17)) with the gradient"
    case .gradientNotRepeatable: return "the gradient changes from call to call: fix its random seed"
    case .gradientNotFinite(let entries):
      let names = entries.prefix(3).map { PointReport.Finding.name($0, tensors) }.joined(separator: ", ")
      return
        "the gradient is NaN or infinite in \(entries.count) of its entries: \(names)\(entries.count > 3 ? ", …" : "")"
    case .valuePrecision(let precision):
      return "every value is a \(precision.rawValue): compute in float64 to see more"
    case .gradientPrecision(let precision): return "every entry of the gradient is a \(precision.rawValue)"
    }
  }

  private static func name(_ entry: Int, _ tensors: [TensorShape]) -> String {
    var start = 0
    for tensor in tensors {
      if entry < start + tensor.count { return tensor.entryName(entry - start) }
      start += tensor.count
    }
    return "entry \(entry + 1)"
  }
}

extension Judgement.Reason {
  var text: String {
    switch self {
    case .kink(let left, let right):
      "there is a kink: along the line the slope is \(NumberText.brief(left, digits: 6)) before it and "
        + "\(NumberText.brief(right, digits: 6)) behind it; the claim lies between them"
    case .noise: "the function is too noisy or too rough for two digits"
    case .valueNotFinite: "the value is not finite"
    }
  }
}

extension TensorSummary.Pattern {
  var text: String {
    switch self {
    case .factor(let factor):
      "everything looked at is \(NumberText.brief(factor, digits: 6)) times what is right"
    case .zero: "it is 0 where it should not be"
    case .transposed: "it is the right gradient transposed"
    case .rolled(let places): "along its last axis everything stands \(places) too far on"
    }
  }
}
