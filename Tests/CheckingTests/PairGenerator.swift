import Evaluation
import Language
import Numbers

@testable import Checking

/// Random pairs of formulas of which it is known whether they are the same function.
///
/// A formula of six variables, depth to 8 and all functions is rewritten by valid rules at random places, or changed in
/// one place by a mutation that certified evaluation confirms to matter.
struct PairGenerator {
  struct Pair: Sendable {
    let claim: Claim
    let areEqual: Bool
  }

  private var random: RandomSource
  static let variableCount = 6

  init(seed: UInt64) { random = RandomSource(seed: seed) }

  mutating func pair(equal: Bool) -> Pair {
    while true {
      let expression = expression(depth: 2 + pick(7))
      guard !PairGenerator.values(expression).isEmpty else { continue }
      var other = expression
      for _ in 0...pick(4) { other = changed(other, by: .rewriting) }
      if equal {
        let claim = Claim(expression, other, variables: PairGenerator.variableCount)
        if !PairGenerator.values(other).isEmpty, other != expression {
          return Pair(claim: claim, areEqual: true)
        }
        continue
      }
      let mutant = changed(other, by: .mutation)
      let claim = Claim(expression, mutant, variables: PairGenerator.variableCount)
      if PairGenerator.differ(expression, mutant) { return Pair(claim: claim, areEqual: false) }
    }
  }

  // MARK: - Formulas

  private mutating func pick(_ bound: Int) -> Int { Int(random.next(below: UInt64(bound))) }

  private mutating func leaf() -> Expression {
    if pick(4) == 0 { return .constant(Rational.fraction(pick(9) - 4, pick(3) + 1)) }
    return .variable(pick(PairGenerator.variableCount))
  }

  private mutating func expression(depth: Int) -> Expression {
    if depth <= 1 || pick(8) == 0 { return leaf() }
    let x = expression(depth: depth - 1)
    switch pick(16) {
    case 0...2: return x + expression(depth: depth - 1)
    case 3...4: return x - expression(depth: depth - 1)
    case 5...7: return x * expression(depth: depth - 1)
    case 8: return x / expression(depth: depth - 1)
    case 9: return x ^ (pick(3) + 2)
    case 10: return max(x, expression(depth: depth - 1))
    case 11: return .indicator([.less, .greaterOrEqual][pick(2)], x, leaf()) * expression(depth: depth - 1)
    default: return .apply(Function.allCases[pick(Function.allCases.count)], x)
    }
  }

  // MARK: - Changes

  private enum Change { case rewriting, mutation }

  /// Changes one random node; tries others where no rule fits.
  private mutating func changed(_ expression: Expression, by change: Change) -> Expression {
    for _ in 0..<20 {
      var countdown = pick(expression.size)
      var isDone = false
      let result = expression.replacing(&countdown) { node in
        let new = change == .rewriting ? rewritten(node) : mutated(node)
        isDone = new != nil
        return new ?? node
      }
      if isDone { return result }
    }
    return expression
  }

  private mutating func rewritten(_ e: Expression) -> Expression? {
    let choice = pick(3)
    switch e {
    case .sum(let x, let y): return choice == 0 ? y + x : choice == 1 ? x - (-y) : (x + y) * 2 / 2
    case .difference(let x, let y):
      return choice == 0 ? x + (-y) : choice == 1 ? -(y - x) : (x * 3 - y * 3) / 3
    case .product(let x, .sum(let y, let z)): return choice == 0 ? x * y + x * z : (y + z) * x
    case .product(let x, let y): return choice == 0 ? y * x : (-x) * (-y)
    case .quotient(let x, let y): return choice == 0 ? x * (1 / y) : (2 * x) / (2 * y)
    case .power(let x, let n): return choice == 0 ? x * (x ^ (n - 1)) : x * (x ^ n) / x
    case .maximum(let x, let y):
      return choice == 0 ? max(y, x) : choice == 1 ? (x + y + abs(x - y)) / 2 : y + relu(x - y)
    case .indicator(.less, let x, let y): return choice == 0 ? .indicator(.greater, y, x) : step(y - x)
    case .indicator(.greaterOrEqual, let x, let y): return 1 - .indicator(.less, x, y)
    case .apply(let function, let x): return rewritten(function, x, choice)
    case .constant, .variable:
      return choice == 0 ? 2 * e - e : choice == 1 ? (e + 1) - 1 : .variable(0) * e / .variable(0)
    default: return nil
    }
  }

  private func rewritten(_ function: Function, _ x: Expression, _ choice: Int) -> Expression? {
    switch function {
    case .sigmoid:
      return choice == 0 ? 1 - sigmoid(-x) : choice == 1 ? 1 / (1 + exp(-x)) : exp(x) / (exp(x) + 1)
    case .tanh: return choice == 0 ? 2 * sigmoid(2 * x) - 1 : -tanh(-x)
    case .exp: return choice == 0 ? 1 / exp(-x) : exp(x / 2) ^ 2
    case .relu: return choice == 0 ? relu(3 * x) / 3 : (x + abs(x)) / 2
    case .abs: return choice == 0 ? abs(-x) : choice == 1 ? sqrt(x ^ 2) : relu(x) + relu(-x)
    case .log: return choice == 0 ? log(2 * x) - log(2) : log(x ^ 3) / 3
    case .sqrt: return choice == 0 ? sqrt(4 * x) / 2 : sqrt(12 * x) / (2 * sqrt(3))
    case .sign: return choice == 0 ? -sign(-x) : step(x) - step(-x)
    case .step: return .indicator(.greater, 2 * x, 0)
    }
  }

  private mutating func mutated(_ e: Expression) -> Expression? {
    switch e {
    case .sum(let x, let y): return pick(2) == 0 ? x - y : x
    case .difference(let x, let y): return pick(2) == 0 ? x + y : y - x
    case .product(let x, let y): return pick(2) == 0 ? x + y : y
    case .quotient(let x, let y): return pick(2) == 0 ? x * y : x
    case .power(let x, let n): return x ^ (n + 1)
    case .maximum(let x, let y): return pick(2) == 0 ? x : x + y
    case .indicator(_, let x, let y): return .indicator(.greater, y, x + 1)
    case .apply(_, let x):
      return pick(2) == 0 ? .apply(Function.allCases[pick(Function.allCases.count)], x) : 2 * e
    case .constant(let value): return .constant(value + .one)
    case .variable: return .variable(pick(PairGenerator.variableCount))
    }
  }

  // MARK: - Certified values

  static let points: [[Rational]] = [
    [2, 3, 4, 5, 6, 7].map { Rational($0) },
    [1, 2, 3, 5, 7, 4].map { .fraction($0, 8) },
    [-3, 5, 2, -7, 4, -9].map { .fraction($0, 4) },
    [5, -2, -4, 3, -6, 8].map { .fraction($0, 5) },
  ]

  private static func value(_ e: Expression, _ point: [Rational]) -> Enclosure? {
    let arithmetic = CertifiedArithmetic(precision: 192)
    guard let value = try? e.value(in: arithmetic, at: point.map { arithmetic.number($0) }), value.isBounded
    else {
      return nil
    }
    return value
  }

  /// The values at the points where there are any.
  static func values(_ e: Expression) -> [Enclosure] { points.compactMap { value(e, $0) } }

  static func differ(_ a: Expression, _ b: Expression) -> Bool {
    points.contains { point in
      guard let x = value(a, point), let y = value(b, point) else { return false }
      return !x.overlaps(y)
    }
  }
}

extension Expression {
  private var children: [Expression] {
    switch self {
    case .variable, .constant: []
    case .sum(let x, let y), .difference(let x, let y), .product(let x, let y), .quotient(let x, let y),
      .maximum(let x, let y), .indicator(_, let x, let y):
      [x, y]
    case .power(let x, _), .apply(_, let x): [x]
    }
  }

  var size: Int { children.reduce(1) { $0 + $1.size } }

  /// The formula with its `countdown`-th node changed, in the order of a walk from the top.
  func replacing(_ countdown: inout Int, _ change: (Expression) -> Expression) -> Expression {
    if countdown == 0 {
      countdown = -1
      return change(self)
    }
    if countdown < 0 { return self }
    countdown -= 1
    switch self {
    case .variable, .constant: return self
    case .power(let x, let n): return .power(x.replacing(&countdown, change), n)
    case .apply(let function, let x): return .apply(function, x.replacing(&countdown, change))
    default: break
    }
    let parts = children.map { $0.replacing(&countdown, change) }
    guard parts.count == 2 else { return self }
    switch self {
    case .sum: return .sum(parts[0], parts[1])
    case .difference: return .difference(parts[0], parts[1])
    case .product: return .product(parts[0], parts[1])
    case .quotient: return .quotient(parts[0], parts[1])
    case .maximum: return .maximum(parts[0], parts[1])
    case .indicator(let relation, _, _): return .indicator(relation, parts[0], parts[1])
    default: return self
    }
  }
}
