import Evaluation
import Language

/// What each name of a lesson is to the network: net input, activation, weight, delta, and so on.
///
/// Roles are read off the formulas (what is squashed is a net input, what is added to products is a bias), never
/// off the spelling of names, apart from deltas that a lesson calls so.
public struct Roles: Sendable {
  struct Activation: Sendable {
    let name: String
    let net: String
    let function: String
  }

  struct Net: Sendable {
    let name: String
    var weights: [String] = []
    var inputs: [String] = []
    var biases: [String] = []
  }

  /// What is differentiated: the error, the loss.
  private(set) var loss: String?
  private(set) var activations: [Activation] = []
  private(set) var nets: [Net] = []
  /// The names of ∂loss/∂net, by net.
  private(set) var deltas: [String: [String]] = [:]
  /// Differences of an activation and a target in the loss: activation and target.
  private(set) var errors: [(output: String, target: String)] = []
  /// Step sizes: givens that multiply a gradient in an update.
  private(set) var rates: [String] = []

  init(_ bases: [AnswerKeyBuilder.Base], _ derivation: Derivation, _ tree: Tree) {
    let givens = Set(derivation.givens.map(\.name))
    let definitions = Roles.definitions(derivation.lines)
    var numerators: [String: Int] = [:]
    for use in derivation.scope.derivatives {
      if let name = derivation.program.name(of: use.target) { numerators[name, default: 0] += 1 }
    }
    loss = numerators.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    for definition in definitions { readActivation(definition, tree) }
    for activation in activations {
      guard let definition = definitions.first(where: { $0.name == activation.net }) else { continue }
      readNet(definition, tree, givens)
    }
    readErrors(definitions, tree, givens)
    readDeltas(bases)
    readRates(derivation.lines, tree, givens)
  }

  private static func definitions(_ lines: [Line]) -> [Definition] {
    lines.flatMap { line -> [Definition] in
      switch line.kind {
      case .definition(let definition): [definition]
      case .loop(let loop): definitions(loop.body)
      default: []
      }
    }
  }

  private static let squashing: Set<String> = ["sigmoid", "sigma", "logistic", "tanh", "relu", "softmax"]

  private mutating func readActivation(_ definition: Definition, _ tree: Tree) {
    guard let (function, argument) = squashed(definition.formula, tree), let net = tree.baseName(argument)
    else { return }
    activations.append(
      Activation(
        name: definition.name, net: net,
        function: function == "sigma" || function == "logistic" ? "sigmoid" : function))
  }

  /// What is squashed by what; `exp(z[k])/sum(j, exp(z[j]))` is a softmax written out.
  private func squashed(_ formula: Tree.NodeID, _ tree: Tree) -> (String, Tree.NodeID)? {
    let parts = Array(tree.children(of: formula))
    switch tree[formula].kind {
    case .apply(let function, primes: 0):
      let argument = parts.last { !tree.isKeyword($0) }
      return Roles.squashing.contains(function) ? argument.map { (function, $0) } : nil
    case .divide:
      guard case .apply("exp", primes: 0) = tree[parts[0]].kind,
        case .apply("sum", primes: 0) = tree[parts[1]].kind,
        let body = tree.children(of: parts[1]).last, case .apply("exp", primes: 0) = tree[body].kind
      else { return nil }
      return tree.children(of: parts[0]).first.map { ("softmax", $0) }
    default: return nil
    }
  }

  private mutating func readNet(_ definition: Definition, _ tree: Tree, _ givens: Set<String>) {
    guard !nets.contains(where: { $0.name == definition.name }) else { return }
    var net = Net(name: definition.name)
    for term in tree.summands(definition.formula) {
      if let name = tree.baseName(term) {
        if givens.contains(name) { net.biases.append(name) }
        continue
      }
      for id in tree.quantities(in: term) {
        guard case .name(let name) = tree[id].kind else { continue }
        if activations.contains(where: { $0.name == name }) {
          if !net.inputs.contains(name) { net.inputs.append(name) }
        } else if givens.contains(name) {
          if !net.weights.contains(name), !net.inputs.contains(name) { net.weights.append(name) }
        }
      }
    }
    // Of two givens that are multiplied, the first is the weight, unless only the second is written in capitals.
    if net.inputs.isEmpty, net.weights.count > 1 {
      let capitals = net.weights.filter { $0.first?.isUppercase ?? false || $0.hasPrefix("w") }
      let weights =
        capitals.isEmpty ? net.weights.indices.filter { $0 % 2 == 0 }.map { net.weights[$0] } : capitals
      net.inputs = net.weights.filter { !weights.contains($0) }
      net.weights = weights
    }
    nets.append(net)
  }

  /// `a2 - y` in the loss: an output less its target.
  private mutating func readErrors(_ definitions: [Definition], _ tree: Tree, _ givens: Set<String>) {
    guard let loss else { return }
    var open = [loss]
    var seen: Set<String> = []
    while let name = open.popLast() {
      guard seen.insert(name).inserted, let definition = definitions.first(where: { $0.name == name }) else {
        continue
      }
      for id in tree.all(in: definition.formula) {
        if case .subtract = tree[id].kind, let a = tree.children(of: id).first.flatMap(tree.baseName),
          let b = tree.children(of: id).last.flatMap(tree.baseName), givens.contains(a) != givens.contains(b)
        {
          errors.append(givens.contains(b) ? (a, b) : (b, a))
        }
        if case .name(let other) = tree[id].kind, definitions.contains(where: { $0.name == other }),
          !activations.contains(where: { $0.name == other })
        {
          open.append(other)
        }
      }
    }
  }

  private mutating func readDeltas(_ bases: [AnswerKeyBuilder.Base]) {
    guard let loss else { return }
    for activation in activations {
      let name = "d\(loss)/d\(activation.net)"
      var names = [name]
      for base in bases {
        let others = base.aliases.map { bases[$0].name }
        if others.contains(name)
          || (base.name.hasPrefix("delta") && base.name.dropFirst(5) == activation.net.dropFirst(1))
        {
          if !names.contains(base.name) { names.append(base.name) }
        }
      }
      deltas[activation.net] = names
    }
  }

  private mutating func readRates(_ lines: [Line], _ tree: Tree, _ givens: Set<String>) {
    for line in lines {
      switch line.kind {
      case .loop(let loop): readRates(loop.body, tree, givens)
      case .update(let replacements):
        for replacement in replacements {
          for id in tree.all(in: replacement.formula) where tree[id].kind == .multiply {
            if let first = tree.children(of: id).first, let name = tree.baseName(first),
              givens.contains(name),
              name != replacement.name, !rates.contains(name)
            {
              rates.append(name)
            }
          }
        }
      default: continue
      }
    }
  }

  // MARK: Questions

  func activation(_ name: String) -> Activation? { activations.first { $0.name == name } }
  func activation(ofNet net: String) -> Activation? { activations.first { $0.net == net } }
  func net(_ name: String) -> Net? { nets.first { $0.name == name } }

  func isWeight(_ name: String) -> Bool { nets.contains { $0.weights.contains(name) } }
  func isBias(_ name: String) -> Bool { nets.contains { $0.biases.contains(name) } }
  func isInput(_ name: String) -> Bool { nets.contains { $0.inputs.contains(name) } }

  /// The net whose delta a name is.
  func net(ofDelta name: String) -> String? { deltas.first { $0.value.contains(name) }?.key }

  /// Whether the net's activation is compared with the target, or feeds no other net.
  func isOutput(_ net: String) -> Bool {
    guard let activation = activation(ofNet: net) else { return false }
    return errors.contains { $0.output == activation.name } || !isInput(activation.name)
  }
}

extension Tree {
  /// Whether an argument is `axis = 2` or its like.
  func isKeyword(_ id: NodeID) -> Bool { if case .keyword = self[id].kind { true } else { false } }

  /// The name behind indices, signs and `^T` left out.
  func baseName(_ id: NodeID) -> String? {
    switch self[id].kind {
    case .name(let name): return name
    case .index, .transpose: return children(of: id).first.flatMap(baseName)
    case .derivative: return named(id)
    default: return nil
    }
  }

  /// The terms of a sum, signs left out.
  func summands(_ id: NodeID) -> [NodeID] {
    var result: [NodeID] = []
    var open = [id]
    while let next = open.popLast() {
      switch self[next].kind {
      case .add, .subtract: open += children(of: next).reversed()
      default: result.append(next)
      }
    }
    return result
  }

  /// A node and everything below it, parents first.
  func all(in id: NodeID) -> [NodeID] {
    var result: [NodeID] = []
    var open = [id]
    while let next = open.popLast() {
      result.append(next)
      open += children(of: next).reversed()
    }
    return result
  }
}
