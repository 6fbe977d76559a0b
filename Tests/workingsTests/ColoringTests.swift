import Foundation
import Testing

/// When `workings run` colours its output.
struct ColoringTests {
  @Test(
    arguments: [
      ([:], [], false),
      (["CLICOLOR_FORCE": "1"], [], true),
      (["CLICOLOR_FORCE": "0"], [], false),
      (["CLICOLOR_FORCE": ""], [], false),
      (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], [], false),
      (["CLICOLOR_FORCE": "1", "NO_COLOR": ""], [], true),
      (["CLICOLOR_FORCE": "1", "TERM": "dumb"], [], true),
      (["NO_COLOR": "1"], ["--color", "always"], true),
      (["CLICOLOR_FORCE": "1"], ["--color", "never"], false),
      (["TERM": "dumb"], ["--color", "always"], true),
    ] as [([String: String], [String], Bool)])
  func withoutATerminal(environment: [String: String], options: [String], isColored: Bool) throws {
    let folder = try TemporaryFolder(["lessons/square.md": SampleLesson.standing])
    let prefix = environment.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
    let result = try Command.shell("\(prefix) \"$W\" run \(options.joined(separator: " "))", in: folder)
    #expect(result.output.contains("\u{1B}[") == isColored)
    #expect(result.output.contains("✗ missing"), "words tell everything that colour tells")
  }

  #if os(Linux)
    @Test(
      arguments: [
        (["TERM": "xterm"], true), (["TERM": "dumb"], false), (["TERM": "xterm", "NO_COLOR": "1"], false),
      ] as [([String: String], Bool)])
    func onATerminal(environment: [String: String], isColored: Bool) throws {
      let folder = try TemporaryFolder(["lessons/square.md": SampleLesson.standing])
      let terminal = try PseudoTerminal()
      let process = Process()
      process.executableURL = Command.executable
      process.arguments = ["run"]
      process.currentDirectoryURL = folder.url
      process.environment = environment
      process.standardOutput = terminal.slave
      process.standardError = FileHandle.nullDevice
      try process.run()
      let output = terminal.output(of: process)
      #expect(output.contains("A square"))
      #expect(output.contains("\u{1B}[") == isColored)
    }
  #endif
}

#if os(Linux)
  /// Two ends of a terminal that nobody sits at.
  struct PseudoTerminal {
    struct Failure: Error {}
    private let master: FileHandle
    let slave: FileHandle

    init() throws {
      let file = open("/dev/ptmx", O_RDWR | O_NOCTTY)
      // ptsname(3) and its kin are hidden from Swift; these are the requests behind them (ioctl_tty(2)).
      var isLocked: Int32 = 0
      var number: Int32 = 0
      guard file >= 0, ioctl(file, 0x4004_5431, &isLocked) == 0, ioctl(file, 0x8004_5430, &number) == 0 else {
        throw Failure()
      }
      let other = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
      guard other >= 0 else { throw Failure() }
      master = FileHandle(fileDescriptor: file, closeOnDealloc: true)
      slave = FileHandle(fileDescriptor: other, closeOnDealloc: true)
    }

    /// All that a process writes until it ends.
    func output(of process: Process) -> String {
      var bytes: [UInt8] = []
      var poll = pollfd(fd: master.fileDescriptor, events: Int16(POLLIN), revents: 0)
      var chunk = [UInt8](repeating: 0, count: 4096)
      while true {
        let isRunning = process.isRunning
        if Glibc.poll(&poll, 1, 50) > 0 {
          let count = read(master.fileDescriptor, &chunk, chunk.count)
          if count <= 0 { break }
          bytes += chunk[..<count]
        } else if !isRunning {
          break
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
#endif
