import Language
import Lessons
import Numbers

/// What is handed out: a blank answer file, and the key for the teacher.
public struct Handout: Sendable {
  let key: AnswerKey
  /// The student whose variant it is.
  let student: String?
  /// Which of the student's draws.
  let draw: Int?

  public init(_ key: AnswerKey, student: String? = nil, draw: Int? = nil) {
    self.key = key
    self.student = student
    self.draw = draw
  }

  /// The blank answer file: who, what is given, and a line for each answer.
  public var blank: String {
    var text = "---\nlesson: \(key.lesson.name)\n"
    if let student {
      text += "variant: \(Handout.quoted(student))\n"
      if let draw { text += "draw: \(draw)\n" }
      text += "id: \(Handout.quoted(student))\n"
    } else {
      text += "id:\n"
    }
    text += "name:\n---\n# \(key.lesson.title)\n\n"
    for line in Handout.givens(of: key.lesson) { text += "# given: \(line)\n" }
    text += "\n"
    for item in key.exercise.items {
      text += "# \(item.marks) mark\(item.marks == 1 ? "" : "s"), \(item.digits) significant digits"
      text += item.wantsFormula ? ", with the formula" : ""
      text += item.wantsExact ? ", exactly" : ""
      text += moment(of: item).map { ", \($0)\n" } ?? "\n"
      text += "\(item.name) =\n\n"
    }
    return text
  }

  /// The key: each answer with eight digits, and how it follows.
  public var answers: String {
    var text = "# key: \(key.lesson.title)\(student.map { ", variant of \($0)" } ?? "")\n"
    for line in Handout.givens(of: key.lesson) { text += "# given: \(line)\n" }
    for item in key.exercise.items {
      let quantity = key.quantities[item.quantity]
      for place in item.entries {
        text += "\(quantity.name(ofEntry: place)) = \(digits(quantity, place))\n"
      }
      if let rule = key.rule(for: item.quantity)?.formula {
        text += "# \(quantity.name) = \(Printer(key.tree, ascii: true).text(rule))\n"
      }
    }
    return text
  }

  /// When a quantity is meant that changes on the way, where its name does not say so.
  private func moment(of item: Exercise.Item) -> String? {
    guard key.states.count > 1, !item.name.contains("{") else { return nil }
    return key.quantities[item.quantity].moment == 0 ? "before the first step" : "after the last step"
  }

  private static let digitCount = 8

  private func digits(_ quantity: Quantity, _ place: Int) -> String {
    if let exact = quantity.exact?.entries[place] {
      return exact.decimal(significant: Handout.digitCount).text
    }
    let truth = quantity.truth.entries[place]
    let proven = min(max(truth.provenDigits, 1), Handout.digitCount)
    return truth.decimal(significant: proven) ?? truth.midpoint.decimal(significant: proven).text
  }

  /// The givens as they are written in the lesson.
  public static func givens(of lesson: Lesson) -> [String] {
    lesson.worksheet.blocks.filter { $0.word == "given" }.flatMap { block in
      lesson.worksheet.statements[block.statements].map { statement in
        lesson.source.text(statement.span).split(whereSeparator: \.isNewline).joined(separator: " ")
      }
    }
  }

  /// A text as a YAML string that nothing can be read into.
  private static func quoted(_ text: String) -> String {
    "\"" + text.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline } + "\""
  }
}
