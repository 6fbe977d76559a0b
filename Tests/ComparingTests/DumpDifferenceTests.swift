import Dumps
import Language
import Testing

@testable import Comparing

private func dump(_ tensors: (String, ElementType, [Int], [Double])...) -> Dump {
  Dump(tensors.map { DumpTensor(name: $0.0, type: $0.1, shape: $0.2, values: $0.3) })
}

private let tiny = Double.ulpOfOne

@Test(
  arguments: [
    ([1, 2, 3], [1, 2, 3], .same, 0, nil, 0),
    ([1, 2, 3], [1, 2 + 2 * tiny, 3], .differs, 1, [2], 1),
    ([1, 2, 3], [1 - tiny, 2, 3 + 8 * tiny], .differs, 2, [3], 4),
    ([.nan, .infinity, -.infinity], [.nan, .infinity, -.infinity], .same, 0, nil, 0),
    ([.nan, 1, 1], [1, 1, .nan], .differs, 2, [1], .infinity),
    ([.infinity, 1, 1], [-.infinity, 1, 1], .differs, 1, [1], .infinity),
    ([0, 0, 0], [-0.0, 0, .leastNonzeroMagnitude], .differs, 1, [3], 1),
  ] as [([Double], [Double], TensorDifference.Verdict, Int, [Int]?, Double)])
func differences(
  good: [Double], new: [Double], verdict: TensorDifference.Verdict, changed: Int, worst: [Int]?, ulps: Double
) throws {
  let difference = try DumpDifference(
    dump(("w", .float64, [3], new)), against: dump(("w", .float64, [3], good)))
  let tensor = try #require(difference.tensors.first)
  #expect(tensor.verdict == verdict)
  #expect(tensor.changed == changed)
  #expect(tensor.worst?.index == worst)
  #expect(tensor.worstUlps == ulps)
}

@Test(
  "a policy says how far apart they may be",
  arguments: [
    ("a: {ulps: 3}", false), ("a: {ulps: 4}", true), ("a: {relative: 1e-6}", true),
    ("a: {absolute: 1e-20}", false),
    ("a: {ulps: 1, absolute: 1e-6}", true), ("b: {ulps: 4}\n  '*': stable", false), ("'?': stable", false),
    ("'*': {ulps: 4}", true),
  ])
func differencesWithin(rule: String, stands: Bool) throws {
  let policy = try Policy(reading: Source(name: "p", text: "tolerances:\n  \(rule)\n"))
  let difference = try DumpDifference(
    dump(("a", .float32, [1], [1 + 0x1p-21])), against: dump(("a", .float32, [1], [1])), policy: policy)
  #expect((difference.first == nil) == stands)
}

@Test("a worse entry beyond the policy is told rather than a larger one within it")
func worstBeyond() throws {
  let policy = Policy([.init("a", [.absolute(1)])])
  let difference = try DumpDifference(
    dump(("a", .float64, [2], [1e-300, 1e300 + 1e285])), against: dump(("a", .float64, [2], [0, 1e300])),
    policy: policy)
  #expect(difference.first?.worst?.index == [2])
}

@Test("singles against doubles are compared as singles")
func coarserType() throws {
  let good = dump(("w", .float64, [1], [0.1]))
  #expect(try DumpDifference(dump(("w", .float32, [1], [Double(Float(0.1))])), against: good).first == nil)
  #expect(
    try DumpDifference(dump(("w", .float32, [1], [Double(Float(0.1).nextUp)])), against: good).first != nil)
}

@Test func namesAndTransposes() throws {
  let good = dump(("W1", .float64, [2, 3], [1, 2, 3, 4, 5, 6]), ("b", .float64, [], [7]))
  let new = dump(("fc1.weight", .float64, [3, 2], [1, 4, 2, 5, 3, 6]), ("x", .float64, [], [7]))
  let mapping = try NameMapping(lines: ["W1 = fc1.weight^T"])
  let difference = try DumpDifference(new, against: good, mapping: mapping)
  #expect(difference.tensors.map(\.verdict) == [.same, .missing])
  #expect(difference.extra == ["x"])
  let plain = try NameMapping(lines: ["fc1.weight=W1"])
  #expect(try DumpDifference(new, against: good, mapping: plain).tensors.first?.verdict == .wrongShape)
  #expect(throws: ComparisonError.self) { try DumpDifference(new, against: good) }
  #expect(throws: ComparisonError.self) {
    try DumpDifference(new, against: good, mapping: try NameMapping(lines: ["fc2.weight=W1"]))
  }
}

@Test(
  "policies that are none",
  arguments: [
    ("tolerances:\n  a: {ulp: 1}", "`ulp`"), ("tolerances:\n  a: loose", "`a`"),
    ("tolerances:\n  a: {ulps: -1}", "`ulps`"),
    ("tolerances:\n  a: {ulps: inf}", "`ulps`"), ("tolerances:\n  a: {}", "`a`"),
    ("precision: int8", "`int8`"),
    ("tolerance: 1", "`tolerance`"), ("- a", "no names"), ("a: [", "YAML"),
    ("tolerances:\n  a: stable\n  a: stable", "YAML"),
    ("tolerances: 3", "`tolerances`"),
  ])
func badPolicies(text: String, words: String) {
  let error = #expect(throws: (any Error).self) { try Policy(reading: Source(name: "p", text: text)) }
  #expect(error.map { "\($0)" }?.contains(words) == true)
}

@Test func policies() throws {
  let text = """
    # ours
    precision: float32
    tolerances:
      E: {relative: 1e-6, absolute: 1e-12}
      "*.grad": {ulps: 8}
      "*": stable
    """
  let policy = try Policy(reading: Source(name: "p", text: text))
  #expect(
    policy
      == Policy(
        [
          .init("E", [.relative(1e-6), .absolute(1e-12)]), .init("*.grad", [.ulps(8)]), .init("*", [.stable]),
        ],
        precision: .float32))
  #expect(try Policy(reading: Source(name: "p", text: "")) == .stable)
  #expect(policy.tolerances(for: ["fc1.weight.grad", "dE/dW1"]) == [.ulps(8)])
}
