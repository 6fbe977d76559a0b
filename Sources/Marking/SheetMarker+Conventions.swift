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
  private func recogniseTransposed(_ draft: inout Draft) {
    let lines = draft.misshapen.filter(\.value).keys.sorted()
    guard !lines.isEmpty, !hasMatrix(draft) else { return }
    var accepted: [(Int, Int, [WrittenEntry])] = []
    for line in lines {
      guard let quantity = draft.sheet.entries[line].target?.quantity,
        let entries = draft.transpose(line, key.quantities[quantity]),
        entries.indices.allSatisfy({
          SheetMarker.fit(entries[$0], key.quantities[quantity], $0, nil).isSound
        })
      else { return }
      accepted.append((line, quantity, entries))
    }
    for (line, quantity, entries) in accepted { draft.take(entries, for: quantity, onLine: line) }
    // Square ones do not show by their shape; in such a sheet they are the other way round too.
    for (line, entry) in draft.sheet.entries.enumerated() where draft.fit(ofLine: line) == .wrong {
      guard let quantity = entry.target?.quantity,
        let entries = draft.transpose(line, key.quantities[quantity]),
        entries.indices.allSatisfy({
          SheetMarker.fit(entries[$0], key.quantities[quantity], $0, nil).isSound
        })
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
  private func recogniseSign(_ draft: inout Draft) {
    let deltas = draft.answered.keys.filter { key.roles.net(ofDelta: key.quantities[$0].name) != nil }
      .sorted()
    let gradients = draft.answered.keys.filter {
      key.isParameterGradient($0) || key.quantities[$0].moment > 0
    }
    guard !deltas.isEmpty, !gradients.isEmpty,
      deltas.allSatisfy({ agrees($0, draft, times: -1) }),
      gradients.allSatisfy({ draft.fits[$0]?.allSatisfy { $0?.isSound ?? true } ?? false })
    else { return }
    for delta in deltas { draft.accept(delta, at: answeredPlaces(delta, draft)) }
    draft.remarks.append(
      "deltas are taken with the other sign (target less output), consistently; marked as such")
  }

  // MARK: Thresholds

  /// Gradients of biases with the other sign where all else is right: of thresholds, which are subtracted.
  private func recogniseThresholds(_ draft: inout Draft) {
    let parameters = draft.answered.keys.filter { key.isParameterGradient($0) }
    let biases = parameters.filter { key.isParameterGradient($0, ofBias: true) }.sorted()
    let others = draft.answered.keys.filter { !biases.contains($0) && key.quantities[$0].moment == 0 }
    guard !biases.isEmpty, parameters.count > biases.count,
      biases.allSatisfy({ agrees($0, draft, times: -1) }),
      others.allSatisfy({ draft.fits[$0]?.allSatisfy { $0?.isSound ?? true } ?? false })
    else { return }
    for bias in biases { draft.accept(bias, at: answeredPlaces(bias, draft)) }
    draft.remarks.append(
      "biases are taken as thresholds, which are subtracted, so their gradients have the other sign; marked as such"
    )
  }

  // MARK: The error's constant factor

  /// The error itself and all that is differentiated from it by one factor: ½ or none, sum or mean.
  private func recogniseFactor(_ draft: inout Draft) {
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
    for (factor, how) in factors where concerned.allSatisfy({ agrees($0, draft, times: factor) }) {
      for quantity in concerned { draft.accept(quantity, at: answeredPlaces(quantity, draft)) }
      draft.remarks.append("the error is taken \(how), consistently; marked as such")
      return
    }
  }

  private func answeredPlaces(_ quantity: Int, _ draft: Draft) -> [Int] {
    let entries = draft.answered[quantity] ?? []
    return entries.indices.filter { entries[$0] != nil }
  }

  /// Whether all entries answered are a constant times the truth, to the digits written.
  private func agrees(_ quantity: Int, _ draft: Draft, times factor: Rational) -> Bool {
    let precision = AnswerKey.followingPrecision
    let constant = Enclosure(factor, precision: precision)
    return answeredPlaces(quantity, draft).allSatisfy { place in
      guard let entry = draft.answered[quantity]?[place], !entry.value.isZero else { return false }
      let truth = key.quantities[quantity].truth.entries[place]
      return SheetMarker.meets(entry, truth.multiplying(constant, precision: precision))
    }
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
