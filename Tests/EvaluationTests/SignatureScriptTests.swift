import Numbers
import Testing

@testable import Evaluation

struct SignatureScriptTests {
  /// A draw in which the exponentials of x, c·x, x + y, −y, x·y and x/3 are taken.
  private func draw(_ c: Int, points: Int, seed: UInt64, script: SignatureScript? = nil) throws
    -> SignatureArithmetic
  {
    var random = RandomSource(seed: seed)
    let tower = try #require(PrimeTower(levels: 2, using: &random))
    let arithmetic = SignatureArithmetic(
      tower: tower, pointCounts: [points, 1], followsFacts: false, hasJumps: false, hasSteps: false,
      script: script, random: random)
    let x = arithmetic.variable()
    let y = arithmetic.variable()
    let third = try arithmetic.number(Rational(numerator: 1, denominator: 3))
    let exponents = try [
      x, arithmetic.product(arithmetic.number(Rational(c)), x), arithmetic.sum(x, y), arithmetic.negation(y),
      arithmetic.product(x, y), arithmetic.product(third, x),
    ]
    for exponent in exponents { _ = try arithmetic.value(of: .exp, at: exponent) }
    return arithmetic
  }

  @Test func `independent exponents are counted and the others read in terms of them`() throws {
    let script = try SignatureScript(readFrom: draw(2, points: 7, seed: 1))
    #expect(script.ranks.first == 3)
    #expect(script.exponentCount == 6)
    #expect(
      script.relations == [
        .init(call: 1, scale: 1, terms: [.init(call: 0, coefficient: 2)]),
        .init(call: 3, scale: 1, terms: [.init(call: 0, coefficient: 1), .init(call: 2, coefficient: -1)]),
        .init(call: 5, scale: 3, terms: [.init(call: 0, coefficient: 1)]),
      ])
    #expect(script.hasNegativePowers)
    // In thirds: 2x is six of them.
    #expect(script.span >= 6)
  }

  @Test func `a later draw confirms what is true and nothing else`() throws {
    let script = try SignatureScript(readFrom: draw(2, points: 7, seed: 1))
    #expect(try draw(2, points: 3, seed: 2, script: script).confirmsExponents())
    #expect(try !draw(3, points: 3, seed: 2, script: script).confirmsExponents())
  }

  @Test func `a test of which later draws confirm nothing decides nothing`() throws {
    /// exp(x) and exp(c·x), where c changes after the draw that is read: the sides stay equal all the same.
    final class Draws: @unchecked Sendable { var count = 0 }
    func outcome(changing: Bool) throws -> SignatureTest.Outcome {
      let draws = Draws()
      let sizes = SizeArithmetic()
      let x = sizes.variable
      _ = try sizes.sum(sizes.value(of: .exp, at: x), sizes.value(of: .exp, at: sizes.sum(x, x)))
      return SignatureTest(survey: sizes.survey, variableCount: 1, seed: "turns") {
        (arithmetic, point) throws(ArithmeticError) in
        draws.count += 1
        let factor = try arithmetic.number(changing && draws.count > 1 ? 3 : 2)
        let first = try arithmetic.value(of: .exp, at: point[0])
        let second = try arithmetic.value(of: .exp, at: arithmetic.product(factor, point[0]))
        let side = try arithmetic.sum(first, second)
        return ([side], [side])
      }.run()
    }
    guard case .equal = try outcome(changing: false) else {
      Issue.record("the same turns are not confirmed")
      return
    }
    guard case .undecided = try outcome(changing: true) else {
      Issue.record("other turns are confirmed")
      return
    }
  }

  @Test func `dependence on large numbers is refused`() throws {
    let arithmetic = try draw(1_000_003, points: 7, seed: 1)
    #expect(throws: ArithmeticError.self) { try SignatureScript(readFrom: arithmetic) }
  }
}

struct SignatureBoundTests {
  @Test func `the bound worsens with degrees, coefficients and comparisons, and in the end says nothing`() {
    var survey = SizeArithmetic.Survey()
    survey.resultDegree = 10
    survey.resultBits = 10
    func bits(_ survey: SizeArithmetic.Survey, _ comparisons: Int = 0) -> Int? {
      SignatureBound.bits(survey: survey, levels: 1, script: nil, comparisons: comparisons)
    }
    let plain = bits(survey) ?? 0
    #expect(plain < -40)
    var high = survey
    high.resultDegree = 1 << 30
    #expect((bits(high) ?? 0) > plain)
    var long = survey
    long.resultBits = 1 << 40
    #expect((bits(long) ?? 0) > plain)
    #expect((bits(survey, 1000) ?? 0) > plain)
    high.resultDegree = 1 << 60
    #expect(bits(high) == nil)
    long.resultBits = .max
    #expect(bits(long) == nil)
  }
}
