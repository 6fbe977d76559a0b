import Evaluation
import Language
import Numbers

/// Judges one claim at one state of a lesson.
public struct Judge: Sendable {
  public let tree: Tree
  public let derivation: Derivation

  /// The formula that each name is defined by.
  let formulas: [String: Tree.NodeID]
  /// What seeds the random draws of proofs, beside the claim itself: everything that was judged with it.
  let seed: String

  public init(_ derivation: Derivation, tree: Tree) {
    self.derivation = derivation
    self.tree = tree
    self.formulas = derivation.lines.reduce(into: [:]) { formulas, line in
      if case .definition(let definition) = line.kind { formulas[definition.name] = definition.formula }
    }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
    for byte in tree.source.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    self.seed = "\(hash)\n"
  }

  /// The verdict on a claim.
  ///
  /// - Parameters:
  ///   - evaluator: at the state in question. Its precision may turn out too low to decide, which is an
  ///     `undecided` that a higher one may resolve.
  ///   - exact: the exact values of nodes at that state, where they are rational.
  ///   - decision: what ``decision(on:)`` says of the claim, perhaps kept from before.
  public func verdict(
    on claim: Claim, at evaluator: inout Evaluator<CertifiedArithmetic>,
    exact: (Program.ID) -> Tensor<Rational>?, decision: () throws(DecisionFault) -> Decision?
  ) -> Verdict {
    if case .misfit(let how) = claim.sides {
      return Verdict(claim.relation == .unequal ? .provedToDiffer : .refuted, how)
    }
    guard case .nodes(let left, let right) = claim.sides else { return wrongShape(claim) }
    do throws(ArithmeticError) {
      if let verdict = try substitution(claim, &evaluator, exact: exact) { return verdict }
      if !tree.isNumbersOnly(claim.left) || claim.relation == .approximately,
        let written = try WrittenNumbers(
          claim.right, in: tree, integersRound: claim.relation == .approximately,
          precision: evaluator.arithmetic.precision), !written.isExact
      {
        return try numbers(claim, written, left, &evaluator, exact: exact)
      }
      return try formulas(claim, left, right, &evaluator, exact: exact, decision: decision)
    } catch {
      return Verdict(.undecided, Judge.reason(error))
    }
  }

  static func reason(_ error: ArithmeticError) -> String {
    switch error {
    case .divisionByZero: "it divides by zero at the given values"
    case .outsideDomain(let function): "\(function.rawValue) is outside its domain at the given values"
    case .undecided(let what): "it cannot be told \(what)"
    case .tooLarge(let what): "it is too large: \(what)"
    case .unsupported(let function): "\(function.rawValue) cannot be computed here"
    case .unknownValue(let name): "`\(name)` has no value"
    }
  }

  // MARK: Shapes

  func wrongShape(_ claim: Claim) -> Verdict {
    guard case .shapes(let left, let right) = claim.sides else { return Verdict(.undecided) }
    func text(_ axes: [Int]) -> String {
      axes.isEmpty ? "a single number" : axes.map(String.init).joined(separator: "×")
    }
    var reason = "the left side is \(text(left)), the right side \(text(right))"
    if left == Array(right.reversed()) { reason += ": one is the shape of the other transposed" }
    if claim.relation == .unequal { return Verdict(.provedToDiffer, reason) }
    return Verdict(.refuted, reason)
  }
}

extension Evaluator where A == CertifiedArithmetic {
  /// A node's value, an evaluation error told as the arithmetic's.
  mutating func enclosures(of id: Program.ID) throws(ArithmeticError) -> Tensor<Enclosure> {
    do throws(EvaluationError) { return try value(of: id) } catch { throw error.cause }
  }
}

extension Ordering {
  var sign: Int {
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
    return midpoint.decimal(significant: digits).text
      + (containsZero ? " (± \(radius.decimal(significant: 1).text))" : "…")
  }
}
