import Evaluation
import Language
import Numbers

/// A quantity against numbers that were written down.
extension Judge {
  func numbers(
    _ claim: Claim, _ written: WrittenNumbers, _ truth: Tensor<Enclosure>
  ) -> Verdict {
    let count = written.values.entries.count
    guard count == truth.entries.count || count == 1 else {
      return Verdict(.refuted, "the left side has \(truth.entries.count) entries, the right side \(count)")
    }
    var comparisons: [Comparison] = []
    for (place, value) in truth.entries.enumerated() {
      let source = count == 1 ? 0 : place
      let comparison = Comparison(
        of: written.values.entries[source], numeral: written.numerals?[source], with: value)
      if comparison == .differs || comparison == .zeroForNonzero {
        let index = truth.shape.index(at: place).map(String.init).joined(separator: ",")
        let at = index.isEmpty ? "" : "entry \(index): "
        let reason =
          comparison == .differs
          ? "the truth is \(value.shortText)"
          : "a written zero is right only for zero; the truth is \(value.shortText)"
        return Verdict(claim.relation == .unequal ? .provedToDiffer : .refuted, at + reason)
      }
      comparisons.append(comparison)
    }
    if comparisons.contains(.tooClose) {
      return Verdict(.undecided, "more precision is needed to tell whether it rounds so")
    }
    if claim.relation == .unequal { return Verdict(.refuted, "it is right to the digits written") }
    if written.numerals == nil { return Verdict(.consistent, "the numbers put in allow the true value") }
    return Verdict(
      .rounds, comparisons.allSatisfy { $0 == .equal } ? "exactly" : "right to the digits written")
  }

  /// How a written number compares with the truth.
  private enum Comparison {
    case equal, holds, reaches, tooClose, differs, zeroForNonzero

    init(of written: Enclosure, numeral: Numeral?, with truth: Enclosure) {
      if !written.overlaps(truth) {
        self = .differs
      } else if let numeral, numeral.value.isZero, !(truth.isExact && truth.containsZero) {
        self = truth.containsZero ? .tooClose : .zeroForNonzero
      } else if truth.isExact, truth.midpoint == (numeral?.value.magnitude ?? written.midpoint) * sign(truth)
      {
        self = .equal
      } else if written.lower <= truth.lower, truth.upper <= written.upper {
        self = .holds
      } else {
        // The interval of a formula of rounded numbers need only reach the truth.
        self = numeral == nil && !written.isExact ? .reaches : .tooClose
      }

      func sign(_ value: Enclosure) -> Rational { numeral != nil && value.midpoint.signum < 0 ? -1 : 1 }
    }
  }
}
