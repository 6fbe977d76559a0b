// A claimed derivative along a line, held against the estimate.

/// What a line says of the claimed gradient.
public struct Judgement: Sendable, Hashable {
  public enum Verdict: Sendable, Hashable {
    /// The claim lies within the error estimate, which leaves so many digits.
    case agrees(digits: Int)
    /// The claim is off by so many times the error estimate.
    case disagrees(times: Double)
    case cannotTell(Reason)
  }

  public enum Reason: Sendable, Hashable {
    /// The one-sided derivatives differ; whether the claim lies between them.
    case kink(left: Double, right: Double)
    /// The function is too noisy, or too rough, for two digits.
    case noise
    case valueNotFinite
  }

  /// Entries of the point that moved.
  public let direction: Direction
  /// Σ gᵢ·dᵢ of the claimed gradient g.
  public let claimed: Double
  public let estimate: LineEstimate
  /// How far the claim may be off by its own rounding.
  public let allowance: Double
  public let verdict: Verdict

  /// The size of what digits are counted from.
  private let scale: Double

  /// The smallest error of the claim that this line is sure to see.
  public var visible: Double { estimate.bound + max(allowance, isWrong ? 0 : discrepancy) }
  public var discrepancy: Double { (claimed - estimate.value).magnitude }
  public var isWrong: Bool { if case .disagrees = verdict { true } else { false } }

  /// - Parameter scale: the size of the gradient's terms along the line; a claim of 0 agrees with 0 to digits of
  ///   that.
  init(_ direction: Direction, claimed: Double, estimate: LineEstimate, allowance: Double, scale: Double) {
    self.direction = direction
    self.claimed = claimed
    self.estimate = estimate
    self.allowance = allowance
    self.scale = scale
    verdict = Judgement.verdict(claimed, estimate, allowance, scale)
  }

  /// The same estimate held against the claim when more is known of the claim's rounding.
  func weighed(_ claim: ClaimedGradient) -> Judgement {
    let allowance = claim.along(direction).allowance
    return Judgement(direction, claimed: claimed, estimate: estimate, allowance: allowance, scale: scale)
  }

  private static func verdict(
    _ claimed: Double, _ estimate: LineEstimate, _ allowance: Double, _ scale: Double
  ) -> Verdict {
    guard claimed.isFinite else { return .disagrees(times: .infinity) }
    let room = estimate.bound + allowance
    switch estimate.kind {
    case .notFinite: return .cannotTell(.valueNotFinite)
    case .unresolved: return .cannotTell(.noise)
    case .kink(let left, let right):
      let outside = max(min(left, right) - claimed, claimed - max(left, right), 0)
      return outside > room ? .disagrees(times: outside / room) : .cannotTell(.kink(left: left, right: right))
    case .smooth: break
    }
    let difference = (claimed - estimate.value).magnitude
    if difference > room { return .disagrees(times: difference / room) }
    let digits = Judgement.digits(of: max(claimed.magnitude, estimate.value.magnitude, scale), to: room)
    // Nothing but zeros: the claim is 0, the estimate is 0, and no entry has a size to compare with.
    if claimed == 0, estimate.value == 0, scale == 0 { return .agrees(digits: Judgement.mostDigits) }
    return digits < Judgement.fewestDigits ? .cannotTell(.noise) : .agrees(digits: digits)
  }

  static let fewestDigits = 2
  static let mostDigits = 15

  /// How many decimal digits of a value an error leaves, at most 15.
  static func digits(of value: Double, to error: Double) -> Int {
    var digits = 0
    var limit = value / 10
    while digits < mostDigits, error <= limit, limit > 0 {
      digits += 1
      limit /= 10
    }
    return digits
  }
}
