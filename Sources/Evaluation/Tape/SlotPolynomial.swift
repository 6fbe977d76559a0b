import Numbers

/// A polynomial with rational coefficients in places of a tape.
struct SlotPolynomial {
  /// A product of powers of places, in the order of places; empty for 1.
  struct Product: Hashable {
    struct Power: Hashable {
      let slot: Tape.Slot
      var exponent: Int
    }
    var powers: [Power] = []
  }

  private(set) var terms: [Product: Rational]

  /// Larger ones are not followed.
  static let termLimit = 64
  static let degreeLimit = 64
  static let bitLimit = 4096

  init(_ value: Rational) { terms = value.isZero ? [:] : [Product(): value] }

  init(slot: Tape.Slot) { terms = [Product(powers: [.init(slot: slot, exponent: 1)]): .one] }

  init(_ product: Product, _ coefficient: Rational) { terms = [product: coefficient] }

  /// The value, where nothing but a number is left.
  var constant: Rational? {
    if terms.isEmpty { return .zero }
    return terms.count == 1 ? terms[Product()] : nil
  }

  /// The terms, the leading one first.
  var sorted: [(product: Product, coefficient: Rational)] {
    terms.map { ($0.key, $0.value) }.sorted { $1.0 < $0.0 }
  }

  func adding(_ other: SlotPolynomial, times factor: Rational = .one) -> SlotPolynomial? {
    var result = self
    for (product, coefficient) in other.terms {
      let sum = (result.terms[product] ?? .zero) + factor * coefficient
      guard sum.bitSize <= SlotPolynomial.bitLimit else { return nil }
      result.terms[product] = sum.isZero ? nil : sum
    }
    return result.terms.count <= SlotPolynomial.termLimit ? result : nil
  }

  func multiplied(by other: SlotPolynomial) -> SlotPolynomial? {
    var result = SlotPolynomial(.zero)
    for (a, x) in terms {
      for (b, y) in other.terms {
        guard let product = a.times(b), let next = result.adding(SlotPolynomial(product, x * y)) else {
          return nil
        }
        result = next
      }
    }
    return result
  }

  func scaled(by factor: Rational) -> SlotPolynomial {
    var result = SlotPolynomial(.zero)
    if !factor.isZero { result.terms = terms.mapValues { $0 * factor } }
    return result
  }

  /// c and q with leading coefficient 1 so that this is c·q², where there are such, q being a sum: term by term, as one
  /// takes a root by hand (each next term is the leading one of what is left, divided by twice the first).
  var squareRoot: (factor: Rational, root: SlotPolynomial)? {
    guard terms.count > 2, let leading = sorted.first, leading.coefficient.signum > 0,
      let first = leading.product.squareRoot, let inverse = try? leading.coefficient.reciprocal()
    else { return nil }
    var root = SlotPolynomial(first, .one)
    guard var rest = scaled(by: inverse).adding(SlotPolynomial(leading.product, .one), times: -.one) else {
      return nil
    }
    while let next = rest.sorted.first {
      guard root.terms.count * 2 <= terms.count + 1, let product = next.product.divided(by: first),
        product < first
      else { return nil }
      let term = SlotPolynomial(product, next.coefficient * .half)
      // (q + t)² = q² + t·(2q + t)
      guard let factor = root.scaled(by: 2).adding(term), let change = term.multiplied(by: factor),
        let less = rest.adding(change, times: -.one), let more = root.adding(term)
      else { return nil }
      (rest, root) = (less, more)
    }
    return (leading.coefficient, root)
  }
}

extension SlotPolynomial.Product: Comparable {
  /// The lexical order, the first place counting most.
  static func < (a: Self, b: Self) -> Bool {
    for (x, y) in zip(a.powers, b.powers) {
      if x.slot != y.slot { return x.slot > y.slot }
      if x.exponent != y.exponent { return x.exponent < y.exponent }
    }
    return a.powers.count < b.powers.count
  }

  func times(_ other: Self) -> Self? {
    var result = powers
    for power in other.powers {
      if let place = result.firstIndex(where: { $0.slot >= power.slot }) {
        if result[place].slot == power.slot {
          result[place].exponent += power.exponent
        } else {
          result.insert(power, at: place)
        }
      } else {
        result.append(power)
      }
    }
    let degree = result.reduce(0) { $0 + $1.exponent }
    return degree <= SlotPolynomial.degreeLimit ? Self(powers: result) : nil
  }

  /// The quotient, where it is a product of powers too.
  func divided(by other: Self) -> Self? {
    var result = powers
    for power in other.powers {
      guard let place = result.firstIndex(where: { $0.slot == power.slot }),
        result[place].exponent >= power.exponent
      else { return nil }
      result[place].exponent -= power.exponent
    }
    return Self(powers: result.filter { $0.exponent > 0 })
  }

  var squareRoot: Self? {
    guard powers.allSatisfy({ $0.exponent.isMultiple(of: 2) }) else { return nil }
    return Self(powers: powers.map { .init(slot: $0.slot, exponent: $0.exponent / 2) })
  }
}
