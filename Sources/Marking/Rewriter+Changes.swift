import Language

/// What each change of the catalogue makes of a formula.
extension Rewriter {
  /// The formulas that a misconception makes of one.
  ///
  /// - Parameter left: what stands left of the formula.
  mutating func variants(
    _ misconception: Misconception, of root: Tree.NodeID, left: Tree.NodeID
  ) -> [Tree.NodeID] {
    misconception.changes.flatMap { variants($0, of: root, left: left) }
  }

  /// The formulas that a change makes of one, one for each place where it can be made.
  private mutating func variants(
    _ change: Misconception.Change, of root: Tree.NodeID, left: Tree.NodeID
  ) -> [Tree.NodeID] {
    switch change {
    case .multiply(by: .missingSlope):
      return products(change, factors(root), like: root)
    case .drop, .slope, .replace, .add, .divide, .repeatFactor, .multiply:
      var result: [Tree.NodeID] = []
      for place in products(in: root) {
        let factors = factors(place)
        for variant in products(change, factors, like: place) {
          result.append(replacing(root, place, with: variant))
        }
      }
      if case .replace(let factor, let other) = change {
        result += replacingOperands(factor, by: other, in: root)
      }
      return result
    case .scale(let scale): return scaled(root, scale)
    case .negate: return [make(.negate, [root], like: root)]
    case .dropBias, .subtractBias: return biases(change, root)
    case .negateArgument, .dropFunction: return function(change, root)
    case .updateSign, .updateUnchanged, .updateTimesWeight, .updateHalf, .rateDropped, .rateTwice:
      return update(change, root)
    case .jacobianDiagonal: return jacobianDiagonal(left)
    case .dropPath: return paths(root)
    case .rounded, .keepGradient, .previousPass, .inTurn, .exampleByExample, .secant: return []
    default:
      var result: [Tree.NodeID] = []
      for part in tree.all(in: root) {
        for variant in variants(change, ofPart: part, of: root) {
          result.append(replacing(root, part, with: variant))
        }
      }
      return result
    }
  }

  /// What a change makes of one part of a formula.
  private mutating func variants(
    _ change: Misconception.Change, ofPart id: Tree.NodeID, of root: Tree.NodeID
  ) -> [Tree.NodeID] {
    switch change {
    case .otherAxis: return otherAxis(id, root)
    case .biasInSum: return biasInSum(id)
    case .meanOfFactors: return meansOfFactors(id)
    case .divisor(let difference): return divisors(id, difference)
    case .shareToOdds: return odds(id)
    case .oneSidedDifference: return oneSided(id)
    case .dropDivisor: return withoutDivisor(id)
    default: return variant(change, of: id).map { [$0] } ?? []
    }
  }

  // MARK: Products

  private mutating func products(
    _ change: Misconception.Change, _ factors: [Tree.NodeID], like id: Tree.NodeID
  ) -> [Tree.NodeID] {
    switch change {
    case .drop(let factor):
      return places(factor, factors).map { product(without($0, factors), like: id) }
    case .repeatFactor(let factor):
      return places(factor, factors).map { places in
        product(factors + places.sorted().map { factors[$0] }, like: id)
      }
    case .add(let factor):
      return places(factor, factors).compactMap { places in
        let rest = without(places, factors)
        guard !rest.isEmpty else { return nil }
        let added = product(places.sorted().map { factors[$0] }, like: id)
        return make(.add, [product(rest, like: id), added], like: id)
      }
    case .divide(let factor):
      return places(factor, factors).compactMap { places in
        let rest = without(places, factors)
        guard !rest.isEmpty else { return nil }
        let divisor = product(places.sorted().map { factors[$0] }, like: id)
        return make(.divide, [product(rest, like: id), divisor], like: id)
      }
    case .slope(let slope):
      return slopes(factors).flatMap { found in
        wrong(slope, found).map { product(without(found.places, factors) + [$0], like: id) }
      }
    case .replace(.sum, let other): return replaceSum(by: other, factors, like: id)
    case .replace(let factor, let other):
      return places(factor, factors).flatMap { places -> [Tree.NodeID] in
        guard places.count == 1, let place = places.first else { return [] }
        return replacements(factors[place], other, among: factors).map { new in
          var changed = factors
          changed[place] = new
          return product(changed, like: id)
        }
      }
    case .multiply(let extra):
      return extras(extra, factors, like: id).map { product(factors + [$0], like: id) }
    default: return []
    }
  }

  private func without(_ places: Set<Int>, _ factors: [Tree.NodeID]) -> [Tree.NodeID] {
    factors.indices.filter { !places.contains($0) }.map { factors[$0] }
  }

  /// Where a kind of factor stands in a product: sets of places, one for each that is found.
  private mutating func places(_ factor: Misconception.Factor, _ factors: [Tree.NodeID]) -> [Set<Int>] {
    let slopes = slopes(factors)
    let inSlopes = slopes.reduce(into: Set<Int>()) { $0.formUnion($1.places) }
    func places(where matches: (Tree.NodeID) -> Bool) -> [Set<Int>] {
      factors.indices.filter { !inSlopes.contains($0) && matches(factors[$0]) }.map { [$0] }
    }
    switch factor {
    case .slope: return slopes.map(\.places)
    case .outputSlope: return slopes.filter { roles.isOutput($0.activation.net) }.map(\.places)
    case .hiddenSlope: return slopes.filter { !roles.isOutput($0.activation.net) }.map(\.places)
    case .weight: return places(where: isWeight)
    case .input: return places(where: isInput)
    case .delta: return places { net(ofDelta: $0) != nil }
    case .sum: return places { if case .apply("sum", _) = tree[$0].kind { true } else { false } }
    }
  }

  /// The operands of outer and matrix products, which are factors too.
  private mutating func replacingOperands(
    _ factor: Misconception.Factor, by other: Misconception.Replacement, in root: Tree.NodeID
  ) -> [Tree.NodeID] {
    var result: [Tree.NodeID] = []
    for id in tree.all(in: root) {
      switch tree[id].kind {
      case .apply("outer", _), .matrixProduct: break
      default: continue
      }
      let operands = tree.children(of: id).map { operand in
        if case .transpose = tree[operand].kind {
          tree.children(of: operand).first ?? operand
        } else {
          operand
        }
      }
      for places in places(factor, operands) {
        for place in places {
          for new in replacements(operands[place], other, among: operands) {
            result.append(replacing(root, operands[place], with: new))
          }
          result += ownInEachRow(id, input: operands[place], other, operands).map {
            replacing(root, id, with: $0)
          }
        }
      }
    }
    return result
  }

  /// `outer(delta * a, ones)`: the unit's own activation in all of its row.
  private mutating func ownInEachRow(
    _ id: Tree.NodeID, input: Tree.NodeID, _ other: Misconception.Replacement, _ operands: [Tree.NodeID]
  ) -> [Tree.NodeID] {
    guard other == .ownActivation || other == .hiddenActivation, case .apply("outer", _) = tree[id].kind,
      operands.count == 2, operands[1] == input, let own = ownActivation(operands),
      let name = tree.baseName(input), (other == .hiddenActivation) != roles.isOutput(own.net),
      (other == .hiddenActivation) == (roles.activation(name) == nil)
    else { return [] }
    let product = product([operands[0], renamed(operands[0], own.name)], like: id)
    let length = make(.apply("length", primes: 0), [input], like: id)
    let ones = make(.apply("ones", primes: 0), [length], like: id)
    return [make(tree[id].kind, [product, ones], like: id)]
  }

  private mutating func replacements(
    _ id: Tree.NodeID, _ other: Misconception.Replacement, among factors: [Tree.NodeID]
  ) -> [Tree.NodeID] {
    switch other {
    case .net:
      guard let name = tree.baseName(id), let activation = roles.activation(name) else { return [] }
      return [renamed(id, activation.net)]
    case .hiddenActivation:
      guard let input = tree.baseName(id), roles.activation(input) == nil else { return [] }
      return roles.activations.filter { !roles.isOutput($0.net) }.flatMap { activation in
        [renamed(id, activation.name)] + likeDelta(activation.name, factors)
      }
    case .ownActivation:
      guard let own = ownActivation(factors), own.name != tree.baseName(id) else { return [] }
      let isData = tree.baseName(id).map { roles.activation($0) == nil } ?? true
      guard !isData || roles.isOutput(own.net) else { return [] }
      return [renamed(id, own.name)] + likeDelta(own.name, factors)
    case .error:
      guard let net = net(ofDelta: id) else { return [] }
      return [error(ofNet: net, like: id), slopeOfLoss(ofNet: net, like: id)].compactMap(\.self)
    case .absolute: return [make(.absolute, [id], like: id)]
    case .mean: return [make(.apply("mean", primes: 0), [id], like: id)]
    default: return []
    }
  }

  /// The activation of the unit whose delta, or whose slope, is a factor.
  private mutating func ownActivation(_ factors: [Tree.NodeID]) -> Roles.Activation? {
    if let net = factors.compactMap({ net(ofDelta: $0) }).first {
      return roles.activation(ofNet: net)
    }
    return slopes(factors).last?.activation
  }

  /// A quantity with the indices that the delta among the factors has.
  private mutating func likeDelta(_ name: String, _ factors: [Tree.NodeID]) -> [Tree.NodeID] {
    guard let delta = factors.first(where: { net(ofDelta: $0) != nil }), case .index = tree[delta].kind
    else { return [] }
    return [renamed(delta, name)]
  }

  /// The sum over the outputs, or the one weighted delta, replaced by the raw error.
  private mutating func replaceSum(
    by other: Misconception.Replacement, _ factors: [Tree.NodeID], like id: Tree.NodeID
  ) -> [Tree.NodeID] {
    guard let pair = roles.errors.first else { return [] }
    let sums = factors.indices.filter { place in
      switch tree[factors[place]].kind {
      case .apply("sum", _), .matrixProduct: true
      default: isWeight(factors[place]) || net(ofDelta: factors[place]) != nil
      }
    }
    guard !sums.isEmpty, !slopes(factors).isEmpty else { return [] }
    let first = name(pair.output, like: id)
    let second = name(pair.target, like: id)
    var error = make(.subtract, [first, second], like: id)
    if other == .totalError { error = make(.apply("sum", primes: 0), [error], like: id) }
    return [product([error] + without(Set(sums), factors), like: id)]
  }

  private mutating func extras(
    _ extra: Misconception.Replacement, _ factors: [Tree.NodeID], like id: Tree.NodeID
  ) -> [Tree.NodeID] {
    guard let delta = factors.first(where: { net(ofDelta: $0) != nil }) ?? factors.first else { return [] }
    let unit = net(ofDelta: delta)
    switch extra {
    case .missingSlope:
      guard slopes(factors).isEmpty, !factors.contains(where: { net(ofDelta: $0) != nil }) else { return [] }
      return roles.activations.filter { roles.isOutput($0.net) || $0.function == "softmax" }.map {
        activation in
        // As it stands there already, with its indices.
        let written = tree.all(in: id).first { tree.baseName($0) == activation.name }
        let node = written ?? name(activation.name, like: id)
        return product([node, complement(node)], like: id)
      }
    case .slope:
      return roles.activations.filter { unit == nil || $0.net == unit }.flatMap {
        activation -> [Tree.NodeID] in
        let node = unit == nil ? name(activation.name, like: id) : renamed(delta, activation.name)
        return [product([node, complement(node)], like: id)]
      }
    case .bias:
      return (unit.flatMap { roles.net($0)?.biases } ?? []).map { renamed(delta, $0) }
    case .input:
      return (unit.flatMap { roles.net($0)?.inputs } ?? []).map { name($0, like: id) }
        + (unit.flatMap { roles.activation(ofNet: $0) }.map { [renamed(delta, $0.name)] } ?? [])
    default: return []
    }
  }

  // MARK: Slopes

  private mutating func wrong(_ slope: Misconception.Slope, _ found: FoundSlope) -> [Tree.NodeID] {
    let a = found.node
    let function = found.activation.function
    let one = number(1, like: a)
    switch slope {
    case .plus: return function == "sigmoid" ? [product([a, make(.add, [one, a], like: a)], like: a)] : []
    case .net:
      guard function == "sigmoid" else { return [] }
      let z = renamed(a, found.activation.net)
      return [product([z, complement(z)], like: a)]
    case .atActivation:
      guard function == "sigmoid" else { return [] }
      let again = make(.apply(function, primes: 0), [a], like: a)
      return [product([again, complement(again)], like: a)]
    case .onlyActivation: return function == "sigmoid" ? [a] : []
    case .onlyComplement: return function == "sigmoid" ? [complement(a)] : []
    case .ofTanh: return function == "sigmoid" ? [complement(square(a))] : []
    case .ofSigmoid: return function == "tanh" ? [product([a, complement(a)], like: a)] : []
    case .noSquare: return function == "tanh" ? [complement(a)] : []
    case .ofError:
      guard let e = error(ofNet: found.activation.net, like: a) else { return [] }
      return [product([e, complement(e)], like: a)]
    case .otherLayer:
      return roles.activations.filter { $0.name != found.activation.name && $0.function == function }.map {
        let other = renamed(a, $0.name)
        return function == "tanh" ? complement(square(other)) : product([other, complement(other)], like: a)
      }
    case .one: return function == "relu" ? [one] : []
    case .rectified: return function == "relu" ? [renamed(a, found.activation.net)] : []
    }
  }

  mutating func square(_ id: Tree.NodeID) -> Tree.NodeID {
    make(.power, [id, number(2, like: id)], like: id)
  }

  // MARK: Single parts

  private mutating func variant(_ change: Misconception.Change, of id: Tree.NodeID) -> Tree.NodeID? {
    let parts = Array(tree.children(of: id))
    switch (change, tree[id].kind) {
    case (.swapError, .subtract):
      guard let a = tree.baseName(parts[0]), let b = tree.baseName(parts[1]),
        roles.errors.contains(where: { $0.output == a && $0.target == b })
      else { return nil }
      return make(.subtract, [parts[1], parts[0]], like: id)
    case (.weightTransposed, .index):
      guard parts.count == 3, isWeight(id) else { return nil }
      return make(.index, [parts[0], parts[2], parts[1]], like: id)
    case (.weightTransposed, .matrixProduct):
      if case .transpose = tree[parts[0]].kind, let inner = tree.children(of: parts[0]).first {
        return make(.matrixProduct, [inner, parts[1]], like: id)
      }
      guard isWeight(parts[0]) else { return nil }
      return make(.matrixProduct, [make(.transpose, [parts[0]], like: id), parts[1]], like: id)
    case (.sumFirstTerm, .apply("sum", _)):
      guard parts.count == 2, case .name(let letter) = tree[parts[0]].kind else { return nil }
      return substituting(parts[1], letter) { $0.number(1, like: $1) }
    case (.sumLastTerm, .apply("sum", _)):
      guard parts.count == 2, case .name(let letter) = tree[parts[0]].kind,
        let count = range(of: letter, in: parts[1])
      else { return nil }
      return substituting(parts[1], letter) { $0.number(count, like: $1) }
    case (.sumFirstTerm, .matrixProduct):
      guard case .transpose = tree[parts[0]].kind, let weights = tree.children(of: parts[0]).first else {
        return nil
      }
      let row = make(.index, [weights, number(1, like: id)], like: id)
      return product([row, make(.index, [parts[1], number(1, like: id)], like: id)], like: id)
    case (.sumMean, .apply("sum", _)): return make(.apply("mean", primes: 0), parts, like: id)
    case (.sumMean, .matrixProduct):
      return make(.divide, [id, make(.apply("length", primes: 0), [parts[1]], like: id)], like: id)
    case (.sumDiagonal, .apply("sum", _)):
      guard parts.count == 2, case .name(let letter) = tree[parts[0]].kind,
        let other = letters(in: parts[1]).first(where: { $0 != letter })
      else { return nil }
      return substituting(parts[1], letter) { $0.name(other, like: $1) }
    case (.sumWeightsWithDeltas, .apply("sum", _)):
      guard parts.count == 2, case .multiply = tree[parts[1]].kind else { return nil }
      let sum = make(.add, Array(tree.children(of: parts[1])), like: id)
      return make(tree[id].kind, [parts[0], sum], like: id)
    case (.meanLastTerm, .apply("mean", _)):
      guard parts.count == 2, case .name(let letter) = tree[parts[0]].kind,
        let count = range(of: letter, in: parts[1])
      else { return nil }
      return substituting(parts[1], letter) { $0.number(count, like: $1) }
    case (.meanToSum, .apply("mean", _)): return make(.apply("sum", primes: 0), parts, like: id)
    case (.meanToSum, .divide): return isCount(parts[1]) ? parts[0] : nil
    // (S/N)²/S = S/N².
    case (.meanTwice, .apply("mean", _)):
      return make(.divide, [square(id), make(.apply("sum", primes: 0), parts, like: id)], like: id)
    case (.meanTwice, .divide):
      guard isCount(parts[1]) else { return nil }
      return make(.divide, [id, parts[1]], like: id)
    case (.transpose, .apply("outer", _)):
      return parts.count == 2 ? make(tree[id].kind, [parts[1], parts[0]], like: id) : nil
    case (.logToLog10, .apply("log", primes: 0)), (.logToLog10, .apply("ln", primes: 0)):
      return make(.apply("log10", primes: 0), parts, like: id)
    case (.dropHalf, .divide):
      guard case .number(let two) = tree[parts[1]].kind, two.value == 2 else { return nil }
      return parts[0]
    case (.dropHalf, .multiply):
      guard case .number(let half) = tree[parts[0]].kind, half.value == .half else { return nil }
      return parts[1]
    case (.updatedWeights, .name(let weight)):
      guard roles.isWeight(weight), let loss = roles.loss, let rate = roles.rates.first else { return nil }
      let gradient = make(
        .derivative(latin: true), [name(loss, like: id), name(weight, like: id)], like: id)
      let step = product([name(rate, like: id), gradient], like: id)
      return make(.subtract, [id, step], like: id)
    case (.decaySign, .add):
      guard roles.rates.count > 0 else { return nil }
      return make(.subtract, parts, like: id)
    default: return nil
    }
  }

  /// Whether a divisor counts examples: a length, or a number that is no half of a square.
  private func isCount(_ id: Tree.NodeID) -> Bool {
    switch tree[id].kind {
    case .apply("length", _): true
    case .number(let numeral): numeral.isInteger && numeral.value > 2
    default: false
    }
  }

  /// The single letters that index something, first to last.
  func letters(in root: Tree.NodeID) -> [String] {
    tree.all(in: root).filter { if case .index = tree[$0].kind { true } else { false } }.flatMap { id in
      tree.children(of: id).dropFirst().compactMap { index -> String? in
        if case .name(let name) = tree[index].kind { name } else { nil }
      }
    }
  }

  // MARK: Whole formulas

  private mutating func scaled(_ root: Tree.NodeID, _ scale: Misconception.Scale) -> [Tree.NodeID] {
    switch scale {
    case .double: return [product([number(2, like: root), root], like: root)]
    case .half: return [make(.divide, [root, number(2, like: root)], like: root)]
    case .byOutputs:
      guard let output = roles.errors.first?.output else { return [] }
      let count = make(.apply("length", primes: 0), [name(output, like: root)], like: root)
      return [make(.divide, [root, count], like: root)]
    }
  }

  private mutating func biases(_ change: Misconception.Change, _ root: Tree.NodeID) -> [Tree.NodeID] {
    guard case .add = tree[root].kind else { return [] }
    let parts = Array(tree.children(of: root))
    var result: [Tree.NodeID] = []
    for (bias, rest) in [(parts[1], parts[0]), (parts[0], parts[1])]
    where tree.baseName(bias).map(roles.isBias) ?? false {
      result.append(change == .dropBias ? rest : make(.subtract, [rest, bias], like: root))
    }
    return result
  }

  private mutating func function(_ change: Misconception.Change, _ root: Tree.NodeID) -> [Tree.NodeID] {
    guard case .apply = tree[root].kind, let argument = tree.children(of: root).last else { return [] }
    if change == .dropFunction { return [argument] }
    guard case .apply("sigmoid", primes: 0) = tree[root].kind else { return [] }
    return [make(tree[root].kind, [make(.negate, [argument], like: root)], like: root)]
  }

  /// `w - eta*g` with one thing wrong.
  private mutating func update(_ change: Misconception.Change, _ root: Tree.NodeID) -> [Tree.NodeID] {
    guard case .subtract = tree[root].kind else { return [] }
    let parts = Array(tree.children(of: root))
    let (weight, step) = (parts[0], parts[1])
    let factors = factors(step)
    let rate = factors.firstIndex { tree.baseName($0).map(roles.rates.contains) ?? false }
    switch change {
    case .updateSign: return [make(.add, parts, like: root)]
    case .updateUnchanged: return [weight]
    case .updateTimesWeight: return [product([weight, complement(step)], like: root)]
    case .updateHalf:
      return [
        make(.subtract, [weight, make(.divide, [step, number(2, like: root)], like: root)], like: root)
      ]
    case .rateDropped:
      guard let rate, factors.count > 1 else { return [] }
      return [make(.subtract, [weight, product(without([rate], factors), like: root)], like: root)]
    case .rateTwice:
      guard let rate else { return [] }
      return [make(.subtract, [weight, product([factors[rate]] + factors, like: root)], like: root)]
    default: return []
    }
  }
}
