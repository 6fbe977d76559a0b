import Language
import Numbers

/// Formulas: one case for each kind of tree node.
extension Compiler {
  /// Compiles a formula.
  public mutating func compile(_ id: Tree.NodeID) throws(Diagnostic) -> Term {
    guard scope.program.nodes.count < Program.nodeLimit else { throw tooManyNodes(id) }
    guard tree[id].kind.isLeftAssociative else { return try noted(id, operand(id)) }
    let spine = tree.leftSpine(of: id)
    var term = try noted(spine[spine.count - 1], operand(spine[spine.count - 1]))
    // Whether a vector so far is meant as a row: x^T @ …
    var isRow = tree[spine[spine.count - 1]].kind == .transpose
    for node in spine.dropLast().reversed() {
      guard let right = tree.children(of: node).last else { continue }
      let factor = try compile(right)
      // A column times a row, as in d @ x^T, is the outer product.
      if tree[node].kind == .matrixProduct, tree[right].kind == .transpose, !isRow, isVector(term),
        isVector(factor)
      {
        term = try noted(node, outer(term, factor, at: node))
      } else {
        term = try noted(node, combined(node, term, factor))
        isRow = isRow && tree[node].kind == .matrixProduct
      }
    }
    return term
  }

  private func isVector(_ term: Term) -> Bool { term.split == nil && ownShape(term).count == 1 }

  /// Remembers what a formula has become.
  private mutating func noted(_ id: Tree.NodeID, _ term: Term) -> Term {
    if term.letters.isEmpty, callDepth == 0 { scope.compiled[id] = term.node }
    return term
  }

  /// A left-associative operation whose operands are compiled.
  private mutating func combined(
    _ id: Tree.NodeID, _ left: Term, _ right: Term
  ) throws(Diagnostic) -> Term {
    let kind = tree[id].kind
    if case .matrixProduct = kind { return try matrixProduct(left, right, at: id) }
    return try elementwise(kind, left, right, at: id)
  }

  /// A formula that is no left-associative operation.
  private mutating func operand(_ id: Tree.NodeID) throws(Diagnostic) -> Term {
    let parts = children(id)
    switch tree[id].kind {
    case .number(let numeral): return Term(scope.program.constant(numeral.value))
    case .name(let name): return try quantity(name, at: id)
    case .negate:
      var term = try compile(parts[0])
      term.node = scope.program.negation(term.node, at: span(id))
      return term
    case .power: return try power(parts[0], parts[1], at: id)
    case .transpose: return try transposed(compile(parts[0]), at: id)
    case .apply(let name, let primes): return try application(name, primes: primes, parts, at: id)
    case .keyword(let name):
      throw Diagnostic(
        .wrongArguments, "`\(name) = …` can stand only among the arguments of a function", at: span(id))
    case .index: return try indexed(compile(parts[0]), Array(parts.dropFirst()), of: parts[0], at: id)
    case .step: return try recorded(parts[0], pass: parts[1], at: id)
    case .derivative(let latin): return try derivative(parts[0], parts[1], latin: latin, at: id)
    case .list: return try list(parts, at: id)
    case .tuple:
      throw Diagnostic(
        .wrongShape, "several quantities in parentheses are a bundle, not a number",
        hint: "Give the bundle a name: theta = (W, b).", at: span(id))
    case .absolute: return try applied(.abs, to: compile(parts[0]), at: id)
    case .iverson(let relation):
      let (left, right, letters) = try spread(compile(parts[0]), compile(parts[1]), at: id)
      return Term(scope.program.indicator(relation, left, right, at: span(id)), letters: letters)
    case .missing, .add, .subtract, .multiply, .divide, .matrixProduct:
      throw Diagnostic(.missingOperand, "a formula is missing here", at: span(id))
    }
  }

  private func tooManyNodes(_ id: Tree.NodeID) -> Diagnostic {
    Diagnostic(
      .tooLarge, "this lesson needs more than \(Program.nodeLimit) operations",
      hint: "Use index notation or matrices instead of writing entries out.", at: span(id))
  }

  /// A function of one number, entry by entry.
  mutating func applied(_ function: Function, to argument: Term, at id: Tree.NodeID) -> Term {
    var term = argument
    term.node = scope.program.function(function, argument.node, at: span(id))
    return term
  }

  /// A name on its own: a quantity, an index letter as a number, or Euler's number.
  private mutating func quantity(_ name: String, at id: Tree.NodeID) throws(Diagnostic) -> Term {
    if let (found, meaning) = resolve(name) {
      switch meaning {
      case .quantity(let term): return term
      case .bundle, .generator:
        throw Diagnostic(
          .wrongShape,
          "`\(found)` is no single quantity; a bundle stands only in updates, a generator in draws",
          at: span(id))
      case .function(let function):
        throw Diagnostic(
          .wrongArguments, "`\(found)` is a function",
          hint: "Write \(found)(\(function.parameters.joined(separator: ", "))).", at: span(id))
      case .broken: throw broken(found, at: id)
      }
    }
    if let size = ranges[name] {
      guard let node = scope.program.counting(to: size) else { throw tooLarge(id) }
      return Term(node, letters: [name])
    }
    if name == "e" { return Term(scope.program.function(.exp, scope.program.constant(.one), at: span(id))) }
    if Builtin.names.contains(name) {
      throw Diagnostic(
        .wrongArguments, "`\(name)` is a function", hint: "Write \(name)(…).", at: span(id))
    }
    if let freeShapes { return introduce(name, freeShapes.shape(of: name), at: id) }
    throw unknown(name, at: span(id))
  }

  func broken(_ name: String, at id: Tree.NodeID) -> Diagnostic {
    Diagnostic(
      .unknownName, "`\(name)` has no meaning here because its definition could not be read", at: span(id),
      severity: .note)
  }

  /// A free quantity of this name.
  private mutating func introduce(_ name: String, _ shape: Shape, at id: Tree.NodeID) -> Term {
    let term = Term(scope.program.given(name, shape, at: span(id)))
    scope.define(name, .quantity(term))
    return term
  }

  private mutating func list(_ parts: [Tree.NodeID], at id: Tree.NodeID) throws(Diagnostic) -> Term {
    var terms: [Term] = []
    for part in parts { terms.append(try compile(part)) }
    guard let first = terms.first else {
      throw Diagnostic(.wrongShape, "an empty list has no shape", hint: "Write its entries.", at: span(id))
    }
    var letters: [String] = []
    for term in terms { letters += term.letters.filter { !letters.contains($0) } }
    for (term, part) in zip(terms, parts) where ownShape(term) != ownShape(first) {
      throw Diagnostic(
        .wrongShape,
        "this entry is \(shapeText(ownShape(term))), but the first one is \(shapeText(ownShape(first)))",
        hint: "All rows of a matrix are equally long.", at: span(part))
    }
    var nodes: [Program.ID] = []
    for term in terms { nodes.append(try widened(term, to: letters, at: id)) }
    guard let stacked = scope.program.stack(nodes, at: span(id)) else { throw tooLarge(id) }
    // The new axis stands first; the letters' axes come before it.
    let count = letters.count
    let rank = scope.program.shape(stacked).rank
    let order = Array(1..<count + 1) + [0] + Array(count + 1..<max(rank, count + 1))
    guard
      let node = scope.program.arrangement(
        stacked, from: Array(0..<rank), to: Array(order.prefix(rank)), at: span(id))
    else { throw tooLarge(id) }
    return Term(node, letters: letters)
  }

  private mutating func power(
    _ base: Tree.NodeID, _ exponent: Tree.NodeID, at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    if case .name("e") = tree[base].kind, resolve("e") == nil, ranges["e"] == nil {
      return try applied(.exp, to: compile(exponent), at: id)
    }
    var result = try compile(base)
    let power = try compile(exponent)
    guard power.letters.isEmpty, let value = constantValue(power.node) else {
      // A power that varies: exp(exponent · log base).
      let logarithm = applied(.log, to: result, at: id)
      return try applied(.exp, to: elementwise(.multiply, power, logarithm, at: id), at: id)
    }
    if value.isInteger {
      guard let exponent = value.numerator.asInt, exponent.magnitude <= Compiler.exponentLimit else {
        throw Diagnostic(
          .tooLarge, "this exponent is beyond the limit of \(Compiler.exponentLimit)", at: span(exponent))
      }
      result.node = scope.program.power(result.node, exponent, at: span(id))
      return result
    }
    if value.denominator == 2, let twice = value.numerator.asInt, twice.magnitude <= Compiler.exponentLimit {
      let root = applied(.sqrt, to: result, at: id)
      return Term(
        scope.program.power(root.node, twice, at: span(id)), letters: root.letters, split: root.split)
    }
    let logarithm = applied(.log, to: result, at: id)
    return try applied(.exp, to: elementwise(.multiply, power, logarithm, at: id), at: id)
  }

  static let exponentLimit = 1 << 20
}
