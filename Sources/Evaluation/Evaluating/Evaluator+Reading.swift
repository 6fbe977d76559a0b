/// The question "what if this quantity were …", in any arithmetic.
extension Evaluator {
  /// The value of `target` when `source` has another value, and perhaps in another arithmetic: only what lies
  /// between them is computed again, the rest is converted.
  public mutating func reading<Other: Arithmetic>(
    _ target: Program.ID, with source: Program.ID, as value: Tensor<Other.Number>, in other: Other,
    convert: (A.Number) -> Other.Number
  ) throws(EvaluationError) -> Tensor<Other.Number> {
    let involved = program.dependents(of: source, upTo: max(source, target))
    let between = program.evaluated(for: [target]).filter { involved[Int($0.position)] && $0 != source }
    var reader = Evaluator<Other>(program, in: other)
    reader.set(source, to: value)
    guard involved[Int(target.position)] else { return try self.value(of: target).map { convert($0) } }
    for node in between {
      for operand in program.reads(of: node)
      where !involved[Int(operand.position)] && !reader.isKnown(operand) {
        reader.set(operand, to: try self.value(of: operand).map { convert($0) })
      }
    }
    try reader.run(between)
    return try reader.value(of: target)
  }
}
