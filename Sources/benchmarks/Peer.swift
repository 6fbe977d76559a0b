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
