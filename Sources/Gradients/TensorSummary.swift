// What was found at one point, by tensor.

/// A tensor's claimed gradient at a point, all lines that concern it together.
public struct TensorSummary: Sendable, Hashable {
  /// What makes a claimed gradient of the right one.
  public enum Pattern: Sendable, Hashable {
    /// Everything looked at is so many times what is right.
    case factor(Double)
    /// 0 where it should not be.
    case zero
    /// Rows and columns exchanged.
    case transposed
    /// Along the last axis everything stands so many places too far on.
    case rolled(Int)
  }

  public let tensor: Int
  public let outcome: GradientReport.Outcome
  /// The fewest digits to which a line agrees.
  public let digits: Int?
  /// Entries looked at alone, and those of them that are wrong, worst first.
  public let looked: Int
  public let wrong: [PointReport.EntryLine]
  /// How many entries are claimed to be NaN or infinite.
  public let strange: Int
  /// Why it cannot be told.
  public let reason: Judgement.Reason?
  /// The smallest error of any one entry that would have shown, and the largest entry claimed.
  public let visible: Double
  public let largest: Double
  public let pattern: Pattern?
}

extension PointReport {
  /// By tensor, in the order of the point; empty where nothing could be judged, or lines through everything were
  /// all that was looked at.
  public func summaries(of tensors: [TensorShape]) -> [TensorSummary] {
    guard !self.tensors.isEmpty || !entries.isEmpty || tensors.count == 1 && !probes.isEmpty else {
      return []
    }
    var start = 0
    return tensors.indices.compactMap { place in
      let range = start..<start + tensors[place].count
      start = range.upperBound
      return range.isEmpty || range.upperBound > gradient.count ? nil : summary(place, tensors[place], range)
    }
  }

  private func summary(_ place: Int, _ tensor: TensorShape, _ range: Range<Int>) -> TensorSummary {
    let entries = entries.filter { range.contains($0.entry) }
    var lines = self.tensors.filter { $0.tensor == place }.map(\.judgement)
    // A single tensor has no lines but those of the whole point.
    if lines.isEmpty, range.count == gradient.count { lines = probes }
    let judgements = lines + entries.map(\.judgement)
    let strange = range.count { !gradient[$0].isFinite }
    var digits: Int?
    var reason: Judgement.Reason?
    for judgement in judgements {
      switch judgement.verdict {
      case .agrees(let these): digits = min(digits ?? these, these)
      case .cannotTell(let why): reason = reason ?? why
      case .disagrees: break
      }
    }
    let isWrong = strange > 0 || judgements.contains(where: \.isWrong)
    return TensorSummary(
      tensor: place,
      outcome: isWrong ? .disagrees : reason != nil || judgements.isEmpty ? .cannotTell : .agrees,
      digits: digits, looked: entries.count,
      wrong: entries.filter(\.judgement.isWrong).sorted {
        $0.judgement.discrepancy > $1.judgement.discrepancy
      },
      strange: strange, reason: reason, visible: visible(range, entries, lines),
      largest: range.reduce(0) { max($0, gradient[$1].isFinite ? gradient[$1].magnitude : 0) },
      pattern: pattern(tensor, range, entries))
  }

  /// For an entry looked at alone what its own line sees, for the others what the tensor's line does.
  private func visible(_ range: Range<Int>, _ entries: [EntryLine], _ lines: [Judgement]) -> Double {
    var visible = 0.0
    for entry in entries {
      let component = entry.judgement.direction.components.first?.magnitude ?? 1
      visible = max(visible, entry.judgement.visible / component)
    }
    guard entries.count < range.count else { return visible }
    let others = lines.map { line in
      line.visible / (line.direction.components.lazy.map(\.magnitude).min() ?? 1)
    }
    return max(visible, others.min() ?? .infinity)
  }

  private func pattern(
    _ tensor: TensorShape, _ range: Range<Int>, _ entries: [EntryLine]
  ) -> TensorSummary.Pattern? {
    guard entries.contains(where: \.judgement.isWrong) else { return nil }
    // Only what stands out of its own bound says anything of a pattern.
    let clear = entries.map(\.judgement).filter {
      $0.estimate.kind == .smooth && $0.estimate.value.magnitude > 10 * $0.visible
    }
    let wrong = entries.map(\.judgement).filter(\.isWrong)
    if wrong.count > 1, wrong.allSatisfy({ $0.claimed == 0 }) { return .zero }
    let isClear = wrong.count > 1 && wrong.allSatisfy { clear.contains($0) }
    if isClear, let factor = PointReport.factor(clear) { return .factor(factor) }
    guard entries.count == range.count else { return nil }
    let bounds = entries.map {
      $0.judgement.visible / ($0.judgement.direction.components.first ?? 1).magnitude
    }
    let right = entries.map { $0.judgement.estimate.value / ($0.judgement.direction.components.first ?? 1) }
    let claimed = range.map { gradient[$0] }
    let meets = { (other: (Int) -> Int) in
      claimed.indices.allSatisfy {
        (claimed[$0] - right[other($0)]).magnitude <= 2 * (bounds[$0] + bounds[other($0)])
      }
    }
    guard let columns = tensor.shape.last, columns > 1, claimed.count > 2 else { return nil }
    if tensor.shape.count == 2 {
      let rows = tensor.shape[0]
      if rows > 1, meets({ ($0 % rows) * columns + $0 / rows }) { return .transposed }
    }
    let shift = (1..<columns).first { shift in
      meets { $0 - $0 % columns + ($0 % columns + columns - shift) % columns }
    }
    return shift.map { .rolled($0) }
  }

  /// The common ratio of claimed to right, where there is one other than 1.
  private static func factor(_ judgements: [Judgement]) -> Double? {
    guard let first = judgements.max(by: { $0.estimate.value.magnitude < $1.estimate.value.magnitude }) else {
      return nil
    }
    let factor = first.claimed / first.estimate.value
    guard factor != 0, factor.isFinite else { return nil }
    let fits = judgements.allSatisfy {
      ($0.claimed - factor * $0.estimate.value).magnitude <= 2 * (1 + factor.magnitude) * $0.visible
    }
    return fits ? factor : nil
  }
}
