import Evaluation
import Language
import Numbers
import Testing

@testable import Checking

private let a = Expression.variable(0)
private let b = Expression.variable(1)
private let c = Expression.variable(2)
private let x = Expression.variable(3)
private let y = Expression.variable(4)
private let z = Expression.variable(5)

private func positive(_ expression: Expression) -> Assumption {
  Assumption(Claim(expression, 0), .greater, text: "\(expression) > 0")
}

private func decision(_ claim: Claim, _ assumptions: [Assumption] = []) throws -> Decision {
  var context = DecisionContext()
  context.assumptions = assumptions
  return try decide(claim, context, text: claim.description)
}

private func isProved(_ decision: Decision) -> Bool { if case .proved = decision { true } else { false } }
private func isRefuted(_ decision: Decision) -> Bool { if case .refuted = decision { true } else { false } }

/// Π of the primes that a source of this project could be thought to use; any fixed number will do.
private let productOfPrimes = Expression.constant(
  [2_305_843_009_213_693_951, 2_147_483_647, 998_244_353, 1_000_000_007, 4_294_967_291].map { Rational($0) }
    .reduce(.one, *))

/// What must be proved, one claim a row.
private func identities() -> [Claim] {
  var rows: [Claim] = []
  rows.append(Claim(relu(2 * z), 2 * relu(z)))
  rows.append(Claim(max(a, b), (a + b + abs(a - b)) / 2))
  rows.append(Claim(max(a, b) + relu(b - a), b + abs(a - b)))
  rows.append(Claim(relu(x) - relu(-x), x))
  rows.append(Claim(relu(x) * relu(-x), 0))
  rows.append(Claim(relu(x) ^ 2, x * relu(x)))
  rows.append(Claim(step(x) * relu(x), relu(x)))
  rows.append(Claim(abs(x) * abs(y), abs(x * y)))
  rows.append(Claim(abs(x ^ 2 + 1), (x ^ 2) + 1))
  rows.append(Claim(sqrt(12), 2 * sqrt(3)))
  rows.append(Claim(sqrt(x ^ 2), abs(x)))
  rows.append(Claim(sqrt((x ^ 2) * y), abs(x) * sqrt(y)))
  rows.append(Claim(sqrt(x) ^ 2, x))
  rows.append(Claim((1 + sqrt(x)) * (1 - sqrt(x)), 1 - x))
  rows.append(Claim((sqrt(x ^ 2) + 1) * (sqrt(x ^ 2) - 1), (x ^ 2) - 1))
  rows.append(Claim((a * sqrt(x + y) + b * sqrt(x + y)) * sqrt(x + y), (a + b) * (x + y)))
  rows.append(Claim(1 / (1 + sqrt(x + y)), (1 - sqrt(x + y)) / (1 - x - y)))
  rows.append(
    Claim(
      1 / (sqrt((x ^ 2) + 1) - sqrt((y ^ 2) + 2)),
      (sqrt((x ^ 2) + 1) + sqrt((y ^ 2) + 2)) / ((x ^ 2) - (y ^ 2) - 1)))
  rows.append(Claim(((1 + sqrt(5)) / 2) ^ 2, (3 + sqrt(5)) / 2))
  rows.append(Claim((1 + sqrt(1 + sqrt(x))) * (1 - sqrt(1 + sqrt(x))), -sqrt(x)))
  rows.append(Claim((1 / sqrt(1 + exp(x)) + y) * sqrt(1 + exp(x)) - 1, y * sqrt(1 + exp(x))))
  rows.append(Claim((sqrt(abs(x) + 1) + y) * (sqrt(abs(x) + 1) - y), abs(x) + 1 - (y ^ 2)))
  rows.append(Claim(exp((a * sqrt(x + 1) + b * sqrt(x + 1)) / sqrt(x + 1)), exp(a) * exp(b)))
  rows.append(Claim(x / sqrt(x), sqrt(x)))
  rows.append(Claim(1 / sqrt(3), sqrt(3) / 3))
  rows.append(Claim(sqrt((x ^ 2) + 2 * x + 1), abs(x + 1)))
  rows.append(Claim(sqrt((x ^ 2) / 4 + x * y / 3 + (y ^ 2) / 9), abs(x / 2 + y / 3)))
  rows.append(Claim(sqrt(12 * (a ^ 2) - 12 * a * exp(b) + 3 * (exp(b) ^ 2)), sqrt(3) * abs(exp(b) - 2 * a)))
  rows.append(
    Claim(
      sqrt((a ^ 2) + (b ^ 2) + (c ^ 2) + 2 * a * b - 2 * b * c - 2 * a * c), abs(c - a - b)))
  rows.append(Claim(sqrt((x ^ 4) + 2 * (x ^ 2) + 1), (x ^ 2) + 1))
  rows.append(Claim(sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2)))
  rows.append(Claim(sqrt(7 - 4 * sqrt(3)), 2 - sqrt(3)))
  rows.append(Claim(tanh(z), 2 * sigmoid(2 * z) - 1))
  rows.append(Claim(sigmoid(-z), 1 - sigmoid(z)))
  rows.append(Claim(exp(-z) / ((1 + exp(-z)) ^ 2), sigmoid(z) * (1 - sigmoid(z))))
  rows.append(Claim(exp(a + b), exp(a) * exp(b)))
  rows.append(Claim(exp(exp(a) + sigmoid(b)), exp(exp(a)) * exp(sigmoid(b))))
  rows.append(Claim(exp(exp(exp(a + b))), exp(exp(exp(a) * exp(b)))))
  rows.append(Claim((x - a) ^ 6000, (a - x) ^ 6000))
  rows.append(Claim(x / x, 1))
  rows.append(Claim(exp(log(x)), x))
  rows.append(Claim(log(exp(x)), x))
  rows.append(Claim(exp(2 * log(x) + y), (x ^ 2) * exp(y)))
  rows.append(Claim(exp(log(x ^ 2) / 2), abs(x)))
  rows.append(Claim(log(a * b), log(a) + log(b)))
  rows.append(Claim(log(12), 2 * log(2) + log(3)))
  rows.append(Claim(log(exp(a) / (exp(a) + exp(b))), a - log(exp(a) + exp(b))))
  rows.append(Claim(log(sigmoid(z)), z - log(1 + exp(z))))
  rows.append(Claim(-log(1 - sigmoid(z)), log(1 + exp(z))))
  rows.append(Claim(max(a, b), max(b, a)))
  rows.append(Claim(sign(2 * x), sign(x)))
  rows.append(Claim(step(x), .indicator(.greater, 3 * x, 0)))
  rows.append(
    Claim(.indicator(.greaterOrEqual, sigmoid(z), .constant(.half)), .indicator(.greaterOrEqual, z, 0)))
  rows.append(Claim(.indicator(.less, 0, tanh(2 * z)), step(z)))
  rows.append(Claim(.indicator(.greater, exp(a), exp(b)), .indicator(.greater, a, b)))
  rows.append(Claim(.indicator(.greater, sigmoid(a), sigmoid(b)), 1 - .indicator(.lessOrEqual, a, b)))
  rows.append(Claim(.indicator(.greater, exp(a) / (exp(a) + exp(b)), 0), 1))
  rows.append(Claim(.indicator(.less, sqrt(x), 3), .indicator(.less, x, 9)))
  rows.append(Claim(sign(log(x)), sign(x - 1)))
  rows.append(Claim(step(abs(x)), step(sqrt(x ^ 2))))
  rows.append(Claim(sign(sqrt(x)), sign(sqrt(4 * x) / 2)))
  rows.append(Claim(sqrt(exp(x)), sqrt(exp(x / 2) ^ 2)))
  rows.append(Claim(sqrt(exp(x) * y), exp(x / 2) * sqrt(y)))
  rows.append(Claim(step(tanh(x)), .indicator(.greater, 2 * tanh(x), 0)))
  rows.append(Claim(.indicator(.greater, 2 * sigmoid(x) - 1, 0), step(x)))
  rows.append(Claim(sign(log(x)), step(log(x)) - step(-log(x))))
  rows.append(Claim(step(log(exp(log(x)))), step(exp(log(x)) - 1)))
  rows.append(Claim(abs(sigmoid(x)), x / x - (1 - sigmoid(x))))
  rows.append(Claim(abs(((x + y) * ((x + y) ^ 4)) / (x + y)), (x + y) ^ 4))
  return rows
}

/// What must never be proved.
private func nonIdentities() -> [Claim] {
  var rows: [Claim] = []
  rows.append(Claim(relu(a) * relu(b) * relu(c), 0))
  rows.append(Claim(sqrt(x ^ 2), x))
  rows.append(Claim(log(-1) + x, log(-1) + 2 * x))
  rows.append(Claim(exp(productOfPrimes * x), 1))
  rows.append(Claim(productOfPrimes * x, 0))
  rows.append(Claim(abs(x), exp(log(x))))
  rows.append(Claim(step(x) + step(-x), 1))
  rows.append(Claim(sign(x), 2 * step(x) - 1))
  rows.append(Claim(log(-(x ^ 2)), log(-(y ^ 2))))
  rows.append(Claim(sqrt(a * b) * sqrt(a * c), a * sqrt(b * c)))
  rows.append(Claim(sqrt((x ^ 2) + 2 * x + 1), x + 1))
  rows.append(Claim(sqrt((x ^ 2) + 2 * x + 2), abs(x + 1)))
  rows.append(Claim(sqrt((x ^ 2) + x * y + (y ^ 2)), abs(x + y)))
  rows.append(Claim(sqrt(7 - 4 * sqrt(3)), sqrt(3) - 2))
  rows.append(Claim(1 / (1 + sqrt(x + y)), (1 - sqrt(x + y)) / (1 - x + y)))
  rows.append(Claim((1 + sqrt(1 + sqrt(x))) * (1 - sqrt(1 + sqrt(x))), sqrt(x)))
  rows.append(Claim((sqrt(x ^ 2) - x) * (y + sqrt(x + 1)), 0))
  rows.append(Claim(exp(x ^ 2), exp(x) ^ 2))
  rows.append(Claim(exp(x) * exp(x ^ 2), exp(x) + exp(x ^ 2)))
  rows.append(Claim(relu(-z), -relu(z)))
  rows.append(Claim(relu(z) * z, z * z))
  rows.append(Claim(abs(a + b), abs(a) + abs(b)))
  rows.append(Claim(log(a + b), log(a) + log(b)))
  rows.append(Claim(tanh(z), 2 * sigmoid(z) - 1))
  rows.append(Claim(x * x, x))
  rows.append(Claim(.indicator(.greaterOrEqual, sigmoid(z), .constant(.half)), .indicator(.greater, z, 0)))
  rows.append(Claim(.indicator(.greater, sigmoid(z), .constant(.fraction(1, 4))), step(z)))
  rows.append(Claim(.indicator(.greater, sigmoid(a), tanh(b)), .indicator(.greater, a, b)))
  // A ratio too large to be read off one prime.
  rows.append(Claim(relu(.constant(huge) * z), .constant(-huge) * relu(-z)))
  rows.append(Claim(relu(.constant(huge) * z) + relu(z), .constant(huge) * z + .constant(1 - huge) * relu(z)))
  rows.append(Claim(exp(.constant(huge) * z) * exp(z), exp(.constant(huge) * z) + exp(z)))
  return rows
}

private let huge = Rational(1_000_000_007) * Rational(998_244_353) * Rational(1_000_000_009)

/// When a claim says something, one a row.
private func domains() -> [(Claim, [String])] {
  [
    (Claim(x / x, 1), ["x ≠ 0"]),
    (Claim((x ^ 2) / (x * x), 1), ["no divisor is 0"]),
    (Claim(exp(log(x)), x), ["x > 0"]),
    (Claim(sqrt(x) ^ 2, x), ["x ≥ 0"]),
    (Claim(1 / (1 + exp(-x)), sigmoid(x)), []),
    (Claim(x / 2 + x / (1 + (x ^ 2)), x / ((x ^ 2) + 1) + x / 2), []),
    (Claim(1 / (1 - sigmoid(x)), 1 / sigmoid(-x)), []),
    (Claim(log(a - b) + x / y, x / y + log(a - b)), ["y ≠ 0", "logarithms are of positive values"]),
  ]
}

/// What must be refuted.
private func differences() -> [Claim] {
  var rows: [Claim] = []
  rows.append(Claim(sqrt(x ^ 2), x))
  rows.append(Claim(relu(a) * relu(b) * relu(c), 0))
  rows.append(Claim(tanh(z), 2 * sigmoid(z) - 1))
  rows.append(Claim(x * x, x))
  rows.append(Claim(step(x) + step(-x), 1))
  rows.append(Claim(exp(productOfPrimes * x), 1))
  rows.append(Claim(productOfPrimes * x, 0))
  rows.append(Claim(x, x + 1 / productOfPrimes))
  rows.append(Claim(sqrt(a * b) * sqrt(a * c), a * sqrt(b * c)))
  return rows
}

/// Wrong claims and what is wrong with them.
private func mistakes() -> [(Claim, Decision.Help)] {
  var rows: [(Claim, Decision.Help)] = []
  rows.append((Claim(2 * x * a, x * a), .constantFactor(2)))
  rows.append((Claim(-(x * a), x * a), .constantFactor(-1)))
  rows.append((Claim(x * sigmoid(z), 4 * x * sigmoid(z)), .constantFactor(.fraction(1, 4))))
  rows.append((Claim(exp(x) + 3, exp(x)), .constantTerm(3)))
  rows.append((Claim(x * exp(a), exp(a)), .missingFactor("x")))
  rows.append((Claim(exp(a), x * exp(a)), .extraFactor("x")))
  rows.append((Claim(exp(a) + z, exp(a)), .missingTerm("z")))
  rows.append((Claim(exp(a), exp(a) + b), .extraTerm("b")))
  return rows
}

/// Formulas that ask for more than any test can give.
private func hostile() -> [Expression] {
  var tower = x
  for _ in 0..<40 { tower = exp(tower) }
  var sum = a
  for k in 0..<2000 { sum = sum + relu(x + .constant(Rational(k))) }
  var roots = a
  for k in 0..<300 { roots = roots + sqrt(x + .constant(Rational(k))) * log(y + .constant(Rational(k))) }
  var exponentials = a
  for k in 0..<300 { exponentials = exponentials + exp(b * .constant(Rational(k)) + exp(c)) }
  return [
    tower, x ^ Int.max, x ^ Int.min, (x ^ 1_000_000_000) ^ 1_000_000_000, sum, roots, exponentials,
    exp(exp(1000 * x)), (x ^ Int.min) ^ Int.min, abs(x ^ Int.min),
  ]
}

struct DecisionTests {
  @Test(arguments: identities())
  func `identities are proved`(claim: Claim) throws {
    let decision = try decision(claim)
    guard case .proved(let proof) = decision else {
      Issue.record("\(claim): \(decision)")
      return
    }
    #expect(proof.boundBits <= -100)
  }

  @Test(arguments: nonIdentities())
  func `what is no identity is never proved`(claim: Claim) throws {
    #expect(!isProved(try decision(claim)))
  }

  @Test(arguments: domains())
  func `a proof says where both sides are defined`(claim: Claim, domain: [String]) throws {
    var context = DecisionContext()
    context.variableNames = ["a", "b", "c", "x", "y", "z"]
    guard case .proved(let proof) = try decide(claim, context, text: claim.description) else {
      Issue.record("\(claim) is not proved")
      return
    }
    #expect(proof.domain == domain)
  }

  @Test(arguments: differences())
  func `differences are refuted`(claim: Claim) throws {
    let decision = try decision(claim)
    #expect(isRefuted(decision), "\(claim): \(decision)")
  }

  @Test func `a logarithm of a product of powers, under assumptions`() throws {
    let claim = Claim(log((a ^ 2) * b), 2 * log(a) + log(b))
    #expect(isProved(try decision(claim, [positive(a), positive(b)])))
  }

  @Test func `assumptions about signs are used and without them the claim falls`() throws {
    let claim = Claim(sqrt(x ^ 2), x)
    #expect(isProved(try decision(claim, [positive(x)])))
    #expect(isProved(try decision(Claim(relu(a - b), a - b), [positive(a - b)])))
    #expect(isRefuted(try decision(Claim(relu(a - b), a - b))))
    var context = DecisionContext()
    context.variableNames = ["a", "b", "c", "x", "y", "z"]
    guard case .refuted(let refutation) = try decide(claim, context, text: "sqrt(x^2) = x") else {
      Issue.record("not refuted")
      return
    }
    #expect(refutation.help == [.missingCondition("x > 0")])
  }

  @Test func `softmax with cross-entropy needs labels that sum to one`() throws {
    // Σⱼ yⱼ·(p − δⱼ) for logits a, b, c and labels x, y, z: the gradient by the first logit.
    let p = exp(a) / (exp(a) + exp(b) + exp(c))
    let claim = Claim(x * (p - 1) + y * p + z * p, p - x)
    let sum = Assumption(Claim(x + y + z, 1), .equal, text: "x + y + z = 1")
    #expect(isProved(try decision(claim, [sum])))
    var context = DecisionContext()
    context.vectors = [("y", [3, 4, 5])]
    guard case .refuted(let refutation) = try decide(claim, context, text: "softmax") else {
      Issue.record("not refuted")
      return
    }
    #expect(refutation.help == [.missingCondition("sum(y) = 1")])
  }

  @Test(arguments: mistakes())
  func `a refutation says what is wrong`(claim: Claim, expected: Decision.Help) throws {
    var context = DecisionContext()
    context.variableNames = ["a", "b", "c", "x", "y", "z"]
    guard case .refuted(let refutation) = try decide(claim, context, text: claim.description) else {
      Issue.record("\(claim) is not refuted")
      return
    }
    #expect(refutation.help == [expected])
  }

  @Test func `a transposed matrix is recognised`() throws {
    let outer = [a * x, a * y, a * z, b * x, b * y, b * z]
    var context = DecisionContext()
    context.shape = (rows: 2, columns: 3)
    let transposed = [a * x, b * x, a * y, b * y, a * z, b * z]
    guard
      case .refuted(let refutation) = try decide(Claim(outer, transposed, variables: 6), context, text: "T")
    else {
      Issue.record("not refuted")
      return
    }
    #expect(refutation.entry == 1)
    #expect(refutation.help == [.transposed])
  }

  @Test func `an expanded polynomial of degree 13, and one off by one`() throws {
    // (x+1)(x+2)…(x+13), expanded with exact integers.
    var coefficients: [Rational] = [1]
    var factored: Expression = 1
    for k in 1...13 {
      factored = factored * (x + .constant(Rational(k)))
      coefficients =
        (0...k).map { i in
          (i < k ? coefficients[i] * Rational(k) : 0) + (i > 0 ? coefficients[i - 1] : 0)
        }
    }
    var expanded: Expression = 0
    for (power, coefficient) in coefficients.enumerated() {
      expanded = expanded + .constant(coefficient) * (x ^ power)
    }
    #expect(isProved(try decision(Claim(factored, expanded))))
    #expect(isRefuted(try decision(Claim(factored, expanded + 1))))
  }

  @Test func `a lesson's own values come first`() throws {
    var context = DecisionContext()
    context.lessonPoint = [1, 2, 3, 4, 5, 6].map { Rational($0) }
    guard case .refuted(let refutation) = try decide(Claim(a, b), context, text: "a = b") else {
      Issue.record("not refuted")
      return
    }
    #expect(refutation.isLessonPoint)
    #expect(refutation.point == context.lessonPoint)
  }

  @Test(arguments: hostile())
  func `hostile formulas are answered or refused`(formula: Expression) throws {
    let claim = Claim(formula, formula + 0)
    switch try decision(claim) {
    case .proved, .undecided: break
    case .refuted: Issue.record("refuted: \(claim)")
    }
  }
}
