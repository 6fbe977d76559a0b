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
  private let id: Program.ID
  private let program: Program
  private let variables: ProgramVariables

  init(_ id: Program.ID, of program: Program, over variables: ProgramVariables) {
    self.id = id
    self.program = program
    self.variables = variables
  }

  func entries<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> [A.Number] {
    guard let (tape, places) = variables.recorded([id], of: program) else {
      throw .tooLarge("more than \(Tape.limit) operations")
    }
    return try tape.results(at: places, in: arithmetic, point: point)[0]
  }
}

/// Given quantities flattened into single variables.
struct ProgramVariables: Sendable {
  struct Quantity: Sendable {
    let id: Program.ID
    let name: String
    let shape: Shape
    let start: Int
    var range: Range<Int> { start..<start + shape.count }
    /// Whether it is a value of another pass rather than a free quantity.
    var isRecorded: Bool { name.utf8.last == UInt8(ascii: "}") || name.hasSuffix(" (final)") }
  }

  /// In the program's order.
  private(set) var quantities: [Quantity] = []
  private(set) var count = 0

  /// The givens that some nodes are computed from.
  init(_ program: Program, for targets: [Program.ID]) {
    for id in program.needed(for: targets) {
      guard case .given(let name) = program[id].operation else { continue }
      let shape = program.shape(id)
      quantities.append(Quantity(id: id, name: name, shape: shape, start: count))
      count += shape.count
    }
  }

  /// Where the entries of a given quantity start.
  func start(of id: Program.ID) -> Int? {
    var (low, high) = (0, quantities.count)
    while low < high {
      let middle = (low + high) / 2
      if quantities[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < quantities.count && quantities[low].id == id ? quantities[low].start : nil
  }

  /// Some nodes on a tape over these variables, and the places of each one's entries; nil where they are too large for one.
  func recorded(_ targets: [Program.ID], of program: Program) -> (tape: Tape, places: [[Tape.Slot]])? {
    guard count < Tape.limit else { return nil }
    let builder = TapeBuilder(variableCount: count)
    guard let places = try? builder.record(targets, of: program, variables: start) else { return nil }
    return (builder.tape, places)
  }

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
