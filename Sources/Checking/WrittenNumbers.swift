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
    guard tree.isNumbersOnly(id) else { return nil }
    let reading = FormulaReading(tree: tree, arithmetic: CertifiedArithmetic(precision: precision)) {
      (node) throws(ArithmeticError) in
      guard case .number(let numeral) = tree[node].kind, !numeral.isInteger || integersRound else {
        return nil
      }
      let interval = numeral.roundingInterval
      return Enclosure(lower: interval.lower, upper: interval.upper, precision: precision)
    }
    values = try WrittenNumbers.read(id, reading)
    numerals = WrittenNumbers.written(id, in: tree)
    isExact = !tree.hasDecimal(id) && !integersRound
  }

  private static func read(
    _ id: Tree.NodeID, _ reading: FormulaReading<CertifiedArithmetic>
  ) throws(ArithmeticError) -> Tensor<Enclosure> {
    guard case .list = reading.tree[id].kind else { return Tensor(scalar: try reading.value(of: id)) }
    let parts = reading.tree.children(of: id)
    var entries: [Enclosure] = []
    var shape: Shape?
    for part in parts {
      let value = try read(part, reading)
      if let shape, shape != value.shape { throw .unknownValue("a list of rows of different lengths") }
      shape = value.shape
      entries += value.entries
    }
    guard let whole = Shape([parts.count] + (shape ?? .scalar).axes) else { throw .tooLarge("a long list") }
    return Tensor(shape: whole, entries: entries)
  }

  private static func written(_ id: Tree.NodeID, in tree: Tree) -> [Numeral]? {
    guard case .list = tree[id].kind else { return tree.numeral(id).map { [$0.numeral] } }
    var result: [Numeral] = []
    for part in tree.children(of: id) {
      guard let inner = written(part, in: tree) else { return nil }
      result += inner
    }
    return result
  }
}
