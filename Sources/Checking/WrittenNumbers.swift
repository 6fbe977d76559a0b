import Evaluation
import Language
import Numbers

/// What a formula of numbers alone says: each decimal stands for every real that rounds to it.
///
/// Integers and fractions are exact; `0.62` is the interval [0.615, 0.625]; the formula is enclosed over them.
public struct WrittenNumbers: Sendable {
  /// One enclosure for each entry, in row-major order.
  public let values: Tensor<Enclosure>
  /// For numbers written out (rather than computed): each with its digits.
  public let numerals: [Numeral]?
  /// Whether no decimal took part, so that the values are exact.
  public let isExact: Bool

  /// - Parameter integersRound: whether an integer, too, stands for what rounds to it.
  /// - Returns: nil where the formula names anything but functions.
  public init?(
    _ id: Tree.NodeID, in tree: Tree, integersRound: Bool = false, precision: Int = 256
  ) throws(ArithmeticError) {
    guard WrittenNumbers.isNumbersOnly(id, in: tree) else { return nil }
    var reader = Reader(
      tree: tree, arithmetic: CertifiedArithmetic(precision: precision), integersRound: integersRound)
    values = try reader.read(id)
    isExact = reader.isExact
    numerals = reader.written(id)
  }

  static func isNumbersOnly(_ id: Tree.NodeID, in tree: Tree) -> Bool {
    var pending = [id]
    while let next = pending.popLast() {
      switch tree[next].kind {
      case .name, .derivative, .index, .step, .missing, .keyword, .tuple, .iverson, .matrixProduct, .transpose:
        return false
      case .apply(let name, let primes):
        guard primes == 0, Reader.functions[name] != nil else { return false }
      default: break
      }
      pending += tree.children(of: next)
    }
    return true
  }

  private struct Reader {
    let tree: Tree
    let arithmetic: CertifiedArithmetic
    let integersRound: Bool
    var isExact = true

    static let functions: [String: Function] = [
      "exp": .exp, "log": .log, "ln": .log, "sqrt": .sqrt, "sigmoid": .sigmoid, "sigma": .sigmoid,
      "tanh": .tanh, "relu": .relu, "abs": .abs,
    ]

    mutating func read(_ id: Tree.NodeID) throws(ArithmeticError) -> Tensor<Enclosure> {
      let parts = Array(tree.children(of: id))
      if case .list = tree[id].kind {
        var entries: [Enclosure] = []
        var shape: Shape?
        for part in parts {
          let value = try read(part)
          if let shape, shape != value.shape { throw .tooLarge("a list of rows of different lengths") }
          shape = value.shape
          entries += value.entries
        }
        guard let whole = Shape([parts.count] + (shape ?? .scalar).axes) else { throw .tooLarge("a list") }
        return Tensor(shape: whole, entries: entries)
      }
      return Tensor(scalar: try number(id))
    }

    mutating func number(_ id: Tree.NodeID) throws(ArithmeticError) -> Enclosure {
      let parts = Array(tree.children(of: id))
      switch tree[id].kind {
      case .number(let numeral):
        if numeral.isInteger, !integersRound { return arithmetic.number(numeral.value) }
        isExact = false
        let interval = numeral.roundingInterval
        return Enclosure(lower: interval.lower, upper: interval.upper, precision: arithmetic.precision)
      case .negate: return try arithmetic.negation(number(parts[0]))
      case .add: return try arithmetic.sum(number(parts[0]), number(parts[1]))
      case .subtract: return try arithmetic.difference(number(parts[0]), number(parts[1]))
      case .multiply: return try arithmetic.product(number(parts[0]), number(parts[1]))
      case .divide: return try arithmetic.quotient(number(parts[0]), number(parts[1]))
      case .power:
        guard case .number(let exponent) = tree[parts[1]].kind, exponent.isInteger,
          let power = exponent.value.asInt
        else {
          let logarithm = try arithmetic.value(of: .log, at: number(parts[0]))
          return try arithmetic.value(of: .exp, at: arithmetic.product(number(parts[1]), logarithm))
        }
        return try arithmetic.power(number(parts[0]), power)
      case .absolute: return try arithmetic.value(of: .abs, at: number(parts[0]))
      case .apply(let name, _):
        guard let function = Reader.functions[name], parts.count == 1 else { throw .tooLarge("\(name)") }
        return try arithmetic.value(of: function, at: number(parts[0]))
      default: throw .tooLarge("this formula")
      }
    }

    /// The numerals of a list of numbers written out, signs included in nothing but their value's use.
    func written(_ id: Tree.NodeID) -> [Numeral]? {
      switch tree[id].kind {
      case .number(let numeral): return [numeral]
      case .negate:
        guard let child = tree.children(of: id).first, case .number(let numeral) = tree[child].kind else {
          return nil
        }
        return [numeral]
      case .list:
        var result: [Numeral] = []
        for part in tree.children(of: id) {
          guard let inner = written(part) else { return nil }
          result += inner
        }
        return result
      default: return nil
      }
    }
  }
}
