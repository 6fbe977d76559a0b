import Dumps
import Testing

@testable import Comparing

/// What people's dumps are like: other names, lying the other way round, in parts, with numbers that are none.
@Suite struct ComparisonTests {
  typealias Row = (name: String, shape: [Int], values: [Double])

  static func dump(_ rows: [Row], _ type: ElementType = .float64) -> Dump {
    Dump(rows.map { DumpTensor(name: $0.name, type: type, shape: $0.shape, values: $0.values) })
  }

  /// A right run of a 3-5-4-2 network, and the comparison for it.
  static func network(
    seed: Int = 1, _ change: (inout Network<Double>) -> Void = { _ in }
  ) throws -> (network: Network<Double>, comparison: Comparison) {
    var network = Network<Double>()
    change(&network)
    var random = SeededGenerator(seed)
    network.draw(scale: 1, &random)
    return (network, try Comparison(SpecificationLesson.lesson(network.specification)))
  }

  static func renamed(_ dump: Dump, _ name: (String) -> String) -> Dump {
    Dump(
      dump.tensors.map { DumpTensor(name: name($0.name), type: $0.type, shape: $0.shape, values: $0.values) })
  }

  static func changed(_ dump: Dump, _ name: String, _ change: ([Double]) -> [Double]) -> Dump {
    Dump(
      dump.tensors.map {
        $0.name == name
          ? DumpTensor(name: name, type: $0.type, shape: $0.shape, values: change($0.values)) : $0
      })
  }

  static func transposed(_ tensor: DumpTensor) -> DumpTensor {
    let (rows, columns) = (tensor.shape[0], tensor.shape[1])
    return DumpTensor(
      name: tensor.name, type: tensor.type, shape: [columns, rows],
      values: (0..<rows * columns).map { tensor.values[$0 % rows * columns + $0 / rows] })
  }

  // MARK: Names

  @Test func namesOfAFramework() throws {
    var (network, _) = try ComparisonTests.network()
    let layer = { (name: String) -> String in
      let parameter = name.replacing("dE/d", with: "").replacing("_new", with: "")
      guard parameter.hasPrefix("W") || parameter.hasPrefix("b") else { return name }
      let full = "fc\(parameter.dropFirst()).\(parameter.hasPrefix("W") ? "weight" : "bias")"
      return name.hasPrefix("dE/d") ? "\(full).grad" : name.hasSuffix("_new") ? "\(full)_new" : full
    }
    let lines = (1...3).flatMap { ["fc\($0).weight=W\($0)", "b\($0) = fc\($0).bias  # the other way round"] }
    var comparison = try Comparison(
      SpecificationLesson.lesson(network.specification), mapping: NameMapping(lines: lines))
    let report = try comparison.judge(ComparisonTests.renamed(network.run().dump(), layer))
    #expect(report.verdict == .pass)
    #expect(report.steps[0].unmapped.isEmpty)
    network.given["W1"] = nil
  }

  @Test(arguments: [
    ("dW1", "dE/dW1"), ("grad_W1", "dE/dW1"), ("W1.grad", "dE/dW1"), ("dE_dW1", "dE/dW1"), ("W_1", "W1"),
    ("z[1]", "Z1"), ("a_2", "A2"), ("W1_new", "W1{1}"), ("b2'", "b2{1}"), ("loss", "E"), ("x", "X"),
    ("dZ1", "dE/dZ1"), ("delta_2", "delta2"), ("grads/b3", "dE/db3"),
  ])
  func oneNameForAnother(_ name: String, _ quantity: String) throws {
    var (network, comparison) = try ComparisonTests.network()
    comparison.findsBlindSpots = false
    let run = network.run()
    let original = quantity.replacing("{1}", with: "_new")
    let source = original == "dE/dZ1" ? "delta1" : original
    network.given = [:]
    let dump = ComparisonTests.renamed(run.dump()) { $0 == source ? name : $0 }
    let report = try comparison.judge(dump)
    #expect(report.steps[0].tensors.first { $0.name == name }?.quantity == quantity)
    #expect(report.verdict == .pass)
  }

  @Test func mappingsThatAreNone() throws {
    let (network, _) = try ComparisonTests.network()
    let lesson = SpecificationLesson.lesson(network.specification)
    #expect(throws: ComparisonError.self) { try NameMapping(lines: ["fc1.weight"]) }
    var comparison = try Comparison(lesson, mapping: NameMapping(lines: ["fc1.weight=W7"]))
    let error = #expect(throws: ComparisonError.self) { try comparison.judge(network.run().dump()) }
    #expect(error?.message == "`fc1.weight=W7`: the lesson has no `W7`")
    var other = try Comparison(lesson, mapping: NameMapping(lines: ["fc1.weight=W1"]))
    let missing = #expect(throws: ComparisonError.self) { try other.judge(network.run().dump()) }
    #expect(missing?.message == "`fc1.weight=W1`: the dump has no `fc1.weight`")
  }

  @Test func twoTensorsForOneQuantity() throws {
    var (network, comparison) = try ComparisonTests.network()
    network.summation = .reverse
    var dump = network.run().dump()
    dump.tensors.append(
      DumpTensor(name: "w1", type: .float64, shape: [5, 3], values: Array(repeating: 1, count: 15)))
    let error = #expect(throws: ComparisonError.self) { try comparison.judge(dump) }
    #expect(error?.kind == .twice)
  }

  // MARK: Shapes

  /// Weights stored with the inputs first, and their gradients with them.
  @Test func weightsOnTheirSide() throws {
    var (network, comparison) = try ComparisonTests.network()
    let turned = { (dump: Dump, names: (String) -> Bool) in
      Dump(dump.tensors.map { names($0.name) && $0.shape.count == 2 ? ComparisonTests.transposed($0) : $0 })
    }
    let all = turned(network.run().dump()) { $0.contains("W") }
    let report = try comparison.judge(all)
    #expect(report.verdict == .pass)
    #expect(report.steps[0].tensors.first { $0.name == "W1" }?.remarks == ["taken as transposed"])
    // The weights as the lesson has them, a gradient not.
    let gradient = turned(network.run().dump()) { $0 == "dE/dW1" }
    let wrong = try comparison.judge(gradient)
    #expect(wrong.first?.tensor.name == "dE/dW1")
    #expect(wrong.first?.tensor.reason == "it is 3×5, and dE/dW1 is 5×3: transposed")
    network.given = [:]
  }

  @Test func aSingleSampleWithoutItsAxis() throws {
    var (network, comparison) = try ComparisonTests.network { $0.batch = 1 }
    let names: Set<String> = [
      "X", "Y", "Z1", "A1", "Z2", "A2", "Z3", "A3", "dE/dA3", "delta1", "delta2", "delta3",
    ]
    let dump = Dump(
      network.run().dump().tensors.map {
        names.contains($0.name)
          ? DumpTensor(name: $0.name, type: $0.type, shape: [$0.shape[1]], values: $0.values) : $0
      })
    let report = try comparison.judge(dump)
    #expect(report.verdict == .pass)
    #expect(
      report.steps[0].tensors.first { $0.name == "X" }?.remarks == ["taken as having a batch axis of size 1"])
    network.given = [:]
  }

  @Test func sizesThatDoNotFit() throws {
    var (network, comparison) = try ComparisonTests.network()
    network.given["b2"] = Matrix(1, 6) { _, _ in 0 }
    let dump = Network<Double>.Trace(values: network.given).dump()
    let error = #expect(throws: ComparisonError.self) { try comparison.judge(dump) }
    #expect(error?.kind == .sizes)
  }

  // MARK: Parts

  @Test func gradientsAlone() throws {
    var (network, comparison) = try ComparisonTests.network()
    let wanted = { (name: String) in
      ["X", "Y"].contains(name)
        || ["W", "b", "dE/dW", "dE/db"].contains { name.hasPrefix($0) && !name.hasSuffix("_new") }
    }
    #expect(try comparison.judge(network.run().dump(wanted)).verdict == .pass)
    let wrong = network.run("delta2") { Mistake(network: $0, trace: $1).tensor("H1", "delta2") }
    let report = try comparison.judge(wrong.dump(wanted))
    #expect(report.verdict == .fail)
    let explanation = report.first?.tensor.explanations.first { $0.cause == .misconception(ids: ["H1"]) }
    #expect(["delta2", "dE/dZ2"].contains(explanation?.step))
    #expect(explanation?.explains.isEmpty == false)
    network.given = [:]
  }

  @Test func withoutTheInputsNothingCanBeSaid() throws {
    let (network, built) = try ComparisonTests.network()
    var comparison = built
    let report = try comparison.judge(network.run().dump { $0 != "X" })
    #expect(report.verdict == .undecided)
    #expect(report.steps[0].unknownGivens == ["X"])
    let first = report.steps[0].tensors.first { $0.name == "Z1" }
    #expect(first?.verdict == .notReached)
    #expect(report.steps[0].tensors.first { $0.name == "Z2" }?.verdict == .follows)
  }

  /// A lesson of the forward pass alone: every derivative follows from the definitions.
  @Test func aForwardPassSuffices() throws {
    let lesson = SpecificationLesson.lesson(
      """
      ```given
      x[i]
      w[i]
      y
      ```
      ```forward
      a = sigmoid(sum(i, w[i]*x[i]))
      E = (a - y)^2/2
      ```
      """)
    var comparison = try Comparison(lesson)
    let (x, w, y) = ([0.5, -1, 2], [1, 0.25, -0.5], 0.75)
    let z = zip(x, w).reduce(0) { $0 + $1.0 * $1.1 }
    let a = 1 / (1 + Double.exponential(-z))
    let right = x.map { (a - y) * a * (1 - a) * $0 }
    let rows: [Row] = [("x", [3], x), ("w", [3], w), ("y", [], [y]), ("a", [], [a]), ("dw", [3], right)]
    #expect(try comparison.judge(ComparisonTests.dump(rows)).verdict == .pass)
    let report = try comparison.judge(
      ComparisonTests.dump(rows.dropLast() + [("dw", [3], right.map { $0 * 2 })]))
    #expect(report.first?.tensor.quantity == "dE/dw")
    #expect(report.first?.tensor.explanations.first?.cause == .factor(2))
  }

  // MARK: Numbers

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func numbersThatAreNone(_ value: Double) throws {
    let (network, built) = try ComparisonTests.network()
    var comparison = built
    let dump = ComparisonTests.changed(network.run().dump(), "A1") { [value] + $0.dropFirst() }
    let report = try comparison.judge(dump)
    #expect(report.first?.tensor.name == "A1")
    #expect(report.first?.tensor.explanations.first?.cause == .notFinite)
    // What comes behind it cannot follow from that, and is not blamed.
    #expect(report.steps[0].tensors.filter { $0.verdict == .wrong }.map(\.name) == ["A1"])
    let later = ComparisonTests.changed(dump, "Z2") { [.nan, .nan, .nan, .nan] + $0.dropFirst(4) }
    #expect(try comparison.judge(later).steps[0].tensors.first { $0.name == "Z2" }?.verdict == .notReached)
  }

  /// Net inputs of 800, whose exponentials no double holds: what a stable program gets, and a wrong one.
  @Test(arguments: [("log(sum(j, exp(z[j]))) - z[1]", 1600.0), ("-log(softmax(z)[1])", 1600.0)])
  func exponentialsOutOfRange(_ formula: String, _ loss: Double) throws {
    let lesson = SpecificationLesson.lesson(
      "```given\nz[j]\n```\n```forward\nE = \(formula)\n```\n```backward\ndE/dz = softmax(z) - [1, 0, 0]\n```"
    )
    let right: [Row] = [("z", [3], [-800, 800, 10]), ("E", [], [loss]), ("dE/dz", [3], [-1, 1, 0])]
    for (name, value, verdict) in [
      ("E", loss, DumpReport.Verdict.pass), ("E", loss + 1e-9, .fail), ("E", 0, .fail),
    ] {
      var comparison = try Comparison(lesson)
      let dump = ComparisonTests.changed(ComparisonTests.dump(right), name) { _ in [value] }
      let report = try comparison.judge(dump)
      #expect(report.verdict == verdict, "\(name) = \(value): \(report.steps[0].tensors)")
      #expect(verdict == .pass || report.first?.tensor.name == name)
    }
  }

  /// Trees of parameters and of their gradients, as JAX has them.
  @Test func gradientsOfAnotherTree() throws {
    let lesson = SpecificationLesson.lesson(
      "```given\nx[i]\nW[k,i]\n```\n```forward\nE = sum((W @ x)^2)/2\n```\n```backward\ndE/dW\n```")
    var comparison = try Comparison(
      lesson, mapping: NameMapping(lines: ["params/dense/kernel=W^T"]))
    let rows: [Row] = [
      ("x", [2], [1, 2]), ("params/dense/kernel", [2, 1], [3, 1]), ("E", [], [12.5]),
      ("grads/dense/kernel", [2, 1], [5, 10]),
    ]
    let report = try comparison.judge(ComparisonTests.dump(rows)).steps[0]
    #expect(report.unmapped.isEmpty)
    #expect(report.tensors.filter { $0.verdict == .right }.map(\.quantity) == ["E", "dE/dW"])
  }

  /// One quantity by two names is there when one of them is.
  @Test func otherNamesAreNotMissing() throws {
    let (network, built) = try ComparisonTests.network()
    var comparison = built
    let dump = network.run().dump()
    #expect(dump.tensors.contains { $0.name == "delta1" })
    let renamed = ComparisonTests.renamed(dump) { $0 == "delta1" ? "dE/dZ1" : $0 }
    let report = try comparison.judge(renamed).steps[0]
    #expect(report.verdict == .pass)
    #expect(!report.missing.contains("delta1"))
  }

  @Test func aCoarserType() throws {
    let (network, built) = try ComparisonTests.network()
    var comparison = built
    let dump = ComparisonTests.changed(network.run().dump(), "delta1") { $0.map { Double(Float($0)) } }
    let first = try comparison.judge(dump).first?.tensor
    #expect(first?.name == "delta1")
    #expect(first?.explanations.first?.cause == .precision(.float32))
  }

  @Test func policies() throws {
    let (network, _) = try ComparisonTests.network()
    let lesson = SpecificationLesson.lesson(network.specification)
    let off = ComparisonTests.changed(network.run().dump { !$0.hasSuffix("_new") }, "dE/dW2") {
      $0.map { $0 * (1 + 1e-9) }
    }
    for (rule, verdict) in [
      (Policy.Tolerance.stable, DumpReport.Verdict.fail), (.relative(1e-8), .pass), (.relative(1e-10), .fail),
      (.absolute(1e-6), .pass), (.absolute(1e-15), .fail), (.ulps(1e8), .pass), (.ulps(1000), .fail),
    ] {
      var comparison = try Comparison(lesson, policy: Policy([Policy.Rule("dE/dW*", [rule])]))
      #expect(try comparison.judge(off).verdict == verdict, "\(rule)")
    }
  }

  // MARK: Steps

  @Test func stepAfterStep() throws {
    var (network, comparison) = try ComparisonTests.network()
    comparison.findsBlindSpots = false
    func step() -> Dump {
      let trace = network.run()
      for l in 1...3 { for name in ["W\(l)", "b\(l)"] { network.given[name] = trace["\(name)_new"] } }
      return trace.dump { !$0.hasSuffix("_new") }
    }
    let dumps = [step(), step(), step()]
    let right = try comparison.judge(dumps)
    #expect(right.verdict == .pass)
    #expect(right.steps.count == 3)
    #expect(right.steps[0].tensors.contains { $0.quantity == "W1{1}" })
    let together = Dump(
      dumps.enumerated().flatMap { number, dump in
        ComparisonTests.renamed(dump) { "step\(number)/\($0)" }.tensors.filter {
          number == 0 || !["step\(number)/X", "step\(number)/Y"].contains($0.name)
        }
      })
    #expect(try comparison.judge(together).verdict == .pass)
    let wrong = try comparison.judge([
      dumps[0], ComparisonTests.changed(dumps[1], "W2") { $0.map { $0 * 1.5 } },
    ])
    #expect(wrong.first?.tensor.quantity == "W2{1}")
  }
}
