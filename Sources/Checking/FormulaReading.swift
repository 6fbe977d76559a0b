import Evaluation
import Language
import Numbers

/// Reads a formula of single numbers straight from its tree, in any arithmetic: for lines in which numbers
/// have been put in for letters, where there is no quantity to compile.
struct FormulaReading<A: Arithmetic> {
  let tree: Tree
  let arithmetic: A
  /// The value of a node that is not to be read further; nil where it is.
  let leaf: (Tree.NodeID) throws(ArithmeticError) -> A.Number?

  /// - Throws: ``ArithmeticError/unknownValue(_:)`` at anything but numbers, operations and functions.
  func value(of id: Tree.NodeID) throws(ArithmeticError) -> A.Number {
    let spine = tree.leftSpine(of: id)
    var result = try operand(spine[spine.count - 1])
    for node in spine.dropLast().reversed() {
      guard let last = tree.children(of: node).last else { continue }
      let right = try value(of: last)
      switch tree[node].kind {
      case .add: result = try arithmetic.sum(result, right)
      case .subtract: result = try arithmetic.difference(result, right)
      case .multiply: result = try arithmetic.product(result, right)
      case .divide: result = try arithmetic.quotient(result, right)
      default: throw .unknownValue(tree.source.text(tree[node].span))
      }
    }
    return result
  }

  private func operand(_ id: Tree.NodeID) throws(ArithmeticError) -> A.Number {
    if let value = try leaf(id) { return value }
    let parts = Array(tree.children(of: id))
    switch tree[id].kind {
    case .number(let numeral): return try arithmetic.number(numeral.value)
    case .negate: return try arithmetic.negation(value(of: parts[0]))
    case .power:
      if case .number(let exponent) = tree[parts[1]].kind, exponent.isInteger,
        let power = exponent.value.asInt
      {
        return try arithmetic.power(value(of: parts[0]), power)
      }
      let logarithm = try arithmetic.value(of: .log, at: value(of: parts[0]))
      return try arithmetic.value(of: .exp, at: arithmetic.product(value(of: parts[1]), logarithm))
    case .absolute: return try arithmetic.value(of: .abs, at: value(of: parts[0]))
    case .apply(let name, primes: 0):
      guard let function = Function.named(name), parts.count == 1 else { throw .unknownValue(name) }
      return try arithmetic.value(of: function, at: value(of: parts[0]))
    default: throw .unknownValue(tree.source.text(tree[id].span))
    }
  }
}

extension Tree {
  /// Whether a formula holds numbers, operations and functions only.
  func isNumbersOnly(_ id: NodeID) -> Bool {
    var pending = [id]
    while let next = pending.popLast() {
      switch self[next].kind {
      case .number, .negate, .add, .subtract, .multiply, .divide, .power, .absolute, .list: break
      case .apply(let name, primes: 0):
        guard Function.named(name) != nil else { return false }
      default: return false
      }
      pending += children(of: next)
    }
    return true
  }

  /// Whether some number of a formula is written as a decimal.
  func hasDecimal(_ id: NodeID) -> Bool {
    contains(id) { if case .number(let numeral) = $0 { !numeral.isInteger } else { false } }
  }

  /// A number written out, perhaps with a sign.
  func numeral(_ id: NodeID) -> (numeral: Numeral, isNegative: Bool)? {
    switch self[id].kind {
    case .number(let numeral): return (numeral, false)
    case .negate:
      guard let child = children(of: id).first, case .number(let numeral) = self[child].kind else {
        return nil
      }
      return (numeral, true)
    default: return nil
    }
  }
}
