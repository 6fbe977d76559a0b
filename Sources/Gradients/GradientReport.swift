// What a check of a gradient found.

/// A whole check, point by point.
public struct GradientReport: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable { case agrees, disagrees, cannotTell }

  public let tensors: [TensorShape]
  public let seed: UInt64
  public internal(set) var points: [PointReport] = []
  /// How often the program was asked for a value, and for a gradient.
  public internal(set) var values = 0
  public internal(set) var gradients = 0

  /// Anything wrong at any point is wrong. What noise leaves open at the first point counts as agreeing where it
  /// agrees at another one; anything else that the first point leaves open is open.
  public var outcome: Outcome {
    if points.contains(where: { $0.outcome == .disagrees }) { return .disagrees }
    guard let first = points.first, first.value.isFinite, !first.judgements.isEmpty else {
      return .cannotTell
    }
    return first.outcome == .agrees || open.isEmpty ? .agrees : .cannotTell
  }

  /// Tensors of which the first point leaves something open, and no other point settles it.
  var open: [Int] {
    guard let first = points.first else { return [] }
    let summaries = first.summaries(of: tensors)
    // A line through everything at a kink is open whatever the tensors say.
    let isAtKink = first.probes.contains { if case .cannotTell(.kink) = $0.verdict { true } else { false } }
    if summaries.isEmpty || isAtKink { return Array(tensors.indices) }
    return summaries.filter { $0.outcome != .agrees && elsewhere($0) == nil }.map(\.tensor)
  }

  /// The point at which a tensor agrees to the most digits, where it is only noise that leaves it open at the first.
  public func elsewhere(_ summary: TensorSummary) -> (origin: PointReport.Origin, digits: Int)? {
    guard summary.outcome == .cannotTell, summary.reason == .noise else { return nil }
    let settled = points.dropFirst().compactMap { point -> (origin: PointReport.Origin, digits: Int)? in
      let other = point.summaries(of: tensors).first { $0.tensor == summary.tensor }
      guard let other, other.outcome == .agrees, let digits = other.digits else { return nil }
      return (point.origin, digits)
    }
    return settled.max { $0.digits < $1.digits }
  }
}

/// What was found at one point.
public struct PointReport: Sendable, Hashable {
  /// Where the point comes from.
  public enum Origin: Sendable, Hashable {
    case start
    /// Every entry moved at random by up to so many times the size of its tensor.
    case random(reach: Double)
    /// Just this side of, or just beyond, a place where the function has a kink or a jump.
    case beforeKink, beyondKink
    case zero
    case negated
    /// The starting point, so many times nearer to zero.
    case shrunk(by: Double)
  }

  /// Something odd about the program.
  public enum Finding: Sendable, Hashable {
    case valueNotFinite(Double)
    case valueNotRepeatable(spread: Double)
    /// The value that comes with the gradient is not the value that is asked for alone.
    case valuesDiffer(value: Double, withGradient: Double)
    case gradientNotRepeatable
    case gradientNotFinite(entries: [Int])
    /// All of them are numbers of a narrower format than a double's.
    case valuePrecision(Precision)
    case gradientPrecision(Precision)
  }

  public struct TensorLine: Sendable, Hashable {
    public let tensor: Int
    public let judgement: Judgement
  }

  public struct EntryLine: Sendable, Hashable {
    /// Its place in the whole point.
    public let entry: Int
    public let judgement: Judgement
  }

  public let origin: Origin
  public let point: [Double]
  public internal(set) var value = Double.nan
  /// As claimed.
  public internal(set) var gradient: [Double] = []
  public internal(set) var findings: [Finding] = []
  /// Lines along which all entries move, then those of single tensors and of single entries.
  public internal(set) var probes: [Judgement] = []
  public internal(set) var tensors: [TensorLine] = []
  public internal(set) var entries: [EntryLine] = []

  init(origin: Origin, point: [Double]) {
    self.origin = origin
    self.point = point
  }

  /// The fewest digits to which a line agrees.
  public var digits: Int? {
    judgements.compactMap { if case .agrees(let digits) = $0.verdict { digits } else { nil } }.min()
  }

  public var judgements: [Judgement] { probes + tensors.map(\.judgement) + entries.map(\.judgement) }

  /// Wrong where any line disagrees or the gradient is no number where the value is; open where the value is no
  /// number, or an entry or a whole tensor cannot be told.
  public var outcome: GradientReport.Outcome {
    let isNumber = !findings.contains { if case .valueNotFinite = $0 { true } else { false } }
    guard isNumber else { return .cannotTell }
    let isFinite = !findings.contains { if case .gradientNotFinite = $0 { true } else { false } }
    if !isFinite || judgements.contains(where: \.isWrong) { return .disagrees }
    let isOpen = judgements.contains { if case .cannotTell = $0.verdict { true } else { false } }
    return isOpen || judgements.isEmpty ? .cannotTell : .agrees
  }
}
