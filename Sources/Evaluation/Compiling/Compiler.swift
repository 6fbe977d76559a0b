import Language
import Numbers

/// Turns formulas of a tree into nodes of a program, working out and checking their shapes.
///
/// Every fault is a ``Diagnostic`` with the place in the tree's source.
public struct Compiler {
  /// Where the formulas being compiled were read from; a named function is compiled from its own tree.
  var tree: Tree
  public var scope: Scope
  /// How far each index letter in scope runs.
  var ranges: [String: Int] = [:]
  /// What the names that a named function binds stand for.
  var bindings: [String: Term] = [:]
  /// In an update of a bundle: which of its quantities is being computed.
  var component: Int?
  /// The definitions of the whole text, for saying where a name comes too late.
  public var upcoming = Upcoming()
  /// The name whose definition is being compiled.
  var defining: String?
  /// How many named functions deep we are.
  var callDepth = 0
  /// Where a name that nothing defines is a free quantity (`workings prove`) rather than a mistake: its shape.
  public var freeShapes: FreeShapes?
  /// Values that givens are to have instead of the text's own.
  public var givenValues = GivenValues()
  /// What open givens have been given so far.
  var openings = Openings()

  public init(tree: Tree, scope: Scope) {
    self.tree = tree
    self.scope = scope
  }

  static let callLimit = 32

  func span(_ id: Tree.NodeID) -> SourceSpan { tree[id].span }
  func children(_ id: Tree.NodeID) -> [Tree.NodeID] { Array(tree.children(of: id)) }

  /// The axes of a term that are its value's own.
  func ownShape(_ term: Term) -> [Int] {
    Array(scope.program.shape(term.node).axes.dropFirst(term.letters.count))
  }

  /// A term's shape for a message: `3`, `2×3`, `scalar`.
  func shapeText(_ axes: [Int]) -> String {
    axes.isEmpty ? "a single number" : axes.map(String.init).joined(separator: "×")
  }

  func tooLarge(_ id: Tree.NodeID) -> Diagnostic {
    Diagnostic(
      .tooLarge, "this would have more than \(Shape.entryLimit) entries", hint: "Make the quantity smaller.",
      at: span(id))
  }

  /// The exact value of a node that depends on nothing given and needs no transcendental function.
  func constantValue(_ node: Program.ID) -> Rational? { value(of: node, knowing: [:]) }

  /// The same of a node that may depend on given quantities: as they are at the start.
  func valueAtStart(_ node: Program.ID) -> Rational? { value(of: node, knowing: scope.values) }

  private func value(of node: Program.ID, knowing values: [Program.ID: Tensor<Rational>]) -> Rational? {
    guard scope.program.shape(node).isScalar else { return nil }
    if case .constant(let value) = scope.program[node].operation { return value }
    // Most programs are far larger than what one exponent is computed from.
    if values.isEmpty {
      guard let (program, target) = scope.program.constantSlice(of: node) else { return nil }
      var evaluator = Evaluator(program, in: RationalArithmetic())
      return try? evaluator.value(of: target).entries.first
    }
    var evaluator = Evaluator(scope.program, in: RationalArithmetic())
    for (node, value) in values { evaluator.set(node, toExact: value) }
    return try? evaluator.value(of: node).entries.first
  }

  /// What a name means here, trying `a2` for `a_2` where only the former is known.
  func resolve(_ name: String) -> (name: String, meaning: Meaning)? {
    if let term = bindings[name] { return (name, .quantity(term)) }
    if case .bundle(let parts)? = scope.names[name], let component, component < parts.count {
      return resolve(parts[component])
    }
    if let term = scope.current[name] { return (name, .quantity(term)) }
    if let meaning = scope.names[name] { return (name, meaning) }
    guard name.utf8.contains(UInt8(ascii: "_")) else { return nil }
    let plain = name.filter { $0 != "_" }
    if let meaning = scope.names[plain] {
      return (plain, scope.current[plain].map { .quantity($0) } ?? meaning)
    }
    return nil
  }

  func unknown(_ name: String, at span: SourceSpan) -> Diagnostic {
    if let later = upcoming[name] {
      if let defining, let path = upcoming.path(from: name, to: defining) {
        let round = ([defining] + path).map { "`\($0)`" }.joined(separator: " needs ")
        return Diagnostic(
          .cycle, "`\(name)` cannot be defined by what it defines: \(round)",
          hint: "Give one of them a value of its own.", at: span)
      }
      return Diagnostic(
        .unknownName, "`\(name)` is used before it is defined, which is in line \(later.line)",
        hint: "Move its definition up.", at: span)
    }
    let known = scope.order + Builtin.names
    let hint =
      didYouMean(name, among: known).map { "Did you mean `\($0)`?" }
      ?? (scope.order.isEmpty
        ? "Nothing is defined yet." : "Known names: \(scope.order.prefix(12).joined(separator: ", ")).")
    return Diagnostic(.unknownName, "nothing here is called `\(name)`", hint: hint, at: span)
  }
}
