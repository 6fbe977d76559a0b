import Evaluation
import Numbers

/// Two nodes of a program as an equation in the given quantities.
struct ProgramEquation: Equation {
  let recorded: RecordedEquation?
  let variableCount: Int

  /// - Parameter variables: an order of given quantities that holds all that the sides are computed from.
  init(_ left: Program.ID, _ right: Program.ID, of program: Program, over variables: ProgramVariables) {
    recorded = RecordedEquation(left, right, of: program, over: variables)
    variableCount = variables.count
  }

  func sides<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number]) {
    guard let recorded else { throw .tooLarge("more than \(Tape.limit) operations") }
    return try recorded.sides(in: arithmetic, at: point)
  }
}

/// An equation with numbers for some of its variables.
struct ValuesPutIn: Equation {
  let equation: ProgramEquation
  /// A number, or nil for a variable that stays free.
  let values: [Rational?]

  var variableCount: Int { values.count { $0 == nil } }

  func sides<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number]) {
    var all: [A.Number] = []
    all.reserveCapacity(values.count)
    var next = 0
    for value in values {
      if let value {
        all.append(try arithmetic.number(value))
      } else {
        guard point.indices.contains(next) else { throw .unknownValue("variable \(next + 1)") }
        all.append(point[next])
        next += 1
      }
    }
    return try equation.sides(in: arithmetic, at: all)
  }
}

/// A node of a program as a quantity that a claim may lack.
struct ProgramQuantity: Quantity {
  private let equation: ProgramEquation

  init(_ id: Program.ID, of program: Program, over variables: ProgramVariables) {
    equation = ProgramEquation(id, id, of: program, over: variables)
  }

  func entries<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> [A.Number] {
    try equation.sides(in: arithmetic, at: point).left
  }
}

/// Given quantities flattened into single variables.
struct ProgramVariables {
  struct Quantity {
    let name: String
    let shape: Shape
    let start: Int
    var range: Range<Int> { start..<start + shape.count }
    /// Whether it is a value of another pass rather than a free quantity.
    var isRecorded: Bool { name.hasSuffix("}") || name.hasSuffix(" (final)") }
  }

  private(set) var quantities: [Quantity] = []
  private(set) var count = 0
  private var starts: [String: Int] = [:]

  /// The givens that some nodes are computed from, in the program's order.
  init(_ program: Program, for targets: [Program.ID]) {
    for id in program.needed(for: targets) {
      guard case .given(let name) = program[id].operation else { continue }
      let shape = program.shape(id)
      quantities.append(Quantity(name: name, shape: shape, start: count))
      starts[name] = count
      count += shape.count
    }
  }

  func start(of name: String) -> Int? { starts[name] }

  /// The name of each variable: `w1`, `W1[2,1]`.
  var names: [String] {
    quantities.flatMap { quantity in
      (0..<quantity.shape.count).map { place in
        let index = quantity.shape.index(at: place).map(String.init).joined(separator: ",")
        return index.isEmpty ? quantity.name : "\(quantity.name)[\(index)]"
      }
    }
  }
}
