import Evaluation
import Language
import Numbers

/// One identity, or a chain of them, judged on its own: `workings prove`.
///
/// Names that nothing defines are free; how they are indexed gives their shapes.
public struct Proposition: Sendable {
  /// One link of the chain and its verdict.
  public struct Link: Sendable {
    public let left: String
    public let relation: Relation
    public let right: String
    public let verdict: Verdict
    /// Whether this joins the chain's first term and its last.
    public let joinsEnds: Bool
  }

  /// The text that was judged: definitions, assumptions and the chain, a line each.
  public let source: Source
  public let links: [Link]
  /// The free quantities that have axes, with the sizes that the claim was judged for: `y: 3`.
  public let sizes: [String]
  public let diagnostics: [Diagnostic]
  /// The name that the last line only defines, where it claims nothing.
  public let definedByChain: String?

  /// The worst verdict of any link; nil where the text could not be read.
  public var outcome: Outcome? {
    if diagnostics.contains(where: { $0.severity == .error }) { return nil }
    return links.map(\.verdict.outcome).max()
  }

  /// - Parameters:
  ///   - chain: `LEFT = RIGHT`, or a longer chain.
  ///   - definitions: `a = sigmoid(z)`, in order.
  ///   - assumptions: `x > 0`, `sum(k, y[k]) = 1`.
  public init(_ chain: String, definitions: [String] = [], assumptions: [String] = []) {
    func line(_ text: String) -> String { text.split { $0.isNewline }.joined(separator: " ") }
    let lines = definitions.map(line) + assumptions.map { "assume " + line($0) } + [chain]
    let source = Source(name: "prove", text: lines.joined(separator: "\n"))
    let parsed = Parser.statements(in: source)
    var compiler = Compiler(tree: parsed.tree, scope: Scope())
    compiler.freeShapes = FreeShapes(in: parsed.tree, statements: parsed.statements)
    let chainStart = lines.dropLast().reduce(0) { $0 + $1.utf8.count + 1 }
    let before = parsed.statements.filter { $0.span.start < chainStart }
    let definitions = before.filter { if case .assumption = $0.kind { false } else { true } }
    let conditions = before.filter { if case .assumption = $0.kind { true } else { false } }
    var output = Compiler.Output()
    var derivation = Derivation()
    // The chain's free names come first, so that assumptions speak of the same quantities.
    let block = Compiler.Block(number: 0, isGiven: false)
    for part in [definitions, parsed.statements.filter { $0.span.start >= chainStart }, conditions] {
      let compiled = compiler.compile(part[...], in: block)
      output.lines += compiled.lines
      output.assumptions += compiled.assumptions
      output.diagnostics += compiled.diagnostics
    }
    output.diagnostics += definitions.compactMap { Proposition.misplaced($0, output.lines) }
    derivation.scope = compiler.scope
    derivation.lines = output.lines
    derivation.assumptions = output.assumptions
    self.source = source
    self.diagnostics = parsed.diagnostics + output.diagnostics
    self.sizes = derivation.program.givens.compactMap { name, id in
      let shape = derivation.program.shape(id)
      return shape.isScalar ? nil : "\(name): \(shape)"
    }
    self.definedByChain = output.lines.last.flatMap {
      switch $0.kind {
      case .definition(let definition): definition.name
      case .function(let name): name
      default: nil
      }
    }
    let judge = Judge(derivation, tree: parsed.tree)
    let printer = Printer(parsed.tree)
    self.links = output.lines.compactMap { line in
      guard case .claim(let claim) = line.kind else { return nil }
      let link = Link(
        left: printer.text(claim.left), relation: claim.relation, right: printer.text(claim.right),
        verdict: judge.verdict(onFunctions: claim), joinsEnds: claim.joinsEnds)
      return claim.joinsEnds && link.verdict.outcome == .stands ? nil : link
    }
  }
}

extension Proposition {
  /// What was given as a definition and only claims, as `z = …` does once an earlier definition has used z.
  private static func misplaced(_ statement: Statement, _ lines: [Line]) -> Diagnostic? {
    let own = lines.filter { $0.span.start >= statement.span.start && $0.span.end <= statement.span.end }
    guard let first = own.first, case .claim = first.kind else { return nil }
    return Diagnostic(
      .duplicateName, "this defines nothing: what is on its left has a meaning already",
      hint: "Give a definition before the ones that use it, and a condition with --assume.", at: first.span)
  }
}

extension Judge {
  /// The verdict on a claim between functions, where no lesson gives values.
  func verdict(onFunctions claim: Claim) -> Verdict {
    if case .misfit(let how) = claim.sides {
      return Verdict(claim.relation == .unequal ? .provedToDiffer : .refuted, how)
    }
    guard case .nodes(let left, let right) = claim.sides else { return wrongShape(claim) }
    switch claim.relation {
    case .equal, .unequal: break
    case .approximately: return Verdict(.undecided, "≈ speaks of digits, and no values are given")
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return verdict(onOrder: claim, left, right)
    }
    let isDenied = claim.relation == .unequal
    do throws(DecisionFault) {
      switch try decision(on: claim) {
      case .proved(let proof):
        return Verdict(
          isDenied ? .refuted : .proved, proof.conditions,
          evidence: proof.evidence)
      case .refuted(let refutation):
        return Verdict(
          isDenied ? .provedToDiffer : .refuted, reason(refutation, claim, derivation.program.shape(left)),
          evidence: refutation.help.map { Evidence("help", $0.sentence) })
      case .undecided(let reason, let tried):
        return Verdict(.undecided, reason, evidence: tried.map { Evidence("tried", $0) })
      case nil: return Verdict(.undecided, "no decision was sought")
      }
    } catch {
      return .contradiction
    }
  }

  /// `a ≤ b` is decided as [a ≤ b] = 1.
  private func verdict(onOrder claim: Claim, _ left: Program.ID, _ right: Program.ID) -> Verdict {
    var derivation = derivation
    let bracket = derivation.scope.program.indicator(claim.relation, left, right)
    let one = derivation.scope.program.constant(.one, derivation.program.shape(bracket))
    let holds = claim.with(.equal, .nodes(left: bracket, right: one))
    let judge = Judge(derivation, tree: tree)
    do throws(DecisionFault) {
      switch try judge.decision(on: holds) {
      case .proved(let proof): return Verdict(.proved, proof.conditions, evidence: proof.evidence)
      case .refuted(let refutation):
        let place = judge.place(of: refutation, holds)
        return Verdict(.refuted, place.isEmpty ? "it is false" : "it is false \(place)")
      case .undecided, nil:
        return Verdict(.undecided, "no point is known where it fails, and no sign that proves it")
      }
    } catch {
      return .contradiction
    }
  }
}
