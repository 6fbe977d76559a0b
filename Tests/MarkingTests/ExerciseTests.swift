import Testing

@testable import Marking

@Suite struct ExerciseTests {
  private static let head = """
    ```given
    x = 0.9
    ```
    ```define
    u = x^2
    v = sigmoid(u)
    ```

    """

  @Test func readsWhatDiffers() throws {
    let key = Samples.key(
      "asked",
      ExerciseTests.head + """
        ```exercise marks=3
        u
        v  # method 4, accuracy 2, digits 5, within 0.01, formula, hint: square first, hint: then squash
        ```
        """)
    #expect(key.exercise.isAsked && key.exercise.diagnostics.isEmpty)
    let u = try #require(key.exercise.items.first)
    #expect((u.name, u.method, u.accuracy, u.digits) == ("u", 2, 1, 2))
    let v = try #require(key.exercise.items.last)
    #expect((v.method, v.accuracy, v.digits, v.wantsFormula) == (4, 2, 5, true))
    #expect(v.hints == ["square first", "then squash"])
    #expect(v.tolerance?.description == "1/100")
  }

  @Test func everythingMayBeAnsweredWithoutAnExercise() {
    let key = Samples.key("free", ExerciseTests.head)
    #expect(key.exercise.items.map(\.name) == ["u", "v"])
    #expect(key.exercise.items.allSatisfy { $0.marks == 1 })
  }

  @Test func unknownQuantitiesAreReported() {
    let key = Samples.key("wrong", ExerciseTests.head + "```exercise\nnothing\n```\n")
    #expect(key.exercise.diagnostics.count == 1)
  }

  @Test func missingAnswersAreListed() {
    let key = Samples.key("asked", ExerciseTests.head + "```exercise\nu\nv\n```\n")
    let sheet = Samples.mark("u = 0.81", key)
    #expect((sheet.earned, sheet.available) == (2, 4))
    #expect(sheet.missing.map(\.name) == ["v"])
  }

  @Test func toleranceIsTheTeachers() {
    let key = Samples.key("asked", ExerciseTests.head + "```exercise\nv # within 0.01\n```\n")
    #expect(Samples.mark("v = 0.70", key).earned == 2)
    #expect(Samples.mark("v = 0.71", key).earned == 0)
  }
}
