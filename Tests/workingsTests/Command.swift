import Foundation
import Testing

/// The built executable, run as a person runs it.
struct Command {
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The executable lies beside the bundle of the tests.
  static var executable: URL {
    let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
    let arguments = CommandLine.arguments.prefix(1).map { URL(fileURLWithPath: $0) }
    let folders = (bundles + arguments).map { $0.deletingLastPathComponent() }
    let candidates = folders.map { $0.appendingPathComponent("workings") }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? URL(fileURLWithPath: "workings")
  }

  /// Runs `workings` in a folder; nothing of our own environment reaches it but what is named here.
  static func run(
    _ arguments: String..., in folder: TemporaryFolder, environment: [String: String] = [:]
  ) throws -> Result {
    try run(arguments, in: folder, environment: environment)
  }

  static func run(
    _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
  ) throws -> Result {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    // Files, since a pipe that nobody reads yet is soon full.
    let streams = TemporaryFolder()
    let output = try streams.emptyFile("output")
    let errors = try streams.emptyFile("errors")
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    try wait(for: process)
    return Result(
      status: process.terminationStatus, output: streams.text("output") ?? "",
      errors: streams.text("errors") ?? "")
  }

  /// How long a command may take before it is taken to hang, in seconds.
  static let patience: TimeInterval = 120

  struct Hangs: Error {}

  /// Waits for a process to end; one that does not is ended.
  static func wait(for process: Process) throws {
    let end = Date(timeIntervalSinceNow: patience)
    while process.isRunning {
      if Date() > end {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        throw Hangs()
      }
      usleep(2_000)
    }
  }

  /// What a shell makes of a line in which `$W` is the executable.
  static func shell(_ line: String, in folder: TemporaryFolder) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder.url
    process.environment = ["W": executable.path, "PATH": "/usr/bin:/bin"]
    let streams = TemporaryFolder()
    process.standardOutput = try streams.emptyFile("output")
    process.standardError = try streams.emptyFile("errors")
    try process.run()
    try wait(for: process)
    return Result(
      status: process.terminationStatus, output: streams.text("output") ?? "",
      errors: streams.text("errors") ?? "")
  }
}

/// A command that goes on until it is ended, and what it has written so far.
final class RunningCommand {
  private let process = Process()
  private let streams = TemporaryFolder()

  init(_ arguments: String..., in folder: TemporaryFolder) throws {
    process.executableURL = Command.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.environment = [:]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try streams.emptyFile("output")
    process.standardError = try streams.emptyFile("errors")
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  var output: String { streams.text("output") ?? "" }
  var errors: String { streams.text("errors") ?? "" }
  var isRunning: Bool { process.isRunning }

  /// Waits until something holds of it.
  func wait(until condition: (RunningCommand) -> Bool) throws {
    let end = Date(timeIntervalSinceNow: Command.patience)
    while !condition(self) {
      if Date() > end { throw Command.Hangs() }
      usleep(10_000)
    }
  }
}

/// A folder that is removed when nobody uses it any more.
final class TemporaryFolder {
  let url: URL

  init() {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("workings-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// A folder with files in it, their folders made as needed.
  convenience init(_ files: [String: String]) throws {
    self.init()
    for (path, text) in files { try write(text, to: path) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

  func write(_ data: Data, to path: String) throws {
    let file = url.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  func emptyFile(_ path: String) throws -> FileHandle {
    try write("", to: path)
    return try FileHandle(forWritingTo: url.appendingPathComponent(path))
  }

  /// A file's text; nil where there is none.
  func text(_ path: String) -> String? {
    (try? Data(contentsOf: url.appendingPathComponent(path))).map { String(decoding: $0, as: UTF8.self) }
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: url.appendingPathComponent(path))
  }

  func names(_ path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent(path).path)) ?? [])
      .sorted()
  }
}

/// Small lessons with known outcomes.
enum SampleLesson {
  static let standing = """
    ---
    title: A square
    ---
    ```given
    x = 3
    ```
    ```forward
    f = x^2
    s = sigmoid(x)
    ```
    ```derive
    df/dx = 2*x
          = 2*3
    ```
    """
  static let refuted = standing.replacingOccurrences(of: "= 2*x", with: "= 3*x")
  static let unknownName = standing.replacingOccurrences(of: "f = x^2", with: "f = xx^2")
}
