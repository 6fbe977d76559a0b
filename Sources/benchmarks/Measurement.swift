import Dispatch
import Foundation

/// Seconds of repeated rounds, ours and each rival's in turn.
struct Measurement {
  let row: Row
  var ours: [Double] = []
  /// One list for each rival; empty where it is not installed.
  var rivals: [[Double]]

  /// How often a rival took as long as we did: the median over the rounds, and the smallest and the largest.
  func ratio(_ rival: Int) -> (median: Double, least: Double, most: Double)? {
    let ratios = zip(rivals[rival], ours).map { $0 / $1 }.sorted()
    guard let least = ratios.first, let most = ratios.last else { return nil }
    return (ratios.median, least, most)
  }
}

extension [Double] {
  /// The middle one, of two the lower; 0 of none.
  var median: Double { isEmpty ? 0 : sorted()[(count - 1) / 2] }
}

struct Harness {
  let home: PeerHome
  let rounds: Int
  /// The command `workings`, which is built beside this one.
  let workings: URL

  /// - Throws: where our side cannot do the work.
  func measure(_ row: Row) throws -> Measurement {
    switch row.ours {
    case .inside(let prepare): try measure(row, prepare())
    case .command(let arguments, let files): try measure(row, arguments, files)
    }
  }

  private func measure(_ row: Row, _ work: @escaping () -> Void) throws -> Measurement {
    var result = Measurement(row: row, rivals: row.rivals.map { _ in [] })
    let peers = row.rivals.map { RunningPeer($0, home) }
    defer { for peer in peers { peer?.stop() } }
    var batch = Batch(work)
    // The first answers include compiling and warming up, and count for nothing.
    var isHere = peers.map { $0?.seconds() != nil }
    _ = batch.seconds()
    for _ in 0..<rounds {
      result.ours.append(batch.seconds())
      for (place, peer) in peers.enumerated() where isHere[place] {
        if let seconds = peer?.seconds() {
          result.rivals[place].append(seconds)
        } else {
          isHere[place] = false
        }
      }
    }
    return result
  }

  private func measure(
    _ row: Row, _ command: [String], _ files: (URL) throws -> Void
  ) throws -> Measurement {
    var result = Measurement(row: row, rivals: row.rivals.map { _ in [] })
    var isHere = row.rivals.map(home.isInstalled)
    let folder = try Harness.folder(with: files)
    defer { try? FileManager.default.removeItem(at: folder) }
    for _ in 0..<rounds {
      guard let seconds = Harness.run(workings, command, in: folder, statuses: 0...1) else {
        throw BenchmarkError("`workings \(command.joined(separator: " "))` fails")
      }
      result.ours.append(seconds)
      for (place, rival) in row.rivals.enumerated() where isHere[place] {
        let (program, arguments) = home.command(rival)
        if let seconds = Harness.run(program, arguments + ["--once"], in: folder) {
          result.rivals[place].append(seconds)
        } else {
          isHere[place] = false
        }
      }
    }
    return result
  }

  /// A folder that nobody else uses, with what a command is to find there.
  static func folder(with files: (URL) throws -> Void) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try files(folder)
    return folder
  }

  /// The seconds from start to end of a command; nil where it fails. (1 says that a lesson has no golden trace, or that an
  /// answer is wrong.)
  static func run(
    _ program: URL, _ arguments: [String], in folder: URL, statuses: ClosedRange<Int32> = 0...0
  ) -> Double? {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // `waitUntilExit` looks only every fifty milliseconds.
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    let start = ContinuousClock.now
    do { try process.run() } catch { return nil }
    ended.wait()
    let seconds = (ContinuousClock.now - start).seconds
    return statuses.contains(process.terminationStatus) ? seconds : nil
  }
}

/// Work repeated until it takes long enough to be timed, as the peers repeat theirs.
struct Batch {
  private let work: () -> Void
  private var count = 1

  init(_ work: @escaping () -> Void) { self.work = work }

  /// The seconds of one repetition.
  mutating func seconds() -> Double {
    while true {
      let start = ContinuousClock.now
      for _ in 0..<count { work() }
      let took = (ContinuousClock.now - start).seconds
      if took >= 0.02 || count >= 1 << 24 { return took / Double(count) }
      count *= 2
    }
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
