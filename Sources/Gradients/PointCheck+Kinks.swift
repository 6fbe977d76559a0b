// Points close to a kink: there a derivative that takes the wrong side shows.

extension PointCheck {
  /// The two sides of the nearest kink or jump along a line whose wider windows were rough, a little away from it.
  ///
  /// Of the interval in which the roughness lies the half that is rougher is kept, thirty times.
  ///
  /// - Returns: nil where no line was rough.
  func nearestKink(_ report: PointReport) throws -> [(PointReport.Origin, [Double])]? {
    guard
      let line = report.probes.first(where: { $0.estimate.kind == .smooth && $0.estimate.roughWindow != nil }
      ),
      let reach = line.estimate.roughWindow
    else { return nil }
    var (low, high) = (-reach, reach)
    for _ in 0..<24 {
      let middle = low + (high - low) / 2
      let left = try roughness(from: low, to: middle, line.direction)
      let right = try roughness(from: middle, to: high, line.direction)
      // Neither half is rough: whatever it was is no kink.
      guard max(left, right) > 16 * line.estimate.noise else { return nil }
      if left >= right { high = middle } else { low = middle }
    }
    let gap = 0x1p-10 * reach
    let place = low + (high - low) / 2
    guard place.magnitude > 4 * gap, try isKink(place, gap, line) else { return nil }
    return [
      (.beforeKink, line.direction.point(from: point, step: place - gap)),
      (.beyondKink, line.direction.point(from: point, step: place + gap)),
    ]
  }

  /// Whether the slopes on both sides differ by as much close by as they do further away: over a smooth place the
  /// difference shrinks with the distance.
  private func isKink(_ place: Double, _ gap: Double, _ line: Judgement) throws -> Bool {
    let shifted = LineDerivative(values: { steps in
      try values(along: line.direction, steps: steps.map { place + $0 * gap })
    })
    return try shifted.oneSided(exponents: [-2, -7], noise: line.estimate.noise) != nil
  }

  /// What a window's values leave over of a polynomial; nothing finite is as rough as can be.
  private func roughness(from low: Double, to high: Double, _ direction: Direction) throws -> Double {
    let half = (high - low) / 2
    let steps = Stencil.standard.places.map { low + half + $0 * half }
    return Stencil.standard.fit(try values(along: direction, steps: steps), window: half)?.noise ?? .infinity
  }
}
