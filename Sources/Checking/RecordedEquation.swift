import Evaluation
import Numbers

/// An equation on a tape, as which it is read many times.
public struct RecordedEquation: Equation {
  let tape: Tape
  let left: [Tape.Slot]
  let right: [Tape.Slot]

  public var variableCount: Int { tape.variableCount }
  public var recorded: RecordedEquation? { self }

  @specialized(where A == SignatureArithmetic)
  @specialized(where A == SizeArithmetic)
  @specialized(where A == BallArithmetic)
  @specialized(where A == CertifiedArithmetic)
  @specialized(where A == RationalArithmetic)
  @specialized(where A == DomainArithmetic)
  @specialized(where A == RecordingArithmetic)
  public func sides<A: Arithmetic>(
    in arithmetic: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number]) {
    let values = try tape.results(at: [left, right], in: arithmetic, point: point)
    return (values[0], values[1])
  }
}

extension RecordedEquation {
  /// Records any equation; nil where it is too large for that, or has no value anywhere.
  init?(recording equation: some Equation) {
    guard equation.variableCount < Tape.limit else { return nil }
    let builder = TapeBuilder(variableCount: equation.variableCount)
    let point = (0..<equation.variableCount).map { Tape.Slot($0) }
    guard let sides = try? equation.sides(in: RecordingArithmetic(builder), at: point) else { return nil }
    self.init(tape: builder.tape, left: sides.left, right: sides.right)
  }

  /// Records two nodes of a program as functions of given quantities; nil where they are too large for that.
  init?(_ left: Program.ID, _ right: Program.ID, of program: Program, over variables: ProgramVariables) {
    guard let (tape, places) = variables.recorded([left, right], of: program) else { return nil }
    self.init(tape: tape, left: places[0], right: places[1])
  }
}
