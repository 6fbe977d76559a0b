import Checking
import Language
import Lessons

extension LessonResult {
  /// The result as one object for other programs; fields may be added later, not renamed.
  public var json: JSON {
    .object([
      "lesson": .string(report.lesson.name),
      "title": .string(report.lesson.title),
      "path": .string(path),
      "verdict": .string(outcome.jsonName),
      "golden": .string(golden.jsonName),
      "accepted": golden.action == .accepted ? .bool(true) : nil,
      "differences": golden.differences.isEmpty ? nil : .array(golden.differences.map(\.json)),
      "claims": .array(report.claims.map(\.json)),
      "witnesses": .array(report.witnesses.map(\.json)),
      "trace": .array(report.trace.values.map(\.json)),
      "certified": report.growth.map {
        JSON.object(["passes": .integer($0.passes), "bits": .integer($0.precision)])
      },
      "diagnostics": .array(report.diagnostics.map { $0.json(in: report.lesson.source) }),
    ])
  }
}

extension Outcome {
  /// The word for a whole lesson.
  var jsonName: String {
    switch self {
    case .stands: "pass"
    case .undecided: "undecided"
    case .falls: "fail"
    }
  }
}

extension GoldenResult {
  fileprivate var jsonName: String {
    switch comparison {
    case .identical: "identical"
    case .differs: action == .accepted ? "identical" : "differs"
    case .missing: action == .accepted ? "identical" : "missing"
    case .notCompared: "not compared"
    }
  }

  var differences: [GoldenDifference] {
    if case .differs(let differences) = comparison { differences } else { [] }
  }
}

extension GoldenDifference {
  fileprivate var json: JSON {
    .object([
      "line": line.map { .integer($0) } ?? .null,
      "step": .string(step),
      "expected": expected.map { .string($0) } ?? .null,
      "got": got.map { .string($0) } ?? .null,
    ])
  }
}

extension JudgedLink {
  fileprivate var json: JSON {
    .object([
      "line": .integer(line),
      "text": .string("\(left) \(relation.rawValue) \(right)"),
      "verdict": .string(verdict.word.rawValue),
      "outcome": .string(verdict.outcome.jsonName),
      "reason": .string(verdict.reason),
      "evidence": .array(
        verdict.evidence.map { .object(["label": .string($0.label), "text": .string($0.text)]) }),
      "value": value.map(\.json),
    ])
  }
}

extension Witness {
  fileprivate var json: JSON {
    .object([
      "line": .integer(line),
      "derivative": .string(derivative),
      "outcome": .string(outcome.jsonName),
      "entries": .integer(entryCount),
      "rows": .array(
        rows.map {
          .object([
            "label": .string($0.label), "outcome": .string($0.outcome.jsonName), "text": .string($0.text),
            "digits": $0.digits.map { .integer($0) },
          ])
        }),
      "inDouble": scan.map {
        .object([
          "entries": .integer($0.entryCount), "error": .string("\($0.error)"),
          "largest": .string("\($0.largest)"),
        ])
      },
    ])
  }
}

extension Value {
  fileprivate var json: JSON {
    var proven: Int?
    var note: String?
    switch certainty {
    case .exact: break
    case .proven(let digits): proven = digits
    case .unproven(let what): note = what
    }
    return .object([
      "name": .string(name),
      "index": .array(index.map { .integer($0) }),
      "value": .string(digits),
      "exact": .bool(certainty == .exact),
      "proven": proven.map { .integer($0) },
      "fraction": fraction.map { .string($0) },
      "note": note.map { .string($0) },
    ])
  }
}

extension Diagnostic {
  fileprivate func json(in source: Source) -> JSON {
    let place = source.location(of: span.start)
    return .object([
      "line": .integer(place.line),
      "column": .integer(place.column),
      "severity": .string(severity.rawValue),
      "kind": .string(kind.rawValue),
      "message": .string(message),
      "hint": hint.map { .string($0) },
    ])
  }
}
