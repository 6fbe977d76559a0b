import Checking
import Evaluation
import Language
import Numbers

/// One number of an answer: the reals that it stands for.
struct WrittenEntry: Sendable {
  /// Every real that rounds to it; both ends are one for an exact number.
  let lower: Rational
  let upper: Rational
  /// The number itself; for a formula of numbers its middle.
  let value: Rational
  /// Digits written; nil for a fraction or another formula, which has none.
  let digits: Int?
  let isExact: Bool

  /// Reads a number, a list of numbers, or a formula of numbers; nil for anything else.
  static func read(_ id: Tree.NodeID, in tree: Tree) -> Tensor<WrittenEntry>? {
    switch tree[id].kind {
    case .number(let numeral): return Tensor(scalar: WrittenEntry(numeral, isNegative: false))
    case .negate:
      if let child = tree.children(of: id).first, case .number(let numeral) = tree[child].kind {
        return Tensor(scalar: WrittenEntry(numeral, isNegative: true))
      }
      return formula(id, tree)
    case .list: return list(id, tree)
    default: return formula(id, tree)
    }
  }

  private static func list(_ id: Tree.NodeID, _ tree: Tree) -> Tensor<WrittenEntry>? {
    var entries: [WrittenEntry] = []
    var shape: Shape?
    let parts = tree.children(of: id)
    for part in parts {
      guard let inner = read(part, in: tree), shape == nil || shape == inner.shape else { return nil }
      shape = inner.shape
      entries += inner.entries
    }
    guard let whole = Shape([parts.count] + (shape ?? .scalar).axes), whole.count == entries.count else {
      return nil
    }
    return Tensor(shape: whole, entries: entries)
  }

  private static func formula(_ id: Tree.NodeID, _ tree: Tree) -> Tensor<WrittenEntry>? {
    guard tree.holdsNumbersOnly(id) || tree.holdsFunctionsOnly(id),
      let numbers = try? WrittenNumbers(id, in: tree, precision: AnswerKey.followingPrecision),
      numbers.values.shape.isScalar, let value = numbers.values.entries.first, value.isBounded
    else { return nil }
    return Tensor(scalar: WrittenEntry(value, isExact: numbers.isExact))
  }

  init(_ numeral: Numeral, isNegative: Bool) {
    let interval = numeral.roundingInterval
    value = isNegative ? -numeral.value : numeral.value
    lower = isNegative ? -interval.upper : interval.lower
    upper = isNegative ? -interval.lower : interval.upper
    digits = numeral.significantDigits
    isExact = false
  }

  /// A number that is exactly this.
  init(exactly value: Rational) {
    self.value = value
    (lower, upper) = (value, value)
    digits = nil
    isExact = true
  }

  private init(_ enclosure: Enclosure, isExact: Bool) {
    lower = enclosure.lower
    upper = enclosure.upper
    value = enclosure.midpoint
    digits = nil
    self.isExact = isExact
  }
}

extension Tree {
  /// Whether the only names in a formula are those of functions of one number.
  func holdsFunctionsOnly(_ id: NodeID) -> Bool {
    quantities(in: id).allSatisfy {
      if case .apply(let name, primes: 0) = self[$0].kind { Function.named(name) != nil } else { false }
    }
  }
}
