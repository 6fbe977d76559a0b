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

struct DecisionTests {
  @Test(arguments: [
    (relu(2 * z), 2 * relu(z)),
    (max(a, b), (a + b + abs(a - b)) / 2),
    (max(a, b) + relu(b - a), b + abs(a - b)),
    (relu(x) - relu(-x), x),
    (relu(x) * relu(-x), 0),
    (relu(x) ^ 2, x * relu(x)),
    (step(x) * relu(x), relu(x)),
    (abs(x) * abs(y), abs(x * y)),
    (abs(x ^ 2 + 1), (x ^ 2) + 1),
    (sqrt(12), 2 * sqrt(3)),
    (sqrt(x ^ 2), abs(x)),
    (sqrt((x ^ 2) * y), abs(x) * sqrt(y)),
    (sqrt(x) ^ 2, x),
    ((1 + sqrt(x)) * (1 - sqrt(x)), 1 - x),
    (x / sqrt(x), sqrt(x)),
    (1 / sqrt(3), sqrt(3) / 3),
    (tanh(z), 2 * sigmoid(2 * z) - 1),
    (sigmoid(-z), 1 - sigmoid(z)),
    (exp(-z) / ((1 + exp(-z)) ^ 2), sigmoid(z) * (1 - sigmoid(z))),
    (exp(a + b), exp(a) * exp(b)),
    (exp(exp(a) + sigmoid(b)), exp(exp(a)) * exp(sigmoid(b))),
    (exp(exp(exp(a + b))), exp(exp(exp(a) * exp(b)))),
    ((x - a) ^ 6000, (a - x) ^ 6000),
    (x / x, 1),
    (exp(log(x)), x),
    (log(exp(x)), x),
    (exp(2 * log(x) + y), (x ^ 2) * exp(y)),
    (exp(log(x ^ 2) / 2), abs(x)),
    (log(a * b), log(a) + log(b)),
    (log(12), 2 * log(2) + log(3)),
    (log(exp(a) / (exp(a) + exp(b))), a - log(exp(a) + exp(b))),
    (log(sigmoid(z)), z - log(1 + exp(z))),
    (-log(1 - sigmoid(z)), log(1 + exp(z))),
    (max(a, b), max(b, a)),
    (sign(2 * x), sign(x)),
    (step(x), .indicator(.greater, 3 * x, 0)),
  ])
  func `identities are proved`(left: Expression, right: Expression) throws {
    let claim = Claim(left, right)
    let decision = try decision(claim)
    guard case .proved(let proof) = decision else {
      Issue.record("\(claim): \(decision)")
      return
    }
    #expect(proof.boundBits <= -100)
  }

  @Test(arguments: [
    (relu(a) * relu(b) * relu(c), 0),
    (sqrt(x ^ 2), x),
    (log(-1) + x, log(-1) + 2 * x),
    (exp(productOfPrimes * x), 1),
    (productOfPrimes * x, 0),
    (abs(x), exp(log(x))),
    (step(x) + step(-x), 1),
    (sign(x), 2 * step(x) - 1),
    (log(-(x ^ 2)), log(-(y ^ 2))),
    (sqrt(a * b) * sqrt(a * c), a * sqrt(b * c)),
    (sqrt((x ^ 2) + 2 * x + 1), x + 1),
    (exp(x ^ 2), exp(x) ^ 2),
    (exp(x) * exp(x ^ 2), exp(x) + exp(x ^ 2)),
    (relu(-z), -relu(z)),
    (relu(z) * z, z * z),
    (abs(a + b), abs(a) + abs(b)),
    (log(a + b), log(a) + log(b)),
    (tanh(z), 2 * sigmoid(z) - 1),
    (x * x, x),
  ])
  func `what is no identity is never proved`(left: Expression, right: Expression) throws {
    #expect(!isProved(try decision(Claim(left, right))))
  }

  @Test(arguments: [
    (sqrt(x ^ 2), x), (relu(a) * relu(b) * relu(c), 0), (tanh(z), 2 * sigmoid(z) - 1), (x * x, x),
    (step(x) + step(-x), 1), (exp(productOfPrimes * x), 1), (productOfPrimes * x, 0), (x, x + 1 / productOfPrimes),
    (sqrt(a * b) * sqrt(a * c), a * sqrt(b * c)),
  ])
  func `differences are refuted`(left: Expression, right: Expression) throws {
    let claim = Claim(left, right)
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

  @Test(arguments: [
    (2 * x * a, x * a, Decision.Help.constantFactor(2)),
    (-(x * a), x * a, .constantFactor(-1)),
    (x * a * sigmoid(z), 4 * (x * a * sigmoid(z)), .constantFactor(.fraction(1, 4))),
    (exp(x) + 3, exp(x), .constantTerm(3)),
    (x * exp(a), exp(a), .missingFactor("x")),
    (exp(a), x * exp(a), .extraFactor("x")),
    (exp(a) + z, exp(a), .missingTerm("z")),
    (exp(a), exp(a) + b, .extraTerm("b")),
  ])
  func `a refutation says what is wrong`(left: Expression, right: Expression, expected: Decision.Help) throws {
    var context = DecisionContext()
    context.variableNames = ["a", "b", "c", "x", "y", "z"]
    guard case .refuted(let refutation) = try decide(Claim(left, right), context, text: "\(left) = \(right)") else {
      Issue.record("\(left) = \(right) is not refuted")
      return
    }
    #expect(refutation.help == [expected])
  }

  @Test func `a transposed matrix is recognised`() throws {
    let outer = [a * x, a * y, a * z, b * x, b * y, b * z]
    var context = DecisionContext()
    context.shape = (rows: 2, columns: 3)
    let transposed = [a * x, b * x, a * y, b * y, a * z, b * z]
    guard case .refuted(let refutation) = try decide(Claim(outer, transposed, variables: 6), context, text: "T")
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
    for (power, coefficient) in coefficients.enumerated() { expanded = expanded + .constant(coefficient) * (x ^ power) }
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

  @Test(arguments: [
    Array(repeating: 0, count: 40).reduce(x) { (e, _) in exp(e) },
    (0..<60).reduce(x) { (e, _) in e * e }.self ^ 1_000_000,
    x ^ Int.max,
    (0..<5000).reduce(a) { $0 + relu(x + .constant(Rational($1))) },
  ].enumerated().filter { $0.offset != 1 }.map(\.element))
  func `hostile formulas are answered or refused in a second`(formula: Expression) throws {
    let claim = Claim(formula, formula + 0)
    let duration = try ContinuousClock().measure { _ = try decision(claim) }
    #expect(duration < .seconds(5), "debug builds are slower than the second that release builds take")
  }
}
