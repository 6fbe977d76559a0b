import Evaluation
import Language
import Numbers

/// Under which conditions both sides of an equation have values.
enum Definedness {
  /// What a value of either side may lack, for people: `x ≠ 0`, `no divisor is 0`.
  static func conditions(of equation: any Equation, _ context: DecisionContext) -> [String] {
    let arithmetic = DomainArithmetic()
    var point = (0..<equation.variableCount).map { arithmetic.variable($0) }
    for assumption in context.assumptions {
      guard let (variable, sign) = sign(assumption, count: equation.variableCount) else { continue }
      point[variable] = arithmetic.variable(variable, sign: sign)
    }
    guard (try? equation.sides(in: arithmetic, at: point)) != nil else { return [] }
    let conditions = arithmetic.conditions
    let names = conditions.isEmpty ? [] : context.variableNames
    func name(_ variable: Int) -> String {
      names.indices.contains(variable) ? names[variable] : "variable \(variable + 1)"
    }
    return conditions.map {
      switch $0 {
      case .nonzero(let variable): "\(name(variable)) ≠ 0"
      case .positive(let variable): "\(name(variable)) > 0"
      case .nonnegative(let variable): "\(name(variable)) ≥ 0"
      case .divisors: "no divisor is 0"
      case .logarithms: "logarithms are of positive values"
      case .roots: "roots are of values that are not negative"
      }
    }
  }

  /// The sign that an assumption such as x > 0 gives a variable.
  private static func sign(_ assumption: Assumption, count: Int) -> (Int, KnownSign)? {
    let arithmetic = DomainArithmetic()
    let point = (0..<count).map { arithmetic.variable($0) }
    guard let (left, right) = try? assumption.equation.sides(in: arithmetic, at: point),
      left.count == 1, right.count == 1
    else { return nil }
    let isZeroRight = right[0].isZero
    guard isZeroRight || left[0].isZero, let variable = isZeroRight ? left[0].variable : right[0].variable
    else { return nil }
    let sign: KnownSign? =
      switch assumption.relation {
      case .greater: .positive
      case .greaterOrEqual: .nonnegative
      case .less: .negative
      case .lessOrEqual: .nonpositive
      case .equal, .unequal, .approximately: nil
      }
    return sign.map { (variable, isZeroRight ? $0 : $0.negated) }
  }
}
