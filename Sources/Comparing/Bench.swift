import Dumps
import Evaluation
import Numbers

/// A dump's own numbers, and what follows from them, in one arithmetic.
///
/// What is asked of it is always the same: what a formula gives from the tensors that are there, those that are not
/// there computed through.
struct Bench<A: Arithmetic> {
  typealias Values = Tensor<A.Number>

  let specification: Specification
  let arithmetic: A
  /// The givens' values; none where nobody knows them.
  let givens: [Int: Values]
  /// What the dump has of computed quantities.
  let present: [Int: Values]
  /// Values instead of those, to ask "what if W2 had been the new one".
  private var replaced: [Int: Values] = [:]
  /// Formulas instead of an absent quantity's own.
  private var overrides: [Int: Specification.Way] = [:]
  private var absent: [Int: Values?] = [:]
  private var pure: [Int: Values?] = [:]
  /// The quantities that are being computed, so that a wrong formula cannot lead in a circle.
  private var busy: Set<Int> = []
  private let blank: Evaluator<A>

  init(_ specification: Specification, in arithmetic: A, givens: [Int: Values], present: [Int: Values]) {
    self.specification = specification
    self.arithmetic = arithmetic
    self.givens = givens
    self.present = present
    blank = Evaluator(specification.program, in: arithmetic)
  }

  // MARK: Values

  /// What stands for a quantity in formulas: the dump's own tensor, or what follows from others.
  mutating func value(of item: Int) -> Values? {
    if let known = replaced[item] ?? present[item] ?? givens[item] { return known }
    if let known = absent[item] { return known }
    guard busy.insert(item).inserted else { return nil }
    defer { busy.remove(item) }
    let ways = overrides[item].map { [$0] } ?? specification.items[item].ways
    let result = firstKnown(ways) { $0.compute($1) }
    absent[item] = .some(result)
    return result
  }

  /// What follows from the givens alone.
  mutating func valueFromGivens(of item: Int) -> Values? {
    if let known = givens[item] { return known }
    if let known = pure[item] { return known }
    guard busy.insert(item).inserted else { return nil }
    defer { busy.remove(item) }
    let result = firstKnown(specification.items[item].ways) { bench, way in
      bench.compute(way) { $0.valueFromGivens(of: $1) }
    }
    pure[item] = .some(result)
    return result
  }

  /// What follows from a quantity's own inputs, whether or not the dump has the quantity.
  mutating func recomputed(_ item: Int) -> Values? {
    if let known = givens[item] { return known }
    return firstKnown(specification.items[item].ways) { $0.compute($1) }
  }

  /// The first of several formulas that has a value, those preferred whose entries are all known.
  private mutating func firstKnown(
    _ ways: [Specification.Way], _ compute: (inout Bench, Specification.Way) -> Values?
  ) -> Values? {
    var fallback: Values?
    for way in ways {
      guard let value = compute(&self, way) else { continue }
      if value.entries.allSatisfy(isKnown) { return value }
      if fallback == nil { fallback = value }
    }
    return fallback
  }

  private func isKnown(_ number: A.Number) -> Bool {
    (number as? RoundingArithmetic.Number)?.isKnown ?? true
  }

  // MARK: Formulas

  /// What a formula gives from the dump's own tensors.
  mutating func compute(_ way: Specification.Way) -> Values? { compute(way) { $0.value(of: $1) } }

  /// The same with each tensor that is there recomputed from its own inputs, as a fused program would have it.
  mutating func computeFused(_ way: Specification.Way) -> Values? {
    compute(way) { bench, item in
      bench.present[item] == nil ? bench.value(of: item) : bench.recomputed(item)
    }
  }

  private mutating func compute(
    _ way: Specification.Way, _ leafValue: (inout Bench, Int) -> Values?
  ) -> Values? {
    var leaves: [(Program.ID, Values)] = []
    for leaf in way.leaves {
      let chosen = leaf.items.first { replaced[$0] != nil || present[$0] != nil } ?? leaf.items.first
      guard let chosen, let value = leafValue(&self, chosen),
        value.shape == specification.program.shape(leaf.node)
      else { return nil }
      leaves.append((leaf.node, value))
    }
    var evaluator = blank
    for (node, value) in leaves { evaluator.set(node, to: value) }
    do throws(EvaluationError) {
      try evaluator.run(way.order)
      return try evaluator.value(of: way.node)
    } catch {
      return nil
    }
  }

  // MARK: What if

  /// What a formula gives with other values for some quantities, or another formula for an absent one.
  mutating func compute(
    _ way: Specification.Way, replacing values: [Int: Values], overriding ways: [Int: Specification.Way] = [:]
  ) -> Values? {
    let saved = absent
    (replaced, overrides, absent) = (values, ways, [:])
    defer { (replaced, overrides, absent) = ([:], [:], saved) }
    return compute(way)
  }

  /// The absent quantities between a formula and the dump's own tensors or the givens, nearest first.
  func absentBehind(_ way: Specification.Way) -> [Int] {
    var result: [Int] = []
    var open = way.leaves.compactMap(source)
    var place = 0
    while place < open.count {
      let item = open[place]
      place += 1
      guard present[item] == nil, specification.items[item].kind != .given, !result.contains(item) else {
        continue
      }
      result.append(item)
      open += specification.items[item].ways.prefix(1).flatMap { $0.leaves.compactMap(source) }
    }
    return result
  }

  /// The dump's tensors and the givens that a formula reads, through absent quantities too.
  func sources(of way: Specification.Way) -> [Int] {
    let all = [way] + absentBehind(way).compactMap { specification.items[$0].ways.first }
    var result: [Int] = []
    for leaf in all.flatMap(\.leaves) {
      guard let item = source(of: leaf), present[item] != nil || specification.items[item].kind == .given,
        !result.contains(item)
      else { continue }
      result.append(item)
    }
    return result
  }

  private func source(of leaf: (node: Program.ID, items: [Int])) -> Int? {
    leaf.items.first { present[$0] != nil } ?? leaf.items.first
  }
}
