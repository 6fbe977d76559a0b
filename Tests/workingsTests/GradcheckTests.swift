import Foundation
import Testing

@testable import workings

/// `workings gradcheck` with programs that behave and programs that do not.
struct GradcheckTests {
  /// The program of the help text, with one line changed.
  private static func program(
    _ old: String = "", _ new: String = "", of example: String = GradcheckHelp.python
  ) -> String {
    let lines = example.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.map { $0.hasPrefix("  ") ? String($0.dropFirst(2)) : String($0) }.joined(separator: "\n")
    return old.isEmpty ? text : text.replacingOccurrences(of: old, with: new)
  }

  private static func run(_ text: String, _ options: String = "") throws -> Command.Result {
    let folder = try TemporaryFolder(["model.py": text])
    return try Command.shell("$W gradcheck --timeout 20 \(options) -- python3 model.py", in: folder)
  }

  static let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  @Test(.enabled(if: hasPython)) func theExampleOfTheHelpTextAgrees() throws {
    let result = try Self.run(Self.program())
    #expect(result.status == 0)
    #expect(result.output.contains("✓ agrees"))
    #expect(result.errors.isEmpty)
    let json = try Self.run(Self.program(), "--json --points 1")
    #expect(json.output.hasPrefix(#"{"verdict":"agrees","seed":1,"#))
    #expect(json.output.split(separator: "\n").count == 1)
  }

  @Test(.enabled(if: hasPython)) func aWrongGradientIsRefuted() throws {
    let result = try Self.run(Self.program("math.tanh(p[0])]", "-math.tanh(p[0])]"))
    #expect(result.status == 1)
    #expect(result.output.contains("x[2]: claimed -0.46211715"))
    #expect(result.output.contains("1 wrong, all 2 entries looked at"))
  }

  @Test(
    .enabled(if: hasPython),
    arguments: [
      ("print(json", "raise ValueError('no such layer')#", 65, "| ValueError: no such layer"),
      ("print(json", "import os; os.abort()#", 65, "signal 6 ended it"),
      ("print(json", "print('epoch 1');print(json", 0, "were no answers: epoch 1"),
      ("print(json", "sys.stderr.write('x'*1000000);print(json", 0, ""),
      ("\"id\": ask[\"id\"]", "\"id\": 99", 65, "it answered 99, but question 0 was asked"),
      ("[f(p) for p in points]", "[0]", 65, "1 values instead of"),
      ("[f(p) for p in points]", "[float('nan') for p in points]", 2, ""),
      ("[g(p) for p in points]", "[[1] for p in points]", 65, "1 entries of gradients instead of 2"),
      ("[g(p) for p in points]", "[[float('nan'), 1] for p in points]", 1, ""),
      ("json.dumps(answer)", "json.dumps(answer)[:-2] + ',}'", 65, "its answer is no JSON"),
      ("\"id\": ask[\"id\"]", "\"id\": ask[\"id\"], \"error\": \"no memory\"", 65, "it says: no memory"),
      ("x = [0.5, -1.25]", "x = []", 65, "has no entries"),
    ])
  func whatGoesWrongIsTold(_ old: String, _ new: String, _ status: Int32, _ message: String) throws {
    let result = try Self.run(Self.program(old, new))
    #expect(result.status == status, "\(result.errors)")
    #expect(message.isEmpty || result.errors.contains(message), "\(result.errors)")
  }

  static let hasNumPy = (try? Command.shell("python3 -c 'import numpy'", in: TemporaryFolder()))?.status == 0

  @Test(
    .enabled(if: hasNumPy),
    arguments: [
      ("", "", 0, ""), ("len(data)", "len(data) + 8", 65, "for \"bytes\", where 40 are"),
      ("len(data)", "8 * 10**9", 65, "its answer has 80000"),
      ("+ b\"\\n\" + data", "+ b\"\\n\"", 65, "no answer"),
      ("numbers = []", "print('epoch 1', flush=True); numbers = []", 0, "were no answers: epoch 1"),
      ("{\"W\":", "{\"V\": np.zeros((2, 0)), \"W\":", 0, ""), ("1 - np.tanh", "2 - np.tanh", 1, ""),
    ])
  func numbersMayBeBytes(_ old: String, _ new: String, _ status: Int32, _ message: String) throws {
    let text = Self.program(old, new, of: GradcheckHelp.numpy)
    let result = try Self.run(text, "--timeout 2")
    #expect(result.status == status, "\(result.errors)")
    #expect(message.isEmpty || result.errors.contains(message), "\(result.errors)")
  }

  @Test func aProgramThatHangsIsEnded() throws {
    let folder = TemporaryFolder()
    let result = try Command.shell(
      "$W gradcheck --timeout 0.3 -- sh -c 'sleep 86 & cat > /dev/null'", in: folder)
    #expect(result.status == 65)
    #expect(result.errors.contains("no answer within 0.3 seconds"))
    // What it had started is gone as well.
    let left = try Command.shell("ps -eo args | grep '^sleep 86$' || true", in: folder)
    #expect(left.output.isEmpty)
  }

  @Test(arguments: [
    ("gradcheck -- ./nothing-here", 66, "there is no program called ./nothing-here"),
    ("gradcheck -- .", 65, "does not start"), ("gradcheck", 64, "give the program after --"),
    ("gradcheck --points 9 -- true", 64, "from 1 to 5"), ("gradcheck -- true", 65, "ended with status 0"),
    ("gradcheck --point none.json -- true", 66, "no such file"),
    ("gradcheck --point bad.json -- true", 65, "bad.json: error: its starting point is unusable"),
    ("gradcheck -- yes", 65, "lines of output and no answer"),
  ])
  func wrongCallsAreTold(_ arguments: String, _ status: Int32, _ message: String) throws {
    let folder = try TemporaryFolder(["bad.json": "[[1], [2, 3]]"])
    let result = try Command.shell("$W \(arguments)", in: folder)
    #expect(result.status == status)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  /// The whole C program of the documentation.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/cc")))
  func theExampleInCAgrees() throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Programs/gradcheck.c").standardizedFileURL
    let folder = try TemporaryFolder(["gradcheck.c": try String(contentsOf: source, encoding: .utf8)])
    let result = try Command.shell("cc -O1 gradcheck.c -o model -lm && $W gradcheck -- ./model", in: folder)
    #expect(result.status == 0, "\(result.errors)")
  }
}
