import Dumps
import Testing

@testable import Comparing

@Suite struct ComparisonTests {
  /// A dump of float64 tensors.
  static func dump(_ tensors: [(String, [Int], [Double])], _ type: ElementType = .float64) -> Dump {
    Dump(tensors.map { DumpTensor(name: $0.0, type: type, shape: $0.1, values: $0.2) })
  }

  @Test func aSingleUnit() throws {
    let lesson = SpecificationLesson.lesson(
      """
      ```given
      x = 0.5
      w = 0.25
      ```
      ```forward
      z = w*x
      E = z^2
      ```
      ```derive
      dE/dw = 2*z*x
      ```
      """)
    var comparison = try Comparison(lesson)
    let report = try comparison.judge(
      ComparisonTests.dump([
        ("x", [], [2]), ("w", [], [3]), ("z", [], [6]), ("E", [], [36]), ("dw", [], [13]),
      ]))
    for t in report.steps[0].tensors { print(t.name, t.verdict, t.worst as Any, t.explanations) }
    #expect(report.first?.tensor.name == "dw")
  }

  @Test func compilesOpen() throws {
    let lesson = SpecificationLesson.lesson(SpecificationLesson.matrices)
    for d in lesson.diagnostics { print(d) }
    let report = lesson.run()
    print(
      report.outcome,
      report.claims.filter { "\($0.verdict)" != "proved" }.map { "\($0.left) \($0.right) \($0.verdict)" })
    let spec = Specification(lesson)
    for i in spec.order {
      print(
        spec.items[i].name, spec.items[i].kind, spec.shape(i), spec.items[i].ways.count,
        spec.items[i].slips.map { $0.misconceptions[0].id })
    }
  }
}
