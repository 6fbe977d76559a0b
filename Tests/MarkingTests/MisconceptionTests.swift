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
          guard let values = slip.values, isVisible(values, key.quantities[quantity]) else { continue }
          let sheet = Samples.mark(text(values, quantity, key), key)
          let line = try #require(sheet.lines.last)
          // A round value such as 1 has too few digits to be judged.
          if line.standing == .undecided { continue }
          #expect(line.standing == .wrong, "\(key.lesson.name): \(line.text)")
          let found = line.diagnoses.flatMap(\.ids)
          if found.contains(id) { seen = true }
        }
      }
    }
    #expect(seen, "no sample lesson shows \(id)")
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
