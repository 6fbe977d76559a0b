import Dumps
import Evaluation
import Marking
import Numbers

/// Judges the tensors of one dump, in the order of computation.
struct DumpJudge {
  let specification: Specification
  let policy: Policy
  /// The type that everything is taken to be computed in.
  let type: ElementType
  /// By item.
  let tensors: [Int: MappedTensor]
  var bench: Bench<RoundingArithmetic>
  /// The dump's numbers without any rounding, for policies that state a bound.
  var exact: Bench<CertifiedArithmetic>
  /// The same as ``bench`` for numbers on the way that no double holds.
  private var wide: Bench<WideRoundingArithmetic>
  private var truths: Evaluator<CertifiedArithmetic>
  private(set) var verdicts: [Int: TensorReport.Verdict] = [:]
  /// Whether to say which misconceptions this data cannot show.
  let findsBlindSpots: Bool
  /// The specification with two mistakes in each slip; made where it is needed.
  var pairs: Specification?

  /// Bits of the truth; the types that are judged have 53 at most.
  static let precision = 160

  init(
    _ specification: Specification, _ tensors: [Int: MappedTensor], lessonGivens: Set<Int>, policy: Policy,
    findsBlindSpots: Bool, pairs: Specification?
  ) {
    self.specification = specification
    self.policy = policy
    self.tensors = tensors
    self.findsBlindSpots = findsBlindSpots
    self.pairs = pairs
    type = DumpJudge.arithmetic(of: tensors.values, policy)
    let rounding = type.roundingArithmetic
    let certified = CertifiedArithmetic(precision: DumpJudge.precision)
    var givens: [Int: Tensor<RoundingArithmetic.Number>] = [:]
    var present: [Int: Tensor<RoundingArithmetic.Number>] = [:]
    var exactGivens: [Int: Tensor<Enclosure>] = [:]
    var exactPresent: [Int: Tensor<Enclosure>] = [:]
    var widePresent: [Int: Tensor<Enclosure>] = [:]
    for (item, mapped) in tensors {
      let shape = specification.shape(item)
      if specification.items[item].kind == .given {
        givens[item] = mapped.exact(shape)
        exactGivens[item] = mapped.enclosures(shape)
      } else {
        let isFunction = specification.items[item].ways.contains { specification.hasFunctions($0) }
        let recomputed = isFunction ? 8 * type.unitRoundoff : 0
        present[item] = mapped.rounded(shape, recomputed: recomputed)
        widePresent[item] = mapped.roundedEnclosures(shape, recomputed: recomputed)
        exactPresent[item] = mapped.misfit == nil ? mapped.enclosures(shape) : nil
      }
    }
    for given in specification.lesson.derivation.givens {
      guard let item = specification[given.name], lessonGivens.contains(item) else { continue }
      givens[item] = given.value.map { rounding.number($0) }
      exactGivens[item] = given.value.map { certified.number($0) }
    }
    bench = Bench(specification, in: rounding, givens: givens, present: present)
    exact = Bench(specification, in: certified, givens: exactGivens, present: exactPresent)
    wide = Bench(
      specification,
      in: WideRoundingArithmetic(unitRoundoff: type.unitRoundoff, precision: DumpJudge.precision),
      givens: exactGivens, present: widePresent)
    truths = Evaluator(specification.program, in: certified)
    for (item, value) in exactGivens { truths.set(specification.items[item].node, to: value) }
  }

  /// The coarsest floating-point type of what was computed, or of all where nothing was.
  private static func arithmetic(of tensors: some Sequence<MappedTensor>, _ policy: Policy) -> ElementType {
    let types = tensors.map(\.type).filter(\.isFloatingPoint) + [policy.precision].compactMap(\.self)
    return types.max { ($0.unitRoundoff, $0.rawValue) < ($1.unitRoundoff, $1.rawValue) } ?? .float64
  }

  // MARK: Tensors

  mutating func reports() -> [TensorReport] {
    var result: [TensorReport] = []
    for item in specification.order {
      guard let mapped = tensors[item] else { continue }
      let report = specification.items[item].kind == .given ? given(mapped) : judge(mapped)
      verdicts[item] = report.verdict
      result.append(report)
    }
    return result
  }

  private func given(_ mapped: MappedTensor) -> TensorReport {
    report(mapped, .given, reason: mapped.hasOnlyNumbers ? nil : "not every entry is a number")
  }

  /// What one way gives, and how the entries stand to it.
  struct Reading {
    let way: Specification.Way
    let values: [RoundingArithmetic.Number]
    let fits: [EntryFit]

    var misses: Int { fits.count { $0 == .off } }
  }

  private mutating func judge(_ mapped: MappedTensor) -> TensorReport {
    if let misfit = mapped.misfit { return report(mapped, .wrong, reason: misfit) }
    let item = specification.items[mapped.item]
    let tolerances = policy.tolerances(for: [mapped.tensor.name, item.name])
    var fits = [EntryFit](repeating: .unknown, count: mapped.values.count)
    var best: Reading?
    for way in item.ways {
      guard let reading = reading(way, mapped, tolerances) else { continue }
      DumpJudge.merge(reading.fits, into: &fits)
      if best.map({ reading.misses < $0.misses }) ?? true { best = reading }
      if !fits.contains(.off), !fits.contains(.unknown) { break }
    }
    var isSound = isWithin(fits) && (best.map { sourcesAreRight($0.way) } ?? false)
    if !isSound, let whole = pureReading(mapped, tolerances) {
      if isWithin(whole), !fits.contains(.off) || isExcusable(best) {
        return report(mapped, .right, best, tolerances)
      }
      if isExcusable(best) { DumpJudge.excuse(whole, &fits) }
    }
    if fits.contains(where: { $0 != .within }), isExcusable(best) { excuseFused(mapped, tolerances, &fits) }
    if fits.contains(.unknown), let reading = wideReading(mapped, tolerances) {
      DumpJudge.merge(reading.fits, into: &fits)
      best = reading
      isSound = isWithin(fits) && sourcesAreRight(reading.way)
    }
    if fits.contains(.off) {
      return report(mapped, .wrong, best, tolerances, misses: fits.indices.filter { fits[$0] == .off })
    }
    if self.isWithin(fits) { return report(mapped, isSound ? .right : .follows, best, tolerances) }
    return unknown(mapped, item, best, tolerances)
  }

  private func isWithin(_ fits: [EntryFit]) -> Bool { fits.allSatisfy { $0 == .within } }

  /// An entry that one way gives is right by that one; of the others, what is known counts.
  private static func merge(_ new: [EntryFit], into fits: inout [EntryFit]) {
    for place in fits.indices {
      if fits[place] == .within || new[place] == .unknown { continue }
      fits[place] = new[place]
    }
  }

  /// Whether a program may have got there by another algorithm, such as the logarithm of a softmax from the net
  /// inputs. Of sums and products alone there is none: a program with more digits on the way wrote its inputs down
  /// to half a unit, which they have been granted.
  private func isExcusable(_ reading: Reading?) -> Bool {
    guard let way = reading?.way else { return true }
    return specification.hasFunctions(way) || !bench.absentBehind(way).isEmpty
  }

  /// What another way of computing gives is right as well; what it does not give is no accusation.
  private static func excuse(_ new: [EntryFit], _ fits: inout [EntryFit]) {
    for place in fits.indices where new[place] == .within { fits[place] = .within }
  }

  private func sourcesAreRight(_ way: Specification.Way) -> Bool {
    bench.sources(of: way).allSatisfy { verdicts[$0] == .right || specification.items[$0].kind == .given }
  }

  mutating func reading(
    _ way: Specification.Way, _ mapped: MappedTensor, _ tolerances: [Policy.Tolerance]
  ) -> Reading? {
    guard let value = bench.compute(way) else { return nil }
    let isStated = tolerances.contains { $0 != .stable }
    let exactly = isStated ? exact.compute(way)?.entries : nil
    return Reading(
      way: way, values: value.entries, fits: fits(mapped, value.entries, exactly, tolerances))
  }

  private func fits(
    _ mapped: MappedTensor, _ values: [RoundingArithmetic.Number], _ exactly: [Enclosure]?,
    _ tolerances: [Policy.Tolerance]
  ) -> [EntryFit] {
    mapped.values.indices.map { place in
      let got = mapped.values[place]
      return tolerances.map { tolerance in
        if tolerance == .stable { return mapped.type.fit(got, values[place]) }
        return exactly.map { tolerance.fit(got, $0[place], mapped.type) } ?? .unknown
      }.min() ?? EntryFit.unknown
    }
  }

  /// From the givens alone.
  private mutating func pureReading(
    _ mapped: MappedTensor, _ tolerances: [Policy.Tolerance]
  ) -> [EntryFit]? {
    guard let value = bench.valueFromGivens(of: mapped.item) else { return nil }
    let isStated = tolerances.contains { $0 != .stable }
    return fits(mapped, value.entries, isStated ? truth(of: mapped.item)?.entries : nil, tolerances)
  }

  /// As a program that keeps more digits on the way than it writes down, or recomputes what it needs.
  private mutating func excuseFused(
    _ mapped: MappedTensor, _ tolerances: [Policy.Tolerance], _ fits: inout [EntryFit]
  ) {
    guard tolerances.contains(.stable) else { return }
    for way in specification.items[mapped.item].ways {
      guard let value = bench.computeFused(way) else { continue }
      DumpJudge.excuse(self.fits(mapped, value.entries, nil, [.stable]), &fits)
    }
  }

  /// From the dump's own tensors with wider exponents, or from the givens alone where all in between is right.
  private mutating func wideReading(
    _ mapped: MappedTensor, _ tolerances: [Policy.Tolerance]
  ) -> Reading? {
    guard tolerances.contains(.stable) else { return nil }
    let underflow = type.roundingArithmetic.underflow
    for way in specification.items[mapped.item].ways
    where bench.sources(of: way).compactMap({ tensors[$0] }).allSatisfy(\.isReadable) {
      let own = wide.compute(way)
      guard let value = own ?? (sourcesAreRight(way) ? wide.valueFromGivens(of: mapped.item) : nil) else {
        continue
      }
      let values = value.entries.map { RoundingArithmetic.Number(enclosing: $0, underflow: underflow) }
      return Reading(way: way, values: values, fits: fits(mapped, values, nil, [.stable]))
    }
    return nil
  }

  private mutating func unknown(
    _ mapped: MappedTensor, _ item: Specification.Item, _ best: Reading?, _ tolerances: [Policy.Tolerance]
  ) -> TensorReport {
    guard let best else {
      let lacking = item.ways.first.map { unknownInputs(of: $0) } ?? []
      return report(
        mapped, .notReached,
        reason: lacking.isEmpty
          ? "the lesson does not say how it is computed"
          : "it needs \(lacking.joined(separator: ", ")), which the dump has not got")
    }
    for source in bench.sources(of: best.way).compactMap({ tensors[$0] }) {
      let why =
        source.misfit != nil
        ? "has another shape" : source.hasOnlyNumbers ? nil : "has entries that are no numbers"
      guard let why else { continue }
      return report(mapped, .notReached, best, tolerances, reason: "`\(source.tensor.name)` \(why)")
    }
    return report(
      mapped, .undecided, best, tolerances,
      reason: "rounding can have changed some entries beyond any bound, or they are out of range")
  }

  /// The givens of which nothing is known that a formula needs.
  private func unknownInputs(of way: Specification.Way) -> [String] {
    bench.sources(of: way).filter {
      specification.items[$0].kind == .given && bench.givens[$0] == nil
    }.map { specification.items[$0].name }
  }

  // MARK: Truth

  /// The certified value; nil where a given is not known or there is none.
  mutating func truth(of item: Int) -> Tensor<Enclosure>? {
    try? truths.value(of: specification.items[item].node)
  }
}

extension RoundingArithmetic.Number {
  /// What an enclosure says, and what a result may lose near zero.
  fileprivate init(enclosing value: Enclosure, underflow: Double) {
    let middle = value.midpoint.asDouble
    let radius = value.radius.asDouble
    self.init(middle, within: (radius + 0x1p-52 * middle.magnitude) * (1 + 0x1p-50) + underflow)
  }
}
