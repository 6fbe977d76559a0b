import Checking
import Evaluation
import Foundation

/// The work that is measured, beside what a user would pick instead.
enum Rows {
  static let all: [Row] = [exact, certified, symbolic, training, differences, commands].flatMap { $0 }

  private static func sizes(_ text: String) -> [Int] { text.split(separator: "-").compactMap { Int($0) } }

  private static let exact: [Row] = ["2-3-1", "4-5-1", "10-3-2"].flatMap { net -> [Row] in
    ["identity", "softsign"].map { activation -> Row in
      Row(
        "exact pass \(net) \(activation)",
        .inside {
          try Network(sizes(net), activation: activation, isTargetProbability: false)
            .pass(in: RationalArithmetic())
        },
        [
          Rival("python-flint", "exact.py flint \(net) \(activation)", target: 3),
          Rival("gmpy2", "exact.py gmpy2 \(net) \(activation)", target: 3),
          Rival("fractions", "exact.py fractions \(net) \(activation)", target: 20),
          Rival("C on GMP", "exact \(net) \(activation)", target: 1 / 1.5),
        ])
    }
  }

  private static let certified: [Row] = ["2-3-1", "4-5-1", "10-3-2", "784-32-10"].flatMap { net -> [Row] in
    [53, 128, 1024, 4096].map { bits -> Row in
      Row(
        "certified pass \(net) \(bits) bits",
        .inside {
          let network = try Network(sizes(net), activation: "sigmoid", isTargetProbability: true)
          // As many digits as doubles give cost what doubles cost.
          return bits <= 53
            ? try network.pass(in: BallArithmetic())
            : try network.pass(in: CertifiedArithmetic(precision: bits))
        },
        [
          Rival("python-flint", "certified.py arb \(net) \(bits)", target: bits < 1024 ? 3 : 1),
          Rival("mpmath iv", "certified.py iv \(net) \(bits)", target: bits < 1024 ? 20 : 1),
          Rival("C on Arb", "certified \(net) \(bits)", target: 0.5),
        ])
    }
  }

  private static let symbolic: [Row] = [("chain", "1-1-1"), ("3-5-2", "3-5-2")].flatMap {
    name, net -> [Row] in
    ["right", "wrong"].flatMap { fate -> [Row] in
      let isWrong = fate == "wrong"
      let target: Double = isWrong ? 10_000 : 1000
      var rivals = [Rival("SymEngine, atoms", "symbolic.py symengine atoms \(net) \(fate)", target: 1)]
      // SymPy does not finish the larger one in 300 s.
      if name == "chain" {
        rivals += ["simplify", "equals"].map {
          Rival("SymPy \($0)", "symbolic.py sympy \($0) \(net) \(fate)", target: target)
        }
      }
      let work = "\(isWrong ? "refute" : "prove") \(name)"
      // What is missing is looked for once a claim is refuted, which no peer does.
      let bare = Row(
        "\(work), read before, no help",
        .inside { try HiddenWeight(sizes(net), isWrong: isWrong).decisionAfterReading(wantsHelp: false) },
        Array(rivals.prefix(1)))
      return (isWrong ? [bare] : []) + [
        Row(
          "\(work), read before",
          .inside { try HiddenWeight(sizes(net), isWrong: isWrong).decisionAfterReading() }, rivals),
        Row(
          "\(work), from its text", .inside { try HiddenWeight(sizes(net), isWrong: isWrong).prove }, rivals),
      ]
    }
  }

  private static let trainings: [(String, @Sendable () throws -> () -> Void)] = [
    ("xor", { try Training.xor() }), ("parity", { try Training.parity() }),
    ("digits", { try Training.digits() }),
  ]

  private static let training: [Row] = trainings.map { task, prepare -> Row in
    // Where most of the work is in the library's matrix products, to be level with it is what can be asked.
    let isLarge = task == "digits"
    return Row(
      "training \(task)", .inside(prepare),
      [
        Rival("NumPy by sample", "training.py loop \(task)", target: isLarge ? 1 : 100),
        Rival("NumPy by batch", "training.py numpy \(task)", target: isLarge ? 1 : 20),
        Rival("PyTorch", "training.py torch \(task)", target: isLarge ? 1 : 50),
        Rival("strict C", "training \(task)", target: 0.5),
      ])
  }

  private static let differences = [
    Row(
      "every difference 784-32-10",
      .inside {
        try Network(sizes("784-32-10"), activation: "sigmoid", isTargetProbability: true).differences()
      },
      [
        Rival("NumPy loop", "gradients.py numpy 784-32-10", target: 100),
        Rival("PyTorch", "gradients.py torch 784-32-10", target: 500),
        Rival("C", "differences 784-32-10", target: 0.5),
      ])
  ]

  private static let checks: [Row] = ["4-5-1", "10-3-2", "784-32-10"].map { net -> Row in
    Row(
      "gradient check \(net), whole command",
      .command(["run", "gradients.md"]) { try GradientLesson.write(sizes(net), into: $0) },
      [
        Rival("PyTorch", "gradients.py torch \(net)", target: 100),
        Rival("JAX", "gradients.py jax \(net)", target: 100),
        Rival("autograd", "gradients.py autograd \(net)", target: 20),
        Rival("NumPy", "gradients.py numpy \(net)", target: 20),
      ])
  }

  private static let lessons = PeerHome.sources.appendingPathComponent("../../../lessons").standardized

  /// The path of a lesson of this repository.
  static func lesson(_ name: String) -> String { lessons.appendingPathComponent("\(name).md").path }

  private static let commands: [Row] =
    checks + [
      Row("all lessons, whole command", .command(["run", "--lessons", lessons.path]) { _ in }),
      Row(
        "all lessons but the trainings, whole command",
        .command(["run", "--lessons", lessons.path] + Trainings.others(in: lessons)) { _ in }, limit: 1),
      Row(
        "marking 10,000 sheets, whole command", Sheets.marking(10_000), limit: 5),
      Row("start-up", .command(["--help"]) { _ in }, limit: 0.01),
    ]
}

/// The lessons that train a network for long.
enum Trainings {
  /// The names of all lessons but those.
  static func others(in lessons: URL) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: lessons.path)) ?? []
    return files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted().filter { name in
      let golden = lessons.appendingPathComponent("../Golden/\(name).txt")
      let trace = (try? String(contentsOf: golden, encoding: .utf8)) ?? ""
      return !trace.contains("passes in double precision")
    }
  }
}
