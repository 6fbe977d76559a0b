import Evaluation
import Language
import Numbers

/// A line that puts numbers for letters, held against the formula before it.
///
/// Both are walked together; wherever the line has a number, it stands for what the formula has there.
public struct Substitution: Sendable {
  /// One number and what it stands for.
  public struct Pair: Sendable {
    public let quantity: Quantity
    /// The number's node in the line, sign included.
    public let number: Tree.NodeID
    public let numeral: Numeral
    public let isNegative: Bool
  }

  /// What a number stands for: a part of the formula, or the name before parentheses in `a2(1 - a2)`.
  public enum Quantity: Sendable, Hashable {
    case formula(Tree.NodeID)
    case name(String)
  }

  public let pairs: [Pair]
  private let formulaTree: Tree

  /// - Returns: nil where the line does not have the formula's form.
  public init?(of formula: Tree.NodeID, in formulaTree: Tree, as line: Tree.NodeID, in lineTree: Tree) {
    var pairs: [Pair] = []
    var pending = [(Quantity.formula(formula), line)]
    while let (quantity, number) = pending.popLast() {
      if let (numeral, isNegative) = lineTree.numeral(number) {
        pairs.append(Pair(quantity: quantity, number: number, numeral: numeral, isNegative: isNegative))
        continue
      }
      guard case .formula(let id) = quantity else { return nil }
      let factors = Substitution.factors(id, in: formulaTree)
      let numbers = Substitution.factors(number, in: lineTree)
      if factors.count > 1 || numbers.count > 1 {
        guard factors.count == numbers.count else { return nil }
        for (factor, number) in zip(factors, numbers) {
          guard case .formula(let number) = number else { return nil }
          pending.append((factor, number))
        }
        continue
      }
      let parts = formulaTree.children(of: id)
      let numberParts = lineTree.children(of: number)
      // `w1*x + b1` with a negative b1 is written `0.6*0.9 - 0.3`.
      if Set([formulaTree[id].kind, lineTree[number].kind]) == [.add, .subtract], let quantity = parts.last,
        let number = numberParts.last, let (numeral, isNegative) = lineTree.numeral(number),
        let first = parts.first, let firstNumber = numberParts.first
      {
        pairs.append(
          Pair(quantity: .formula(quantity), number: number, numeral: numeral, isNegative: !isNegative))
        pending.append((.formula(first), firstNumber))
        continue
      }
      guard formulaTree[id].kind == lineTree[number].kind, parts.count == numberParts.count, !parts.isEmpty
      else {
        return nil
      }
      pending += zip(parts, numberParts).map { (.formula($0), $1) }
    }
    // One number for the whole formula is its value, not a substitution.
    guard pairs.first?.quantity != .formula(formula) else { return nil }
    self.pairs = pairs.sorted { $0.number < $1.number }
    self.formulaTree = formulaTree
  }

  /// The factors of a product, first to last; `a2(1 - a2)` is one.
  private static func factors(_ id: Tree.NodeID, in tree: Tree) -> [Quantity] {
    var result: [Quantity] = []
    var pending = [id]
    while let next = pending.popLast() {
      switch tree[next].kind {
      case .multiply: pending += tree.children(of: next).reversed()
      case .apply(let name, primes: 0)
      where Function.named(name) == nil && tree.children(of: next).count == 1:
        result.append(.name(name))
        pending += tree.children(of: next)
      default: result.append(.formula(next))
      }
    }
    return result
  }

  /// What a pair's number stands for, as it is written in the formula.
  public func text(_ pair: Pair) -> String {
    switch pair.quantity {
    case .formula(let id): formulaTree.source.text(formulaTree[id].span)
    case .name(let name): name
    }
  }
}

extension Substitution {
  /// What one number is worth against what it stands for.
  public enum Fit: Sendable, Hashable {
    /// A literal or an exactly given quantity, repeated exactly.
    case exact
    /// A computed quantity whose value cannot be told from the number itself: nothing was rounded away.
    case onPoint
    /// The digits written are what the quantity rounds to.
    case rounds
    case wrong
    /// More precision is needed.
    case tooClose
  }

  /// The line's value over all reals that round to the numbers written, by the mean-value form: with m the
  /// middles and x in the box X, f(x) lies in f(m) + Σ ∂f/∂xᵢ(X)·(Xᵢ − mᵢ). Naive interval evaluation of
  /// a(1 − a) would forget that both a's are the same number.
  ///
  /// - Parameter isExact: whether a pair's number is exact (it repeats a literal or an exact given).
  /// - Throws: where the formula has no value there.
  public func enclosure(
    of line: Tree.NodeID, in tree: Tree, precision: Int, isExact: (Pair) -> Bool
  ) throws(ArithmeticError) -> Enclosure {
    // The same quantity with the same digits is one variable.
    var variables: [String: Enclosure] = [:]
    var names: [Tree.NodeID: String] = [:]
    for pair in pairs where !isExact(pair) {
      let name = text(pair) + " = " + pair.numeral.text
      names[Substitution.magnitude(pair.number, in: tree)] = name
      let interval = pair.numeral.roundingInterval
      variables[name] = Enclosure(lower: interval.lower, upper: interval.upper, precision: precision)
    }
    let certified = CertifiedArithmetic(precision: precision)
    let naive = try FormulaReading(tree: tree, arithmetic: certified) { (node) throws(ArithmeticError) in
      names[node].flatMap { variables[$0] }
    }.value(of: line)
    var total = try FormulaReading(tree: tree, arithmetic: certified) { (node) throws(ArithmeticError) in
      names[node].flatMap { variables[$0] }.map { certified.number($0.midpoint) }
    }.value(of: line)
    let taylor = TaylorArithmetic(precision: precision, order: 1)
    for (name, interval) in variables.sorted(by: { $0.key < $1.key }) {
      let series = try FormulaReading(tree: tree, arithmetic: taylor) { (node) throws(ArithmeticError) in
        guard let other = names[node], let value = variables[other] else { return nil }
        return other == name ? taylor.variable(value) : taylor.constant(value)
      }.value(of: line)
      let deviation = interval.subtracting(certified.number(interval.midpoint), precision: precision)
      total = certified.sum(total, try certified.product(series[1], deviation))
    }
    return naive.intersection(total, precision: precision) ?? naive
  }

  /// The node of a number without its sign.
  private static func magnitude(_ id: Tree.NodeID, in tree: Tree) -> Tree.NodeID {
    if case .negate = tree[id].kind, let child = tree.children(of: id).first { return child }
    return id
  }
}
