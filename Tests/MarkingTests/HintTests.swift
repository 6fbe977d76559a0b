import Language
import Testing

@testable import Marking

/// Hints go from a nudge to the step worked on other numbers, and never show the answer.
@Suite struct HintTests {
  private func hints(_ text: String, _ key: AnswerKey) -> [String] {
    var marker = SheetMarker(key, worksHints: true)
    let sheet = marker.mark(Source(name: "answers.txt", text: text))
    return sheet.lines.first { $0.standing == .wrong }?.hints ?? []
  }

  @Test(arguments: [
    ("single", "z1 = 9.9", "z1 ="), ("square", "delta1 = [1.1, 2.2]", "δ1[1] = ("),
    ("square", "dE/dW2 = [[1.1, 1.2], [1.3, 1.4]]", "dE/dW2[1,1] = "),
    ("classes", "z[1,2] = 7.7", "z[1,1] = "),
    ("rows", "dL/dZ[1,1] = 7.7", "dL/dZ[1,1] = "),
  ])
  func areWorkedOnOtherNumbers(lesson: String, text: String, beginning: String) throws {
    let key = try #require(Samples.named(lesson))
    let hints = hints(text, key)
    try #require(hints.count == 3)
    #expect(hints[2].hasPrefix("With other numbers: " + beginning), "\(hints[2])")
  }

  /// No entry's true value stands in a hint, as far as three digits tell values apart.
  @Test(arguments: Samples.all.map(\.lesson.name))
  func neverShowTheAnswer(lesson: String) throws {
    let key = try #require(Samples.named(lesson))
    let marker = SheetMarker(key, worksHints: true)
    for quantity in key.quantities where !quantity.recipes.isEmpty {
      let hints = marker.hints(for: quantity.id, nil).joined(separator: " ")
      for entry in quantity.truth.entries {
        let text = entry.midpoint.decimal(significant: 4).text
        guard text.filter(\.isNumber).count > 3 else { continue }
        #expect(!hints.contains(text), "\(quantity.name): \(hints)")
      }
    }
  }
}
