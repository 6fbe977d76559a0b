/// Rows over a prime field in echelon form, each with what it is in terms of the independent rows that were added.
struct Echelon {
  private let field: ResidueField
  private var rows: [(pivot: Int, entries: [UInt64], combination: [UInt64])] = []

  init(over field: ResidueField) { self.field = field }

  /// Adds a row that is independent of those before.
  ///
  /// - Returns: nil for such a row; else its coefficients in terms of the independent rows, in their order.
  /// - Complexity: O(independent rows · length) field operations.
  mutating func add(_ row: [UInt64]) -> [UInt64]? {
    var rest = row
    var combination = [UInt64](repeating: 0, count: rows.count)
    for known in rows {
      let factor = rest[known.pivot]
      if factor == 0 { continue }
      for i in rest.indices {
        rest[i] = field.difference(rest[i], field.product(factor, known.entries[i]))
      }
      for i in known.combination.indices {
        combination[i] = field.sum(combination[i], field.product(factor, known.combination[i]))
      }
    }
    guard let pivot = rest.firstIndex(where: { $0 != 0 }) else { return combination }
    // The new echelon row is (row − Σ combination·independent rows)/scale.
    let scale = field.inverse(rest[pivot])
    let made = combination.map { field.negation(field.product($0, scale)) } + [scale]
    rows.append((pivot, rest.map { field.product($0, scale) }, made))
    return nil
  }
}
