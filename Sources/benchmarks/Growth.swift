import Evaluation
import Foundation

/// How the cost of one kind of work grows: its size is doubled three times.
struct Growth: Sendable {
  let name: String
  let sizes: [Int]
  /// The exponent of time that the algorithm should have in the size.
  let expected: String
  let prepare: @Sendable (Int) throws -> Ours

  static let all = [
    Growth(name: "exact pass 4-n-1, softsign", sizes: [5, 10, 20, 40], expected: "1 to 2 (longer numbers)") {
      size in
      .inside {
        try Network([4, size, 1], activation: "softsign", isTargetProbability: false)
          .pass(in: RationalArithmetic())
      }
    },
    Growth(name: "certified pass n-32-10, 128 bits", sizes: [98, 196, 392, 784], expected: "1") {
      size in
      .inside {
        try Network([size, 32, 10], activation: "sigmoid", isTargetProbability: true)
          .pass(in: CertifiedArithmetic(precision: 128))
      }
    },
    Growth(name: "certified pass 2-3-1, n bits", sizes: [512, 1024, 2048, 4096], expected: "1.5 to 2") {
      bits in
      .inside {
        try Network([2, 3, 1], activation: "sigmoid", isTargetProbability: true)
          .pass(in: CertifiedArithmetic(precision: bits))
      }
    },
    Growth(name: "training XOR, n passes", sizes: [5000, 10_000, 20_000, 40_000], expected: "1") {
      passes in .inside { try Training.xor(passes: passes) }
    },
    Growth(name: "training parity, n epochs", sizes: [25, 50, 100, 200], expected: "1") {
      epochs in .inside { try Training.parity(epochs: epochs) }
    },
    Growth(name: "every difference n-32-10", sizes: [98, 196, 392, 784], expected: "1") { size in
      .inside { try Network([size, 32, 10], activation: "sigmoid", isTargetProbability: true).differences() }
    },
    Growth(name: "training 784-32-10, n rows", sizes: [250, 500, 1000, 2000], expected: "1") {
      rows in .inside { try Training.digits(rows: rows) }
    },
    Growth(name: "proof of 3-n-2's hidden weight", sizes: [4, 8, 16, 32], expected: "1") { size in
      .inside { try HiddenWeight([3, size, 2], isWrong: false).prove }
    },
    Growth(name: "gradient check 4-n-1, whole command", sizes: [50, 100, 200, 400], expected: "1") { size in
      .command(["run", "gradients.md"]) { try GradientLesson.write([4, size, 1], into: $0) }
    },
    Growth(name: "marking n sheets, whole command", sizes: [1250, 2500, 5000, 10_000], expected: "1") {
      Sheets.marking($0)
    },
  ]

  /// Seconds of one repetition and the peak of the memory that it takes in bytes, for one size.
  func point(_ size: Int, _ workings: URL) throws -> (seconds: Double, bytes: Int) {
    switch try prepare(size) {
    case .inside(let prepare):
      var batch = Batch(try prepare())
      _ = batch.seconds()
      let seconds = (0..<5).map { _ in batch.seconds() }.median
      return (seconds, peakMemory(ofChildren: false))
    case .command(let arguments, let files):
      let folder = try Harness.folder(with: files)
      defer { try? FileManager.default.removeItem(at: folder) }
      let times = (0..<3).compactMap { _ in Harness.run(workings, arguments, in: folder, statuses: 0...1) }
      guard times.count == 3 else {
        throw BenchmarkError("`workings \(arguments.joined(separator: " "))` fails")
      }
      return (times.median, peakMemory(ofChildren: true))
    }
  }

  /// Every size in a process of its own, for a peak of memory never falls.
  func points(_ program: URL) throws -> [(seconds: Double, bytes: Int)] {
    try sizes.map { size in
      let process = Process()
      let output = Pipe()
      process.executableURL = program
      process.arguments = ["--growth", "--only", name, "--point", "\(size)"]
      process.standardOutput = output
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      let words = text.split(whereSeparator: \.isWhitespace)
      guard words.count == 2, let seconds = Double(words[0]), let bytes = Int(words[1]) else {
        throw BenchmarkError("\(name) fails at \(size)")
      }
      return (seconds, bytes)
    }
  }

  /// The slope of log(value) over log(size) by least squares.
  func exponent(_ values: [Double]) -> Double {
    let x = sizes.map { log(Double($0)) }
    let y = values.map { log($0) }
    let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    return covariance / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
  }
}

/// The most memory that this process has held, or one of those that it has started, in bytes.
private func peakMemory(ofChildren: Bool) -> Int {
  var usage = rusage()
  #if os(Linux)
    getrusage(__rusage_who_t((ofChildren ? RUSAGE_CHILDREN : RUSAGE_SELF).rawValue), &usage)
    return usage.ru_maxrss * 1024
  #else
    getrusage(ofChildren ? RUSAGE_CHILDREN : RUSAGE_SELF, &usage)
    return usage.ru_maxrss
  #endif
}
