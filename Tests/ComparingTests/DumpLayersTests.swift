import Dumps
import Testing

@testable import Comparing

/// Layers read out of the shapes of a dump.
struct DumpLayersTests {
  static func dump(_ shapes: [(String, [Int])]) -> Dump {
    Dump(
      shapes.map { name, shape in
        DumpTensor(
          name: name, type: .float32, shape: shape, values: [Double](repeating: 0, count: shape.reduce(1, *)))
      })
  }

  @Test(
    arguments: [
      ([("W1", [5, 3]), ("b1", [5]), ("W2", [2, 5]), ("b2", [2])], [3, 5, 2], [true, true], []),
      ([("W1", [3, 5]), ("W2", [5, 2])], [3, 5, 2], [false, false], ["W1=W1^T", "W2=W2^T"]),
      (
        [
          ("fc1.weight", [5, 3]), ("fc1.bias", [5]), ("fc2.weight", [5, 5]), ("fc1.weight.grad", [5, 3]),
          ("fc2.weight.grad", [5, 5]), ("x", [7, 3]),
        ], [3, 5, 5], [true, false], ["fc1.weight=W1", "fc1.bias=b1", "fc2.weight=W2"]
      ),
      (
        [("dense/bias", [4]), ("dense/kernel", [3, 4]), ("out/bias", [1]), ("out/kernel", [4, 1])],
        [3, 4, 1],
        [true, true], ["dense/kernel=W1^T", "dense/bias=b1", "out/kernel=W2^T", "out/bias=b2"]
      ),
      ([("dW1", [2, 3]), ("w", [1, 3]), ("W_new", [1, 3])], [3, 1], [false], ["w=W1"]),
    ] as [([(String, [Int])], [Int], [Bool], [String])])
  func layersAreRead(_ shapes: [(String, [Int])], _ sizes: [Int], _ biases: [Bool], _ mapping: [String])
    throws
  {
    let layers = try DumpLayers(Self.dump(shapes))
    #expect(layers.sizes == sizes)
    #expect(layers.hasBiases == biases)
    #expect(layers.mapping == mapping)
  }

  @Test func otherLayersAreTold() throws {
    let layers = try DumpLayers(
      Self.dump([
        ("0.weight", [5, 3]), ("0.bias", [5]), ("norm.weight", [5]), ("norm.bias", [5]),
        ("4.weight", [2, 5]),
        ("norm.weight.grad", [5]), ("4.bias", [2]),
      ]))
    #expect(layers.mapping == ["0.weight=W1", "0.bias=b1", "4.weight=W2", "4.bias=b2"])
    #expect(layers.unplaced == ["norm.weight", "norm.bias"])
  }

  @Test(
    arguments: [[], [("x", [3])], [("W1", [5, 3]), ("W2", [2, 4])], [("W1", [0, 3])]] as [[(String, [Int])]])
  func whatIsNoNetworkIsAnError(_ shapes: [(String, [Int])]) {
    #expect(throws: ComparisonError.self) { try DumpLayers(Self.dump(shapes)) }
  }
}
