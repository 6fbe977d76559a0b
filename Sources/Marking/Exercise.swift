import Evaluation
import Language
import Lessons
import Numbers

/// What a lesson asks, and what each answer is worth.
///
/// A block ```` ```exercise ```` has one line for each answer: what is asked, and behind a `#` whatever differs from
/// the usual, such as `dE/dw1  # method 2, accuracy 1, digits 3, formula, hint: start from delta1`. Without such a
/// block everything that the lesson defines or differentiates may be answered, for one mark each.
public struct Exercise: Sendable {
  public struct Item: Sendable {
    /// What is asked, as it is typed.
    public let name: String
    public let quantity: Int
    /// The entries asked for, in row-major order.
    public let entries: [Int]
    /// Marks for the way: earned too where the answer follows from an earlier mistake.
    public var method = 1
    /// Marks for the right value.
    public var accuracy = 1
    /// Significant digits wanted.
    public var digits = 2
    /// How far off the truth an answer may be, where the teacher allows it.
    public var tolerance: Rational?
    /// Whether a formula has to be given.
    public var wantsFormula = false
    /// Whether the number has to be exact: a fraction, or all digits.
    public var wantsExact = false
    /// Whether the accuracy marks are for each entry of a vector or matrix rather than for all of it.
    public var countsEntries = false
    public var hints: [String] = []

    public var marks: Int { method + accuracyMarks }

    /// All that can be earned for right values.
    var accuracyMarks: Int { countsEntries ? accuracy * entries.count : accuracy }
  }

  public let items: [Item]
  /// Whether the lesson asks for these itself.
  public let isAsked: Bool
  /// What is wrong with the block.
  public let diagnostics: [Diagnostic]

  init(_ lesson: Lesson, _ quantities: [Quantity], _ names: [String: Int]) {
    var reader = ExerciseReader(lesson: lesson, quantities: quantities, names: names)
    let blocks = lesson.worksheet.blocks.filter { $0.word == "exercise" }
    for block in blocks { reader.read(block) }
    isAsked = !blocks.isEmpty
    diagnostics = reader.diagnostics
    items = isAsked ? reader.items : reader.everything()
  }

  /// The places of the items that ask for a quantity.
  func items(for quantity: Int) -> [Int] { items.indices.filter { items[$0].quantity == quantity } }
}

private struct ExerciseReader {
  let lesson: Lesson
  let quantities: [Quantity]
  let names: [String: Int]
  var items: [Exercise.Item] = []
  var diagnostics: [Diagnostic] = []

  /// Every quantity at its own moment, for one mark.
  func everything() -> [Exercise.Item] {
    quantities.compactMap { quantity in
      guard names[quantity.name] == quantity.id, !quantity.recipes.isEmpty, !quantity.name.contains("{")
      else {
        return nil
      }
      var item = Exercise.Item(
        name: quantity.name, quantity: quantity.id, entries: Array(0..<quantity.shape.count))
      item.accuracy = 0
      return item
    }
  }

  mutating func read(_ block: Worksheet.Block) {
    var defaults = Exercise.Item(name: "", quantity: 0, entries: [])
    apply(block.arguments, to: &defaults, at: block.opening)
    for statement in lesson.worksheet.statements[block.statements] {
      guard case .chain(let terms, let relations) = statement.kind, relations.isEmpty, let term = terms.first
      else {
        diagnostics.append(
          Diagnostic(
            .unexpectedToken, "an exercise asks for quantities, one a line", hint: "Write delta1.",
            at: statement.span))
        continue
      }
      var resolver = NameResolver(tree: lesson.tree, names: names, quantities: quantities)
      guard let target = resolver.target(term) else {
        diagnostics.append(
          Diagnostic(
            .unknownName, "the lesson has no `\(lesson.source.text(statement.span))` to be asked for",
            hint: "Define it, or claim something of it, before the exercise.", at: statement.span))
        continue
      }
      var item = Exercise.Item(
        name: Printer(lesson.tree, ascii: true).text(term), quantity: target.quantity, entries: target.entries
      )
      item.method = defaults.method
      item.accuracy = defaults.accuracy
      item.digits = defaults.digits
      item.tolerance = defaults.tolerance
      item.wantsFormula = defaults.wantsFormula
      item.wantsExact = defaults.wantsExact
      item.countsEntries = defaults.countsEntries
      let line = lesson.source.line(lesson.source.location(of: statement.span.start).line)
      if let mark = line.firstIndex(of: "#") {
        apply(String(line[line.index(after: mark)...]), to: &item, at: statement.span)
      }
      items.append(item)
    }
  }

  /// Reads `method 2, accuracy 1, digits 3, within 0.001, formula, hint: …`.
  private mutating func apply(_ note: String, to item: inout Exercise.Item, at span: SourceSpan) {
    let parts = note.components(before: "hint:")
    item.hints += parts.dropFirst().map { $0.trimmed(of: " ,;") }
    for part in (parts.first ?? "").split(whereSeparator: { $0 == "," || $0 == ";" }) {
      let words = part.split(whereSeparator: { $0 == " " || $0 == "=" || $0 == "\t" }).map(String.init)
      guard let word = words.first else { continue }
      let number = words.count > 1 ? Int(words[1]) : Int(word)
      switch word.lowercased() {
      case "method": item.method = bounded(number, item.method)
      case "accuracy": item.accuracy = bounded(number, item.accuracy)
      case "marks", "mark": split(number, &item)
      case "digits": item.digits = max(bounded(number, item.digits), 1)
      // A number is wanted in any case.
      case "formula", "both": item.wantsFormula = true
      case "exact", "exactly", "fraction": item.wantsExact = true
      case "within":
        if words.count > 1, let numeral = try? Numeral(parsing: words[1]) { item.tolerance = numeral.value }
      default:
        // `2 marks`, `1 mark each`, `3 digits`; any other word is a teacher's own remark.
        guard words.count > 1, let number = Int(word) else {
          reportNearMiss(word, at: span)
          continue
        }
        if words[1].hasPrefix("digit") { item.digits = max(bounded(number, item.digits), 1) }
        guard words[1].hasPrefix("mark") else { continue }
        if words.count > 2, words[2] == "each" {
          (item.method, item.accuracy, item.countsEntries) = (0, bounded(number, item.accuracy), true)
        } else {
          split(number, &item)
        }
      }
    }
  }

  private static let words = [
    "method", "accuracy", "marks", "digits", "formula", "both", "exact", "fraction", "within", "hint",
  ]

  /// A setting that is misspelled would pass for a remark.
  private mutating func reportNearMiss(_ word: String, at span: SourceSpan) {
    guard let meant = didYouMean(word.lowercased(), among: ExerciseReader.words) else { return }
    diagnostics.append(
      Diagnostic(
        .unexpectedToken, "`\(word)` is no setting of an answer", hint: "did you mean `\(meant)`?", at: span,
        severity: .warning))
  }

  /// One of several marks is for accuracy, the others are for the method.
  private func split(_ marks: Int?, _ item: inout Exercise.Item) {
    let marks = bounded(marks, item.marks)
    item.accuracy = marks > 1 ? 1 : 0
    item.method = marks - item.accuracy
  }

  private func bounded(_ number: Int?, _ otherwise: Int) -> Int {
    number.map { min(max($0, 0), 1000) } ?? otherwise
  }
}

extension String {
  /// The text cut before each place where a word stands, the word left out.
  func components(before word: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let place = rest.firstRange(of: word) {
      parts.append(String(rest[..<place.lowerBound]))
      rest = rest[place.upperBound...]
    }
    return parts + [String(rest)]
  }

  func trimmed(of characters: String) -> String {
    var rest = self[...]
    while let first = rest.first, characters.contains(first) { rest.removeFirst() }
    while let last = rest.last, characters.contains(last) { rest.removeLast() }
    return String(rest)
  }
}

extension Substring {
  fileprivate func firstRange(of word: String) -> Range<Substring.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(word) {
        return start..<index(start, offsetBy: word.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
