import Evaluation
import Language
import Lessons
import Numbers
import Testing

@testable import Marking

@Suite struct AuditTests {
  private func key(w2: String) -> AnswerKey {
    Samples.key(
      "audited",
      """
      ```given
      x = 0.9
      y = 0.2
      w1 = 0.6
      w2 = \(w2)
      ```
      ```forward
      z1 = w1*x
      a1 = sigmoid(z1)
      z2 = w2*a1
      a2 = sigmoid(z2)
      E = (a2 - y)^2/2
      ```
      ```derive
      delta2 = dE/dz2 = (a2 - y)*a2*(1 - a2)
      delta1 = dE/dz1 = delta2*w2*a1*(1 - a1)
      ```
      ```exercise
      delta2
      delta1
      ```
      """)
  }

  /// With w2 = 1.0 nobody can see whether it was left out.
  @Test func unitWeightsHideTheWeight() {
    let hidden = Audit(key(w2: "1.0"))
    #expect(hidden.invisible.contains { $0.item == "delta1" && $0.ids == ["X1"] })
    let seen = Audit(key(w2: "1.4"))
    #expect(!seen.invisible.contains { $0.ids == ["X1"] })
  }

  @Test func variantsAreTheSameEachTimeAndDiffer() {
    let lesson = key(w2: "1.4").lesson
    let first = Variant(lesson, seed: "a")
    #expect(first.lesson.source.bytes == Variant(lesson, seed: "a").lesson.source.bytes)
    #expect(first.lesson.source.bytes != Variant(lesson, seed: "b").lesson.source.bytes)
    #expect(first.lesson.diagnostics.isEmpty)
  }

  @Test func studentsVariantsPassTheAudit() {
    let key = key(w2: "1.0")
    let structural = Audit.structural(key)
    for id in ["4711", "4712", "ada"] {
      let variant = Variant.key(for: id, key) { structural }
      let audit = Audit(variant.key)
      // Who knows which draw it was gets the same numbers without looking for them.
      let again = Variant.key(for: id, key, draw: variant.draw) { [] }
      #expect(again.key.lesson.source.bytes == variant.key.lesson.source.bytes)
      #expect(!audit.invisible.contains { $0.ids == ["X1"] }, "\(id)")
    }
  }

  @Test func theKeyEarnsAllMarks() {
    let key = key(w2: "1.4")
    let answers = Samples.mark(Handout(key).answers, key)
    #expect((answers.earned, answers.available) == (4, 4))
    let blank = Samples.mark(Handout(key).blank, key)
    #expect(blank.lines.isEmpty && blank.unreadable == nil)
    #expect(blank.missing.map(\.name) == ["delta2", "delta1"])
  }

  /// What is handed to the teacher as right is right.
  @Test(arguments: GeneratedClassTests.lessons + Samples.all.map(\.lesson.name))
  func everyLessonsKeyEarnsAllMarks(name: String) throws {
    let key = try #require(Samples.named(name))
    let sheet = Samples.mark(Handout(key).answers, key)
    #expect(sheet.available > 0 && sheet.earned == sheet.available)
    #expect(sheet.missing.isEmpty && sheet.firstWrong == nil)
  }

  @Test func frontMatterNamesTheVariant() {
    let handout = Handout(key(w2: "1.4"), student: "4711\"\n---\nz = 1")
    #expect(SheetMarker.variant(of: Source(name: "a", text: handout.blank))?.student == "4711---z = 1")
    #expect(SheetMarker.variant(of: Source(name: "a", text: "z1 = 3")) == nil)
  }
}

/// What is taken over from a lesson is what a variant would have of its own.
@Suite struct VariantKeyTests {
  @Test(arguments: Samples.all.map(\.lesson.name))
  func sharesNothingThatHangsOnNumbers(name: String) throws {
    let key = try #require(Samples.named(name))
    let variant = Variant(key.lesson, seed: "x")
    let (shared, own) = (key.with(variant), AnswerKey(variant.lesson))
    #expect(shared.quantities.map(\.name) == own.quantities.map(\.name))
    for (a, b) in zip(shared.quantities, own.quantities) {
      #expect(a.exact?.entries == b.exact?.entries, "\(a.name)")
      #expect(zip(a.truth.entries, b.truth.entries).allSatisfy { $0.overlaps($1) }, "\(a.name)")
      #expect(a.recipes.count == b.recipes.count, "\(a.name)")
    }
    #expect(Set(Audit(shared).invisible) == Set(Audit(own).invisible))
    #expect(Set(Audit(shared).confused) == Set(Audit(own).confused))
  }
}
