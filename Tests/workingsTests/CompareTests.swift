import Foundation
import Testing

/// Programs that make the documents' mistakes (`Programs/programs.py`), and lessons that say what they should do.
private struct Program: Sendable, CustomTestStringConvertible {
  let name: String
  let lesson: String
  /// The first wrong tensor, and what it looks like.
  let first: String
  let cause: String
  let words: String
  /// What follows from it.
  var follows: [String] = []

  var testDescription: String { name }
}

private let programs: [Program] = [
  Program(
    name: "stale-weights", lesson: "descent", first: "delta1", cause: "misconception",
    words: "updated already", follows: ["dW1", "db1", "W1_new"]),
  Program(name: "mean-for-sum", lesson: "descent", first: "E", cause: "misconception", words: "mean over"),
  Program(
    name: "shifted-and-transposed", lesson: "prediction", first: "dW1", cause: "input",
    words: "`W2` shifted back by one, and the result transposed"),
  Program(
    name: "product-of-means", lesson: "mean-gradient", first: "dw2", cause: "misconception",
    words: "the product of means"),
  Program(
    name: "missing-mean", lesson: "vectorised-pass", first: "delta2", cause: "factor",
    words: "9 times what it should be", follows: ["delta1", "dW2", "dW1"]),
  Program(
    name: "batch-divisor", lesson: "batch", first: "dw", cause: "factor",
    words: "4/3 times what it should be",
    follows: ["w_new", "b_new"]),
  Program(
    name: "missing-bias", lesson: "nested", first: "a3", cause: "input", words: "`b3` left out",
    follows: ["E", "dw3"]),
]

private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Programs")

/// A folder with the programs' dumps and lessons in it.
private func workshop() throws -> TemporaryFolder {
  let place = TemporaryFolder()
  for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
    try FileManager.default.copyItem(at: folder.appending(path: name), to: place.url.appending(path: name))
  }
  let lessons = folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  try FileManager.default.copyItem(
    at: lessons.appending(path: "lessons/vectorised-pass.md"),
    to: place.url.appending(path: "vectorised-pass.md"))
  return place
}

private func object(_ text: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}

@Test("the documents' mistakes are found at their operations", arguments: programs)
private func documentPrograms(program: Program) throws {
  let place = try workshop()
  let wrong = try Command.run("compare", "\(program.lesson).md", "\(program.name).npz", "--json", in: place)
  #expect(wrong.status == 1)
  let report = try object(wrong.output)
  #expect(report["verdict"] as? String == "fail")
  #expect((report["firstWrong"] as? [String: String])?["tensor"] == program.first)
  let tensors = try #require(report["tensors"] as? [[String: Any]])
  let first = try #require(tensors.first { $0["tensor"] as? String == program.first })
  let found = try #require((first["explanations"] as? [[String: Any]])?.first)
  #expect(found["cause"] as? String == program.cause)
  #expect((found["text"] as? String)?.contains(program.words) == true, "\(found)")
  for name in program.follows {
    #expect(tensors.first { $0["tensor"] as? String == name }?["verdict"] as? String == "follows", "\(name)")
  }
  let right = try Command.run(
    "compare", "\(program.lesson).md", "\(program.name)-right.npz", "--json", in: place)
  #expect(right.status == 0, "\(right.output)\(right.errors)")
}

@Test func whatAPersonSees() throws {
  let place = try workshop()
  let result = try Command.run("compare", "descent.md", "stale-weights.npz", in: place)
  for line in [
    "first wrong operation: delta1", "computed from the dump's own W2, S1, S2, y",
    "worst     delta1[2, 0], which is delta1[3,1]", "got       0.01436261996869031",
    "H3  weights used that were updated already", "fail: 9 right, 3 follows, 1 wrong here",
  ] { #expect(result.output.contains(line), "\(line)") }
  let report = try Command.run("compare", "descent.md", "stale-weights.npz", "--format", "junit", in: place)
  #expect(report.status == 1)
  #expect(report.output.contains("tests=\"13\" failures=\"1\" skipped=\"0\""))
  #expect(report.output.contains("the first wrong operation: delta1"))
}

@Test func goldenTraces() throws {
  let place = try workshop()
  let right = ["compare", "descent.md", "stale-weights-right.npz"]
  func run(_ more: String..., environment: [String: String] = [:]) throws -> Command.Result {
    try Command.run(right + more, in: place, environment: environment)
  }
  #expect(try run("--golden", "g.txt").status == 1)
  #expect(place.text("g.txt") == nil)
  #expect(place.text("g.txt.pending") != nil)
  #expect(try run("--record", "g.txt").status == 0)
  let golden = try #require(place.text("g.txt"))
  #expect(golden.contains("dE/dW1[1,1] = 0.0106354995903450176386607641084\n"))
  #expect(golden.contains("W1[2,3] = 0.12648305151184983  # float64, as dumped\n"))
  #expect(place.text("g.txt.pending") == nil)
  #expect(try run("--golden", "g.txt").status == 0)
  // Somebody changes the file: the first divergence is told, and nothing is overwritten unseen.
  let changed = golden.replacing("dE/dW1[1,1] = 0.01063", with: "dE/dW1[1,1] = 0.01163")
  try place.write(changed, to: "g.txt")
  for option in ["--golden", "--record"] {
    let differs = try run(option, "g.txt")
    #expect(differs.status == 1)
    #expect(differs.output.contains("first divergence: dE/dW1[1,1]"))
    #expect(place.text("g.txt") == changed)
  }
  #expect(try run("--golden", "g.txt", "--accept", environment: ["CI": "true"]).status == 64)
  #expect(try run("--golden", "g.txt", "--accept").status == 0)
  #expect(place.text("g.txt") == golden)
  // Of what is wrong there is no golden trace.
  let wrong = try Command.run("compare", "descent.md", "stale-weights.npz", "--record", "w.txt", in: place)
  #expect(wrong.status == 1)
  #expect(place.text("w.txt") == nil)
}

@Test func dumpsAgainstEachOther() throws {
  let place = try workshop()
  let same = try Command.run("compare", "--against", "stale-weights.npz", "stale-weights.npz", in: place)
  #expect(same.status == 0)
  let other = try Command.run(
    "compare", "--against", "stale-weights-right.npz", "stale-weights.npz", "--json", in: place)
  #expect(other.status == 1)
  #expect(try object(other.output)["firstDifference"] as? String == "delta1")
  try place.write("tolerances:\n  '*': {absolute: 1}\n", to: "loose.yml")
  let loose = try Command.run(
    "compare", "--against", "stale-weights-right.npz", "stale-weights.npz", "--policy", "loose.yml", in: place
  )
  #expect(loose.status == 0)
}

@Test(
  "what cannot be compared",
  arguments: [
    (["descent.md"], 64, "at least one dump"),
    (["descent.md", "none.npz"], 66, "no such file"),
    (["none.md", "batch-divisor.npz"], 66, "no such file"),
    (["descent.md", "descent.md"], 65, "no dump that is known"),
    (["descent.md", "cut.npz"], 65, "directory"),
    (["descent.md", "stale-weights.npz", "--map", "nonsense"], 66, "no such file"),
    (["descent.md", "stale-weights.npz", "--map", "W1=V1"], 65, "V1"),
    (["descent.md", "stale-weights.npz", "--policy", "bad.yml"], 65, "`ulp`"),
    (["descent.md", "stale-weights.npz", "--accept"], 64, "--golden"),
    (["descent.md", "stale-weights.npz", "--record", "a", "--golden", "b"], 64, "one of them"),
    (["--against", "stale-weights.npz", "descent.md", "stale-weights.npz"], 64, "nothing else"),
    (["--against", "stale-weights.npz", "other.json"], 65, "no tensor of the same name"),
    (["descent.md", "other.json"], 65, "no tensor of the dump"),
    (["descent.md", "-", "-"], 64, "only once"),
  ] as [([String], Int32, String)])
func badComparisons(arguments: [String], status: Int32, words: String) throws {
  let place = try workshop()
  let bytes = try Data(contentsOf: place.url.appending(path: "stale-weights.npz"))
  try place.write(bytes.prefix(500), to: "cut.npz")
  try place.write("tolerances:\n  a: {ulp: 1}\n", to: "bad.yml")
  try place.write(#"{"something": [1, 2]}"#, to: "other.json")
  let result = try Command.run(["compare"] + arguments, in: place)
  #expect(result.status == status, "\(result.errors)")
  #expect(result.errors.contains(words), "\(result.errors)")
  #expect(result.output.isEmpty)
}

@Test func standardInput() throws {
  let place = try workshop()
  let result = try Command.shell("cat stale-weights.npz | $W compare descent.md - --json", in: place)
  #expect(result.status == 1)
  #expect(try object(result.output)["file"] as? String == "-")
}
