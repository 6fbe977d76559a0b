import Evaluation
import Numbers

/// Conventions that differ from the lesson's without being wrong, read off a sheet that keeps to them.
extension SheetMarker {
  mutating func recognise(_ draft: inout Draft) {
    recogniseTransposed(&draft)
    recogniseSign(&draft)
    recogniseThresholds(&draft)
    recogniseFactor(&draft)
  }

  // MARK: Origin first

  /// Matrices with rows and columns exchanged, all of them: origin first instead of destination first.
  private mutating func recogniseTransposed(_ draft: inout Draft) {
    let lines = draft.misshapen.filter(\.value).keys.sorted()
    guard !lines.isEmpty, !hasMatrix(draft) else { return }
    var accepted: [(Int, Int, [WrittenEntry])] = []
    for line in lines {
      guard let quantity = draft.sheet.entries[line].target?.quantity,
        let entries = draft.transpose(line, key.quantities[quantity]),
        agrees(entries, quantity)
      else { return }
      accepted.append((line, quantity, entries))
    }
    for (line, quantity, entries) in accepted { draft.take(entries, for: quantity, onLine: line) }
    // Square ones do not show by their shape; in such a sheet they are the other way round too.
    for (line, entry) in draft.sheet.entries.enumerated() where draft.fit(ofLine: line) == .wrong {
      guard let quantity = entry.target?.quantity,
        let entries = draft.transpose(line, key.quantities[quantity]),
        agrees(entries, quantity)
      else { continue }
      draft.take(entries, for: quantity, onLine: line)
    }
    draft.remarks.append("matrices are written origin first, the transpose of the lesson's; marked as such")
  }

  /// Whether some matrix that is not square is written as the lesson has it.
  private func hasMatrix(_ draft: Draft) -> Bool {
    draft.answered.keys.contains { quantity in
      let axes = key.quantities[quantity].shape.axes
      return axes.count == 2 && axes[0] != axes[1] && axes.allSatisfy { $0 > 1 }
    }
  }

  // MARK: δ with the other sign

  /// Deltas that are minus the lesson's, beside gradients that are right: δ = −∂E/∂z throughout.
  private mutating func recogniseSign(_ draft: inout Draft) {
    // ∂E/∂z says its sign itself; only a δ can be meant the other way round.
    let deltas = draft.answered.keys.filter {
      key.roles.net(ofDelta: key.quantities[$0].name) != nil && !key.quantities[$0].name.contains("/")
    }.sorted()
    let gradients = draft.answered.keys.filter {
      key.isParameterGradient($0) || key.quantities[$0].moment > 0
    }
    let slopes = draft.answered.keys.filter {
      key.roles.net(ofDelta: key.quantities[$0].name) != nil && key.quantities[$0].name.contains("/")
    }
    guard !deltas.isEmpty, !gradients.isEmpty,
      deltas.allSatisfy({ agrees($0, draft, times: -1, carriers: deltas) }),
      deltas.contains(where: { !isSound($0, draft) }),
      (gradients + slopes).allSatisfy({
        isSound($0, draft) || agrees($0, draft, times: 1, carriers: deltas, carried: -1)
      })
    else { return }
    for quantity in deltas + gradients { draft.accept(quantity, at: answeredPlaces(quantity, draft)) }
    draft.remarks.append(
      "deltas are taken with the other sign (target less output), consistently; marked as such")
  }

  // MARK: Thresholds

  /// Gradients of biases with the other sign where all else is right: of thresholds, which are subtracted.
  private mutating func recogniseThresholds(_ draft: inout Draft) {
    let parameters = draft.answered.keys.filter { key.isParameterGradient($0) }
    let biases = parameters.filter { key.isParameterGradient($0, ofBias: true) }.sorted()
    let others = draft.answered.keys.filter { !biases.contains($0) && key.quantities[$0].moment == 0 }
    // A single one is a slip of its sign rather than a convention.
    guard biases.count > 1, parameters.count > biases.count,
      biases.allSatisfy({ agrees($0, draft, times: -1) }),
      others.allSatisfy({ isSound($0, draft) })
    else { return }
    for bias in biases { draft.accept(bias, at: answeredPlaces(bias, draft)) }
    draft.remarks.append(
      "biases are taken as thresholds, which are subtracted, so their gradients have the other sign; marked as such"
    )
  }

  // MARK: The error's constant factor

  /// The error itself and all that is differentiated from it by one factor: ½ or none, sum or mean.
  private mutating func recogniseFactor(_ draft: inout Draft) {
    guard let loss = key.roles.loss.flatMap({ key.names[$0] }), draft.answered[loss] != nil else { return }
    let concerned = draft.answered.keys.filter { $0 == loss || key.dependsOnLossLinearly($0) }.sorted()
    guard concerned.count > 1 else { return }
    let axes = key.roles.errors.first.flatMap { key.names[$0.output] }.map { key.quantities[$0].shape.axes }
    var factors: [(Rational, String)] = [(2, "without its 1/2"), (.half, "with a 1/2 of its own")]
    // Of two axes the first counts examples and the second outputs; which one a single axis counts is the lesson's.
    let counts = Set(axes ?? []).union([
      axes?.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue } ?? 1
    ])
    for count in counts.sorted() where count > 1 {
      guard let share = try? Rational(1).divided(by: Rational(count)) else { continue }
      factors += [(share, "as a mean over \(count)"), (Rational(count), "as a sum over \(count)")]
    }
    for (factor, how) in factors
    where concerned.allSatisfy({
      agrees($0, draft, times: factor, carriers: concerned)
    }) {
      for quantity in concerned { draft.accept(quantity, at: answeredPlaces(quantity, draft)) }
      draft.remarks.append("the error is taken \(how), consistently; marked as such")
      return
    }
  }

  private func answeredPlaces(_ quantity: Int, _ draft: Draft) -> [Int] {
    let entries = draft.answered[quantity] ?? []
    return entries.indices.filter { entries[$0] != nil }
  }

  /// Whether all entries answered are a constant times the truth, or times what follows from the author's own
  /// numbers, to the digits written.
  ///
  /// - Parameters:
  ///   - carriers: quantities that carry the constant already.
  ///   - carried: the constant for what follows from one of those.
  private mutating func agrees(
    _ quantity: Int, _ draft: Draft, times factor: Rational, carriers: [Int] = [], carried: Rational = .one
  ) -> Bool {
    let entries = draft.answered[quantity] ?? []
    let truth = key.quantities[quantity].truth.entries
    if SheetMarker.meets(entries, truth, times: factor) { return true }
    return key.quantities[quantity].recipes.contains { recipe in
      guard let outcome = bench.outcome(of: recipe, for: quantity) else { return false }
      let isCarried = bench.sources(of: recipe, for: quantity).contains { carriers.contains($0) }
      return SheetMarker.meets(entries, outcome, times: isCarried ? carried : factor)
    }
  }

  private static func meets(
    _ entries: [WrittenEntry?], _ values: [Enclosure], times factor: Rational
  ) -> Bool {
    let precision = AnswerKey.followingPrecision
    let constant = Enclosure(factor, precision: precision)
    return entries.count == values.count
      && zip(entries, values).allSatisfy { entry, value in
        guard let entry else { return true }
        return !entry.value.isZero
          && SheetMarker.meets(entry, value.multiplying(constant, precision: precision))
      }
  }

  /// Whether numbers are the truth, or what follows from the author's own.
  private mutating func agrees(_ entries: [WrittenEntry], _ quantity: Int) -> Bool {
    let own = key.quantities[quantity]
    if entries.indices.allSatisfy({ SheetMarker.fit(entries[$0], own, $0, nil).isSound }) { return true }
    return own.recipes.contains { recipe in
      bench.outcome(of: recipe, for: quantity).map { SheetMarker.meets(entries, $0, times: .one) } ?? false
    }
  }

  private func isSound(_ quantity: Int, _ draft: Draft) -> Bool {
    draft.fits[quantity]?.allSatisfy { $0?.isSound ?? true } ?? false
  }
}

extension AnswerKey {
  /// Whether a quantity is the derivative of the loss by a weight or a bias.
  func isParameterGradient(_ quantity: Int, ofBias: Bool = false) -> Bool {
    guard let loss = roles.loss else { return false }
    let name = quantities[quantity].name
    guard name.hasPrefix("d\(loss)/d") else { return false }
    let parameter = String(name.dropFirst(loss.count + 3))
    return (!ofBias && roles.isWeight(parameter)) || roles.isBias(parameter)
  }

  /// Whether a constant factor of the loss is one of this quantity too: derivatives of the loss, and deltas.
  func dependsOnLossLinearly(_ quantity: Int) -> Bool {
    guard let loss = roles.loss else { return false }
    let name = quantities[quantity].name
    return name.hasPrefix("d\(loss)/d") || roles.net(ofDelta: name) != nil
  }
}
