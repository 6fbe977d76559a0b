import Language
import Numbers

/// Functions of shapes and of whole vectors and matrices.
extension Compiler {
  mutating func structural(
    _ name: String, _ arguments: [Tree.NodeID], at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    switch name {
    case "transpose":
      try expect(1, arguments, of: name, at: id)
      return try transposed(compile(arguments[0]), at: id)
    case "length":
      try expect(1, arguments, of: name, at: id)
      // Compiled first: what it adds to the program must be there when its shape is asked for.
      let term = try compile(arguments[0])
      guard let size = ownShape(term).first else {
        throw Diagnostic(.wrongShape, "a single number has no length", at: span(id))
      }
      return Term(scope.program.constant(Rational(size)))
    case "dot":
      try expect(2, arguments, of: name, at: id)
      return try matrixProduct(compile(arguments[0]), compile(arguments[1]), at: id)
    case "outer":
      try expect(2, arguments, of: name, at: id)
      return try outer(compile(arguments[0]), compile(arguments[1]), at: id)
    case "eye":
      try expect(1, arguments, of: name, at: id)
      guard let shape = Shape(try sizes(arguments)), let node = scope.program.identity(shape) else {
        throw tooLarge(id)
      }
      return Term(node)
    default:
      guard let shape = Shape(try sizes(arguments)) else { throw tooLarge(id) }
      return Term(scope.program.constant(name == "ones" ? .one : .zero, shape))
    }
  }

  /// Every entry of one times every entry of the other: the axes of both.
  mutating func outer(_ a: Term, _ b: Term, at id: Tree.NodeID) throws(Diagnostic) -> Term {
    let letters = a.letters + b.letters.filter { !a.letters.contains($0) }
    let left = ownShape(a).indices.map { letters.count + $0 }
    let right = ownShape(b).indices.map { letters.count + left.count + $0 }
    guard
      let node = scope.program.contraction(
        a.node, a.letters.map { letters.firstIndex(of: $0) ?? 0 } + left,
        b.node, b.letters.map { letters.firstIndex(of: $0) ?? 0 } + right,
        to: Array(0..<letters.count) + left + right, at: span(id))
    else { throw tooLarge(id) }
    return Term(node, letters: letters)
  }

  private mutating func sizes(_ arguments: [Tree.NodeID]) throws(Diagnostic) -> [Int] {
    var result: [Int] = []
    for argument in arguments {
      let term = try compile(argument)
      guard term.letters.isEmpty, let value = constantValue(term.node), value.isInteger,
        let size = value.numerator.asInt, size >= 1
      else {
        throw Diagnostic(.wrongArguments, "a size is a whole number from 1", at: span(argument))
      }
      result.append(size)
    }
    return result
  }
}
