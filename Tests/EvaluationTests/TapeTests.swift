import Language
import Numbers
import Testing

@testable import Evaluation

struct TapeTests {
  /// Records a formula of two variables; the tape and the place of its result.
  private func recorded(
    _ formula: (TapeBuilder, Tape.Slot, Tape.Slot) throws -> Tape.Slot
  ) rethrows -> (tape: Tape, result: Tape.Slot) {
    let builder = TapeBuilder(variableCount: 2)
    let result = try formula(builder, 0, 1)
    return (builder.tape, result)
  }

  @Test func `equal operations are recorded once, whatever the order of their operands`() throws {
    let (tape, _) = try recorded { b, x, y in
      try b.product(b.sum(b.product(x, y), x), b.sum(x, b.product(y, x)))
    }
    // x, y, xy, xy + x, its square
    #expect(tape.count == 5)
  }

  @Test func `hundreds of different operations are told apart`() throws {
    let (tape, result) = try recorded { b, x, y in
      var total = x
      for k in 1...500 { total = try b.sum(b.product(total, b.number(Rational(k % 40))), y) }
      return total
    }
    let value = try tape.results(at: [[result]], in: RationalArithmetic(), point: [.one, .one])[0][0]
    var expected = Rational.one
    for k in 1...500 { expected = expected * Rational(k % 40) + .one }
    #expect(value == expected)
  }

  @Test func `what is left out is what every arithmetic may leave out`() throws {
    let (_, zero) = try recorded { b, x, y in try b.product(x, b.difference(y, y)) }
    let (sum, same) = try recorded { b, x, _ in try b.sum(b.product(x, b.number(.one)), b.number(.zero)) }
    #expect(zero == 2)
    #expect(same == 0)
    #expect(sum.count == 4)
  }

  @Test func `a quotient by zero has no value though nothing reads it`() throws {
    let (tape, result) = try recorded { b, x, y in
      try b.product(b.quotient(x, b.difference(x, y)), b.number(.zero))
    }
    #expect(throws: ArithmeticError.divisionByZero) {
      try tape.results(at: [[result]], in: RationalArithmetic(), point: [.one, .one])
    }
  }

  /// A network's gradient: tensors of a program, entry by entry.
  @Test func `a program's entries are those that the evaluator computes`() throws {
    var program = Program()
    let w = program.given("w", try #require(Shape([2, 3])))
    let x = program.given("x", try #require(Shape([3])))
    let product = program.contraction(w, [0, 1], x, [1], to: [0])
    let z = try #require(product)
    let a = program.defined("a", as: program.function(.sigmoid, z))
    let rows = program.arrangement(a, from: [0], to: [0, 1], sizes: [1: 3])
    let weighted = program.product(try #require(rows), w)
    let sum = program.arrangement(weighted, from: [0, 1], to: [])
    let total = try #require(sum)
    let derivative = program.derivative(of: total, by: w)
    let slope = try #require(derivative)
    let starts = [w: 0, x: 6]
    let builder = TapeBuilder(variableCount: 9)
    let places = try builder.record([slope, total], of: program) { starts[$0] }
    let arithmetic = DoubleArithmetic()
    let point: [Double] = [0.5, -1, 2, 0.25, 3, -0.75, 1.5, -2, 0.125]
    let found = try builder.tape.results(at: places, in: arithmetic, point: point)
    var evaluator = Evaluator(program, in: arithmetic)
    evaluator.set(w, to: Tensor(shape: program.shape(w), entries: Array(point[..<6])))
    evaluator.set(x, to: Tensor(shape: program.shape(x), entries: Array(point[6...])))
    for (entries, node) in zip(found, [slope, total]) {
      let expected = try evaluator.value(of: node).entries
      #expect(entries.count == expected.count)
      for (a, b) in zip(entries, expected) { #expect(abs(a - b) < 1e-12) }
    }
  }

  /// The same draw in two ways: identities that residues know hold in lanes too, and what differs differs.
  @Test func `residues side by side know what exponentials are`() throws {
    let (tape, results) = try {
      let b = TapeBuilder(variableCount: 2)
      let sum = try b.function(.exp, b.sum(0, 1))
      let product = try b.product(b.function(.exp, 0), b.function(.exp, 1))
      let two = try b.number(Rational(2))
      let half = try b.number(.half)
      let tanh = try b.function(.tanh, 0)
      let sigmoid = try b.difference(
        b.product(two, b.function(.sigmoid, b.product(two, 0))), b.number(.one))
      let nested = try b.function(.exp, b.quotient(sum, two))
      let same = try b.function(.exp, b.product(half, product))
      let square = try b.power(b.function(.exp, 0), -2)
      let inverse = try b.function(.exp, b.product(b.number(Rational(-2)), 0))
      return (b.tape, [sum, product, tanh, sigmoid, nested, same, square, inverse])
    }()
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = RandomSource(seed: seed)
      let towers = try (0..<3).map { _ in try #require(PrimeTower(levels: 3, using: &random)) }
      let counts = [[4, 4, 1], [3, 3, 1], [2, 5, 2]]
      let run = try ResidueRun(tape, towers: towers, counts: counts, using: &random)
      for pair in stride(from: 0, to: results.count, by: 2) {
        #expect(run.areEqual(results[pair], results[pair + 1]), "pair \(pair), seed \(seed)")
        #expect(
          !run.areEqual(results[pair], results[(pair + 2) % results.count]), "pair \(pair), seed \(seed)")
      }
    }
  }
}
