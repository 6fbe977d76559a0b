import Comparing
import Dumps

extension ComparedDump {
  /// The object that `compare --json` prints for a dump; fields may be added later, not renamed.
  public var json: JSON {
    .object([
      "lesson": .string(lesson), "file": .string(file), "step": report.step.map { .integer($0) },
      "verdict": .string(report.verdict.rawValue), "precision": .string(report.arithmetic.rawValue),
      "firstWrong": report.first.map {
        .object(["quantity": .string($0.quantity), "tensor": .string($0.name)])
      },
      "tensors": .array(report.tensors.map(\.json)),
      "missing": .array(report.missing.map { .string($0) }),
      "unmapped": .array(
        report.unmapped.map {
          .object([
            "tensor": .string($0.name), "shape": .array($0.shape.map { .integer($0) }),
            "suggestion": $0.suggestion.map { .string($0) },
          ])
        }),
      "ownGivens": .array(report.ownGivens.map { .string($0) }),
      "unknownGivens": .array(report.unknownGivens.map { .string($0) }),
      "unread": unread.isEmpty ? nil : .array(unread.map { .string($0.description) }),
    ])
  }
}

extension TensorReport {
  var json: JSON {
    .object([
      "tensor": .string(name), "quantity": .string(quantity), "type": .string(type.rawValue),
      "shape": .array(shape.map { .integer($0) }), "verdict": .string(verdict.rawValue),
      "reason": reason.map { .string($0) },
      "remarks": remarks.isEmpty ? nil : .array(remarks.map { .string($0) }),
      "formula": formula.map { .string($0) },
      "sources": sources.isEmpty ? nil : .array(sources.map { .string($0) }),
      "wrongEntries": verdict == .wrong ? .integer(wrongEntries) : nil,
      "worst": worst.map { $0.json(type) }, "truth": truth.map { $0.json(type) }, "bound": bound.map(\.json),
      "explanations": explanations.isEmpty ? nil : .array(explanations.map(\.json)),
      "hidden": blindSpots.isEmpty
        ? nil : .array(blindSpots.map { .object(["id": .string($0.id), "name": .string($0.name)]) }),
    ])
  }
}

extension EntryReport {
  func json(_ type: ElementType) -> JSON {
    .object([
      "index": .array(index.map { .integer($0) }), "dumpIndex": .array(dumpIndex.map { .integer($0) }),
      "expected": NumberText.json(expected), "got": NumberText.json(got),
      "absolute": NumberText.json(absoluteError), "relative": NumberText.json(relativeError),
      "ulps": NumberText.json(absoluteError / type.ulp(of: expected)), "allowed": NumberText.json(bound),
    ])
  }
}

extension TruthReport {
  fileprivate func json(_ type: ElementType) -> JSON {
    .object([
      "worst": worst.json(type), "value": .string(value.description),
      "absolute": NumberText.json(maxAbsolute),
      "relative": NumberText.json(maxRelative), "ulps": NumberText.json(maxUlps), "digits": .integer(digits),
    ])
  }
}

extension BoundReport {
  fileprivate var json: JSON {
    .object([
      "smallestRelative": NumberText.json(smallestRelative),
      "largestRelative": NumberText.json(largestRelative), "largest": NumberText.json(largest),
      "explanation": .string(explanation),
    ])
  }
}

extension Explanation {
  fileprivate var json: JSON {
    var ids: [String] = []
    if case .misconception(let known) = cause { ids = known }
    return .object([
      "cause": .string(kind), "text": .string(text),
      "misconceptions": ids.isEmpty ? nil : .array(ids.map { .string($0) }),
      "why": why.map { .string($0) }, "wrong": wrong.map { .string($0) }, "right": right.map { .string($0) },
      "step": step.map { .string($0) },
      "explains": explains.isEmpty ? nil : .array(explains.map { .string($0) }),
    ])
  }

  /// One word for each cause.
  private var kind: String {
    switch cause {
    case .misconception: "misconception"
    case .stale: "stale"
    case .input: "input"
    case .factor: "factor"
    case .zero: "zero"
    case .transposed: "transposed"
    case .order: "order"
    case .part: "part"
    case .notFinite: "notFinite"
    case .precision: "precision"
    }
  }
}
