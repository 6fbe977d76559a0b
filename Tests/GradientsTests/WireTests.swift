import Testing

@testable import Gradients

/// The messages of the protocol, and what no program should answer.
struct WireTests {
  @Test(
    arguments: [
      ("1.5", [1.5], []), ("[1, -2.5e3]", [1, -2500], [2]),
      ("[[1,2],[3,4],[5,6]]", [1, 2, 3, 4, 5, 6], [3, 2]),
      ("[]", [], [0]), ("[NaN, Infinity, -Infinity]", [.nan, .infinity, -.infinity], [3]),
    ] as [(String, [Double], [Int])])
  func numbersAreRead(_ text: String, _ numbers: [Double], _ shape: [Int]) throws {
    guard case .numbers(let read, let itsShape) = try WireReader.read(Array(text.utf8)) else {
      Issue.record("no numbers")
      return
    }
    #expect(read.map(\.description) == numbers.map(\.description))
    #expect(itsShape == shape)
  }

  @Test(arguments: [
    "", "{", "[1,", "[1 2]", "{\"a\":}", "{\"a\" 1}", "{a:1}", "[0x10]", "1e", "--1", "\"abc", "\"\\",
    "\"\\u12",
    "[1]]", "{} {}", "[1,,2]", "tru", String(repeating: "[", count: 100), "\u{0}", "1\u{0}", "+", "[.]",
  ])
  func whatIsNoJSONIsAnError(_ text: String) {
    #expect(throws: WireError.self) { try WireReader.read(Array(text.utf8)) }
  }

  @Test(arguments: [
    (#"{"W": [[0.5, 1], [2, 3]], "b": 0.5}"#, ["W", "b"], [4, 1]), ("[1, 2, 3]", ["x"], [3]),
    (#"{"a": [], "b": [1]}"#, ["a", "b"], [0, 1]),
  ])
  func startingPointsAreRead(_ text: String, _ names: [String], _ counts: [Int]) throws {
    let description = try Description(point: Array(text.utf8))
    #expect(description.tensors.map(\.name) == names)
    #expect(description.tensors.map(\.count) == counts)
  }

  @Test(arguments: [
    "{}", "[]", "\"x\"", "[[1,2],[3]]", #"{"a": [1], "a": [2]}"#, "[1, NaN]", #"{"a": {"b": 1}}"#,
    "[1, \"2\"]",
    "null", "[1",
  ])
  func startingPointsThatAreNoneAreErrors(_ text: String) {
    #expect(throws: MessageError.self) { try Description(point: Array(text.utf8)) }
  }

  static let tensors = [("W", [2, 2]), ("b", [])].compactMap { TensorShape(name: $0.0, shape: $0.1) }

  @Test func gradientsMayBeFlatOrNamed() throws {
    let flat = try Answer(Array(#"{"id":3,"gradients":[[1,2,3,4,5],[6,7,8,9,10]]}"#.utf8), to: 3)
    #expect(try flat?.gradients(2, of: Self.tensors) == [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]])
    // By name, whatever their order.
    let named = try Answer(Array(#"{"id":3,"gradients":[{"b":5,"W":[[1,2],[3,4]]}]}"#.utf8), to: 3)
    #expect(try named?.gradients(1, of: Self.tensors) == [[1, 2, 3, 4, 5]])
    let nested = try Answer(Array(#"{"id":3,"gradients":[[[[1,2],[3,4]],5]]}"#.utf8), to: 3)
    #expect(try nested?.gradients(1, of: Self.tensors) == [[1, 2, 3, 4, 5]])
  }

  @Test(arguments: [
    #"{"id":3}"#, #"{"id":3,"gradients":[[1,2,3,4]]}"#, #"{"id":3,"gradients":"x"}"#,
    #"{"id":3,"gradients":[{"b":5}]}"#, #"{"id":3,"gradients":[{"b":5,"V":[1,2,3,4]}]}"#,
  ])
  func wrongGradientsAreErrors(_ text: String) throws {
    let answer = try Answer(Array(text.utf8), to: 3)
    #expect(throws: MessageError.self) { try answer?.gradients(1, of: Self.tensors) }
  }

  @Test func otherOutputIsPassedOver() throws {
    for text in ["epoch 1", "{'a': 1}", #"{"step": 3}"#, "[1]", "", "{"] {
      #expect(try Answer(Array(text.utf8), to: 0) == nil, "\(text)")
    }
    #expect(throws: MessageError.wrongIdentifier(expected: 1, got: "2")) {
      try Answer(Array(#"{"id":2}"#.utf8), to: 1)
    }
    #expect(throws: MessageError.reported("no memory")) {
      try Answer(Array(#"{"id":1,"error":"no memory"}"#.utf8), to: 1)
    }
    #expect(throws: MessageError.self) { try Answer(Array(#"{"id":1,"values":[1,"#.utf8), to: 1) }
  }
}
