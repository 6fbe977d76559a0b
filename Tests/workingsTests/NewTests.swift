import Foundation
import Testing

/// `workings new`
struct NewTests {
  @Test func whatIsWrittenRuns() throws {
    let folder = TemporaryFolder()
    let written = try Command.shell(
      "$W new 3-4-2 --activation tanh,softmax --loss cross-entropy --batch > net.md && $W run net.md",
      in: folder)
    #expect(written.output.contains("✓ proved"))
    #expect(!written.output.contains("✗ refuted"))
    #expect(folder.text("net.md")?.contains("title: A 3-4-2 network") == true)
  }

  @Test func theSizesComeFromADump() throws {
    let dump = #"{"fc1.weight": [[1, 2], [3, 4], [5, 6]], "fc1.bias": [0, 0, 0], "fc2.weight": [[1, 2, 3]]}"#
    let folder = try TemporaryFolder(["dump.json": dump])
    let result = try Command.run("new", "--from", "dump.json", in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("title: A 2-3-1 network"))
    #expect(result.output.contains("fc1.weight=W1\nfc1.bias=b1\nfc2.weight=W2\n"))
    #expect(!result.output.contains("b2"))
  }

  @Test(arguments: [
    ("new", 64, "give the sizes"), ("new 3-x-2", 64, "are no sizes"), ("new 3", 64, "are no sizes"),
    ("new 3-2 --activation relo", 64, "is no activation"), ("new 3-2 --loss mean", 64, "--loss is one of"),
    ("new 3-2-2 --activation softmax,tanh", 64, "softmax belongs to the last layer"),
    ("new 3-2 --rate -1", 64, "--rate"), ("new --from none.npz", 66, "no such file"),
    ("new --from empty.json", 65, "no weights that fit"),
  ])
  func whatDoesNotGoIsTold(_ arguments: String, _ status: Int32, _ message: String) throws {
    let folder = try TemporaryFolder(["empty.json": #"{"x": [1, 2]}"#])
    let result = try Command.shell("$W \(arguments)", in: folder)
    #expect(result.status == status)
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}
