import Foundation

/// A class that answers the lesson `multi-unit`: everybody rounds to digits of their own at every step, and every
/// second student makes one mistake and goes on with what comes of it.
struct Sheets {
  /// One of ``mistakes``, or none.
  private enum Mistake: Int, CaseIterable {
    case noBias, tanhForSigmoid, noHalf, noSlope, otherSign, slopeFromSum, noWeights, noHiddenSlope,
      sumForActivation
    /// Digits that somebody mistyped, which nothing explains.
    case typing
  }

  private static let x = [0.9, -0.4]
  private static let y = [0.2, 0.7]
  private static let w1 = [[0.6, -0.1], [0.3, 0.8], [-0.5, 0.45]]
  private static let b1 = [0.1, -0.2, 0.35]
  private static let w2 = [[0.7, -0.6, 0.25], [0.15, 0.85, -0.3]]
  private static let b2 = [0.05, -0.15]

  /// The command that marks so many of them.
  static func marking(_ count: Int) -> Ours {
    .command(["check", Rows.lesson("multi-unit"), "sheets", "--format", "csv"]) {
      try write(count, into: $0.appendingPathComponent("sheets"))
    }
  }

  /// Writes so many sheets into a folder, the same ones each time.
  static func write(_ count: Int, into folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var draws = Draws()
    for number in 0..<count {
      let digits = 3 + draws.below(5)
      let mistake = number % 2 == 0 ? nil : Mistake(rawValue: draws.below(Mistake.allCases.count))
      let text = sheet(digits, mistake, shift: 1 + draws.below(9))
      let name = "student\(String(format: "%05d", number)).txt"
      try text.write(to: folder.appendingPathComponent(name), atomically: false, encoding: .utf8)
    }
  }

  /// - Parameter shift: by how many units of the last place mistyped numbers are off, times a hundred.
  private static func sheet(_ digits: Int, _ mistake: Mistake?, shift: Int) -> String {
    func rounded(_ value: Double) -> Double { Double(String(format: "%.*g", digits, value)) ?? value }
    func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let z1 = zip(w1, b1).map { rounded(dot($0, x) + (mistake == .noBias ? 0 : $1)) }
    let a1 = z1.map { rounded(mistake == .tanhForSigmoid ? tanh($0) : sigmoid($0)) }
    let z2 = zip(w2, b2).map { rounded(dot($0, a1) + $1) }
    let a2 = z2.map { rounded(sigmoid($0)) }
    let squares = zip(a2, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let error = rounded(mistake == .noHalf ? squares : squares / 2)
    let delta2 = a2.indices.map { j in
      let slope = mistake == .slopeFromSum ? z2[j] * (1 - z2[j]) : a2[j] * (1 - a2[j])
      let sign: Double = mistake == .otherSign ? -1 : 1
      return rounded(sign * (a2[j] - y[j]) * (mistake == .noSlope ? 1 : slope))
    }
    let delta1 = a1.indices.map { k in
      let back = mistake == .noWeights ? delta2.reduce(0, +) : dot(delta2, w2.map { $0[k] })
      return rounded(back * (mistake == .noHiddenSlope ? 1 : a1[k] * (1 - a1[k])))
    }
    let factors = mistake == .sumForActivation ? z1 : a1
    let slopes2 = delta2.map { delta in factors.map { rounded(delta * $0) } }
    var slopes1 = delta1.map { delta in x.map { rounded(delta * $0) } }
    if mistake == .typing { slopes1[0][0] = rounded(slopes1[0][0] * (1 + 0.07 * Double(shift))) }
    func list(_ values: [Double]) -> String {
      "[" + values.map { String(format: "%.*g", digits, $0) }.joined(separator: ", ") + "]"
    }
    func matrix(_ rows: [[Double]]) -> String { "[" + rows.map(list).joined(separator: ", ") + "]" }
    return """
      z1 = \(list(z1))
      a1 = \(list(a1))
      z2 = \(list(z2))
      a2 = \(list(a2))
      E = \(String(format: "%.*g", digits, error))
      delta2 = \(list(delta2))
      delta1 = \(list(delta1))
      dE/dW2 = \(matrix(slopes2))
      dE/dW1 = \(matrix(slopes1))

      """
  }
}
