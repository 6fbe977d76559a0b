import Dumps

/// Two dumps held against each other, tensor by tensor: what `--against` tells.
///
/// Without a lesson nobody knows what operation made a tensor, so that no bound can be derived: the numbers must be
/// the same, unless a policy says how far they may be apart.
public struct DumpDifference: Sendable {
  /// In the order of the good dump.
  public let tensors: [TensorDifference]
  /// Tensors that only the new dump has.
  public let extra: [String]

  /// The first tensor that is not as it was.
  public var first: TensorDifference? { tensors.first { !$0.verdict.stands } }

  /// - Parameters:
  ///   - good: what is taken to be right.
  ///   - mapping: names of one dump for those of the other; either side may be either's.
  /// - Throws: ``ComparisonError`` where the mapping names what neither has, or the dumps have no tensor in common.
  public init(
    _ new: Dump, against good: Dump, mapping: NameMapping = NameMapping(), policy: Policy = .stable
  ) throws(ComparisonError) {
    var partners: [String: (name: String, isTransposed: Bool)] = [:]
    for pair in mapping.pairs {
      if good[pair.left] != nil, new[pair.right] != nil {
        partners[pair.left] = (pair.right, pair.isTransposed)
      } else if good[pair.right] != nil, new[pair.left] != nil {
        partners[pair.right] = (pair.left, pair.isTransposed)
      } else {
        throw ComparisonError(
          .mapping, "`\(pair.text)`: one dump must have the one name, and the other one the other",
          hint: "The good dump has \(good.tensors.prefix(12).map(\.name).joined(separator: ", ")).")
      }
    }
    let known = Dictionary(new.tensors.map { ($0.name, $0) }) { first, _ in first }
    var used: Set<String> = []
    tensors = good.tensors.map { tensor in
      let partner = partners[tensor.name] ?? (tensor.name, false)
      used.insert(partner.name)
      return TensorDifference(
        known[partner.name].map { partner.isTransposed ? $0.transposed : $0 }, against: tensor,
        policy.tolerances(for: [partner.name, tensor.name]))
    }
    extra = new.tensors.map(\.name).filter { !used.contains($0) }
    guard tensors.contains(where: { $0.verdict != .missing }) else {
      throw ComparisonError(
        .nothingKnown, "the two dumps have no tensor of the same name",
        hint: "Say what is what with --map new=old. The new one has "
          + "\(new.tensors.prefix(12).map(\.name).joined(separator: ", ")).")
    }
  }
}

/// One tensor against what it was.
public struct TensorDifference: Sendable {
  public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// Every number is what it was.
    case same
    /// Not that, but as near as the policy asks.
    case within
    case differs
    case wrongShape
    case missing

    public var stands: Bool { self == .same || self == .within }
  }

  /// The good dump's name, and the new one's.
  public let name: String
  public let newName: String?
  /// The coarser of the two types: what is compared is rounded to it.
  public let type: ElementType
  public let goodType: ElementType
  public let newType: ElementType?
  public let shape: [Int]
  public let newShape: [Int]?
  public let verdict: Verdict
  /// How many entries are not the same, and how many are farther apart than is tolerated.
  public let changed: Int
  public let beyond: Int
  /// The entry that is farthest apart in units of the last place: among those beyond, where there are any.
  public let worst: EntryReport?
  public let worstUlps: Double
  public let tolerances: [Policy.Tolerance]

  init(_ new: DumpTensor?, against good: DumpTensor, _ tolerances: [Policy.Tolerance]) {
    name = good.name
    newName = new?.name
    goodType = good.type
    newType = new?.type
    let type = new.map { TensorDifference.coarser($0.type, good.type) } ?? good.type
    self.type = type
    shape = good.shape
    newShape = new?.shape
    self.tolerances = tolerances
    guard let new, new.shape == good.shape else {
      (verdict, changed, beyond, worst, worstUlps) = (new == nil ? .missing : .wrongShape, 0, 0, nil, 0)
      return
    }
    var (changed, beyond) = (0, 0)
    var worst: (place: Int, ulps: Double, bound: Double)?
    for (place, (got, was)) in zip(new.values, good.values).enumerated() {
      let (got, was) = (type.rounded(got), type.rounded(was))
      if got == was || got.isNaN && was.isNaN { continue }
      changed += 1
      let bound = TensorDifference.bound(tolerances, at: was, type)
      let isBeyond = !(abs(got - was) <= bound)
      let distance = abs(got - was) / type.ulp(of: was)
      let ulps = distance.isNaN ? .infinity : distance
      // The first entry beyond displaces any that is within.
      if isBeyond, beyond == 0 { worst = nil }
      if isBeyond { beyond += 1 }
      if isBeyond || beyond == 0, worst.map({ ulps > $0.ulps }) ?? true { worst = (place, ulps, bound) }
    }
    (self.changed, self.beyond) = (changed, beyond)
    verdict = changed == 0 ? .same : beyond == 0 ? .within : .differs
    worstUlps = worst?.ulps ?? 0
    self.worst = worst.map { worst in
      let index = TensorDifference.index(of: worst.place, in: good.shape)
      return EntryReport(
        index: index.map { $0 + 1 }, dumpIndex: index, got: new.values[worst.place],
        expected: good.values[worst.place], bound: worst.bound)
    }
  }

  /// What may be between them; 0 where only the same number will do.
  private static func bound(_ tolerances: [Policy.Tolerance], at value: Double, _ type: ElementType) -> Double
  {
    tolerances.map { tolerance in
      switch tolerance {
      case .stable: 0
      case .ulps(let count): count * type.ulp(of: value)
      case .absolute(let bound): bound
      case .relative(let part): part * abs(value)
      }
    }.max() ?? 0
  }

  private static func coarser(_ a: ElementType, _ b: ElementType) -> ElementType {
    a.unitRoundoff >= b.unitRoundoff ? a : b
  }

  /// From 0.
  private static func index(of place: Int, in shape: [Int]) -> [Int] {
    var rest = place
    return Array(
      shape.reversed().map { size in
        defer { rest /= max(size, 1) }
        return rest % max(size, 1)
      }.reversed())
  }
}

extension DumpTensor {
  /// With its axes in the opposite order.
  fileprivate var transposed: DumpTensor {
    var strides: [Int] = []
    var stride = 1
    for size in shape.reversed() {
      strides.append(stride)
      stride *= size
    }
    // Backwards, the last axis' stride comes first: that of the transposed tensor's first axis.
    var places = [0]
    for (size, stride) in zip(shape.reversed(), strides) {
      places = places.flatMap { place in (0..<size).map { place + $0 * stride } }
    }
    return DumpTensor(name: name, type: type, shape: shape.reversed(), values: places.map { values[$0] })
  }
}
