import ArgumentParser
import Foundation

/// `benchmarks`: ours beside what a user would pick instead, on the same work in the same run.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks",
    abstract: "Time Workings and its peers, taking turns.",
    discussion: """
      Each round times our side and every peer once; a ratio is the median over the rounds of the peer's time \
      divided by ours, with the smallest and the largest beside it. Only ratios mean anything.
      """)

  @Option(help: ArgumentHelp("Only work whose name contains this.", valueName: "TEXT"))
  var only = ""

  @Option(help: ArgumentHelp("How many rounds.", valueName: "N"))
  var rounds = 7

  @Option(help: ArgumentHelp("Where the peers are.", valueName: "DIR"))
  var peers = ".build/peers"

  @Flag(help: "Install the Python peers into a virtual environment in that folder, and compile those in C.")
  var installPeers = false

  @Flag(help: "Print one JSON object for each row.")
  var json = false

  @Flag(help: "Double sizes three times instead: time, peak memory, and the exponent.")
  var growth = false

  @Option(
    help: ArgumentHelp("Only do our side so often, untimed: for counting instructions.", valueName: "N"))
  var `repeat`: Int?

  @Option(
    help: ArgumentHelp(
      "Only write what the whole command of some work finds, and print its arguments: for counting instructions.",
      valueName: "DIR"))
  var prepare: String?

  @Option(help: .hidden)
  var point: Int?

  func validate() throws {
    if rounds < 1 { throw ValidationError("--rounds takes a number from 1 on.") }
  }

  func run() throws {
    let home = PeerHome(folder: URL(fileURLWithPath: peers))
    let program = URL(fileURLWithPath: CommandLine.arguments[0])
    let workings = program.deletingLastPathComponent().appendingPathComponent("workings")
    if installPeers { return try home.install() }
    if let prepare { return try prepareCommand(URL(fileURLWithPath: prepare)) }
    if growth { return try showGrowth(program, workings) }
    if let count = `repeat` { return try repeatOurs(count) }
    let harness = Harness(home: home, rounds: rounds, workings: workings)
    if !json { print(Report.header) }
    for row in Rows.all where only.isEmpty || row.name.contains(only) {
      let measurement = try harness.measure(row)
      print(json ? try Report.json(measurement) : Report.lines(measurement).joined(separator: "\n"))
    }
  }

  private func repeatOurs(_ count: Int) throws {
    for row in Rows.all where row.name.contains(only) {
      guard case .inside(let prepare) = row.ours else { continue }
      let work = try prepare()
      for _ in 0..<count { work() }
    }
  }

  /// Of a row, or with `--point` of a growth at one size.
  private func prepareCommand(_ folder: URL) throws {
    let work =
      if let point {
        try Growth.all.first { $0.name.contains(only) }?.prepare(point)
      } else {
        Rows.all.first { $0.name.contains(only) }?.ours
      }
    guard case .command(let arguments, let files)? = work else {
      throw BenchmarkError("there is no whole command with `\(only)` in its name")
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try files(folder)
    print(arguments.joined(separator: "\n"))
  }

  private func showGrowth(_ program: URL, _ workings: URL) throws {
    let wanted = Growth.all.filter { only.isEmpty || $0.name.contains(only) }
    if let point {
      for growth in wanted {
        let (seconds, bytes) = try growth.point(point, workings)
        print(seconds, bytes)
      }
      return
    }
    if !json { print(Report.growthHeader) }
    for growth in wanted {
      let points = try growth.points(program)
      print(json ? try Report.json(growth, points) : Report.line(growth, points))
    }
  }
}
