import Numbers

/// Whether the signs chosen for steps' arguments exclude each other: a > b, b > c and c > a.
///
/// The arguments, and other values of known sign, depend on each other linearly; how, is read off residues. Where no
/// reals have those dependences and the signs chosen, no point belongs to the choice. Not complete: other dependences
/// (x² > 4 and |x| < 1) are not seen.
///
/// Without jumps the cases of an argument meet where it is zero, and signs that are possible only there (a ≥ b ≥ c ≥ a)
/// are excluded too. For every point belongs to some choice that is strictly possible: go through the steps in the
/// order in which they are met; the reals that strictly have the signs chosen so far are a convex open set whose closure
/// holds the values at the point; the next argument either depends on those before, and takes near there the sign it has
/// at the point (any sign, if it is zero there, that it takes somewhere in the set), or is free.
struct SignFeasibility {
  private let draw: SignatureArithmetic
  private let choices: [Int: StepCase]
  private let counts: [Int]

  /// More values than this are not held against each other.
  static let rowLimit = 40

  /// - Parameter draw: one in which the sides are not equal.
  init(_ draw: SignatureArithmetic, _ choices: [Int: StepCase], _ counts: [Int]) {
    self.draw = draw
    self.choices = choices
    self.counts = counts
  }

  /// Whether a sign chosen is not among those that became known later in the draw.
  var contradictsSigns: Bool {
    choices.contains { turn, choice in
      draw.tables.stepBases.indices.contains(turn)
        && !draw.allows(choice, of: draw.tables.stepBases[turn])
    }
  }

  /// A base with the sign that it has in this case.
  private struct Row {
    let base: Int
    let sign: StepCase
    var isStrict = true
  }

  private func rows(_ draw: SignatureArithmetic) -> [Row] {
    var rows: [Row] = []
    for (turn, base) in draw.tables.stepBases.enumerated() {
      if let choice = choices[turn] { rows.append(Row(base: base, sign: choice)) }
    }
    let chosen = Set(rows.map(\.base))
    for (place, base) in draw.tables.bases.enumerated() where !chosen.contains(place) {
      switch base.sign {
      case .positive: rows.append(Row(base: place, sign: .positive))
      case .negative: rows.append(Row(base: place, sign: .negative))
      case .nonnegative where draw.hasJumps: rows.append(Row(base: place, sign: .positive, isStrict: false))
      case .nonpositive where draw.hasJumps: rows.append(Row(base: place, sign: .negative, isStrict: false))
      default: break
      }
    }
    return rows
  }

  /// Whether no reals have the signs.
  func isExcluded(in test: SignatureTest, sizes: SizeArithmetic.Survey) -> Bool {
    let count = rows(draw).count
    guard count > 1, count <= SignFeasibility.rowLimit else { return false }
    // As many points at the top as there may be independent values, the constant among them.
    var reading = SignatureTest.Draw(counts: counts, choices: choices, round: -2)
    reading.counts[counts.count - 1] = count + 2
    guard let read = try? test.drawn(reading).arithmetic else { return false }
    let rows = rows(read)
    guard rows.count <= count, let script = try? SignatureScript(readFrom: read) else { return false }
    let dependences = LinearReading(rows.map { read.tables.bases[$0.base].value }, read)
    if dependences.relations.isEmpty { return false }
    guard SignFeasibility.isImpossible(rows, dependences) else { return false }
    return confirms(rows.map(\.base), dependences, script, test, sizes)
  }

  /// Whether later draws confirm the dependences, so often that they are no coincidence.
  private func confirms(
    _ bases: [Int], _ dependences: LinearReading, _ script: SignatureScript, _ test: SignatureTest,
    _ sizes: SizeArithmetic.Survey
  ) -> Bool {
    // A dependence is one of as many terms as there are rows, with coefficients of the reading's size.
    var sizes = sizes
    let terms = UInt64(bases.count + 1)
    sizes.degree = sizes.degree *| terms
    sizes.bits = (sizes.bits +| 32) *| terms
    let bound = SignatureBound.bits(
      survey: sizes, levels: counts.count, script: script, comparisons: script.comparisonLimit)
    guard let bits = bound, SignatureTest.wantedBits / bits < SignatureTest.drawLimit else { return false }
    var total = 0
    var draw = SignatureTest.Draw(counts: counts, choices: choices, round: 1000, script: script)
    while total > SignatureTest.wantedBits {
      draw.round += 1
      guard let (arithmetic, _) = try? test.drawn(draw), arithmetic.confirmsExponents(),
        bases.allSatisfy({ arithmetic.tables.bases.indices.contains($0) }),
        dependences.holds(for: bases.map { arithmetic.tables.bases[$0].value }, in: arithmetic)
      else { return false }
      total += bits
    }
    return true
  }

  // MARK: - Linear inequalities

  /// Σ coefficients·y > 0, or ≥ 0.
  struct Inequality {
    var coefficients: [Rational]
    var isStrict: Bool
  }

  private static func isImpossible(_ rows: [Row], _ dependences: LinearReading) -> Bool {
    var system: [Inequality] = []
    for (row, form) in zip(rows, dependences.forms) {
      guard let form else { continue }
      let negated = form.map { -$0 }
      switch row.sign {
      case .positive: system.append(.init(coefficients: form, isStrict: row.isStrict))
      case .negative: system.append(.init(coefficients: negated, isStrict: row.isStrict))
      case .zero:
        system.append(.init(coefficients: form, isStrict: false))
        system.append(.init(coefficients: negated, isStrict: false))
      }
    }
    // The constant 1, in the last place.
    system.append(
      .init(coefficients: (0..<dependences.rank).map { $0 == 0 ? .one : .zero }, isStrict: true))
    return isImpossible(system)
  }

  /// More inequalities than this are not gone through.
  static let inequalityLimit = 400

  /// Fourier and Motzkin's elimination; false where it takes too many steps.
  static func isImpossible(_ system: [Inequality]) -> Bool {
    var system = system
    for place in (0..<(system.first?.coefficients.count ?? 0)).reversed() {
      let above = system.filter { $0.coefficients[place].signum > 0 }
      let below = system.filter { $0.coefficients[place].signum < 0 }
      var rest = system.filter { $0.coefficients[place].isZero }
      guard rest.count + above.count * below.count <= inequalityLimit else { return false }
      for a in above {
        for b in below {
          let (p, q) = (a.coefficients[place], -b.coefficients[place])
          let sum = zip(a.coefficients, b.coefficients).map { $0 * q + $1 * p }
          rest.append(.init(coefficients: sum, isStrict: a.isStrict || b.isStrict))
        }
      }
      system = rest.filter { inequality in
        inequality.isStrict || inequality.coefficients.contains { !$0.isZero }
      }
    }
    // What is left says 0 > 0 where it is strict.
    return system.contains { $0.isStrict }
  }
}

/// How some values depend on each other and on the constant 1 with rational coefficients, read off one draw.
struct LinearReading {
  /// value = Σ coefficients·basis, the basis being 1 and some of the values.
  struct Relation {
    let row: Int
    let terms: [(row: Int?, coefficient: Rational)]
  }

  private(set) var relations: [Relation] = []
  /// Each value in terms of the basis, 1 first; nil where it depends on it by large numbers.
  private(set) var forms: [[Rational]?] = []
  /// How many the basis has.
  let rank: Int

  static let coefficientLimit = 1 << 12

  /// By elimination over the points of the top level.
  init(_ values: [SignatureNumber], _ arithmetic: SignatureArithmetic) {
    let field = arithmetic.tower.fields[arithmetic.top]
    let range = arithmetic.offsets[arithmetic.top]..<arithmetic.offsets[arithmetic.top + 1]
    var echelon = Echelon(over: field)
    /// The rows of the basis; nil is the constant.
    var basis: [Int?] = []
    var sparse: [[(place: Int, coefficient: Rational)]?] = []
    for row in -1..<values.count {
      let residues = row < 0 ? range.map { _ in field.one } : Array(values[row].residues[range])
      guard let combination = echelon.add(residues) else {
        basis.append(row < 0 ? nil : row)
        if row >= 0 { sparse.append([(basis.count - 1, .one)]) }
        continue
      }
      var terms: [(place: Int, coefficient: Rational)] = []
      for (place, residue) in combination.enumerated() where residue != 0 {
        let small = RationalReconstruction.rational(
          field.ordinary(residue), modulo: field.prime, limit: LinearReading.coefficientLimit)
        guard let small else {
          terms = []
          break
        }
        terms.append((place, small))
      }
      if terms.isEmpty {
        sparse.append(nil)
        continue
      }
      sparse.append(terms)
      relations.append(
        Relation(row: row, terms: terms.map { (basis[$0.place], $0.coefficient) }))
    }
    rank = basis.count
    let size = rank
    forms = sparse.map { terms in
      terms.map { terms in
        var form = [Rational](repeating: .zero, count: size)
        for term in terms { form[term.place] = term.coefficient }
        return form
      }
    }
  }

  /// Whether the same values of another draw depend on each other in the same way, at all points of all their levels.
  func holds(for values: [SignatureNumber], in arithmetic: SignatureArithmetic) -> Bool {
    relations.allSatisfy { relation in
      let involved = [values[relation.row]] + relation.terms.compactMap { $0.row.map { values[$0] } }
      let level = involved.map(\.level).max() ?? 0
      return (arithmetic.offsets[level]..<arithmetic.fields.count).allSatisfy { place in
        let field = arithmetic.fields[place]
        var rest = values[relation.row].residues[place]
        for term in relation.terms {
          let denominator = field.residue(of: term.coefficient.denominator)
          let coefficient = field.product(
            field.residue(of: term.coefficient.numerator), field.inverse(denominator))
          let value = term.row.map { values[$0].residues[place] } ?? field.one
          rest = field.difference(rest, field.product(coefficient, value))
        }
        return rest == 0
      }
    }
  }
}
