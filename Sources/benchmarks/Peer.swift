import Foundation

/// Where the peers are installed, and how one is started.
struct PeerHome: Sendable {
  let folder: URL
  /// The peers' sources, beside this file: the harness is run from the repository only.
  static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Peers")

  /// The program and the arguments of a rival, a script by the virtual environment's Python.
  func command(_ rival: Rival) -> (program: URL, arguments: [String]) {
    guard let name = rival.command.first else { return (folder, []) }
    let rest = Array(rival.command.dropFirst())
    if name.hasSuffix(".py") {
      let script = PeerHome.sources.appendingPathComponent(name).path
      return (folder.appendingPathComponent("venv/bin/python"), [script] + rest)
    }
    return (folder.appendingPathComponent("bin/\(name)"), rest)
  }

  func isInstalled(_ rival: Rival) -> Bool {
    FileManager.default.isExecutableFile(atPath: command(rival).program.path)
  }

  private static let packages = [
    "numpy", "gmpy2", "python-flint", "mpmath", "sympy", "symengine", "jax", "autograd", "torch",
  ]
  private static let programs = [
    ("exact", ["-lgmp"]), ("training", ["-lm"]), ("differences", ["-lm"]),
    ("certified", ["-lflint-arb", "-lflint", "-lgmp", "-lm"]),
  ]

  /// Makes the virtual environment and compiles the programs in C. What cannot be had is told and left out.
  func install() throws {
    let bin = folder.appendingPathComponent("bin").path
    try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
    let venv = folder.appendingPathComponent("venv").path
    try tell("a virtual environment", ["python3", "-m", "venv", venv])
    for package in PeerHome.packages { try tell(package, ["\(venv)/bin/pip", "install", "-q", package]) }
    for (name, libraries) in PeerHome.programs {
      let source = PeerHome.sources.appendingPathComponent("\(name).c").path
      try tell(name, ["cc", "-O2", "-march=native", source, "-o", "\(bin)/\(name)"] + libraries)
    }
  }

  private func tell(_ what: String, _ command: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    try process.run()
    process.waitUntilExit()
    print("\(what): \(process.terminationStatus == 0 ? "installed" : "not to be had")")
    fflush(nil)
  }
}

/// A peer that is running: each question is answered by the seconds that one repetition of its work took.
final class RunningPeer {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var unread = Data()

  init?(_ rival: Rival, _ home: PeerHome) {
    guard home.isInstalled(rival) else { return nil }
    (process.executableURL, process.arguments) = {
      let command = home.command(rival)
      return (command.program, command.arguments)
    }()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return nil }
  }

  /// nil where the peer has ended: what it needs is not installed.
  func seconds() -> Double? {
    do { try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8)) } catch { return nil }
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread.removeSubrange(...end) }
        return Double(String(decoding: unread[..<end], as: UTF8.self))
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { return nil }
      unread.append(more)
    }
  }

  func stop() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
