// Tensors of a package's own code against what they were.

import Comparing
import Dumps
import Foundation
import Reporting
import Testing

/// Expects that tensors are what they were when they were recorded.
///
/// ```swift
/// @Test func gradientsStayWhatTheyAre() {
///   expectGolden(["loss": loss, "dW1": gradient1], "Golden/first-step.json", within: .relative(1e-12))
/// }
/// ```
///
/// Where there is no such file, or something differs, the tensors are written beside it as `….pending` and an issue
/// says so: looked at and renamed they are the golden file. With `WORKINGS_RECORD=1` in the environment they are
/// written at once, and the test fails that once. The file is JSON that `workings compare --against` reads too.
///
/// - Parameters:
///   - path: from the folder of the test's own file.
///   - tolerance: how far an entry may lie from the recorded one; nil for the same numbers.
/// - Returns: whether they are.
@discardableResult
public func expectGolden(
  _ tensors: KeyValuePairs<String, any TensorConvertible>, _ path: String,
  within tolerance: Policy.Tolerance? = nil, testFile: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) -> Bool {
  let file = URL(filePath: path, relativeTo: URL(filePath: testFile))
  do {
    let new = try Dump(tensors)
    guard let bytes = try? Data(contentsOf: file) else {
      let told = try record(new, file)
      Issue.record("there is no golden file \(path)\n\(told)", sourceLocation: sourceLocation)
      return false
    }
    let old = try Dump(reading: Array(bytes), file: path)
    let policy = Policy(tolerance.map { [Policy.Rule("*", [$0])] } ?? [])
    let difference = try DumpDifference(new, against: old, policy: policy)
    if difference.first == nil, difference.extra.isEmpty { return true }
    let told = try record(new, file)
    let page = ComparedDumps(good: path, new: "the tensors", difference: difference).text(.init())
    Issue.record("the tensors are not what they were\n\(page)\(told)", sourceLocation: sourceLocation)
  } catch let problem as TensorProblem {
    Issue.record("\(problem.text)", sourceLocation: sourceLocation)
  } catch let error as ComparisonError {
    Issue.record("\(error.description)", sourceLocation: sourceLocation)
  } catch {
    Issue.record(error, "while \(path) was read or written", sourceLocation: sourceLocation)
  }
  return false
}

/// Writes what is to be written, and says what to do next.
private func record(_ dump: Dump, _ file: URL) throws -> String {
  let records =
    ProcessInfo.processInfo.environment["WORKINGS_RECORD"].map { !$0.isEmpty && $0 != "0" } ?? false
  let target = records ? file : file.appendingPathExtension("pending")
  try FileManager.default.createDirectory(
    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(goldenText(dump).utf8).write(to: target, options: .atomic)
  guard !records else { return "recorded now: \(file.path); the next run compares with it" }
  return "if the new one is right: mv \(target.path) \(file.path)"
}

/// A tensor a line, each number the shortest decimal that is this number.
private func goldenText(_ dump: Dump) -> String {
  let lines = dump.tensors.map { tensor in
    let numbers = tensor.values.map(\.description).map {
      ["nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"][$0] ?? $0
    }
    let members: [JSON.Member] = [
      .init("dtype", .string(tensor.type.rawValue)),
      .init("shape", .array(tensor.shape.map { .integer($0) })),
      .init("data", .array(numbers.map { .decimal($0) })),
    ]
    return "  \(JSON.string(tensor.name).text): \(JSON.object(members).text)"
  }
  return "{\"tensors\": {\n\(lines.joined(separator: ",\n"))\n}}\n"
}
