import Language
import Numbers
import Testing

@testable import Evaluation

struct SizeArithmeticTests {
  private let sizes = SizeArithmetic()

  @Test func `terms over one denominator do not multiply it`() throws {
    let x = sizes.variable
    let y = try sizes.value(of: .sigmoid, at: x)
    var sum = try sizes.number(.zero)
    for _ in 0..<1000 { sum = try sizes.sum(sum, sizes.product(x, y)) }
    // x over 1 + e: degree 2, and one bit for each of the sums.
    #expect(sum.degree == 2)
    #expect(sum.bits < 1100)
  }

  @Test func `what is zero by construction has no size`() throws {
    let x = sizes.variable
    let zero = try sizes.number(.zero)
    let term = try sizes.product(zero, sizes.power(x, 1 << 40))
    #expect(term.isZero)
    #expect(try sizes.sum(x, term).degree == x.degree)
  }

  @Test func `different denominators are multiplied out`() throws {
    let x = sizes.variable
    let y = sizes.variable
    let one = try sizes.number(.one)
    // 1/x + 1/y = (y + x)/(xy)
    let sum = try sizes.sum(sizes.quotient(one, x), sizes.quotient(one, y))
    #expect(sum.degree == 2)
    #expect(try sizes.quotient(one, sum).degree == 4)
  }

  @Test func `powers saturate`() throws {
    let power = try sizes.power(sizes.power(sizes.variable, .min), .min)
    #expect(power.degree == .max || sizes.survey.degree == .max)
  }

  @Test func `products add the bits of coefficients`() throws {
    let a = try sizes.number(Rational(1 << 20))
    #expect(try sizes.product(a, a).bits >= 40)
    #expect(try sizes.power(a, 10).bits >= 200)
    #expect(try sizes.number(.one).bits == 0)
  }
}
