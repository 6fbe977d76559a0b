import Checking
import Language
import Marking

extension MarkedSheet {
  /// The object that `check --json` prints for a sheet.
  ///
  /// - Parameter showsTruth: whether true values and explanations are told.
  public func json(showsTruth: Bool) -> JSON {
    .object([
      "lesson": .string(lesson), "file": .string(file),
      "student": JSON.object([
        "id": student.id.map { .string($0) }, "name": student.name.map { .string($0) },
        "email": student.email.map { .string($0) },
      ]),
      "marks": JSON.object(["earned": .integer(earned), "available": .integer(available)]),
      "firstWrongLine": firstWrong.map { .integer($0.line) },
      "lines": .array(lines.map { $0.json(showsTruth: showsTruth) }),
      "missing": .array(
        missing.map { .object(["name": .string($0.name), "available": .integer($0.available)]) }),
      "remarks": .array(remarks.map { .string($0) }),
      "unreadable": unreadable.map { .string($0) },
    ])
  }
}

extension MarkedLine {
  func json(showsTruth: Bool) -> JSON {
    .object([
      "line": .integer(line), "text": .string(text), "verdict": .string(verdict.word.rawValue),
      "standing": .string(standing.rawValue), "reason": .string(verdict.reason),
      "quantity": quantity.map { .string($0) },
      "truth": showsTruth ? truth.map { .string($0) } : nil,
      "misconception": showsTruth ? diagnoses.first.map { .string($0.ids.joined(separator: "+")) } : nil,
      "misconceptions": showsTruth ? .array(diagnoses.map(\.json)) : nil,
      "earned": .integer(earned), "available": .integer(available),
      "notes": .array(notes.map { .string($0) }),
    ])
  }
}

extension Diagnosis {
  var json: JSON {
    .object([
      "ids": .array(ids.map { .string($0) }), "name": .string(name), "explanation": .string(explanation),
      "wrong": .string(wrong), "right": .string(right), "lesson": lesson.map { .string($0) },
    ])
  }
}
