import Evaluation

/// Σ of some variables = 1.
struct SumIsOne: Equation {
  let variableCount: Int
  let variables: [Int]

  func sides<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number]) {
    var total = try arithmetic.number(.zero)
    for variable in variables where point.indices.contains(variable) {
      total = try arithmetic.sum(total, point[variable])
    }
    return ([total], [try arithmetic.number(.one)])
  }
}

extension SumIsOne {
  /// Makes it hold by the last one.
  func solve<A: Arithmetic>(_ arithmetic: A, _ point: inout [A.Number]) throws(ArithmeticError) {
    guard let last = variables.last, point.indices.contains(last) else { return }
    var rest = try arithmetic.number(.one)
    for variable in variables.dropLast() where point.indices.contains(variable) {
      rest = try arithmetic.difference(rest, point[variable])
    }
    point[last] = rest
  }
}

/// A variable beside 0.
struct VariableAndZero: Equation {
  let variableCount: Int
  let variable: Int

  func sides<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number]) {
    guard point.indices.contains(variable) else { throw .unknownValue("variable \(variable)") }
    return ([point[variable]], [try arithmetic.number(.zero)])
  }
}
