import Language
import Numbers

/// A compiled formula: a node whose first axes belong to the free index letters, in this order, and whose
/// other axes are the value's own.
public struct Term: Sendable, Hashable {
  public var node: Program.ID
  /// The free index letters, one for each leading axis of the node.
  public var letters: [String]
  /// For a derivative: how many of the value's own axes belong to the numerator.
  public var split: Int?

  public init(_ node: Program.ID, letters: [String] = [], split: Int? = nil) {
    self.node = node
    self.letters = letters
    self.split = split
  }
}

/// What a name stands for.
public enum Meaning: Sendable {
  /// A given or defined quantity.
  case quantity(Term)
  /// `g(x) = x^2`
  case function(NamedFunction)
  /// `theta = (W1, b1)`: several given quantities handled as one.
  case bundle([String])
  /// `random = numpy(100)`: where draws come from.
  case generator
  /// Its definition could not be compiled; a diagnostic said so there.
  case broken
}

/// A function of one or more numbers, defined by a formula.
public struct NamedFunction: Sendable {
  public let name: String
  public let parameters: [String]
  public let tree: Tree
  public let body: Tree.NodeID
}

/// Everything that a text can refer to: the program so far and the names in it.
public struct Scope: Sendable {
  public var program = Program()
  public internal(set) var names: [String: Meaning] = [:]
  /// The names in the order they were defined.
  public internal(set) var order: [String] = []
  /// Given quantities that an update has replaced in the pass being compiled.
  var current: [String: Term] = [:]
  /// Values of earlier passes that some formula asks for (`q{t}`).
  public internal(set) var recordings: [Recording] = []
  /// The derivatives that formulas have asked for, in order.
  public internal(set) var derivatives: [DerivativeUse] = []
  /// What each formula of the text compiled so far has become, where it has no free letters.
  public internal(set) var compiled = CompiledFormulas()
  /// The values of given quantities and of data, where the text fixes them.
  var values: [Program.ID: Tensor<Rational>] = [:]
  /// Where `uniform` and `normal` draw from: the generator named last.
  var generator: NumPyGenerator?
  /// What calls of data functions have become; each is drawn once.
  var drawn: [Tree.NodeID: Term] = [:]
  /// Passes of loops so far.
  public internal(set) var passes = 0

  public init() {}

  /// The quantity that a name stands for now.
  public func quantity(_ name: String) -> Term? {
    if let term = current[name] { return term }
    if case .quantity(let term) = names[name] { return term }
    return nil
  }

  mutating func define(_ name: String, _ meaning: Meaning) {
    if names.updateValue(meaning, forKey: name) == nil { order.append(name) }
  }
}

/// What formulas of a text have become, by their places in its tree.
public struct CompiledFormulas: Sendable {
  /// Places in the program; −1 for what has become nothing of its own.
  private var places: [Int32] = []

  public internal(set) subscript(id: Tree.NodeID) -> Program.ID? {
    get {
      let position = Int(id.position)
      guard places.indices.contains(position), places[position] >= 0 else { return nil }
      return Program.ID(Int(places[position]))
    }
    set {
      let position = Int(id.position)
      if position >= places.count {
        places.append(contentsOf: repeatElement(-1, count: position + 1 - places.count))
      }
      places[position] = newValue?.position ?? -1
    }
  }
}

/// The value of a node at the top of a pass, kept as a given quantity of the program.
public struct Recording: Sendable, Hashable {
  public let name: String
  public let node: Program.ID
  /// The given quantity.
  public let target: Program.ID
  public let pass: Int
}

/// A derivative that some formula asks for.
public struct DerivativeUse: Sendable, Hashable {
  /// ∂target/∂source before any indices: shape(target) followed by shape(source).
  public let node: Program.ID
  public let target: Program.ID
  public let source: Program.ID
  public let span: SourceSpan
}
