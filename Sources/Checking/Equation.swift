import Evaluation
import Language
import Numbers

/// Two sides that can be read in any arithmetic.
public protocol Equation: Sendable {
  /// One for every free scalar variable: givens of any shape are flattened in order.
  var variableCount: Int { get }

  /// The entries of both sides, as many left as right, at a point.
  func sides<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number])

  /// The same equation on a tape; nil where it is too large for one.
  var recorded: RecordedEquation? { get }
}

extension Equation {
  public var recorded: RecordedEquation? { RecordedEquation(recording: self) }
}

/// A condition under which a claim is judged.
public struct Assumption: Sendable {
  /// Over the same variables as the claim.
  public let equation: any Equation
  public let relation: Relation
  /// As it was written, for the verdict.
  public let text: String

  public init(_ equation: any Equation, _ relation: Relation, text: String) {
    self.equation = equation
    self.relation = relation
    self.text = text
  }
}

/// A claim changed for the sake of help: both sides combined with a factor or a term.
struct Adjusted: Equation {
  enum Change: Sendable {
    /// left = c·right
    case scaled(Rational)
    /// left = right + c
    case shifted(Rational)
    /// left = right·f, or left·f = right
    case times(any Quantity, onLeft: Bool)
    /// left = right ± f
    case plus(any Quantity, negated: Bool)
    /// left = rightᵀ of that many rows and columns
    case transposed(rows: Int, columns: Int)
  }

  let claim: any Equation
  let change: Change

  var variableCount: Int { claim.variableCount }

  func sides<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number]) {
    var (left, right) = try claim.sides(in: arithmetic, at: point)
    let operand = try change.quantity?.entries(in: arithmetic, at: point) ?? []
    try change.apply(to: &left, &right, with: operand, in: arithmetic)
    return (left, right)
  }
}

extension Adjusted.Change {
  /// The quantity that is put in, where there is one.
  var quantity: (any Quantity)? {
    switch self {
    case .times(let quantity, _), .plus(let quantity, _): quantity
    case .scaled, .shifted, .transposed: nil
    }
  }

  /// Changes the entries of both sides.
  ///
  /// - Parameter f: the entries of the quantity that is put in.
  func apply<A: Arithmetic>(
    to left: inout [A.Number], _ right: inout [A.Number], with f: [A.Number], in arithmetic: A
  ) throws(ArithmeticError) {
    switch self {
    case .scaled(let factor):
      let c = try arithmetic.number(factor)
      for i in right.indices { right[i] = try arithmetic.product(c, right[i]) }
    case .shifted(let term):
      let c = try arithmetic.number(term)
      for i in right.indices { right[i] = try arithmetic.sum(right[i], c) }
    case .times(_, onLeft: true):
      guard !f.isEmpty else { break }
      for i in left.indices { left[i] = try arithmetic.product(left[i], f[i % f.count]) }
    case .times(_, onLeft: false):
      guard !f.isEmpty else { break }
      for i in right.indices { right[i] = try arithmetic.product(right[i], f[i % f.count]) }
    case .plus(_, let isNegated):
      guard !f.isEmpty else { break }
      for i in right.indices {
        right[i] =
          isNegated
          ? try arithmetic.difference(right[i], f[i % f.count])
          : try arithmetic.sum(right[i], f[i % f.count])
      }
    case .transposed(let rows, let columns):
      guard right.count == rows * columns else { break }
      let old = right
      for i in 0..<rows { for j in 0..<columns { right[i * columns + j] = old[j * rows + i] } }
    }
  }
}

/// Named quantities that a claim may lack as a factor or a term.
public protocol Candidates: Sendable {
  var names: [String] { get }

  func quantity(_ index: Int) -> any Quantity

  /// The entries of all of them; none for one that has no value.
  func entries<A: Arithmetic>(in arithmetic: A, at point: [A.Number]) -> [[A.Number]]
}

/// A named quantity over the claim's variables: a candidate for the factor or term that was left out.
public protocol Quantity: Sendable {
  /// One entry, or as many as the claim's sides have.
  func entries<A: Arithmetic>(in arithmetic: A, at point: [A.Number]) throws(ArithmeticError) -> [A.Number]
}

/// One of the claim's variables.
public struct VariableQuantity: Quantity {
  public let index: Int
  public init(index: Int) { self.index = index }

  public func entries<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> [A.Number] {
    guard point.indices.contains(index) else { throw .unknownValue("variable \(index)") }
    return [point[index]]
  }
}
