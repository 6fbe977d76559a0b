import Evaluation
import Numbers
import Testing

@testable import Marking

/// Every row of the catalogue is a test: an answer that commits it is told so.
@Suite struct MisconceptionTests {
  @Test(arguments: Misconception.all.map(\.id))
  func isNamedWhereItIsCommitted(id: String) throws {
    var seen = false
    for key in Samples.all {
      for quantity in key.quantities.indices {
        for slip in key.slips[quantity] where slip.misconceptions.map(\.id) == [id] {
          guard let values = Samples.values(of: slip, for: quantity, key),
            isVisible(values, key.quantities[quantity])
          else { continue }
          let sheet = Samples.mark(text(values, quantity, key), key)
          let line = try #require(sheet.lines.last)
          // A round value such as 1 has too few digits to be judged.
          if line.standing == .undecided { continue }
          // What rounding leaves of the digits may be all that is written.
          if slip.isRounding, line.standing == .right { continue }
          #expect(line.standing == .wrong, "\(key.lesson.name): \(line.text)")
          let found = line.diagnoses.flatMap(\.ids)
          if found.contains(id) { seen = true }
        }
      }
    }
    #expect(seen, "no sample lesson shows \(id)")
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let id: String
    let lesson: String
    let text: String
    var testDescription: String { "\(id): \(text)" }
    init(_ id: String, _ lesson: String, _ text: String) {
      (self.id, self.lesson, self.text) = (id, lesson, text)
    }
  }

  /// Sheets as people write them; the numbers were worked out apart from this program.
  @Test(arguments: [
    Row("F6", "single", "a1 = 0.560000"),
    // a1 is rounded to two places and not written down; then everything is.
    Row("F6", "single", "delta2 = 0.058265"),
    Row("F6", "single", "delta2 = 0.059136"),
    Row("L8", "classes", "p = [[0.507499, 0.298385, 0.715042], [0.492501, 0.701615, 0.284958]]"),
    Row("L8", "classes", "p[1,1] = 0.507499"),
    Row("L8", "rows", "P[1,1] = 0.507499"),
    Row("D6", "rows", "dL/dZ[2,1] = -0.122126"),
    Row("D6", "classes", "delta[1,2] = -0.837424\ndelta[2,1] = -0.122126"),
    Row("D6", "classes", "delta[2,3] = p[2,3]*(1 - p[2,3])*dL/dp[2,3] = -0.560529"),
    Row("H9", "square", "delta1 = [0.0149379, -0.0171288]"),
    Row("H9", "square", "delta1 = [0.0129611, -0.0193088, 0.00885696]"),
    Row("G6", "fork", "dE/dw = 0.0599973"),
    Row("G6", "fork", "dE/dw = 0.0119287"),
    Row("G6", "fork", "dE/dx = 1.2465"),
    Row("G7", "single", "dE/dw2 = 0.0254701"),
    Row("G7", "square", "dE/dW2 = [[0.0502103, 0.0502103], [-0.0169864, -0.0169864]]"),
    Row("N4", "descent2", "a{1} = 1.275\na{2} = 0.855"),
    Row("N4", "descent2", "df/da{1} = 4.2"),
    Row("N5", "step", "w = -0.118264"),
    Row("U4", "descent2", "a{1} = 1.275\nb{1} = -0.5775"),
    Row("U4", "descent2", "a{1} = 1.26"),
    Row("X4", "step", "dC/dw = 0.0132222"),
    Row("X5", "step", "C = 0.23445"),
    Row("X6", "descent2", "f{2} = 1.580625"),
    Row("X7", "step", "accuracy = 1.5"),
    Row("C1", "single", "a1 = 0.559714\ndE/dw2 = 0.0336883"),
    Row("C1", "check", "numeric = 0.869650"),
    Row("C2", "check", "error = 0.000101421"),
  ])
  func isNamedFirst(row: Row) throws {
    let key = try #require(Samples.all.first { $0.lesson.name == row.lesson })
    let sheet = Samples.mark(row.text, key)
    let wrong = sheet.lines.filter { $0.standing == .wrong }
    #expect(wrong.map { $0.diagnoses.first?.ids } == [[row.id]], "\(wrong)")
  }

  @Test(arguments: Misconception.all)
  func hasSomethingToSay(misconception: Misconception) {
    #expect(!misconception.name.isEmpty && !misconception.explanation.isEmpty)
    #expect(misconception.wrong != misconception.right)
    #expect((1...9).contains(misconception.weight))
    #expect(Misconception.all.filter { $0.id == misconception.id }.count == 1)
  }

  private func isVisible(_ values: [Enclosure], _ quantity: Quantity) -> Bool {
    zip(values, quantity.truth.entries).contains { !$0.overlaps($1) }
  }

  /// The quantities before this one, right, and this one as the slip has it.
  private func text(_ values: [Enclosure], _ quantity: Int, _ key: AnswerKey) -> String {
    let digits = 9
    let own = key.quantities[quantity]
    var lines: [String] = []
    for other in key.quantities.sorted(by: { $0.rank < $1.rank })
    where other.rank < own.rank && key.names[other.name] == other.id && !other.recipes.isEmpty {
      let numbers = other.truth.entries.map { $0.midpoint.decimal(significant: digits).text }
      lines.append("\(other.name) = \(Author.list(numbers, other.shape))")
    }
    let numbers = values.map { $0.midpoint.decimal(significant: digits).text }
    lines.append("\(own.name) = \(Author.list(numbers, own.shape))")
    return lines.joined(separator: "\n")
  }
}
