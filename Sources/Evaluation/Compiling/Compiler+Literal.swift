import Language
import Numbers

/// Values that are written out, or computed from such: exact when the text is read.
extension Compiler {
  /// The value of a formula that is numbers only; nil where it names something.
  mutating func literal(_ id: Tree.NodeID) throws(Diagnostic) -> Tensor<Rational>? {
    if case .list = tree[id].kind {
      var parts: [Tensor<Rational>] = []
      for part in children(id) {
        guard let value = try literal(part) else { return nil }
        if let first = parts.first, first.shape != value.shape {
          throw Diagnostic(
            .wrongShape,
            "this row has \(shapeText(value.shape.axes)) entries, the first one \(shapeText(first.shape.axes))",
            hint: "All rows of a matrix are equally long.", at: span(part))
        }
        parts.append(value)
      }
      guard let first = parts.first else {
        throw Diagnostic(.wrongShape, "an empty list has no shape", at: span(id))
      }
      guard let shape = Shape([parts.count] + first.shape.axes) else { throw tooLarge(id) }
      return Tensor(shape: shape, entries: parts.flatMap(\.entries))
    }
    guard isNumeric(id) else { return nil }
    try draw(in: id)
    let term = try compile(id)
    var evaluator = Evaluator(scope.program, in: RationalArithmetic())
    for (node, value) in scope.values { evaluator.set(node, toExact: value) }
    do throws(EvaluationError) {
      return try evaluator.value(of: term.node)
    } catch {
      if case .unsupported = error.cause { return nil }
      throw Diagnostic(error, in: scope.program, otherwise: span(id))
    }
  }

  /// Whether a formula names nothing but functions and data, and has no list in it.
  private func isNumeric(_ id: Tree.NodeID) -> Bool {
    var pending = [id]
    while let next = pending.popLast() {
      switch tree[next].kind {
      case .name(let name) where bindings[name] == nil: return false
      case .derivative, .step, .index, .missing: return false
      case .apply(let name, _) where DataFunction(rawValue: name) != nil: continue
      default: pending += tree.children(of: next)
      }
    }
    return true
  }

  /// Half a unit of the last digit of each number written, for a given that was rounded.
  func uncertainty(_ id: Tree.NodeID) throws(Diagnostic) -> Tensor<Rational> {
    switch tree[id].kind {
    case .number(let numeral):
      let interval = numeral.roundingInterval
      return Tensor(scalar: (interval.upper - interval.lower) * .half)
    case .negate: return try uncertainty(children(id)[0])
    case .list:
      let parts = children(id)
      var entries: [Rational] = []
      var axes: [Int] = []
      for part in parts {
        let value = try uncertainty(part)
        axes = value.shape.axes
        entries += value.entries
      }
      guard let shape = Shape([parts.count] + axes), shape.count == entries.count else { throw tooLarge(id) }
      return Tensor(shape: shape, entries: entries)
    default:
      throw Diagnostic(
        .malformedNumber, "behind `≈` stands a number as it was printed, or a list of such", at: span(id))
    }
  }
}
