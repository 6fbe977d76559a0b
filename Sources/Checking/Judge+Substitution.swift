import Evaluation
import Language
import Numbers

/// Lines that put numbers for letters, and the value at the end of such a line.
extension Judge {
  /// The verdict on a link into or out of a line of numbers; nil where the link is neither.
  func substitution(
    _ claim: Claim, _ evaluator: inout Evaluator<CertifiedArithmetic>,
    exact: (Program.ID) -> Tensor<Rational>?
  ) throws(ArithmeticError) -> Verdict? {
    guard claim.relation == .equal || claim.relation == .approximately, tree.isNumbersOnly(claim.right) else {
      return nil
    }
    if tree.isNumbersOnly(claim.left) { return try lastValue(claim, &evaluator, exact: exact) }
    // Integers and fractions are exact, so a line of them is a formula like any other.
    guard tree.hasDecimal(claim.right), case .nodes(let left, _) = claim.sides else { return nil }
    if tree.numeral(claim.right) == nil, let value = exactValue(of: claim.right),
      exact(left)?.entries == [value]
    {
      return Verdict(.holdsHere, "exactly, with the numbers put in")
    }
    guard let line = Substitution(of: spelledOut(claim.left), in: tree, as: claim.right, in: tree) else {
      return nil
    }
    var evidence: [Evidence] = []
    var wrong: [String] = []
    var isExact = true
    for pair in line.pairs {
      let fit = try fit(pair, line, &evaluator)
      isExact = isExact && fit.fit == .exact
      evidence.append(Evidence(pair.signedText, fit.text))
      if fit.fit == .wrong { wrong.append("\(pair.signedText) stands for \(fit.text)") }
      if fit.fit == .tooClose { return Verdict(.undecided, "whether \(pair.signedText) rounds \(fit.text)") }
    }
    guard wrong.isEmpty else {
      return Verdict(.refuted, wrong.joined(separator: "; "), evidence: evidence)
    }
    if isExact { return Verdict(.holdsHere, "exactly, with the given numbers put in", evidence: evidence) }
    return Verdict(.rounds, "each number is right to the digits written", evidence: evidence)
  }

  /// A number against what it stands for.
  private func fit(
    _ pair: Substitution.Pair, _ line: Substitution, _ evaluator: inout Evaluator<CertifiedArithmetic>
  ) throws(ArithmeticError) -> (fit: Substitution.Fit, text: String) {
    let name = line.text(pair)
    if case .formula(let id) = pair.quantity, let (literal, isNegative) = tree.numeral(id) {
      let same = literal.value == pair.numeral.value && isNegative == pair.isNegative
      return (same ? .exact : .wrong, name)
    }
    guard let node = node(pair.quantity) else { throw .unknownValue(name) }
    let truth = try evaluator.enclosures(of: node)
    guard let value = truth.entries.first, truth.shape.isScalar else { throw .unknownValue(name) }
    let text = "\(name), which is \(value.shortText)"
    let written = pair.numeral.value * (pair.isNegative ? -1 : 1)
    if isExactGiven(node) { return (value.contains(written) ? .exact : .wrong, text) }
    if value.contains(written) { return (.onPoint, text) }
    let interval = pair.interval
    if value.upper < interval.lower || interval.upper < value.lower { return (.wrong, text) }
    return (interval.lower <= value.lower && value.upper <= interval.upper ? .rounds : .tooClose, text)
  }

  private func node(_ quantity: Substitution.Quantity) -> Program.ID? {
    switch quantity {
    case .formula(let id): derivation.scope.compiled[id]
    case .name(let name): derivation.scope.quantity(name)?.node
    }
  }

  /// Whether a number that stands for this quantity has to repeat it exactly.
  private func isExactGiven(_ node: Program.ID) -> Bool {
    switch derivation.program[node].operation {
    case .given(let name): derivation.givens.contains { $0.name == name && $0.uncertainty == nil }
    case .entry(let whole, _), .arrangement(let whole, _, _): isExactGiven(whole)
    default: false
    }
  }

  /// The value at the end of a line of numbers: right to its digits, or right from the numbers put in.
  private func lastValue(
    _ claim: Claim, _ evaluator: inout Evaluator<CertifiedArithmetic>,
    exact: (Program.ID) -> Tensor<Rational>?
  ) throws(ArithmeticError) -> Verdict? {
    guard let subject = claim.subject, let first = claim.terms.first, !tree.isNumbersOnly(first),
      let (numeral, isNegative) = tree.numeral(claim.right)
    else { return nil }
    let truths = try evaluator.enclosures(of: subject)
    guard let truth = truths.entries.first, truths.shape.isScalar else { return nil }
    let interval = numeral.interval(isNegative: isNegative)
    if interval.lower <= truth.lower, truth.upper <= interval.upper, !numeral.value.isZero {
      return Verdict(.rounds, "right to the digits written")
    }
    if let line = exactValue(of: claim.left), exact(subject)?.entries == [line] {
      // The line is the quantity itself, no number in it was rounded.
      return Verdict(.refuted, "the truth is \(truth.shortText)")
    }
    let (value, hasWrongNumber) = try lineValue(claim, &evaluator)
    let meets = interval.lower <= value.upper && value.lower <= interval.upper
    let evidence = [Evidence("truth", truth.shortText), Evidence("from the numbers put in", value.shortText)]
    if meets, hasWrongNumber {
      return Verdict(
        .follows, "right from the numbers put in; the truth is \(truth.shortText)", evidence: evidence)
    }
    if meets {
      return Verdict(
        .consistent, "right from the numbers put in, which were rounded; the truth is \(truth.shortText)",
        evidence: evidence)
    }
    return Verdict(
      .refuted, "the truth is \(truth.shortText), and the numbers put in give \(value.shortText)",
      evidence: evidence)
  }

  /// For a defined name its formula, which is what numbers behind the name stand for; else the formula itself.
  private func spelledOut(_ id: Tree.NodeID) -> Tree.NodeID {
    if case .name(let name) = tree[id].kind, let formula = formulas[name] { return formula }
    return id
  }

  /// The value of a line of numbers, each taken as exactly what is written; nil where it is not rational.
  private func exactValue(of line: Tree.NodeID) -> Rational? {
    let reading = FormulaReading(tree: tree, arithmetic: RationalArithmetic()) {
      (_) throws(ArithmeticError) in nil
    }
    return try? reading.value(of: line)
  }

  /// What the line on the left of a link is worth, and whether one of its numbers is wrong.
  private func lineValue(
    _ claim: Claim, _ evaluator: inout Evaluator<CertifiedArithmetic>
  ) throws(ArithmeticError) -> (Enclosure, Bool) {
    let precision = evaluator.arithmetic.precision
    let formula = claim.terms.last { !tree.isNumbersOnly($0) }
    guard let formula, let line = Substitution(of: spelledOut(formula), in: tree, as: claim.left, in: tree)
    else {
      guard let written = try WrittenNumbers(claim.left, in: tree, precision: precision),
        let value = written.values.entries.first
      else { throw .unknownValue("this line") }
      return (value, false)
    }
    var exact: Set<Tree.NodeID> = []
    var hasWrong = false
    for pair in line.pairs {
      let fit = try fit(pair, line, &evaluator).fit
      if fit == .exact || fit == .onPoint { exact.insert(pair.number) }
      if fit == .wrong { hasWrong = true }
    }
    let value = try line.enclosure(of: claim.left, in: tree, precision: precision) {
      exact.contains($0.number)
    }
    return (value, hasWrong)
  }
}

extension Substitution.Pair {
  /// Every real that rounds to the number written.
  var interval: (lower: Rational, upper: Rational) { numeral.interval(isNegative: isNegative) }
  var signedText: String { (isNegative ? "−" : "") + numeral.text }
}

extension Numeral {
  /// Every real that rounds to this number with a sign before it.
  func interval(isNegative: Bool) -> (lower: Rational, upper: Rational) {
    let interval = roundingInterval
    return isNegative ? (-interval.upper, -interval.lower) : interval
  }
}
