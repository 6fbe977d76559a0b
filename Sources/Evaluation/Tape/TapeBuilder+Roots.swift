import Numbers

/// Roots that are none: √(c·q²) = √c·|q|, and √(a + b√c) of numbers as a sum of two roots.
///
/// Both hold wherever either side is defined, so that a root may be recorded as what it is equal to: no arithmetic need know
/// that √(x² + 2x + 1) and x + 1 depend on each other.
extension TapeBuilder {
  /// More operations than this are not looked through for a square: for one root, and for all of a tape.
  private static let lookLimit = 256
  static let allLooksLimit = 1 << 13

  /// What the root of a value is recorded as; nil for as a root.
  func simplerRoot(of slot: Slot) throws(ArithmeticError) -> Slot? {
    var known: [Slot: SlotPolynomial] = [:]
    guard isSum(slot), looks < TapeBuilder.allLooksLimit else { return nil }
    defer { looks += known.count }
    guard let polynomial = polynomial(at: slot, depth: 0, &known) else { return nil }
    if let (factor, root) = polynomial.squareRoot {
      return try product(function(.sqrt, number(factor)), function(.abs, record(root)))
    }
    return try denested(polynomial)
  }

  private func isSum(_ slot: Slot) -> Bool {
    switch operation(slot) {
    case .sum, .difference, .contraction, .product, .quotient: true
    default: false
    }
  }

  /// A value as a polynomial in values that are none; nil where that is too large.
  private func polynomial(
    at slot: Slot, depth: Int, _ known: inout [Slot: SlotPolynomial]
  ) -> SlotPolynomial? {
    if let polynomial = known[slot] { return polynomial }
    guard depth < SlotPolynomial.degreeLimit, known.count < TapeBuilder.lookLimit else { return nil }
    func part(_ slot: Slot) -> SlotPolynomial? { polynomial(at: slot, depth: depth + 1, &known) }
    var result: SlotPolynomial?
    switch operation(slot) {
    case .constant(let place): result = SlotPolynomial(constant(place))
    case .sum(let a, let b): result = part(a).flatMap { x in part(b).flatMap { x.adding($0) } }
    case .difference(let a, let b):
      result = part(a).flatMap { x in part(b).flatMap { x.adding($0, times: -.one) } }
    case .negation(let a): result = part(a)?.scaled(by: -.one)
    case .product(let a, let b): result = part(a).flatMap { x in part(b).flatMap { x.multiplied(by: $0) } }
    case .quotient(let a, let b):
      guard let divisor = part(b) else { return nil }
      if let inverse = divisor.constant.flatMap({ try? $0.reciprocal() }) {
        result = part(a)?.scaled(by: inverse)
      } else {
        result = SlotPolynomial(slot: slot)
      }
    case .power(let a, let exponent):
      if (2...SlotPolynomial.degreeLimit).contains(Int(exponent)) {
        guard let base = part(a) else { return nil }
        result = base
        for _ in 1..<exponent { result = result.flatMap { $0.multiplied(by: base) } }
      } else {
        result = SlotPolynomial(slot: slot)
      }
    case .contraction(let start, let count):
      result = SlotPolynomial(.zero)
      for place in Int(start)..<Int(start + count) {
        let (a, b) = pair(place)
        let product = part(a).flatMap { x in part(b).flatMap { x.multiplied(by: $0) } }
        result = product.flatMap { result?.adding($0) }
        if result == nil { return nil }
      }
    case .variable, .function, .maximum, .indicator: result = SlotPolynomial(slot: slot)
    }
    known[slot] = result
    return result
  }

  private func record(_ polynomial: SlotPolynomial) throws(ArithmeticError) -> Slot {
    var total = try number(.zero)
    for (factors, coefficient) in polynomial.sorted {
      var term = try number(coefficient.magnitude)
      for factor in factors.powers { term = try product(term, power(factor.slot, factor.exponent)) }
      total = try coefficient.signum < 0 ? difference(total, term) : sum(total, term)
    }
    return total
  }

  /// √(a + b√c) = √((a + e)/2) ± √((a − e)/2) with e = √(a² − b²c), where that is rational and a is positive.
  private func denested(_ polynomial: SlotPolynomial) throws(ArithmeticError) -> Slot? {
    let terms = polynomial.sorted
    guard terms.count == 2, terms[1].product.powers.isEmpty, let root = terms[0].product.powers.first,
      terms[0].product.powers.count == 1, root.exponent == 1,
      case .function(.sqrt, let inner) = operation(root.slot), case .constant(let place) = operation(inner)
    else { return nil }
    let (a, b, c) = (terms[1].coefficient, terms[0].coefficient, constant(place))
    let square = a * a - b * b * c
    guard a.signum > 0, c.signum > 0, square.signum >= 0, let e = square.exactSquareRoot else { return nil }
    let first = try function(.sqrt, number((a + e) * .half))
    let second = try function(.sqrt, number((a - e) * .half))
    return try b.signum < 0 ? difference(first, second) : sum(first, second)
  }
}
