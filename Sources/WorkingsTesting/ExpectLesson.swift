// Tensors of a package's own code against a lesson.

import Comparing
import Dumps
import Foundation
import Language
import Lessons
import Reporting
import Testing

/// Expects that tensors are what a lesson says: the lesson is the specification, the tensors bring the numbers.
///
/// ```swift
/// @Test func backwardPass() {
///   let step = network.step(x, y)
///   expectTensors(
///     ["x": x, "y": y, "W1": network.w1, "z1": step.z1, "delta1": step.delta1, "dE/dW1": step.gradient1],
///     follow: "Specifications/two-layer.md")
/// }
/// ```
///
/// Tensors that stand for the lesson's givens replace them, sizes included. Every other one is held against the truth
/// and against what follows from the tensors before it, to what rounding allows; an issue names the first that does
/// neither, its worst entry, and the mistake that it looks like.
///
/// - Parameters:
///   - path: a lesson's file, from the folder of the test's own file.
///   - map: names that are not the lesson's: `["fc1.weight=W1^T"]`.
/// - Returns: what was found; nil where nothing could be compared.
@discardableResult
public func expectTensors(
  _ tensors: KeyValuePairs<String, any TensorConvertible>, follow path: String, map: [String] = [],
  policy: Policy = .stable, testFile: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) -> ComparisonReport? {
  do {
    let file = URL(filePath: path, relativeTo: URL(filePath: testFile))
    let name = file.deletingPathExtension().lastPathComponent
    let text = try Data(contentsOf: file)
    let folder = file.deletingLastPathComponent()
    let data = DataSource { (name) throws(DataError) in
      guard let bytes = try? Data(contentsOf: folder.appending(path: name)) else {
        throw .unreadable("there is no such file")
      }
      return Array(bytes)
    }
    let lesson = Lesson(name: name, source: try Source(name: path, file: Array(text)), data: data)
    var comparison = try Comparison(lesson, mapping: NameMapping(lines: map), policy: policy)
    let dump = try Dump(tensors)
    let report = try comparison.judge(dump)
    if report.verdict != .pass {
      let pages = report.steps.map { step in
        ComparisonPage(
          ComparedDump(lesson: report.lesson, file: "the tensors", report: step, unread: []), .init()
        ).text
      }
      let word =
        report.verdict == .fail ? "a tensor is not what" : "not every tensor can be decided from what"
      Issue.record(
        "\(word) the lesson says\n\(pages.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
    return report
  } catch let problem as TensorProblem {
    Issue.record("\(problem.text)", sourceLocation: sourceLocation)
  } catch let error as ComparisonError {
    Issue.record("\(error.description)", sourceLocation: sourceLocation)
  } catch {
    Issue.record(error, "while the lesson \(path) was read", sourceLocation: sourceLocation)
  }
  return nil
}
