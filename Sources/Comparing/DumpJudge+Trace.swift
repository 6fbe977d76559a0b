import Dumps
import Evaluation
import Language
import Lessons
import Numbers

/// What a golden trace keeps of a dump: certified values where the lesson says what they are, and the dump's own
/// numbers for givens and for whatever the lesson does not know.
extension DumpJudge {
  /// Every entry of every tensor that stands for something, in the order of computation.
  mutating func trace() -> [Value] {
    var values: [Value] = []
    for item in specification.order {
      guard let mapped = tensors[item], mapped.misfit == nil else { continue }
      let isGiven = specification.items[item].kind == .given
      let truth = isGiven ? nil : truth(of: item)
      let shape = specification.shape(item)
      for (place, value) in mapped.values.enumerated() {
        let index = shape.index(at: place)
        values.append(
          truth.map { Value(certified: $0.entries[place], specification.items[item].name, index) }
            ?? Value(dumped: value, mapped.type, specification.items[item].name, index))
      }
    }
    return values
  }
}

extension DumpTensor {
  /// Every entry as it stands in the dump.
  var trace: [Value] {
    let name = TerminalText.printable(name)
    guard let shape = Shape(shape) else { return [] }
    return values.enumerated().map { Value(dumped: $1, type, name, shape.index(at: $0)) }
  }
}

extension Value {
  /// What marks a dump's own number in a trace.
  static let dumpedMark = "as dumped"

  fileprivate init(dumped value: Double, _ type: ElementType, _ name: String, _ index: [Int]) {
    self.init(
      name: name, index: index, digits: type.shortest(value),
      certainty: .unproven("\(type.rawValue), \(Value.dumpedMark)"))
  }

  fileprivate init(certified value: Enclosure, _ name: String, _ index: [Int]) {
    let count = Lesson.goldenDigits
    if value.isExact, let text = value.midpoint.exactDecimal, text.count <= count {
      self.init(name: name, index: index, digits: text, certainty: .exact)
    } else if let text = value.decimal(significant: count) {
      self.init(name: name, index: index, digits: text, certainty: .proven(count))
    } else if value.containsZero {
      self.init(name: name, index: index, digits: "0", certainty: .unproven("zero as far as can be told"))
    } else {
      let proven = max(value.provenDigits, 1)
      self.init(
        name: name, index: index, digits: value.midpoint.decimal(significant: proven).text,
        certainty: .unproven("only \(proven) digits could be proven"))
    }
  }
}

extension ComparisonReport {
  /// The golden trace of the dumps: an answer file of all their tensors.
  ///
  /// - Returns: nil where they were not recorded.
  public var trace: Trace? {
    guard steps.contains(where: { !$0.trace.isEmpty }) else { return nil }
    let title = "\(lesson), held against a dump, whose own numbers are marked"
    return Trace(
      title: title, digits: Lesson.goldenDigits,
      steps: steps.flatMap { step in
        let heading = step.step.map { [Trace.Step.remark("step \($0)")] } ?? []
        return heading + step.trace.map { .value($0.labelled(step.step)) }
      })
  }
}

extension Value {
  /// With the number of the step behind the name; `W1{1}` of step 3 is `W1{4}`.
  fileprivate func labelled(_ step: Int?) -> Value {
    guard let step else { return self }
    let isUpdated = name.hasSuffix("{1}")
    let base = isUpdated ? String(name.dropLast(3)) : name
    return Value(
      name: "\(base){\(isUpdated ? step + 1 : step)}", index: index, digits: digits, certainty: certainty)
  }
}

extension Policy {
  /// Whether a golden trace and a dump's own number differ by no more than this policy states.
  ///
  /// Certified values are the same or they are not.
  public func tolerates(_ difference: GoldenDifference) -> Bool {
    guard let (was, type) = Policy.dumped(difference.expected),
      let (got, newType) = Policy.dumped(difference.got),
      type == newType
    else { return false }
    let name = String(difference.step.prefix { $0 != "[" && $0 != "{" })
    return tolerances(for: [name]).contains { tolerance in
      switch tolerance {
      case .stable: got == was
      case .ulps(let count): abs(got - was) <= count * type.ulp(of: was)
      case .absolute(let bound): abs(got - was) <= bound
      case .relative(let part): abs(got - was) <= part * abs(was)
      }
    }
  }

  /// A dump's own number in a line of a trace: `0.1  # float32, as dumped`.
  private static func dumped(_ text: String?) -> (Double, ElementType)? {
    let parts = text?.split(separator: "#").map { String($0).trimming } ?? []
    guard parts.count == 2, let value = Double(parts[0]),
      let type = ElementType.allCases.first(where: { parts[1] == "\($0.rawValue), \(Value.dumpedMark)" })
    else { return nil }
    return (type.rounded(value), type)
  }
}
