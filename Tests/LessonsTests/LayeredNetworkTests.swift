import Language
import Testing

@testable import Lessons

/// Lessons that are written, not read: every one of them stands.
struct LayeredNetworkTests {
  static let networks: [([Int], [LayeredNetwork.Activation], LayeredNetwork.Loss)] = [
    ([2, 1], [.sigmoid], .mse), ([3, 4, 2], [.tanh, .sigmoid], .halfSum), ([3, 2, 3], [.relu], .halfSum),
    ([3, 4, 3], [.tanh, .softmax], .crossEntropy), ([2, 3, 2], [.sigmoid], .crossEntropy),
    ([2, 3, 1], [.softplus, .identity], .mse),
  ]

  @Test(arguments: networks, [false, true])
  func everyLineIsProved(
    _ network: ([Int], [LayeredNetwork.Activation], LayeredNetwork.Loss), _ isBatch: Bool
  ) throws {
    let (sizes, activations, loss) = network
    let layered = try LayeredNetwork(
      sizes: sizes, activations: activations, loss: loss, isBatch: isBatch, rate: "0.1")
    let lesson = Lesson(name: "new", source: Source(name: "new", text: layered.text()))
    #expect(
      !lesson.diagnostics.contains { $0.severity == .error },
      "\(lesson.diagnostics.map(\.message))\n\(layered.text())")
    #expect(lesson.run().outcome == .stands, "\(layered.text())")
  }

  @Test func oneActivationIsForAllLayersAsFarAsItCanBe() throws {
    let classes = try LayeredNetwork(
      sizes: [2, 3, 2], activations: [.tanh], loss: .crossEntropy, isBatch: true)
    #expect(classes.activations == [.tanh, .softmax])
    let bare = try LayeredNetwork(
      sizes: [2, 3, 2], activations: [.tanh], loss: .mse, isBatch: false, hasBiases: [true, false])
    #expect(bare.text().contains("b1[j]"))
    #expect(!bare.text().contains("b2"))
  }

  @Test(
    arguments: [
      ([3], [.sigmoid], .mse), ([3, 0], [.sigmoid], .mse), ([3, 2, 1], [.sigmoid, .tanh, .tanh], .mse),
      ([3, 2, 1], [.softmax, .sigmoid], .mse), ([3, 2], [.softmax], .mse),
      ([3, 2, 2], [.tanh, .tanh], .crossEntropy), ([Int](repeating: 2, count: 20), [.tanh], .mse),
    ] as [([Int], [LayeredNetwork.Activation], LayeredNetwork.Loss)])
  func unsuitableNetworksAreRefused(
    _ sizes: [Int], _ activations: [LayeredNetwork.Activation], _ loss: LayeredNetwork.Loss
  ) {
    #expect(throws: LayeredNetwork.Unsuitable.self) {
      try LayeredNetwork(sizes: sizes, activations: activations, loss: loss, isBatch: true)
    }
  }
}
