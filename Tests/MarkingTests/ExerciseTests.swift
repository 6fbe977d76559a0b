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

  @Test func misspelledSettingsAreReported() {
    let key = Samples.key("wrong", ExerciseTests.head + "```exercise digts=3\nu # within reach of all\n```\n")
    #expect(key.exercise.diagnostics.map(\.hint) == ["did you mean `digits`?"])
  }

  private static let vector = """
    ```given
    x = [0.5, 0.25, 0.75]
    ```
    ```define
    v[k] = x[k]^2
    ```

    """

  /// Most entries right: the method is right; the accuracy marks are shared out by entries.
  @Test(arguments: [
    ("v", "v = [0.25, 0.0625, 0.5625]", 2, 2), ("v", "v = [0.25, 0.0625, 0.3]", 1, 2),
    ("v", "v = [0.25, 0.3, 0.3]", 0, 2), ("v # method 1, accuracy 3", "v = [0.25, 0.0625, 0.3]", 3, 4),
    ("v # 1 mark each", "v = [0.25, 0.0625, 0.3]", 2, 3), ("v # 2 marks each", "v[1] = 0.25", 2, 6),
    ("v[2] # 3 marks", "v[2] = 0.0625", 3, 3), ("v # exact", "v = [0.25, 0.063, 0.5625]", 1, 2),
    ("v[2] # exact", "v[2] = 1/16", 2, 2), ("v # exact", "v = [1/4, 1/16, 9/16]", 2, 2),
    ("v # both", "v = [0.25, 0.0625, 0.5625]", 1, 2),
    ("v # both", "v[k] = x[k]*x[k] = [0.25, 0.0625, 0.5625]", 2, 2),
    ("v # both", "v[k] = x[k]*x[k]", 1, 2),
  ])
  func marksAreGivenForParts(item: String, text: String, earned: Int, available: Int) {
    let key = Samples.key("asked", ExerciseTests.vector + "```exercise\n\(item)\n```\n")
    let sheet = Samples.mark(text, key)
    #expect((sheet.earned, sheet.available) == (earned, available), "\(sheet.lines.map(\.notes))")
  }
}
