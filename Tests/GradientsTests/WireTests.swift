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

  @Test(arguments: [
    #"{"id":3,"gradients":[[1,2,3,4,5]]}"#,
    // By name, whatever their order, and nested.
    #"{"id":3,"gradients":[{"b":5,"W":[[1,2],[3,4]]}]}"#, #"{"id":3,"gradients":[[[[1,2],[3,4]],5]]}"#,
  ])
  func gradientsMayBeFlatOrNamed(_ text: String) throws {
    let answer = try Answer(Array(text.utf8), to: 3)
    #expect(try answer?.gradient(of: Self.tensors) == [1, 2, 3, 4, 5])
  }

  @Test(arguments: [
    #"{"id":3}"#, #"{"id":3,"gradients":[[1,2,3,4]]}"#, #"{"id":3,"gradients":"x"}"#,
    #"{"id":3,"gradients":[{"b":5}]}"#, #"{"id":3,"gradients":[{"b":5,"V":[1,2,3,4]}]}"#,
    #"{"id":3,"gradients":[[1,2,3,4,5],[6,7,8,9,10]]}"#,
  ])
  func wrongGradientsAreErrors(_ text: String) throws {
    let answer = try Answer(Array(text.utf8), to: 3)
    #expect(throws: MessageError.self) { try answer?.gradient(of: Self.tensors) }
  }

  /// The bytes of doubles, as a program writes them behind its line.
  private static func frame(_ numbers: [Double]) -> [UInt8] {
    numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }
  }

  @Test func numbersMayBeBytes() throws {
    var answer = try #require(try Answer(Array(#"{"id":2,"bytes":48}"#.utf8), to: 2))
    #expect(answer.isBinary)
    #expect(try answer.size(of: 6) == 48)
    answer.take(Self.frame([0.5, 1, -2, .nan, .infinity, .leastNonzeroMagnitude]))
    #expect(try answer.values(1) == [0.5])
    let gradient = try answer.gradient(of: Self.tensors)
    #expect(gradient.map(\.description) == ["1.0", "-2.0", "nan", "inf", "5e-324"])
  }

  @Test func aPointMayBeBytes() throws {
    let line = #"{"id":0,"shapes":{"W":[2,2],"b":[]},"bytes":40}"#
    var answer = try #require(try Answer(Array(line.utf8), to: 0))
    #expect(try answer.descriptionSize() == 40)
    answer.take(Self.frame([1, 2, 3, 4, 5]))
    let description = try answer.description()
    #expect(description.tensors == Self.tensors)
    #expect(description.point == [1, 2, 3, 4, 5])
    answer.take(Self.frame([1, 2, .nan, 4, 5]))
    #expect(throws: MessageError.self) { try answer.description() }
  }

  /// Nobody waits for bytes that nobody asked for, or makes room for them.
  @Test(arguments: [
    #"{"id":0,"bytes":40}"#, #"{"id":0,"shapes":{"W":[2,2]},"bytes":40}"#,
    #"{"id":0,"shapes":[5],"bytes":40}"#,
    #"{"id":0,"shapes":{"W":[-5]},"bytes":40}"#, #"{"id":0,"shapes":{"W":[2.5,2]},"bytes":40}"#,
    #"{"id":0,"shapes":{"W":[1e300]},"bytes":40}"#, #"{"id":0,"shapes":{"W":[5]},"bytes":"40"}"#,
    #"{"id":0,"shapes":{"W":[4000000],"V":[4000000]},"bytes":64000000}"#,
    #"{"id":0,"shapes":{"W":[9223372036854775807,4]},"bytes":40}"#,
  ])
  func wrongSizesAreErrors(_ text: String) throws {
    let answer = try #require(try Answer(Array(text.utf8), to: 0))
    #expect(throws: MessageError.self) { try answer.descriptionSize() }
  }

  @Test func questionsAreWritten() {
    let place = Question.Place(point: [0.5, -1], entries: [0], along: [-0.25])
    let text = Question.evaluate(id: 7, gradients: false, place, steps: [0.1], isBinary: false)
    #expect(
      String(decoding: text, as: UTF8.self)
        == #"{"id":7,"do":"values","point":[0.5,-1.0],"entries":[0],"along":[-0.25],"steps":[0.1]}"# + "\n")
    let binary = Question.evaluate(id: 8, gradients: true, place, steps: [0.1], isBinary: true)
    let line = #"{"id":8,"do":"gradients","point":2,"entries":1,"along":1,"steps":1}"# + "\n"
    #expect(binary == Array(line.utf8) + Self.frame([0.5, -1, 0, -0.25, 0.1]))
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
