import Language
import Numbers

/// A way to compute: the numbers of one kind, with the context they need.
///
/// The evaluator and the differentiation are written once over this protocol, so a new witness is a new
/// arithmetic and nothing else. An arithmetic is a value (it carries a precision, primes, limits); its
/// operations throw where a number of its kind cannot be given.
public protocol Arithmetic: Sendable {
  associatedtype Number: Sendable
  /// What an evaluator keeps for this arithmetic from one run to the next: memory, say.
  associatedtype Workspace: Sendable = Void

  /// The number that stands for an exact rational.
  func number(_ value: Rational) throws(ArithmeticError) -> Number
  func sum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number
  func difference(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number
  func product(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number
  func quotient(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number
  func negation(_ a: Number) throws(ArithmeticError) -> Number
  /// `base` to an integer power; a negative exponent divides. 0⁰ is 1.
  func power(_ base: Number, _ exponent: Int) throws(ArithmeticError) -> Number
  func value(of function: Function, at x: Number) throws(ArithmeticError) -> Number
  func maximum(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number
  /// 1 where the relation holds and 0 where it does not.
  func indicator(_ relation: Relation, _ a: Number, _ b: Number) throws(ArithmeticError) -> Number

  /// Σ a[t·aStride] · b[t·bStride] over t in 0..<count: the inner loop of every matrix product, where an
  /// arithmetic may keep one accumulator and round once.
  func contraction(
    count: Int, _ a: UnsafePointer<Number>, _ aStride: Int, _ b: UnsafePointer<Number>, _ bStride: Int
  ) throws(ArithmeticError) -> Number

  /// Computes nodes of a program in their order. An arithmetic that is fast enough to notice does this in its
  /// own words, so that the evaluator is compiled for it alone.
  func run(_ order: [Program.ID], on evaluator: inout Evaluator<Self>) throws(EvaluationError)

  /// What a pass of a loop computes, made ready for all passes; nil where each is computed node by node.
  func routine(_ program: Program, _ order: [Program.ID], _ moves: [Move]) -> Routine?

  /// Runs such a routine.
  func run(_ routine: Routine, on evaluator: inout Evaluator<Self>) throws(EvaluationError)

  /// All entries of a contraction. An arithmetic whose sums can be formed side by side does that here.
  func contract(
    _ walk: Contraction, _ a: UnsafePointer<Number>, _ b: UnsafePointer<Number>,
    into result: UnsafeMutablePointer<Number>
  ) throws(ArithmeticError)

  /// All entries of a gathering.
  func gather(
    _ walk: Gathering, _ source: UnsafePointer<Number>, into result: UnsafeMutablePointer<Number>
  ) throws(ArithmeticError)
}

extension Arithmetic {
  public func run(_ order: [Program.ID], on evaluator: inout Evaluator<Self>) throws(EvaluationError) {
    try evaluator.compute(order)
  }

  public func routine(_ program: Program, _ order: [Program.ID], _ moves: [Move]) -> Routine? { nil }

  public func run(_ routine: Routine, on evaluator: inout Evaluator<Self>) throws(EvaluationError) {
    preconditionFailure("only an arithmetic that makes routines is given one")
  }

  @inlinable
  public func contract(
    _ walk: Contraction, _ a: UnsafePointer<Number>, _ b: UnsafePointer<Number>,
    into result: UnsafeMutablePointer<Number>
  ) throws(ArithmeticError) {
    var place = 0
    let count = walk.leftSums.count
    for row in walk.leftRows.indices {
      for j in 0..<walk.inner {
        let left = walk.leftRows[row] + j * walk.leftStride
        let right = walk.rightRows[row] + j * walk.rightStride
        if count == 0 {
          result[place] = try number(.zero)
        } else if count == 1 {
          result[place] = try product(a[left], b[right])
        } else if let leftStep = walk.leftStep, let rightStep = walk.rightStep {
          result[place] = try contraction(count: count, a + left, leftStep, b + right, rightStep)
        } else {
          let (terms, factors) = (walk.leftSums.map { a[left + $0] }, walk.rightSums.map { b[right + $0] })
          result[place] = try contraction(count: count, terms, 1, factors, 1)
        }
        place += 1
      }
    }
  }

  @inlinable
  public func gather(
    _ walk: Gathering, _ source: UnsafePointer<Number>, into result: UnsafeMutablePointer<Number>
  ) throws(ArithmeticError) {
    var place = 0
    for row in walk.rows {
      for j in 0..<walk.inner {
        let start = row + j * walk.stride
        if let sums = walk.sums {
          guard let first = sums.first else {
            result[place] = try number(.zero)
            place += 1
            continue
          }
          var total = source[start + first]
          for offset in sums.dropFirst() { total = try sum(total, source[start + offset]) }
          result[place] = total
        } else {
          result[place] = source[start]
        }
        place += 1
      }
    }
  }

  @inlinable
  public func contraction(
    count: Int, _ a: UnsafePointer<Number>, _ aStride: Int, _ b: UnsafePointer<Number>, _ bStride: Int
  ) throws(ArithmeticError) -> Number {
    guard count > 0 else { return try number(.zero) }
    var total = try product(a[0], b[0])
    for t in 1..<max(count, 1) {
      total = try sum(total, product(a[t * aStride], b[t * bStride]))
    }
    return total
  }
}

/// The functions of one variable that every arithmetic knows; all others are defined by formulas of these.
public enum Function: String, Sendable, Hashable, CaseIterable {
  case exp, log, sqrt, sigmoid, tanh, relu, abs
  /// −1, 0 or 1: the slope of `abs` (0 at its kink, by convention).
  case sign
  /// 1 where x > 0, else 0: the slope of `relu` (0 at its kink, by convention).
  case step

  /// Whether its value at rational numbers is rational on whole intervals, or a root.
  public var isAlgebraic: Bool {
    switch self {
    case .sqrt, .relu, .abs, .sign, .step: true
    case .exp, .log, .sigmoid, .tanh: false
    }
  }
}

/// Why an arithmetic could not give a number.
public enum ArithmeticError: Error, Sendable, Hashable {
  case divisionByZero
  /// A function outside its domain, such as the logarithm of a negative number.
  case outsideDomain(Function)
  /// The enclosure of a divisor, or of an argument, reaches where the operation is not defined, though the
  /// exact value may well lie inside: more precision may tell.
  case undecided(String)
  /// The result would be larger than the stated limit.
  case tooLarge(String)
  /// This arithmetic has no such function (the logarithm in a finite field).
  case unsupported(Function)
  /// A given quantity has no value.
  case unknownValue(String)
}

extension ArithmeticError {
  /// What an error of the numbers means to an evaluation.
  public init(_ error: NumberError) {
    switch error {
    case .divisionByZero: self = .divisionByZero
    case .undecided(let what): self = .undecided(what)
    case .tooLarge(let what): self = .tooLarge(what)
    default: self = .tooLarge("\(error)")
    }
  }
}

/// A computation with numbers, its error told as an arithmetic's.
@inlinable
func lifted<Result>(
  _ compute: () throws(NumberError) -> Result
) throws(ArithmeticError) -> Result {
  do throws(NumberError) { return try compute() } catch { throw ArithmeticError(error) }
}
