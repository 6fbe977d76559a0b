import Language

/// The functions that every lesson knows, by the names people give them.
enum Builtin {
  /// Functions of one number, taken entry by entry.
  static let elementwise: [String: Function] = [
    "exp": .exp, "log": .log, "ln": .log, "sqrt": .sqrt, "sigmoid": .sigmoid, "sigma": .sigmoid,
    "logistic": .sigmoid, "tanh": .tanh, "relu": .relu, "abs": .abs, "sign": .sign, "step": .step,
  ]

  /// Functions that take an index letter first, an `axis`, or a whole vector.
  static let binders: Set<String> = ["sum", "mean", "max", "min", "argmax", "softmax"]

  /// Functions of shapes and of whole quantities.
  static let structural: Set<String> = ["length", "outer", "dot", "transpose", "eye", "ones", "zeros"]

  /// Functions that are defined by formulas of the others, in the language itself.
  static let formulas = """
    identity(x) = x
    square(x) = x^2
    sinh(x) = (exp(x) - exp(-x))/2
    cosh(x) = (exp(x) + exp(-x))/2
    softplus(x) = log(1 + exp(x))
    softsign(x) = x/(1 + abs(x))
    log2(x) = log(x)/log(2)
    log10(x) = log(x)/log(10)
    """

  static let defined: [String: NamedFunction] = {
    let source = Source(name: "built-in functions", text: formulas)
    let parsed = Parser.statements(in: source)
    var result: [String: NamedFunction] = [:]
    for statement in parsed.statements {
      guard case .chain(let terms, _) = statement.kind, terms.count == 2,
        let function = NamedFunction(definedBy: terms[0], as: terms[1], in: parsed.tree)
      else { continue }
      result[function.name] = function
    }
    return result
  }()

  /// Whether a function is taken entry by entry, so that its value has the shape of its argument.
  static func mapsEntries(_ name: String) -> Bool { elementwise[name] != nil || defined[name] != nil }

  /// The functions of formulas.
  static let functions: [String] =
    (Array(elementwise.keys) + Array(binders) + Array(structural) + Array(defined.keys)).sorted()

  static let names: [String] =
    (functions + DataFunction.allCases.map(\.rawValue) + ["numpy"]).sorted()

  /// Functions that people know and that there are not: none of ours is meant by them.
  static let absent: Set<String> = [
    "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "arcsin", "arccos", "arctan", "sinc",
    "asinh", "acosh", "atanh", "erf", "erfc", "gamma", "floor", "ceil", "round", "mod", "gcd", "lim", "int",
    "prod", "var", "std", "cov", "det", "tr", "inv", "rank", "norm", "argmin", "median",
  ]
}

extension Function {
  /// The function that people call by this name, if it is one of a single number.
  public static func named(_ name: String) -> Function? { Builtin.elementwise[name] }
}

extension NamedFunction {
  /// The function that `name(a, b, …) = body` defines; nil where the left side is not of that form.
  init?(definedBy left: Tree.NodeID, as body: Tree.NodeID, in tree: Tree) {
    guard case .apply(let name, primes: 0) = tree[left].kind else { return nil }
    var parameters: [String] = []
    for parameter in tree.children(of: left) {
      guard case .name(let name) = tree[parameter].kind, !parameters.contains(name) else { return nil }
      parameters.append(name)
    }
    guard !parameters.isEmpty else { return nil }
    self.init(name: name, parameters: parameters, tree: tree, body: body)
  }
}
