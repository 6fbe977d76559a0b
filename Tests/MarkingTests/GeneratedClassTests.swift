import Evaluation
import Language
import Lessons
import Numbers
import Testing

@testable import Marking

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Authors who round at every step, by every recipe there is, with and without a mistake.
@Suite struct GeneratedClassTests {
  /// Sheets of each kind and lesson; `WORKINGS_SHEETS=10000` for the figures.
  static let count = getenv("WORKINGS_SHEETS").flatMap { Int(String(cString: $0)) } ?? 5
  /// Another class; `WORKINGS_SEED=2`.
  static let seed = getenv("WORKINGS_SEED").map { String(cString: $0) } ?? ""

  /// Every exercise but those on long trainings.
  static let lessons = [
    "adam", "bias-gradients", "cross-entropy", "forward-pass", "forward-propagation", "four-equations",
    "linear-function", "multi-unit", "nested-functions", "parabola-descent", "paraboloid-descent", "parity",
    "products-and-means", "program-and-text", "published-gradients", "sigmoid-derivative", "single-unit",
    "softmax", "squared-error", "three-descents", "vectorised-pass", "weight-update", "xor-centres",
  ]

  @Test(arguments: Samples.all.map(\.lesson.name) + lessons)
  func correctSheetsAreNeverRejected(name: String) throws {
    let key = try #require(Samples.named(name))
    var marker = SheetMarker(key)
    for number in 0..<GeneratedClassTests.count {
      var author = Author(key, seed: "correct \(name) \(number)\(GeneratedClassTests.seed)")
      let text = author.sheet(committing: nil)
      let sheet = marker.mark(Source(name: "\(number)", text: text))
      let rejected = sheet.lines.filter { $0.standing != .right && $0.standing != .rightFromOwn }
      #expect(rejected.isEmpty, "seed \(number): \(rejected.map { ($0.text, $0.standing) })\n\(text)")
    }
  }

  @Test(arguments: Samples.all.map(\.lesson.name) + lessons)
  func singleMistakesAreSeenAndNamed(name: String) throws {
    let key = try #require(Samples.named(name))
    var marker = SheetMarker(key)
    let slips = Author.distinguishable(key)
    guard !slips.isEmpty else { return }
    var accepted = 0
    var named = 0
    var wronged = 0
    var misnamed: [String] = []
    for number in 0..<GeneratedClassTests.count {
      var author = Author(key, seed: "mistaken \(name) \(number)\(GeneratedClassTests.seed)")
      let (quantity, slip) = slips[author.random.next(below: slips.count)]
      let text = author.sheet(committing: (quantity, slip))
      let sheet = marker.mark(Source(name: "\(number)", text: text))
      let line = sheet.lines.first { $0.quantity == key.quantities[quantity].name }
      let wrong = sheet.lines.filter { $0.standing == .wrong }
      if wrong.isEmpty { accepted += 1 }
      if line?.diagnoses.first?.ids == slip.misconceptions.map(\.id) {
        named += 1
      } else {
        misnamed.append("\(number): \(slip.misconceptions.map(\.id)) in \(line?.text ?? "")")
      }
      if wrong.count > 1 { wronged += 1 }
      #expect(line?.standing == .wrong, "seed \(number): \(slip.misconceptions.map(\.id))\n\(text)")
    }
    let count = GeneratedClassTests.count
    print(
      "\(name): \(count) sheets, \(named) named first, \(accepted) accepted, \(wronged) with a second wrong line"
    )
    #expect(accepted == 0)
    #expect(named * 100 >= count * 95, "\(named) of \(count) named first: \(misnamed)")
    #expect(wronged == 0)
  }
}

/// Somebody who works through a lesson with a pocket calculator.
struct Author {
  let key: AnswerKey
  var random: SeededRandom
  private var bench: Workbench
  private var written: [Int: [WrittenEntry?]] = [:]

  init(_ key: AnswerKey, seed: String) {
    self.key = key
    random = SeededRandom(seed: Array(seed.utf8))
    bench = Workbench(key)
  }

  /// Quantities that are answered under their own names, earlier ones first.
  static func answerable(_ key: AnswerKey) -> [Quantity] {
    key.quantities.sorted { $0.rank < $1.rank }.filter {
      key.names[$0.name] == $0.id && !$0.recipes.isEmpty && !$0.name.contains("{")
    }
  }

  /// Mistakes that show to three digits and look like no other.
  static func distinguishable(_ key: AnswerKey) -> [(Int, Slip)] {
    func text(_ values: [Enclosure]?) -> [String] {
      values?.map { $0.midpoint.decimal(significant: 3).text } ?? []
    }
    return answerable(key).flatMap { quantity -> [(Int, Slip)] in
      let truth = text(quantity.truth.entries)
      var values = SlipValues(key)
      let all = zip(key.slips[quantity.id], values.values(of: quantity.id)).filter { $1 != nil }
      return all.filter { slip, values in
        let own = text(values)
        return !slip.isRounding && values?.contains { $0.containsZero } == false && own != truth
          && !own.contains("0") && own.allSatisfy { $0.contains(".") }
          && !all.contains { $0.misconceptions[0].id != slip.misconceptions[0].id && text($1) == own }
      }.map { (quantity.id, $0.0) }
    }
  }

  /// A whole sheet; rounded numbers are used again as they are written.
  mutating func sheet(committing mistake: (quantity: Int, slip: Slip)?) -> String {
    let digits = mistake == nil ? 3 + random.next(below: 6) : 5 + random.next(below: 4)
    var lines: [String] = []
    for quantity in Author.answerable(key) {
      bench.take(written)
      let isWrong = mistake?.quantity == quantity.id
      let recipe: Recipe
      if isWrong, let slip = mistake?.slip {
        recipe = slip.recipe
      } else {
        recipe = quantity.recipes[random.next(below: quantity.recipes.count)]
      }
      let values = bench.enclosures(recipe, for: quantity.id) ?? quantity.truth.entries
      var texts = values.map { $0.midpoint.decimal(significant: digits).text }
      // Rounding may saturate a unit: a zero where there is none is no right answer, so nobody writes it here.
      if zip(texts, quantity.truth.entries).contains(where: { $0 == "0" && !$1.containsZero }), !isWrong {
        texts = quantity.truth.entries.map { $0.midpoint.decimal(significant: digits).text }
      }
      // What is written is what is used: a point, not an interval.
      written[quantity.id] = texts.map { text in
        (try? Numeral(parsing: text)).map { WrittenEntry(exactly: $0.value) }
      }
      let isExact = zip(values, texts).allSatisfy {
        $0.isExact && (try? Numeral(parsing: $1))?.value == $0.midpoint
      }
      let padded = isExact ? texts : zip(values, texts).map { Author.padded($1, digits) }
      var working = ""
      if !isWrong, quantity.shape.isScalar, random.next(below: 4) == 0, let formula = recipe.formula {
        working = " = \(Printer(key.tree, ascii: random.next(below: 2) == 0).text(formula))"
      }
      lines.append("\(name(quantity))\(working) = \(Author.list(padded, quantity.shape))")
    }
    return lines.joined(separator: "\n")
  }

  private mutating func name(_ quantity: Quantity) -> String {
    random.next(below: 2) == 0 ? quantity.name : Printer.display(quantity.name)
  }

  /// Zeros at the end are digits too, and few digits have to be written out.
  private static func padded(_ text: String, _ digits: Int) -> String {
    guard let numeral = try? Numeral(parsing: text), numeral.significantDigits < digits, !text.contains("e")
    else {
      return text
    }
    let zeros = String(repeating: "0", count: digits - numeral.significantDigits)
    return text.contains(".") ? text + zeros : text + "." + zeros
  }

  /// Numbers in row-major order as lists of lists.
  static func list(_ numbers: [String], _ shape: Shape) -> String {
    guard let rows = shape.axes.first, rows > 0 else { return numbers.first ?? "" }
    let inner = Shape(Array(shape.axes.dropFirst())) ?? .scalar
    let parts = (0..<rows).map { row in
      list(Array(numbers[row * inner.count..<(row + 1) * inner.count]), inner)
    }
    return "[\(parts.joined(separator: ", "))]"
  }
}
