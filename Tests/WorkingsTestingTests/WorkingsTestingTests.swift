import Foundation
import Testing

@testable import WorkingsTesting

/// The expectations that other packages use, and what they say when they are not met.
struct WorkingsTestingTests {
  static let value = { @Sendable (x: [Double]) in tanh(x[0]) * x[1] + x[2] * x[2] }
  static let gradient = { @Sendable (x: [Double]) in
    [(1 - tanh(x[0]) * tanh(x[0])) * x[1], tanh(x[0]), 2 * x[2]]
  }
  static let point = [0.5, -1.25, 2]

  @Test func rightGradientsPass() {
    let report = expectGradient(of: Self.value, at: Self.point, is: Self.gradient, digits: 9)
    #expect(report?.outcome == .agrees)
    expectGradient(of: Self.value, at: Self.point, is: Self.gradient(Self.point))
    expectGradient(of: Self.value, at: Self.point, is: Self.gradient, tensors: ["W": [1, 2], "b": []])
  }

  /// An issue that says all of this.
  private static func issue(_ parts: String..., when body: () -> Void) {
    withKnownIssue(
      "", isIntermittent: false, { body() },
      matching: { issue in
        let text = issue.comments.map(\.rawValue).joined(separator: "\n")
        for part in parts where !text.contains(part) { return false }
        return true
      })
  }

  @Test func aWrongEntryIsNamed() {
    Self.issue("W[1,2]", "claimed 0.4621", "is 0.46211715", "times that away") {
      expectGradient(
        of: Self.value, at: Self.point,
        is: { x in [Self.gradient(x)[0], 0.4621, Self.gradient(x)[2]] }, tensors: ["W": [1, 2], "b": []])
    }
  }

  @Test func whatDoesNotFitIsAnIssue() {
    Self.issue("4 entries together, the point has 3") {
      expectGradient(of: Self.value, at: Self.point, is: Self.gradient, tensors: ["W": [2, 2]])
    }
    Self.issue("does not have 3 entries") { expectGradient(of: Self.value, at: Self.point, is: [1, 2]) }
    Self.issue("nothing can be told") { expectGradient(of: { _ in .nan }, at: [1], is: [0]) }
    Self.issue("not to 15") { expectGradient(of: Self.value, at: Self.point, is: Self.gradient, digits: 15) }
  }

  static let lesson = """
    ---
    title: One layer
    ---
    ```given
    x  = [0.9, -0.4]
    y  = 0.3
    w = [0.6, -0.1]
    ```
    ```forward
    z = sum(i, w[i]*x[i])
    a = sigmoid(z)
    E = (a - y)^2/2
    ```
    ```derive
    delta = dE/dz = (a - y)*a*(1 - a)
    dE/dw[i] = delta*x[i]
    ```
    """

  private static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "workings-testing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test func tensorsFollowALesson() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.lesson.utf8).write(to: folder.appending(path: "layer.md"))
    let testFile = folder.appending(path: "Tests.swift").path
    // Other numbers than the lesson's.
    let (x, w, y): ([Double], [Double], Double) = ([0.5, 0.25], [1.5, -0.75], 0.125)
    let z = w[0] * x[0] + w[1] * x[1]
    let a = 1 / (1 + exp(-z))
    let delta = (a - y) * a * (1 - a)
    expectTensors(
      ["x": x, "w": w, "y": y, "a": a, "delta": delta, "dw": [delta * x[0], delta * x[1]]],
      follow: "layer.md",
      testFile: testFile)
    Self.issue("delta", "wrong here") {
      expectTensors(
        ["x": x, "w": w, "y": y, "a": a, "delta": a - y], follow: "layer.md", testFile: testFile)
    }
    Self.issue("rows differ in length") {
      expectTensors(["x": [[1.0], [2.0, 3.0]]], follow: "layer.md", testFile: testFile)
    }
    Self.issue("missing.md") { expectTensors(["x": x], follow: "missing.md", testFile: testFile) }
  }

  @Test func goldenTensorsAreRecordedAndCompared() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let testFile = folder.appending(path: "Tests.swift").path
    let golden = folder.appending(path: "Golden/step.json")
    let matrix: [[Float]] = [[0.1, 0.2], [0.3, .infinity]]
    Self.issue("there is no golden file", "mv ") {
      expectGolden(["W": matrix, "loss": 0.1], "Golden/step.json", testFile: testFile)
    }
    #expect(!FileManager.default.fileExists(atPath: golden.path))
    try FileManager.default.moveItem(at: golden.appendingPathExtension("pending"), to: golden)
    #expect(expectGolden(["W": matrix, "loss": 0.1], "Golden/step.json", testFile: testFile))
    #expect(
      expectGolden(
        ["W": Shaped([0.1, 0.2, 0.3, Float.infinity], 2, 2), "loss": 0.1], "Golden/step.json",
        testFile: testFile))
    Self.issue("not what they were", "loss", "differs") {
      expectGolden(["W": matrix, "loss": 0.1.nextUp], "Golden/step.json", testFile: testFile)
    }
    #expect(
      expectGolden(
        ["W": matrix, "loss": 0.1.nextUp], "Golden/step.json", within: .ulps(2), testFile: testFile))
  }
}
