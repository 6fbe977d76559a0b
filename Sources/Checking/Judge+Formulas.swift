import Evaluation
import Language
import Numbers

/// Formula against formula.
extension Judge {
  struct Sides {
    let left: [Enclosure]
    let right: [Enclosure]
  }

  func formulas(
    _ claim: Claim, _ values: Sides, _ left: Program.ID, _ right: Program.ID, _ program: Program,
    _ exact: (Program.ID) -> Tensor<Rational>?
  ) -> Verdict {
    if left == right {
      return claim.relation == .unequal
        ? Verdict(.refuted, "both sides are the same formula") : Verdict(.proved, "the same formula")
    }
    for (place, (a, b)) in zip(values.left, values.right).enumerated() {
      switch claim.relation {
      case .equal, .approximately, .unequal:
        guard !a.overlaps(b) else { continue }
        let index = program.shape(left).index(at: place).map(String.init).joined(separator: ",")
        let at = index.isEmpty ? "" : "entry \(index): "
        let reason =
          "\(at)at the lesson's values the left side is \(a.shortText), the right side \(b.shortText)"
        return Verdict(claim.relation == .unequal ? .provedToDiffer : .refuted, reason)
      default:
        guard let order = a.compare(b) else {
          return Verdict(.undecided, "the sides cannot be told apart")
        }
        guard claim.relation.holds(order.sign) else {
          return Verdict(.refuted, "\(a.shortText) against \(b.shortText)")
        }
      }
    }
    if ![.equal, .approximately, .unequal].contains(claim.relation) {
      return Verdict(.holdsHere, "at the lesson's values")
    }
    if claim.relation == .equal, let a = exact(left), let b = exact(right), a.entries == b.entries {
      return Verdict(.holdsHere, "exactly, at the lesson's values")
    }
    return Verdict(.undecided, "equal at the lesson's values as far as can be told")
  }
}
