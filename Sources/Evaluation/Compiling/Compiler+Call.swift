import Language
import Numbers

/// `f(x)`, `f'(x)`, `a2(1 - a2)`: calls, their derivatives, and products written like calls.
extension Compiler {
  mutating func application(
    _ name: String, primes: Int, _ arguments: [Tree.NodeID], at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    switch resolve(name)?.meaning {
    case .quantity(let term)?:
      guard primes == 0 else {
        throw Diagnostic(
          .misplacedPrime, "`\(name)` is a number, and a prime stands only after a function",
          hint: "Write dE/d\(name) or d\(name)/dz for a derivative.", at: span(id))
      }
      guard arguments.count == 1 else {
        throw Diagnostic(.wrongArguments, "`\(name)` is a number, not a function", at: span(id))
      }
      return try elementwise(.multiply, term, compile(arguments[0]), at: id)
    case .function(let function)?: return try call(function, primes: primes, arguments, at: id)
    case .bundle?, .broken?, .generator?: throw broken(name, at: id)
    case nil: break
    }
    if let drawn = scope.drawn[id] { return drawn }
    if name == "numpy" || DataFunction(rawValue: name) != nil {
      throw Diagnostic(
        .unsupported, "`\(name)` makes data, and stands only on its own line in a block of givens",
        hint: name == "numpy" ? "Write random = numpy(100)." : "Write W = \(name)(…).", at: span(id))
    }
    if let function = Builtin.elementwise[name] {
      return try call(function, named: name, primes: primes, arguments, at: id)
    }
    if let function = Builtin.defined[name] { return try call(function, primes: primes, arguments, at: id) }
    guard primes == 0 else {
      throw Diagnostic(
        .notDifferentiable, "a prime means the derivative of a function of one number, and `\(name)` is none",
        hint: "Write d\(name)(…)/dz as ∂/∂z of a defined quantity.", at: span(id))
    }
    if Builtin.binders.contains(name) { return try reduction(name, arguments, at: id) }
    if Builtin.structural.contains(name) { return try structural(name, arguments, at: id) }
    if let size = ranges[name], arguments.count == 1 {
      guard let node = scope.program.counting(to: size) else { throw tooLarge(id) }
      return try elementwise(.multiply, Term(node, letters: [name]), compile(arguments[0]), at: id)
    }
    let near = Builtin.absent.contains(name) ? nil : didYouMean(name, among: scope.order + Builtin.names)
    let hint =
      near.map { "Did you mean `\($0)`?" } ?? "Known functions: \(Builtin.functions.joined(separator: ", "))."
    throw Diagnostic(.unknownName, "there is no function `\(name)`", hint: hint, at: span(id))
  }

  private mutating func call(
    _ function: Function, named name: String, primes: Int, _ arguments: [Tree.NodeID], at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    try expect(1, arguments, of: name, at: id)
    let argument = try compile(arguments[0])
    guard primes > 0 else { return applied(function, to: argument, at: id) }
    return try primed(argument, primes, at: id) { (compiler, u) in compiler.applied(function, to: u, at: id) }
  }

  private mutating func call(
    _ function: NamedFunction, primes: Int, _ arguments: [Tree.NodeID], at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    try expect(function.parameters.count, arguments, of: function.name, at: id)
    var terms: [Term] = []
    for argument in arguments { terms.append(try compile(argument)) }
    guard primes > 0 else { return try body(of: function, with: terms, at: id) }
    guard terms.count == 1 else {
      throw Diagnostic(
        .notDifferentiable, "a prime needs a function of one number; `\(function.name)` has \(terms.count)",
        at: span(id))
    }
    return try primed(terms[0], primes, at: id) { (compiler, u) throws(Diagnostic) in
      try compiler.body(of: function, with: [u], at: id)
    }
  }

  /// The body of a named function with terms for its parameters. Faults in it point at the call.
  private mutating func body(
    of function: NamedFunction, with terms: [Term], at id: Tree.NodeID
  ) throws(Diagnostic) -> Term {
    guard callDepth < Compiler.callLimit else {
      throw Diagnostic(
        .cycle, "`\(function.name)` calls itself", hint: "A function is a formula of its parameters.",
        at: span(id))
    }
    let outside = (tree, bindings, ranges)
    tree = function.tree
    bindings = Dictionary(uniqueKeysWithValues: zip(function.parameters, terms))
    callDepth += 1
    defer {
      (tree, bindings, ranges) = outside
      callDepth -= 1
    }
    do throws(Diagnostic) {
      try findRanges(in: [function.body])
      return try compile(function.body)
    } catch {
      throw Diagnostic(
        error.kind, "in `\(function.name)`: \(error.message)", hint: error.hint, at: outside.0[id].span)
    }
  }

  /// The derivative, `order` times, of an elementwise function at an argument: entry by entry, not a Jacobian.
  private mutating func primed(
    _ argument: Term, _ order: Int, at id: Tree.NodeID,
    _ function: (inout Compiler, Term) throws(Diagnostic) -> Term
  ) throws(Diagnostic) -> Term {
    guard order <= 8 else {
      throw Diagnostic(.tooLarge, "more than 8 primes", at: span(id))
    }
    var point = argument
    point.node = scope.program.defined("·", as: argument.node, at: span(id))
    var result = try function(&self, point)
    for _ in 0..<order {
      guard scope.program.shape(result.node) == scope.program.shape(point.node),
        scope.program.shape(point.node).isScalar || scope.program.isElementwise(result.node, in: point.node)
      else {
        throw Diagnostic(
          .notDifferentiable, "a prime means the derivative of a function of one number, entry by entry",
          hint: "For a function of whole vectors write d…/dz.", at: span(id))
      }
      let total = scope.program.arrangement(
        result.node, from: Array(0..<scope.program.shape(result.node).rank), to: [])
      guard let total, let slope = scope.program.derivative(of: total, by: point.node) else {
        throw tooLarge(id)
      }
      result = Term(slope, letters: point.letters)
    }
    return result
  }

  func expect(
    _ count: Int, _ arguments: [Tree.NodeID], of name: String, at id: Tree.NodeID
  ) throws(Diagnostic) {
    guard arguments.count != count else { return }
    throw Diagnostic(
      .wrongArguments,
      "`\(name)` takes \(count) argument\(count == 1 ? "" : "s"), here it has \(arguments.count)",
      at: span(id))
  }
}

extension Program {
  /// Whether every entry of `result` depends on the same entry of `point` only.
  func isElementwise(_ result: ID, in point: ID) -> Bool {
    let involved = dependents(of: point, upTo: max(result, point))
    for node in needed(for: [result]) where involved[Int(node.position)] && node != point {
      switch self[node].operation {
      case .defined, .sum, .difference, .product, .quotient, .negation, .power, .function, .maximum,
        .indicator:
        continue
      case .contraction(let a, let aLabels, let b, let bLabels, let to):
        let own = involved[Int(a.position)] ? aLabels : bLabels
        if own == to, !(involved[Int(a.position)] && involved[Int(b.position)]) { continue }
        return false
      default: return false
      }
    }
    return true
  }
}
