// The judge of dumps: each tensor against the certified truth, each operation from the dump's own inputs to it.

import Dumps
import Evaluation
import Language
import Lessons
import Marking
import Numbers

/// Holds dumps against a lesson: the lesson says what is to be computed, the dump brings the numbers.
///
/// A tensor that stands for one of the lesson's givens replaces it, sizes included; every other one is an answer, and
/// is judged twice: against the truth, and from the dump's own inputs to it. The first one that does not follow is the
/// first wrong operation.
public struct Comparison {
  public let lesson: Lesson
  public let mapping: NameMapping
  public let policy: Policy
  /// Whether to say which misconceptions the data cannot show, which takes about as long as all the rest.
  public var findsBlindSpots = true
  /// Whether reports get a golden trace.
  public var records = false

  private let structure: LessonStructure
  private let assignment: Assignment
  /// Specifications for the sizes of the dumps so far.
  private var specifications: [String: Specification] = [:]
  /// The same with two mistakes in each slip.
  private var pairs: [String: Specification] = [:]

  /// - Throws: ``ComparisonError`` where the lesson has faults, or defines nothing.
  public init(
    _ lesson: Lesson, mapping: NameMapping = NameMapping(), policy: Policy = .stable
  ) throws(ComparisonError) {
    self.lesson = lesson
    self.mapping = mapping
    self.policy = policy
    if let fault = lesson.diagnostics.first(where: { $0.severity == .error }) {
      let line = lesson.source.location(of: fault.span.start).line
      throw ComparisonError(
        .lesson, "the lesson has a fault in line \(line): \(fault.message)",
        hint: "See `workings run \(lesson.name)`.")
    }
    structure = LessonStructure(lesson)
    guard !structure.quantities.isEmpty else {
      throw ComparisonError(
        .lesson, "the lesson defines nothing that a dump could be held against",
        hint: "Write its forward pass in a ```forward block.")
    }
    assignment = Assignment(lesson, structure, mapping)
  }

  /// Judges a dump; one whose names carry steps (`step3/W1`, `W1{3}`) step by step.
  public mutating func judge(_ dump: Dump) throws(ComparisonError) -> ComparisonReport {
    let steps = DumpSteps(dump)
    return try judge(steps.dumps, numbered: steps.numbers)
  }

  /// Judges dumps of one step each, in their order.
  public mutating func judge(_ dumps: [Dump]) throws(ComparisonError) -> ComparisonReport {
    try judge(dumps, numbered: dumps.count > 1 ? Array(dumps.indices) : [nil])
  }

  private mutating func judge(_ dumps: [Dump], numbered numbers: [Int?]) throws(ComparisonError)
    -> ComparisonReport
  {
    var reports: [DumpReport] = []
    var earlier: [String: DumpTensor] = [:]
    for (place, dump) in dumps.enumerated() {
      let following = dumps.indices.contains(place + 1) ? dumps[place + 1] : nil
      let report = try judge(dump, step: numbers[place], &earlier, following)
      // A last step may be nothing but the parameters that the one before it has come to.
      if dumps.count == 1 || report.tensors.contains(where: { $0.verdict != .given }) {
        reports.append(report)
      }
    }
    return ComparisonReport(lesson: lesson.name, steps: reports)
  }

  // MARK: One step

  /// - Parameters:
  ///   - earlier: what earlier steps had for givens; this step's are put in.
  ///   - following: the step behind this one, whose parameters are what this one's update led to.
  private mutating func judge(
    _ dump: Dump, step: Int?, _ earlier: inout [String: DumpTensor], _ following: Dump?
  ) throws(ComparisonError) -> DumpReport {
    var tensors = dump.tensors
    var targets = try assignment.targets(of: tensors)
    let names = Set(targets.values.map(\.name))
    for (name, tensor) in earlier.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
      targets[tensors.count] = Assignment.Target(
        name: name, parameter: nil, isTransposed: false, remark: "from an earlier step")
      tensors.append(tensor)
    }
    if let following {
      for (place, target) in try assignment.targets(of: following.tensors).sorted(by: { $0.key < $1.key })
      where assignment.isState(target.name) && !names.contains("\(target.name){1}") {
        targets[tensors.count] = Assignment.Target(
          name: "\(target.name){1}", parameter: target.name, isTransposed: target.isTransposed,
          remark: "from the next step")
        tensors.append(following.tensors[place])
      }
    }
    guard !targets.isEmpty else {
      throw ComparisonError(
        .nothingKnown, "no tensor of the dump has a name that the lesson knows",
        hint: "Map them: --map '\(dump.tensors.first?.name ?? "fc1.weight")=\(assignment.example)'.")
    }
    var fitting = Fitting(lesson, structure, assignment)
    try fitting.fit(tensors, targets)
    let specification = try specification(for: fitting)
    let mapped = fitting.answers(tensors, targets, specification)
    var judge = DumpJudge(
      specification, mapped, lessonGivens: Set(fitting.ownGivens.compactMap { specification[$0] }),
      policy: policy,
      findsBlindSpots: findsBlindSpots, pairs: pairs[fitting.key])
    let reports = judge.reports()
    pairs[fitting.key] = judge.pairs
    remember(tensors, targets, &earlier)
    var report = DumpReport(
      step: step, arithmetic: judge.type, tensors: reports,
      unmapped: unmapped(dump, targets, specification, mapped),
      missing: specification.items.indices.filter {
        specification.items[$0].kind == .computed && mapped[$0] == nil
          && !specification.items[$0].aliases.contains { mapped[$0] != nil }
      }.map { specification.items[$0].name }, ownGivens: fitting.ownGivens,
      unknownGivens: fitting.unknownGivens)
    if records { report.trace = try trace(dump, besides: targets, &judge) }
    return report
  }

  private func trace(
    _ dump: Dump, besides targets: [Int: Assignment.Target], _ judge: inout DumpJudge
  ) throws(ComparisonError) -> [Value] {
    let rest = dump.tensors.enumerated().filter { targets[$0.offset] == nil }.map(\.element)
    let count = dump.tensors.reduce(0) { $0 + $1.values.count }
    guard count <= Comparison.traceLimit else {
      throw ComparisonError(
        .tooLarge, "a golden trace of \(count) numbers; \(Comparison.traceLimit) are the most",
        hint: "Keep the dump itself and use --against, or dump a smaller network.")
    }
    return judge.trace() + rest.flatMap(\.trace)
  }

  /// Numbers in a golden trace of one step, which is text.
  private static let traceLimit = 1 << 19

  /// What the next step takes over: the givens that stay, and those that this step's update has replaced.
  private func remember(
    _ tensors: [DumpTensor], _ targets: [Int: Assignment.Target], _ earlier: inout [String: DumpTensor]
  ) {
    let old = earlier
    earlier = [:]
    for (place, target) in targets where assignment.isGiven(target.name) && !assignment.isState(target.name) {
      earlier[target.name] = tensors[place]
    }
    for (place, target) in targets
    where target.name.hasSuffix("{1}") && assignment.isState(target.parameter ?? "") {
      if let parameter = target.parameter { earlier[parameter] = tensors[place] }
    }
    for (name, tensor) in old where earlier[name] == nil && !assignment.isState(name) {
      earlier[name] = tensor
    }
  }

  private mutating func specification(for fitting: Fitting) throws(ComparisonError) -> Specification {
    let key = fitting.key
    if let known = specifications[key] { return known }
    let sized = try fitting.lesson()
    let specification = Specification(sized)
    if specifications.count >= Comparison.cacheLimit { (specifications, pairs) = ([:], [:]) }
    specifications[key] = specification
    return specification
  }

  /// For how many different sizes specifications are kept.
  private static let cacheLimit = 8

  private func unmapped(
    _ dump: Dump, _ targets: [Int: Assignment.Target], _ specification: Specification,
    _ mapped: [Int: MappedTensor]
  ) -> [DumpReport.Unmapped] {
    let free = specification.items.indices.filter { mapped[$0] == nil }.map {
      (name: specification.items[$0].name, shape: specification.shape($0).axes)
    }
    return dump.tensors.enumerated().filter { targets[$0.offset] == nil }.map { _, tensor in
      DumpReport.Unmapped(
        name: tensor.name, shape: tensor.shape, suggestion: assignment.suggestion(for: tensor, free))
    }
  }
}
