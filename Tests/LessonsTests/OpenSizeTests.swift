import Evaluation
import Language
import Numbers
import Testing

@testable import Lessons

/// Lessons that leave sizes open: at their own small sizes, and at somebody else's.
@Suite struct OpenSizeTests {
  static func lesson(_ givens: String, _ rest: String = "") -> Lesson {
    Lesson(name: "open", source: Source(name: "open", text: "```given\n\(givens)\n```\n\(rest)"))
  }

  static func tensor(_ axes: [Int]) throws -> Tensor<Rational> {
    let shape = try #require(Shape(axes))
    return Tensor(shape: shape, entries: (0..<shape.count).map { Rational($0) })
  }

  @Test func lettersAreEquallyLongAndSizesDiffer() {
    let lesson = OpenSizeTests.lesson("X[n,i]\nW[k,i]\nb[k]\neta", "```forward\nZ = X @ W^T + b*eta\n```")
    #expect(lesson.diagnostics.map(\.kind) == [.openSizes])
    #expect(
      lesson.diagnostics[0].message == "the sizes are open; the formulas are judged for n = 3, i = 2, k = 4")
    #expect(lesson.derivation.givens.map { $0.value.shape.axes } == [[3, 2], [4, 2], [4], []])
    #expect(lesson.derivation.givens.allSatisfy { !$0.value.entries.contains(.zero) })
  }

  @Test func whatSumsToOneIsLabels() throws {
    let lesson = OpenSizeTests.lesson("Y[n,j]", "```assume\nsum(j, Y[n,j]) = 1\n```")
    let value = try #require(lesson.derivation.givens.first).value
    for row in 0..<3 { #expect(value.entries[row * 2..<row * 2 + 2].reduce(.zero, +) == .one) }
    #expect(Set(value.entries) == [.zero, .one])
  }

  @Test func otherNumbersOfOtherSizes() throws {
    let lesson = OpenSizeTests.lesson(
      "X[n,i]\nw = [1, 2]", "```forward\nZ[n] = sum(i, X[n,i]*w[i])\n```")
    let other = lesson.replacing(
      GivenValues(["X": try OpenSizeTests.tensor([5, 4]), "w": try OpenSizeTests.tensor([4])]))
    #expect(other.diagnostics.allSatisfy { $0.severity == .note })
    #expect(other.run().trace.values.last?.digits == "110")
  }

  @Test func aNumberIsALength() throws {
    let lesson = OpenSizeTests.lesson("X[4,i]", "```forward\nlast = X[4]\n```")
    #expect(lesson.derivation.givens.map { $0.value.shape.axes } == [[4, 2]])
    #expect(lesson.diagnostics.map(\.message) == ["the sizes are open; the formulas are judged for i = 2"])
    let other = lesson.replacing(GivenValues(["X": try OpenSizeTests.tensor([4, 2])]))
    #expect(other.diagnostics.allSatisfy { $0.severity == .note })
    let longer = lesson.replacing(GivenValues(["X": try OpenSizeTests.tensor([5, 2])]))
    #expect(longer.diagnostics.contains { $0.message.contains("has 4 entries here, and 5 in its value") })
  }

  @Test func squaresAndZerosOfTheSameSize() throws {
    let lesson = OpenSizeTests.lesson("h[k]\nW[k,k]\nm = zeros(W)", "```update\nm <- m + W\n```")
    #expect(lesson.derivation.givens.map { $0.value.shape.axes } == [[3], [3, 3], [3, 3]])
    #expect(lesson.derivation.givens[2].value.entries.allSatisfy { $0 == .zero })
    let other = lesson.replacing(
      GivenValues(["h": try OpenSizeTests.tensor([5]), "W": try OpenSizeTests.tensor([5, 5])]))
    #expect(other.diagnostics.allSatisfy { $0.severity == .note })
    #expect(other.derivation.givens[2].value.shape.axes == [5, 5])
    let crooked = lesson.replacing(GivenValues(["W": try OpenSizeTests.tensor([5, 4])]))
    #expect(crooked.diagnostics.first { $0.severity == .error }?.message.contains("`k` runs to 3") == true)
  }

  @Test(
    arguments: [
      ("n = 2\nX[n,i]", Diagnostic.Kind.unknownName), ("x = 1\nx", .none),
      ("X[0,i]", .unknownName), ("X[1.5,i]", .unknownName), ("X[4,i]", .none),
    ] as [(String, Diagnostic.Kind?)])
  func whatIsNone(_ givens: String, _ kind: Diagnostic.Kind?) {
    #expect(OpenSizeTests.lesson(givens).diagnostics.first { $0.severity == .error }?.kind == kind)
  }

  @Test func sizesThatDoNotGoTogether() throws {
    let lesson = OpenSizeTests.lesson("X[n,i]\nW[k,i]")
    let other = lesson.replacing(
      GivenValues(["X": try OpenSizeTests.tensor([5, 4]), "W": try OpenSizeTests.tensor([3, 2])]))
    #expect(other.diagnostics.first { $0.severity == .error }?.message.contains("`i` runs to 4") == true)
  }
}
