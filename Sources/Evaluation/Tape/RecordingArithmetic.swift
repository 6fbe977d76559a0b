import Language
import Numbers

/// Numbers that are places on a tape: reading a formula in this arithmetic records it.
public struct RecordingArithmetic: Arithmetic {
  public let builder: TapeBuilder

  public init(_ builder: TapeBuilder) { self.builder = builder }

  public func number(_ value: Rational) throws(ArithmeticError) -> Tape.Slot { try builder.number(value) }

  public func sum(_ a: Tape.Slot, _ b: Tape.Slot) throws(ArithmeticError) -> Tape.Slot {
    try builder.sum(a, b)
  }

  public func difference(_ a: Tape.Slot, _ b: Tape.Slot) throws(ArithmeticError) -> Tape.Slot {
    try builder.difference(a, b)
  }

  public func product(_ a: Tape.Slot, _ b: Tape.Slot) throws(ArithmeticError) -> Tape.Slot {
    try builder.product(a, b)
  }

  public func quotient(_ a: Tape.Slot, _ b: Tape.Slot) throws(ArithmeticError) -> Tape.Slot {
    try builder.quotient(a, b)
  }

  public func negation(_ a: Tape.Slot) throws(ArithmeticError) -> Tape.Slot { try builder.negation(a) }

  public func power(_ base: Tape.Slot, _ exponent: Int) throws(ArithmeticError) -> Tape.Slot {
    try builder.power(base, exponent)
  }

  public func value(of function: Function, at x: Tape.Slot) throws(ArithmeticError) -> Tape.Slot {
    try builder.function(function, x)
  }

  public func maximum(_ a: Tape.Slot, _ b: Tape.Slot) throws(ArithmeticError) -> Tape.Slot {
    try builder.maximum(a, b)
  }

  public func indicator(
    _ relation: Relation, _ a: Tape.Slot, _ b: Tape.Slot
  ) throws(ArithmeticError) -> Tape.Slot {
    try builder.indicator(relation, a, b)
  }

  public func contraction(
    count: Int, _ a: UnsafePointer<Tape.Slot>, _ aStride: Int, _ b: UnsafePointer<Tape.Slot>, _ bStride: Int
  ) throws(ArithmeticError) -> Tape.Slot {
    try builder.contraction(count) { (a[$0 * aStride], b[$0 * bStride]) }
  }
}
