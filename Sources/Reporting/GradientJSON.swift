// What a check of a gradient found, for a program.

import Gradients

extension GradientPage {
  /// One object for a report.
  public static func json(_ report: GradientReport) -> JSON {
    .object([
      "verdict": .string(word(report.outcome)),
      "seed": .decimal(String(report.seed)),
      "values": .integer(report.values),
      "gradients": .integer(report.gradients),
      "tensors": .array(
        report.tensors.map {
          .object(["name": .string($0.name), "shape": .array($0.shape.map { .integer($0) })])
        }),
      "points": .array(report.points.map { json($0, report) }),
    ])
  }

  private static func word(_ outcome: GradientReport.Outcome) -> String {
    switch outcome {
    case .agrees: "agrees"
    case .disagrees: "disagrees"
    case .cannotTell: "cannot tell"
    }
  }

  private static func json(_ point: PointReport, _ report: GradientReport) -> JSON {
    let tensors = report.tensors
    return .object([
      "point": .string(point.origin.word),
      "verdict": .string(word(point.outcome)),
      "value": number(point.value),
      "findings": .array(
        point.findings.map { .object(["finding": .string($0.word), "text": .string($0.text(tensors))]) }),
      "lines": .array(point.probes.map { json($0, per: 1, []) }),
      "tensors": .array(point.summaries(of: tensors).map { json($0, point, report) }),
    ])
  }

  private static func json(_ summary: TensorSummary, _ point: PointReport, _ report: GradientReport) -> JSON {
    let tensors = report.tensors
    let elsewhere = point.origin == .start ? report.elsewhere(summary) : nil
    let start = tensors[..<summary.tensor].reduce(0) { $0 + $1.count }
    return .object([
      "name": .string(tensors[summary.tensor].name),
      "verdict": .string(word(summary.outcome)),
      "digits": summary.digits.map { .integer($0) },
      "visible": number(summary.visible),
      "reason": summary.reason?.text.string,
      "pattern": summary.pattern?.text.string,
      "elsewhere": elsewhere.map {
        .object(["point": .string($0.origin.word), "digits": .integer($0.digits)])
      },
      "entries": .array(
        point.entries.filter { (start..<start + tensors[summary.tensor].count).contains($0.entry) }.map {
          json(
            $0.judgement, per: $0.judgement.direction.components.first ?? 1,
            [.init("entry", .string(tensors[summary.tensor].entryName($0.entry - start)))])
        }),
    ])
  }

  private static func json(_ judgement: Judgement, per component: Double, _ members: [JSON.Member]) -> JSON {
    var all = members
    switch judgement.verdict {
    case .agrees(let digits):
      all += [.init("verdict", .string("agrees")), .init("digits", .integer(digits))]
    case .disagrees(let times):
      all += [.init("verdict", .string("disagrees")), .init("times", number(times))]
    case .cannotTell(let reason):
      all += [.init("verdict", .string("cannot tell")), .init("reason", .string(reason.text))]
    }
    all += [
      .init("claimed", number(judgement.claimed / component)),
      .init("estimate", number(judgement.estimate.value / component)),
      .init("bound", number(judgement.estimate.bound / component.magnitude)),
      .init("rounding", number(judgement.allowance / component.magnitude)),
    ]
    return .object(all)
  }

  /// null for what is not finite: JSON has no such numbers.
  private static func number(_ value: Double) -> JSON {
    value.isFinite ? .decimal(value.description) : .null
  }
}

extension String {
  fileprivate var string: JSON { .string(self) }
}
