import Evaluation
import Numbers
import Testing

@testable import Marking

@Suite struct MeanValueArithmeticTests {
  private let arithmetic = MeanValueArithmetic(precision: 96)

  /// a(1 − a) for a that rounds to 0.60: plain intervals give a width of 0.01, the mean value form 0.002.
  @Test func sameVariableTwiceIsOneVariable() throws {
    let numeral = try Numeral(parsing: "0.60")
    let interval = numeral.roundingInterval
    let a = arithmetic.variable(0, lower: interval.lower, upper: interval.upper)
    let slope = arithmetic.product(a, arithmetic.difference(arithmetic.number(.one), a))
    let deviation = Enclosure(
      lower: interval.lower - numeral.value, upper: interval.upper - numeral.value, precision: 96)
    let value = arithmetic.enclosure(of: slope, deviations: [deviation])
    #expect(value.upper - value.lower < (try Numeral(parsing: "0.0023").value))
    for end in [interval.lower, numeral.value, interval.upper] {
      #expect(value.contains(end * (.one - end)))
    }
  }

  /// Every function's enclosure holds its values at points of the box.
  @Test(arguments: [Function.exp, .log, .sqrt, .sigmoid, .tanh, .relu, .abs])
  func enclosesValuesInTheBox(function: Function) throws {
    let lower = try Numeral(parsing: "0.45").value
    let upper = try Numeral(parsing: "0.55").value
    let middle = (lower + upper) * .half
    let result = try arithmetic.value(of: function, at: arithmetic.variable(0, lower: lower, upper: upper))
    let deviation = Enclosure(lower: lower - middle, upper: upper - middle, precision: 96)
    let value = arithmetic.enclosure(of: result, deviations: [deviation])
    let certified = CertifiedArithmetic(precision: 128)
    for step in 0...10 {
      let x = lower + (upper - lower) * Rational(step) * (try Numeral(parsing: "0.1").value)
      let truth = try certified.value(of: function, at: certified.number(x))
      #expect(value.lower <= truth.upper && truth.lower <= value.upper, "\(function) at \(x)")
    }
  }
}
