// Gradients in a package's own tests.

import Gradients
import Reporting
import Testing

/// Expects that a function of many numbers has the gradient that another one claims.
///
/// ```swift
/// @Test func lossGradient() {
///   expectGradient(of: loss, at: [0.5, -1.2, 0.3], is: lossGradient)
/// }
/// ```
///
/// The derivatives are estimated from values of the function alone, with an error that is estimated from it as well:
/// along random lines through all entries, and entry by entry. An issue tells the wrong entries with what is
/// claimed, what it is, and how sure that is; a gradient of which nothing can be told is an issue too.
///
/// - Parameters:
///   - tensors: names and shapes for the parts of the point, one after the other: `["W": [3, 4], "b": [3]]`. Without
///     them it is one vector, x.
///   - digits: so many must be certain in every line.
///   - points: how many points are looked at: this one, a random one near it, one further off, this one negated, zero.
///   - seed: for the random choices; the same seed makes the same ones.
/// - Returns: what was found; nil where the function threw or the shapes do not fit.
@discardableResult
public func expectGradient(
  of function: @escaping ([Double]) throws -> Double, at point: [Double],
  is claim: @escaping ([Double]) throws -> [Double], tensors: KeyValuePairs<String, [Int]> = [:],
  digits: Int = 2, points: Int = 3, seed: UInt64 = 1, sourceLocation: SourceLocation = #_sourceLocation
) -> GradientReport? {
  do {
    let shapes = try shapes(tensors, of: point)
    let program = FunctionProgram(tensors: shapes, value: function, gradient: claim)
    let report = try GradientCheck.check(program, from: point, .init(seed: seed, points: points))
    if let problem = problem(report, digits: digits) {
      Issue.record(
        "\(problem)\n\(GradientPage(report, title: "the gradient").text)", sourceLocation: sourceLocation)
    }
    return report
  } catch let error as ShapeError {
    Issue.record("\(error.text)", sourceLocation: sourceLocation)
  } catch is GradientCheck.WrongCount {
    Issue.record(
      "the gradient does not have \(point.count) entries, as the point has", sourceLocation: sourceLocation)
  } catch {
    Issue.record(error, "while the gradient was checked", sourceLocation: sourceLocation)
  }
  return nil
}

/// Expects that a function has this gradient at this one point.
///
/// - SeeAlso: the function of the same name whose claim is a function; it can look at other points too.
@discardableResult
public func expectGradient(
  of function: @escaping ([Double]) throws -> Double, at point: [Double], is gradient: [Double],
  tensors: KeyValuePairs<String, [Int]> = [:], digits: Int = 2, seed: UInt64 = 1,
  sourceLocation: SourceLocation = #_sourceLocation
) -> GradientReport? {
  expectGradient(
    of: function, at: point, is: { _ in gradient }, tensors: tensors, digits: digits, points: 1, seed: seed,
    sourceLocation: sourceLocation)
}

private struct ShapeError: Error {
  let text: String
}

private func shapes(_ tensors: KeyValuePairs<String, [Int]>, of point: [Double]) throws -> [TensorShape] {
  guard !point.isEmpty else { throw ShapeError(text: "the point has no entries") }
  guard point.allSatisfy(\.isFinite) else {
    throw ShapeError(text: "the point has entries that are not finite")
  }
  let named = tensors.isEmpty ? [("x", [point.count])] : tensors.map { ($0.key, $0.value) }
  let shapes = named.compactMap { TensorShape(name: $0.0, shape: $0.1) }
  let count = shapes.reduce(0) { $0 + $1.count }
  guard shapes.count == named.count, count == point.count else {
    throw ShapeError(text: "the tensors have \(count) entries together, the point has \(point.count)")
  }
  return shapes
}

/// One sentence where the gradient does not stand.
private func problem(_ report: GradientReport, digits: Int) -> String? {
  switch report.outcome {
  case .disagrees: return "the claimed gradient is not the function's"
  case .cannotTell: return "nothing can be told of the claimed gradient, or of a part of it"
  case .agrees: break
  }
  let fewest = report.points.first?.summaries(of: report.tensors).compactMap(\.digits).min() ?? 0
  return fewest < digits ? "the claimed gradient is certain to \(fewest) digits only, not to \(digits)" : nil
}
