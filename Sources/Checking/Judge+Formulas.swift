import Evaluation
import Language
import Numbers

/// Formula against formula.
extension Judge {
  /// What is found of the two sides of a claim as functions of the given quantities.
  ///
  /// It does not depend on where in a run the claim is met, so callers keep it.
  ///
  /// - Throws: ``DecisionFault`` where a claim came out both proved and refuted, which is a fault of ours.
  public func decision(on claim: Claim, wantsHelp: Bool = true) throws(DecisionFault) -> Decision? {
    guard let functions = functions(claim) else { return nil }
    let (program, left, right) = (functions.program, functions.left, functions.right)
    if left == right { return .proved(.sameFormula) }
    // What is said of a large quantity's value (`accuracy = 1` over all rows of a test) is no law.
    if tree.isNumbersOnly(claim.right), program.work(of: program.needed(for: [left])) > Judge.valueWork {
      return nil
    }
    var targets = [left, right]
    var variables = functions.variables
    var conditions: [(Claim, Program.ID, Program.ID)] = []
    if !derivation.assumptions.isEmpty {
      let own = Set(variables.quantities.map(\.name))
      for assumption in derivation.assumptions {
        guard case .nodes(let a, let b) = assumption.sides else { continue }
        let names = ProgramVariables(program, for: [a, b]).quantities.map(\.name)
        guard names.contains(where: own.contains) else { continue }
        conditions.append((assumption, a, b))
        targets += [a, b]
      }
      variables = ProgramVariables(program, for: targets)
    }
    var context = DecisionContext()
    context.wantsHelp = wantsHelp
    context.lessonPoint = lessonPoint(variables)
    context.assumptions = conditions.map { claim, a, b in
      Assumption(
        ProgramEquation(a, b, of: program, over: variables), claim.relation, text: text(claim))
    }
    context.hasVariableNames = true
    context.namesOfVariables = { [variables] in variables.names }
    context.vectors = variables.quantities.filter { $0.shape.rank == 1 }.map {
      ($0.name, Array($0.range))
    }
    let axes = program.shape(left).axes
    if axes.count == 2 { context.shape = (axes[0], axes[1]) }
    if program.nodes.count == derivation.program.nodes.count {
      context.candidates = { [variables] in candidates(for: left, variables) }
    }
    return try decide(
      ProgramEquation(left, right, of: program, over: variables), context, text: seed + text(claim))
  }

  /// How many multiplications a quantity may take of which a claim about a number is looked at as a formula too.
  private static let valueWork = 5_000

  /// Two nodes of a program, and the givens that they are computed from.
  private struct Functions {
    let program: Program
    let left: Program.ID
    let right: Program.ID
    let variables: ProgramVariables
  }

  /// A claim's sides as functions of the givens: where it speaks of values of other passes, those passes are
  /// written out.
  private func functions(_ claim: Claim) -> Functions? {
    guard case .nodes(let left, let right) = claim.sides else { return nil }
    let variables = ProgramVariables(derivation.program, for: [left, right])
    let isOfOnePass = variables.quantities.allSatisfy { quantity in
      !quantity.isRecorded || derivation.givens.contains { $0.name == quantity.name }
    }
    if isOfOnePass {
      return Functions(program: derivation.program, left: left, right: right, variables: variables)
    }
    guard let unrolling = Unrolling(derivation), let sides = unrolling.sides(of: claim) else { return nil }
    let own = ProgramVariables(unrolling.program, for: [sides.left, sides.right])
    return Functions(program: unrolling.program, left: sides.left, right: sides.right, variables: own)
  }

  /// Whether the two sides are the same with the lesson's own values put in, proved by signature: with those of one
  /// given quantity, whatever the others are, or with all of them.
  private func isProvedHere(_ claim: Claim) throws(DecisionFault) -> Bool {
    guard let functions = functions(claim) else { return false }
    let variables = functions.variables
    guard let point = lessonPoint(variables) else { return false }
    let equation = ProgramEquation(
      functions.left, functions.right, of: functions.program, over: variables)
    func isProved(_ values: [Rational?]) throws(DecisionFault) -> Bool {
      let partial = ValuesPutIn(equation: equation, values: values)
      var context = DecisionContext()
      context.lessonPoint = zip(values, point).compactMap { $0 == nil ? $1 : nil }
      context.wantsHelp = false
      guard case .proved = try decide(partial, context, text: seed + text(claim) + " here") else {
        return false
      }
      return true
    }
    if variables.quantities.count > 1 {
      for quantity in variables.quantities where quantity.shape.count <= Judge.putInLimit {
        if try isProved(point.indices.map { quantity.range.contains($0) ? point[$0] : nil }) { return true }
      }
    }
    return try isProved(point)
  }

  private static let putInLimit = 4096

  private func text(_ claim: Claim) -> String {
    "\(tree.source.text(tree[claim.left].span)) \(claim.relation.rawValue) \(tree.source.text(tree[claim.right].span))"
  }

  /// The givens' own values, where all variables have one.
  private func lessonPoint(_ variables: ProgramVariables) -> [Rational]? {
    var point: [Rational] = []
    for quantity in variables.quantities {
      guard let given = derivation.givens.first(where: { $0.name == quantity.name }),
        given.value.shape == quantity.shape
      else { return nil }
      point += given.value.entries
    }
    return point
  }

  /// Quantities that may have been left out as a factor or a term: single numbers, and those of the sides'
  /// shape, that are computed from nothing but the claim's variables.
  private func candidates(
    for left: Program.ID, _ variables: ProgramVariables
  ) -> any Candidates {
    var program = derivation.program
    let shape = program.shape(left)
    guard shape.count <= Judge.candidateSize else {
      return ProgramCandidates([], of: program, over: variables)
    }
    let isComputable = program.isComputed(from: variables.quantities.map(\.id))
    var result: [(name: String, id: Program.ID)] = []
    for name in derivation.scope.order {
      guard let node = derivation.scope.quantity(name)?.node,
        case .defined = program[node].operation, program.shape(node).isScalar || program.shape(node) == shape,
        isComputable[Int(node.position)]
      else { continue }
      let one = program.constant(.one, program.shape(node))
      let complement = program.difference(one, node)
      let slope = program.product(node, complement)
      result.append((name, node))
      if program.isActivation(node) {
        result.append(("\(name)·(1 − \(name))", slope))
        result.append(("1 − \(name)", complement))
      }
    }
    return ProgramCandidates(result, of: program, over: variables)
  }

  private static let candidateSize = 64

  func formulas(
    _ claim: Claim, _ left: Program.ID, _ right: Program.ID,
    _ evaluator: inout Evaluator<CertifiedArithmetic>, exact: (Program.ID) -> Tensor<Rational>?,
    decision: () throws(DecisionFault) -> Decision?
  ) throws(ArithmeticError) -> Verdict {
    let a = try evaluator.enclosures(of: left)
    let b = try evaluator.enclosures(of: right)
    guard claim.relation == .equal || claim.relation == .unequal || claim.relation == .approximately else {
      return inequality(claim, a, b)
    }
    let isDenied = claim.relation == .unequal
    if left == right {
      return isDenied
        ? Verdict(.refuted, "both sides are the same formula") : Verdict(.proved, "the same formula")
    }
    let found: Decision?
    do throws(DecisionFault) { found = try decision() } catch {
      return .contradiction
    }
    let apart = zip(a.entries, b.entries).enumerated().first { !$0.element.0.overlaps($0.element.1) }
    if let apart {
      let place = entryText(apart.offset, a.shape)
      let reason =
        "\(place)at the lesson's values the left side is \(apart.element.0.shortText), the right side \(apart.element.1.shortText)"
      var help: [Evidence] = []
      if case .refuted(let refutation) = found {
        help = refutation.help.map { Evidence("help", $0.sentence) }
      }
      return Verdict(isDenied ? .provedToDiffer : .refuted, reason, evidence: help)
    }
    let isEqualHere =
      if let x = exact(left), let y = exact(right) {
        x.entries == y.entries
      } else {
        zip(a.entries, b.entries).allSatisfy { $0.isExact && $1.isExact && $0.midpoint == $1.midpoint }
      }
    switch found {
    case .proved(let proof):
      let evidence = proof.evidence
      let reason = proof.conditions
      return isDenied
        ? Verdict(.refuted, "the two sides are the same function", evidence: evidence)
        : Verdict(.proved, reason, evidence: evidence)
    case .refuted(let refutation):
      let evidence = refutation.help.map { Evidence("help", $0.sentence) }
      let reason = self.reason(refutation, claim, a.shape)
      if isDenied { return Verdict(.provedToDiffer, reason, evidence: evidence) }
      let isNumber = tree.isNumbersOnly(claim.right)
      if isEqualHere {
        return Verdict(.holdsHere, isNumber ? "exactly" : "exactly, but not in general: \(reason)")
      }
      if (try? isProvedHere(claim)) == true {
        return Verdict(.holdsHere, isNumber ? "proved" : "proved, but not in general: \(reason)")
      }
      return Verdict(.refuted, reason, evidence: evidence)
    case .undecided(let reason, let tried):
      if !isDenied, isEqualHere || (try? isProvedHere(claim)) == true {
        return Verdict(.holdsHere, "exactly, at the lesson's values")
      }
      return Verdict(.undecided, reason, evidence: tried.map { Evidence("tried", $0) })
    case nil:
      if isEqualHere, !isDenied { return Verdict(.holdsHere, "exactly") }
      return Verdict(
        .undecided,
        "equal as far as can be told, but it is too large to be proved, or speaks of passes that cannot be written out"
      )
    }
  }

  private func inequality(_ claim: Claim, _ a: Tensor<Enclosure>, _ b: Tensor<Enclosure>) -> Verdict {
    for (left, right) in zip(a.entries, b.entries) {
      guard let order = left.compare(right) else {
        return Verdict(.undecided, "the sides cannot be told apart")
      }
      guard claim.relation.holds(order.sign) else {
        return Verdict(.refuted, "\(left.shortText) against \(right.shortText)")
      }
    }
    return Verdict(.holdsHere, "at the lesson's values")
  }

  private func entryText(_ place: Int, _ shape: Shape) -> String {
    let index = shape.index(at: place).map(String.init).joined(separator: ",")
    return index.isEmpty ? "" : "entry \(index): "
  }

  func reason(_ refutation: Decision.Refutation, _ claim: Claim, _ shape: Shape) -> String {
    let place = [entryText(refutation.entry, shape), place(of: refutation, claim)].joined()
    let spot = place.isEmpty || place.hasSuffix(" ") ? place : place + " "
    let (left, right) = (refutation.left, refutation.right)
    // The digits that are shown may be the same.
    let gap = left.subtracting(right, precision: 64).midpoint.magnitude
    let looksEqual = gap * Rational(10_000_000_000) < right.midpoint.magnitude
    let apart = looksEqual ? ", \(gap.decimal(significant: 3).text)… apart" : ""
    return "\(spot)the left side is \(left.shortText), the right side \(right.shortText)\(apart)"
  }

  /// `at x = 2, y = [3, 4]`: the point that refutes a claim; empty where there is nothing to choose. Quantities with
  /// too many entries are counted, not told.
  func place(of refutation: Decision.Refutation, _ claim: Claim) -> String {
    var told: [String] = []
    var room = Judge.toldCoordinates
    var untold = 0
    for quantity in functions(claim)?.variables.quantities ?? [] {
      guard quantity.shape.count <= room, quantity.range.upperBound <= refutation.point.count else {
        untold += quantity.shape.count
        continue
      }
      room -= quantity.shape.count
      let numbers = refutation.point[quantity.range].map(\.shortText)
      told.append("\(quantity.name) = \(quantity.shape.literal(numbers))")
    }
    let rest = untold > 0 ? ["\(untold) \(told.isEmpty ? "" : "other ")values"] : []
    let whole = [told.joined(separator: ", ")].filter { !$0.isEmpty } + rest
    return whole.isEmpty ? "" : "at " + whole.joined(separator: " and ")
  }

  /// How many numbers of a point a person is shown.
  private static var toldCoordinates: Int { 32 }
}

extension Program {
  /// For each node whether it is computed from no given quantities but these.
  func isComputed(from sources: [ID]) -> [Bool] {
    var result = [Bool](repeating: false, count: nodes.count)
    for source in sources { result[Int(source.position)] = true }
    for (position, node) in nodes.enumerated() {
      if case .given = node.operation { continue }
      var isComputed = true
      node.operation.forEachOperand { if !result[Int($0.position)] { isComputed = false } }
      result[position] = isComputed
    }
    return result
  }

  /// Whether a defined quantity is a sigmoid of something.
  func isActivation(_ id: ID) -> Bool {
    guard case .defined(_, let value) = self[id].operation,
      case .function(.sigmoid, _) = self[value].operation
    else { return false }
    return true
  }
}

extension Rational {
  /// The number for a message.
  var shortText: String {
    if let decimal = exactDecimal, decimal.count <= 12 { return decimal }
    return description.count <= 24 ? description : decimal(significant: 6).text + "…"
  }
}

extension Decision.Proof {
  /// Both sides have become the same operations.
  static let sameFormula = Decision.Proof(
    boundBits: Int.min, draws: 0, point: [], domain: [], assumptions: [])

  /// The error bound of a proof by signatures.
  var evidence: [Evidence] {
    draws == 0 ? [] : [Evidence("bound", "2^\(boundBits) in \(draws) draws")]
  }

  /// Under which conditions the proof holds, for people; empty where there are none.
  var conditions: String {
    if draws == 0 { return "the same formula" }
    var parts: [String] = []
    if !assumptions.isEmpty { parts.append("where " + assumptions.joined(separator: ", ")) }
    if !domain.isEmpty {
      parts.append("wherever both sides are defined (\(domain.joined(separator: ", ")))")
    }
    return parts.joined(separator: "; ")
  }
}

extension Decision.Help {
  /// The help in words.
  public var sentence: String {
    switch self {
    case .constantFactor(let factor) where factor == Rational(-1):
      "the left side is exactly −1 times the right one"
    case .constantFactor(let factor): "the left side is exactly \(factor.shortText) times the right one"
    case .constantTerm(let term): "the left side is exactly the right one plus \(term.shortText)"
    case .missingFactor(let name): "with the factor \(name) on the right it would be right"
    case .extraFactor(let name): "the factor \(name) is too much on the right"
    case .missingTerm(let name): "with the term + \(name) on the right it would be right"
    case .extraTerm(let name): "the term \(name) is too much on the right"
    case .transposed: "the right side is the left one transposed"
    case .missingCondition(let condition): "it is right where \(condition)"
    }
  }
}
