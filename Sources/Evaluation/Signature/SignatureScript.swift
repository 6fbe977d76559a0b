import Numbers

/// What a first draw found out about a formula: readings that later draws take up and must confirm.
///
/// Which exponents depend on which, and which values are rational multiples of which, is read off residues and could
/// be a coincidence. The readings are fixed before the draws that count are drawn, so that a false one has to
/// come out again by chance, at random points that know nothing of it.
final class SignatureScript: Sendable {
  /// scale · row = Σ coefficient · row[basis], integers all.
  struct Relation: Sendable, Hashable {
    struct Term: Sendable, Hashable {
      let call: Int
      let coefficient: Int
    }
    let call: Int
    let scale: Int
    let terms: [Term]
  }

  enum Interned: Sendable {
    /// Zero somewhere: followed no further.
    case none
    case new
    /// A rational multiple of another value or, inverted, of its reciprocal.
    case multiple(Rational, of: SignatureTables.Place, isInverted: Bool)
  }

  /// How many exponentials are taken, and how those that are not independent depend on the others.
  let exponentCount: Int
  let relations: [Relation]
  /// The rank of the exponents of each level or a lower one.
  let ranks: [Int]
  /// Every exponential is a product of powers of independent ones; the largest sum of their absolute exponents.
  let span: UInt64
  /// Whether one of those exponents is negative.
  let hasNegativePowers: Bool
  let interned: [Interned]
  /// More comparisons of residues than this end a draw.
  let comparisonLimit: Int

  init(
    exponentCount: Int, relations: [Relation], ranks: [Int], span: UInt64, hasNegativePowers: Bool,
    interned: [Interned], comparisonLimit: Int
  ) {
    self.exponentCount = exponentCount
    self.relations = relations
    self.ranks = ranks
    self.span = span
    self.hasNegativePowers = hasNegativePowers
    self.interned = interned
    self.comparisonLimit = comparisonLimit
  }

  /// The readings of a draw; throws where a dependency has no small coefficients.
  convenience init(readFrom arithmetic: SignatureArithmetic) throws(ArithmeticError) {
    let tables = arithmetic.tables
    let reading = try ExponentReading(arithmetic)
    self.init(
      exponentCount: tables.exponents.count, relations: reading.relations, ranks: reading.ranks,
      span: reading.span, hasNegativePowers: reading.hasNegativePowers, interned: tables.interned,
      comparisonLimit: max(1 << 12, 4 * tables.comparisons))
  }
}

extension SignatureScript {
  /// The readings of the exponents of one draw, where there is nothing else to be read.
  convenience init(exponentsOf run: ResidueRun) throws(ArithmeticError) {
    let rows = run.exponentRows(ofDraw: 0)
    let reading = try ExponentReading(rows, levels: run.levels, over: run.exponentField(ofDraw: 0))
    self.init(
      exponentCount: rows.count, relations: reading.relations, ranks: reading.ranks, span: reading.span,
      hasNegativePowers: reading.hasNegativePowers, interned: [], comparisonLimit: .max)
  }
}

/// Which of the exponents of a draw are independent, and how the others depend on them.
struct ExponentReading {
  private(set) var relations: [SignatureScript.Relation] = []
  private(set) var ranks: [Int]
  private(set) var span: UInt64 = 1
  private(set) var hasNegativePowers = false

  /// A dependency is read with a common denominator and numerators up to this.
  static let coefficientLimit = 1 << 12

  init(_ arithmetic: SignatureArithmetic) throws(ArithmeticError) {
    let below = max(arithmetic.top - 1, 0)
    let range = arithmetic.offsets[below]..<arithmetic.offsets[below + 1]
    try self.init(
      arithmetic.tables.exponents.map { ($0.level, Array($0.residues[range])) },
      levels: arithmetic.pointCounts.count, over: arithmetic.tower.fields[below])
  }

  /// Eliminates by the residues at the points of the level below the top, where all exponents have some, those of
  /// the lowest levels first, so that each depends on exponents of its own level or below.
  ///
  /// - Parameter exponents: the level of each, and those residues.
  /// - Complexity: O(exponents · rank · points) field operations.
  init(
    _ exponents: [(level: Int, residues: [UInt64])], levels: Int, over field: ResidueField
  ) throws(ArithmeticError) {
    ranks = Array(repeating: 0, count: levels)
    guard !exponents.isEmpty, levels > 1 else { return }
    var echelon = Echelon(over: field)
    var basis: [Int] = []
    var known: [[UInt64]: Int] = [:]
    var scales = Integer.one
    var largest = Rational.one
    let order = exponents.indices.sorted {
      (exponents[$0].level, $0) < (exponents[$1].level, $1)
    }
    for call in order {
      let row = exponents[call].residues
      if let same = known[row] {
        relations.append(.init(call: call, scale: 1, terms: [.init(call: same, coefficient: 1)]))
        continue
      }
      if let combination = echelon.add(row) {
        let relation = try ExponentReading.relation(call, combination, basis, field)
        scales = ExponentReading.commonMultiple(scales, Integer(relation.scale))
        if scales.bitWidth > 40 { throw .undecided("exponents that depend on each other by large numbers") }
        let sum = relation.terms.reduce(0) { $0 + $1.coefficient.magnitude }
        largest = max(largest, .fractionOf(Int(sum), relation.scale))
        if relation.terms.contains(where: { $0.coefficient < 0 }) { hasNegativePowers = true }
        relations.append(relation)
        continue
      }
      known[row] = call
      basis.append(call)
      for level in exponents[call].level..<ranks.count { ranks[level] += 1 }
    }
    span = UInt64((largest * Rational(scales)).floor.asInt ?? .max) +| 1
  }

  /// A dependency with small coefficients over their common denominator.
  private static func relation(
    _ call: Int, _ combination: [UInt64], _ basis: [Int], _ field: ResidueField
  ) throws(ArithmeticError) -> SignatureScript.Relation {
    var values: [(call: Int, value: Rational)] = []
    var scale = Integer.one
    for (place, residue) in combination.enumerated() where residue != 0 {
      let value = RationalReconstruction.rational(
        field.ordinary(residue), modulo: field.prime, limit: coefficientLimit)
      guard let value else { throw .undecided("exponents that depend on each other by large numbers") }
      scale = commonMultiple(scale, value.denominator)
      values.append((basis[place], value))
    }
    var terms: [SignatureScript.Relation.Term] = []
    for (basisCall, value) in values {
      guard let coefficient = (value * Rational(scale)).asInt, coefficient.magnitude < 1 << 40 else {
        throw .undecided("exponents that depend on each other by large numbers")
      }
      terms.append(.init(call: basisCall, coefficient: coefficient))
    }
    guard let small = scale.asInt, small < 1 << 40 else {
      throw .undecided("exponents that depend on each other by large numbers")
    }
    return .init(call: call, scale: small, terms: terms)
  }

  private static func commonMultiple(_ a: Integer, _ b: Integer) -> Integer {
    let divisor = a.greatestCommonDivisor(b)
    return a * ((try? b.quotientAndRemainder(dividingBy: divisor).quotient) ?? b)
  }
}

extension SignatureArithmetic {
  /// Whether the exponents of this draw depend on each other as the script says.
  func confirmsExponents() -> Bool {
    guard let script, !tables.exponents.isEmpty || script.exponentCount > 0 else { return true }
    guard tables.exponents.count == script.exponentCount else { return false }
    for relation in script.relations {
      let row = tables.exponents[relation.call]
      guard relation.terms.allSatisfy({ tables.exponents[$0.call].level <= row.level }) else { return false }
      for level in row.level..<top {
        let field = tower.fields[level]
        let scale = field.residue(integer: relation.scale)
        let coefficients = relation.terms.map { field.residue(integer: $0.coefficient) }
        for place in offsets[level]..<offsets[level + 1] {
          var rest = field.product(scale, row.residues[place])
          for (term, coefficient) in zip(relation.terms, coefficients) {
            rest = field.difference(
              rest, field.product(coefficient, tables.exponents[term.call].residues[place]))
          }
          if rest != 0 { return false }
        }
      }
    }
    return true
  }
}

extension Rational {
  fileprivate static func fractionOf(_ numerator: Int, _ denominator: Int) -> Rational {
    (try? Rational(numerator: Integer(numerator), denominator: Integer(denominator))) ?? .zero
  }
}

extension ResidueField {
  /// The residue of a machine integer.
  func residue(integer value: Int) -> UInt64 {
    let residue = residue(ordinary: UInt64(value.magnitude))
    return value < 0 ? negation(residue) : residue
  }
}
