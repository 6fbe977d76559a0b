import Evaluation
import Language
import Numbers

/// Judges one claim at one state of a lesson.
public struct Judge: Sendable {
  public let tree: Tree
  public let derivation: Derivation

  public init(_ derivation: Derivation, tree: Tree) {
    self.derivation = derivation
    self.tree = tree
  }

  /// The verdict on a claim.
  ///
  /// - Parameters:
  ///   - evaluator: at the state in question. Its precision may turn out too low to decide, which is an
  ///     `undecided` that a higher one may resolve.
  ///   - exact: the exact values of nodes at that state, where they are rational.
  public func verdict(
    on claim: Claim, at evaluator: inout Evaluator<CertifiedArithmetic>,
    exact: (Program.ID) -> Tensor<Rational>?
  ) -> Verdict {
    guard case .nodes(let left, let right) = claim.sides else { return wrongShape(claim) }
    do throws(ArithmeticError) {
      if !isNumbersOnly(claim.left) || claim.relation == .approximately,
        let written = try WrittenNumbers(
          claim.right, in: tree, integersRound: claim.relation == .approximately,
          precision: evaluator.arithmetic.precision), written.numerals != nil || !written.isExact
      {
        return numbers(claim, written, try evaluator.enclosures(of: left))
      }
      let values = Sides(
        left: try evaluator.enclosures(of: left).entries, right: try evaluator.enclosures(of: right).entries)
      return formulas(claim, values, left, right, evaluator.program, exact)
    } catch {
      return Verdict(.undecided, Judge.reason(error))
    }
  }

  /// Whether the left side is numbers only as well, so that nothing is computed from it.
  private func isNumbersOnly(_ id: Tree.NodeID) -> Bool { WrittenNumbers.isNumbersOnly(id, in: tree) }

  static func reason(_ error: ArithmeticError) -> String {
    switch error {
    case .divisionByZero: "it divides by zero at the given values"
    case .outsideDomain(let function): "\(function.rawValue) is outside its domain at the given values"
    case .undecided(let what): "it cannot be told \(what)"
    case .tooLarge(let what): "it needs \(what)"
    case .unsupported(let function): "\(function.rawValue) cannot be computed here"
    case .unknownValue(let name): "`\(name)` has no value"
    }
  }

  // MARK: Shapes

  private func wrongShape(_ claim: Claim) -> Verdict {
    guard case .shapes(let left, let right) = claim.sides else { return Verdict(.undecided) }
    func text(_ axes: [Int]) -> String {
      axes.isEmpty ? "a single number" : axes.map(String.init).joined(separator: "×")
    }
    var reason = "the left side is \(text(left)), the right side \(text(right))"
    if left == Array(right.reversed()) { reason += ": one is the shape of the other transposed" }
    if claim.relation == .unequal { return Verdict(.provedToDiffer, reason) }
    return Verdict(.refuted, reason)
  }

  // MARK: Numbers

  private func numbers(
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
    return Verdict(.rounds, comparisons.allSatisfy { $0 == .equal } ? "exactly" : "right to the digits written")
  }

  /// How a written number compares with the truth.
  private enum Comparison {
    case equal, holds, reaches, tooClose, differs, zeroForNonzero

    init(of written: Enclosure, numeral: Numeral?, with truth: Enclosure) {
      if !written.overlaps(truth) {
        self = .differs
      } else if let numeral, numeral.value.isZero, !(truth.isExact && truth.containsZero) {
        self = truth.containsZero ? .tooClose : .zeroForNonzero
      } else if truth.isExact, truth.midpoint == (numeral?.value.magnitude ?? written.midpoint) * sign(truth) {
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

  // MARK: Formulas

  private struct Sides {
    let left: [Enclosure]
    let right: [Enclosure]
  }

  private func formulas(
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
        let reason = "\(at)at the lesson's values the left side is \(a.shortText), the right side \(b.shortText)"
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

extension Evaluator where A == CertifiedArithmetic {
  /// A node's value, an evaluation error told as the arithmetic's.
  mutating func enclosures(of id: Program.ID) throws(ArithmeticError) -> Tensor<Enclosure> {
    do throws(EvaluationError) { return try value(of: id) } catch { throw error.cause }
  }
}

extension Ordering {
  fileprivate var sign: Int {
    switch self {
    case .less: -1
    case .equal: 0
    case .greater: 1
    }
  }
}

extension Enclosure {
  /// About twenty digits for a message.
  public var shortText: String {
    if isExact, let text = midpoint.exactDecimal, text.count <= 24 { return text }
    let digits = min(max(provenDigits, 1), 12)
    return midpoint.decimal(significant: digits).text + (containsZero ? " (± \(radius.decimal(significant: 1).text))" : "…")
  }
}
