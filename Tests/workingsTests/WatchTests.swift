import Foundation
import Testing

/// `workings watch` without a terminal, with an editor that saves in every way that editors save.
struct WatchTests {
  private func reports(_ command: RunningCommand) -> Int {
    command.output.components(separatedBy: "of 4 marks").count - 1
  }

  @Test func marksEverySave() throws {
    let folder = try TemporaryFolder(["lessons/sample.md": CheckTests.lesson, "mine.txt": "z =\n"])
    let command = try RunningCommand("watch", "sample", "mine.txt", in: folder)
    try command.wait { reports($0) == 1 }
    #expect(command.output.contains("next: z"))
    // Written in place.
    try folder.write("z = 0.55\n", to: "mine.txt")
    try command.wait { $0.output.contains("look at line 1: z = 0.55") }
    // Another file put in its place.
    try folder.write("z = 0.54\n", to: "mine.txt~")
    try FileManager.default.removeItem(at: folder.url.appendingPathComponent("mine.txt"))
    try FileManager.default.moveItem(
      at: folder.url.appendingPathComponent("mine.txt~"), to: folder.url.appendingPathComponent("mine.txt"))
    try command.wait { $0.output.contains("next: a") }
    // Gone for a while: said once, and what was there is marked again when it is back.
    try folder.remove("mine.txt")
    try command.wait { $0.errors.contains("mine.txt") }
    let errors = command.errors
    let before = reports(command)
    try folder.write("z = 0.54\n", to: "mine.txt")
    try command.wait { reports($0) == before + 1 }
    #expect(command.errors == errors)
    // No text at all: the watch goes on.
    try folder.write(Data([0xFF, 0x00, 0x80]), to: "mine.txt")
    try command.wait { $0.errors != errors }
    // Appended to, piece by piece.
    try folder.write("z = 0.54\na = 0.6", to: "mine.txt")
    let handle = try FileHandle(forWritingTo: folder.url.appendingPathComponent("mine.txt"))
    handle.seekToEndOfFile()
    for piece in ["3", "1", "8\n"] { handle.write(Data(piece.utf8)) }
    try handle.close()
    try command.wait { $0.output.contains("everything asked is there and right") }
    #expect(command.isRunning)
    #expect(!command.output.contains("truth"))
  }

  @Test func endsWhenNobodyReads() throws {
    let folder = try TemporaryFolder(["lessons/sample.md": CheckTests.lesson, "mine.txt": "z =\n"])
    let result = try Command.shell(
      "($W watch sample mine.txt; echo $? > status) | head -n 1 & "
        + "for i in 1 2 3 4 5 6 7 8 9; do sleep 1; test -s status && break; echo z = 1.$i > mine.txt; done",
      in: folder)
    #expect(result.output.contains("of 4 marks"))
    #expect(folder.text("status") != nil)
  }
}
