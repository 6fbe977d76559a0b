import Evaluation
import Language
import Numbers

/// A quantity against numbers that were written down.
extension Judge {
  /// A number in a chain is judged against the truth of what the chain is about; where it is right only for the
  /// line before it, which then is wrong, it follows.
  func numbers(
    _ claim: Claim, _ written: WrittenNumbers, _ left: Program.ID,
    _ evaluator: inout Evaluator<CertifiedArithmetic>, exact: (Program.ID) -> Tensor<Rational>?
  ) throws(ArithmeticError) -> Verdict {
    let own = numbers(
      claim, written, try truths(of: left, &evaluator), exact: exact(left), isUncertain(left))
    guard claim.terms.count > 1, claim.relation != .unequal, let subject = claim.subject, subject != left,
      derivation.program.shape(subject) == derivation.program.shape(left)
    else { return own }
    let whole = numbers(
      claim, written, try truths(of: subject, &evaluator), exact: exact(subject), isUncertain(subject))
    guard whole.outcome != .stands, own.outcome == .stands else { return whole }
    return Verdict(.follows, "right from the line before; \(whole.reason)")
  }

  func numbers(
    _ claim: Claim, _ written: WrittenNumbers, _ truth: Tensor<Enclosure>, exact: Tensor<Rational>?,
    _ isUncertain: Bool
  ) -> Verdict {
    let count = written.values.entries.count
    guard count == truth.entries.count || count == 1 else {
      return Verdict(.refuted, "the left side has \(truth.entries.count) entries, the right side \(count)")
    }
    var comparisons: [Comparison] = []
    for (place, value) in truth.entries.enumerated() {
      let source = count == 1 ? 0 : place
      let comparison = Comparison(
        of: written.values.entries[source], numeral: written.numerals?[source], with: value,
        exact: exact?.entries[place])
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
    if isUncertain, claim.relation != .unequal,
      comparisons.contains(.tooClose) || comparisons.contains(.reaches)
    {
      let digits = truth.entries.map(\.provenDigits).min() ?? 0
      return Verdict(.consistent, "the rounded inputs allow \(digits) digits, and none of them differs")
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

    init(of written: Enclosure, numeral: Numeral?, with truth: Enclosure, exact: Rational?) {
      let lower = exact ?? truth.lower
      let upper = exact ?? truth.upper
      let isZero = exact.map(\.isZero) ?? (truth.isExact && truth.containsZero)
      if upper < written.lower || written.upper < lower {
        self = .differs
      } else if let numeral, numeral.value.isZero, !isZero {
        self = lower.signum <= 0 && upper.signum >= 0 ? .tooClose : .zeroForNonzero
      } else if lower == upper, lower.magnitude == (numeral?.value ?? written.midpoint).magnitude {
        self = .equal
      } else if written.lower <= lower, upper <= written.upper {
        self = .holds
      } else {
        // The interval of a formula of rounded numbers need only reach the truth.
        self = numeral == nil && !written.isExact ? .reaches : .tooClose
      }
    }
  }
}
