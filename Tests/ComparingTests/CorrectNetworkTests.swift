import Foundation
import Testing

@testable import Comparing

/// No correct implementation is ever accused: whatever the order of its sums, fused or not, saturated or not.
@Suite struct CorrectNetworkTests {
  /// `WORKINGS_NETWORKS=1000 swift test --filter CorrectNetworkTests` for the whole figure.
  static let count = ProcessInfo.processInfo.environment["WORKINGS_NETWORKS"].flatMap { Int($0) } ?? 12

  @Test(arguments: Activation.allCases, LossKind.allCases)
  func isNeverAccused(_ activation: Activation, _ loss: LossKind) throws {
    try check(Float.self, activation, loss)
    try check(Double.self, activation, loss)
  }

  private func check<T: NetworkNumber>(_: T.Type, _ activation: Activation, _ loss: LossKind) throws {
    var network = Network<T>()
    (network.activation, network.loss) = (activation, loss)
    var comparison = try Comparison(SpecificationLesson.lesson(network.specification))
    comparison.findsBlindSpots = false
    var undecided = 0
    for seed in 0..<(CorrectNetworkTests.count + 5) / 6 {
      var random = SeededGenerator(seed)
      network.summation = Summation.allCases.randomElement(using: &random) ?? .forward
      network.sigmoidForm = Int.random(in: 0...2, using: &random)
      network.isRegrouped = Bool.random(using: &random)
      network.draw(scale: [1, 1, 0.001, 10, 100, 0].randomElement(using: &random) ?? 1, &random)
      if seed % 5 == 4 { network.given["X"] = network.given["X"]?.map { _, _ in 0 } }
      let report = try comparison.judge(network.run().dump())
      let accused = report.first?.tensor
      #expect(
        accused == nil,
        "\(T.type) \(activation) \(loss) seed \(seed): \(accused?.name ?? "") \(String(describing: accused?.worst))"
      )
      if report.verdict == .undecided { undecided += 1 }
    }
    #expect(
      undecided * 4 <= CorrectNetworkTests.count, "\(T.type) \(activation) \(loss): \(undecided) undecided")
  }
}
