import ArgumentParser
import Comparing
import Dumps
import Lessons
import Reporting

/// `workings compare`
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Hold tensors that a program wrote down against a lesson, operation by operation.",
    discussion: """
      A dump is a file of named tensors: \(Dump.formats). What in it stands for the lesson's givens (inputs, \
      targets, parameters) replaces them, sizes included. Every other tensor is judged twice: against the truth, \
      computed to proven digits, and against what follows from the dump's own tensors before it. The first one \
      that does neither is the first wrong operation; known mistakes that give its numbers are named.

      How far rounding can have gone is derived from the type and the operation; no tolerance is guessed. \
      A policy file (YAML) can say otherwise:

        precision: float32        # the type it computes in, where coarser than what it writes
        tolerances:               # the first name that fits decides
          E: {relative: 1e-6}
          "*.grad": {ulps: 8, absolute: 1e-12}     # one of them suffices
          "*": stable

      JSON is {"W1": [[0.5, 1]], "b1": [0]}, or {"tensors": {"W1": {"dtype": "float32", "shape": [1, 2], \
      "data": [0.5, 1]}}}; NaN and Infinity are written as Python writes them. Pickled objects are refused.

      Names are the lesson's (W1, a_1; dW1, grad_W1, W1.grad for gradients), or are mapped to them by \
      --map fc1.weight=W1, which also maps fc1.weight.grad; --map 'W1=fc1.weight^T' for a transposed one. \
      A file has one such pair a line.

      EXAMPLES:
        workings compare mlp.md dump.npz
        workings compare mlp.md step0.safetensors step1.safetensors --map map.txt
        workings compare mlp.md dump.npz --policy tolerances.yml --format junit > report.xml
        workings compare --against good.npz new.npz
        workings compare mlp.md dump.npz --record gradients.golden.txt
        workings compare mlp.md dump.npz --golden gradients.golden.txt

      \(ExitStatus.discussion)
      """)

  @Argument(
    help: ArgumentHelp(
      "The lesson, then dumps, or - for standard input; with --against only the new dump.",
      valueName: "LESSON> <DUMP"))
  var words: [String]

  @Option(
    name: .customLong("map"),
    help: ArgumentHelp("A pair of names, or a file of them; may be given again.", valueName: "DUMP=LESSON"))
  var pairs: [String] = []

  @Option(help: ArgumentHelp("What may be how far apart, in YAML.", valueName: "FILE"))
  var policy: String?

  @Option(
    help: ArgumentHelp("Another dump that is taken to be right, instead of a lesson.", valueName: "DUMP"))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "Write a golden trace of the dump: certified values where the lesson has them.", valueName: "FILE"))
  var record: String?

  @Option(help: ArgumentHelp("Hold the dump against a golden trace as well.", valueName: "FILE"))
  var golden: String?

  @Flag(help: "With --golden: make the new trace the golden one. Refused where CI is set.")
  var accept = false

  @Option(help: ArgumentHelp("The output: \(ComparisonFormat.list).", valueName: "FORMAT"))
  var format = ComparisonFormat.text

  @Flag(help: "The same as --format json: one object a dump, one a line.")
  var json = false

  @Option(help: "When to colour the output: auto, always or never.")
  var color = Coloring.auto

  @OptionGroup var folder: FolderOption

  func validate() throws {
    if against != nil, words.count != 1 {
      throw ValidationError("--against compares two dumps: give the new one, and nothing else.")
    }
    if against == nil, words.count < 2 {
      throw ValidationError("A lesson and at least one dump are needed, or --against and a dump.")
    }
    if against != nil, record != nil || golden != nil {
      throw ValidationError("A golden trace needs a lesson: without one, keep the good dump for --against.")
    }
    if record != nil, golden != nil {
      throw ValidationError("--record writes a golden trace, --golden compares with one: give one of them.")
    }
    if accept, golden == nil { throw ValidationError("--accept goes with --golden FILE.") }
    if accept, Terminal.isContinuousIntegration {
      throw ValidationError(
        "--accept is refused where the variable CI is set: a person accepts golden traces who has seen them.")
    }
    if words.count(where: { $0 == AnswerFiles.standardInput }) > 1 {
      throw ValidationError("Standard input can be read only once.")
    }
  }

  func run() throws {
    let mapping = try DumpFiles.mapping(pairs)
    let policy = try DumpFiles.policy(policy)
    if let against {
      try compare(words[0], against: against, mapping, policy)
    } else {
      try compare(Array(words.dropFirst()), with: words[0], mapping, policy)
    }
  }

  private var shown: ComparisonFormat { json ? .json : format }

  private var options: TerminalReport.Options {
    TerminalReport.Options(width: Terminal.width, isColored: color.isOn)
  }

  private func compare(
    _ files: [String], with word: String, _ mapping: NameMapping, _ policy: Policy
  ) throws {
    let lesson = try lesson(word)
    let dumps = try files.map { try DumpFiles.read($0) }
    for dump in dumps { DumpFiles.tellUnread(dump) }
    let report: ComparisonReport
    do throws(ComparisonError) {
      var comparison = try Comparison(lesson, mapping: mapping, policy: policy)
      comparison.records = record != nil || golden != nil
      report = try dumps.count == 1 ? comparison.judge(dumps[0]) : comparison.judge(dumps)
    } catch {
      DumpFiles.tell(error)
      throw ExitStatus.unreadable
    }
    let compared = report.steps.map { step in
      // Of several files each is a step.
      let place = dumps.count == 1 ? 0 : step.step ?? 0
      return ComparedDump(
        lesson: report.lesson, file: files[place], report: step, unread: dumps[place].unread)
    }
    var parts = compared.map { $0.part(shown, options) }
    var status = ExitStatus(report.verdict)
    if let path = record ?? golden, let trace = report.trace {
      let result = try settle(trace, GoldenFile(path: path, acceptCommand: acceptCommand), report, policy)
      let shownResult = GoldenReport(result, steps: trace.steps.count, isSound: report.verdict != .fail)
      parts.append(shownResult.part(shown, options))
      if !result.stands { status = max(status, .refuted) }
    }
    Output.data(shown.output(parts))
    if status != .success { throw status }
  }

  /// Holds the trace against the golden file; `--record` writes one where there is none.
  private func settle(
    _ trace: Trace, _ file: GoldenFile, _ report: ComparisonReport, _ policy: Policy
  ) throws(ExitStatus) -> GoldenResult {
    do throws(FileError) {
      let accepts = accept || record != nil && !Files.exists(file.path)
      return try file.settle(trace, stands: report.verdict != .fail, accepts: accepts) {
        policy.tolerates($0)
      }
    } catch {
      Output.diagnostic(error.text)
      throw error.status
    }
  }

  /// This very command, told to accept.
  private var acceptCommand: String {
    var parts = ["workings compare"] + words.map(\.shellQuoted)
    for pair in pairs { parts += ["--map", pair.shellQuoted] }
    if let policy { parts += ["--policy", policy.shellQuoted] }
    if let path = folder.path { parts += ["--lessons", path.shellQuoted] }
    return (parts + ["--golden", (golden ?? record ?? "").shellQuoted, "--accept"]).joined(separator: " ")
  }

  private func lesson(_ word: String) throws(ExitStatus) -> Lesson {
    do throws(FileError) {
      return try LessonReader.read(word, in: folder)
    } catch {
      Output.diagnostic(error.text)
      throw error.status
    }
  }

  private func compare(
    _ new: String, against good: String, _ mapping: NameMapping, _ policy: Policy
  ) throws {
    let old = try DumpFiles.read(good)
    let dump = try DumpFiles.read(new)
    DumpFiles.tellUnread(old)
    DumpFiles.tellUnread(dump)
    do throws(ComparisonError) {
      let difference = try DumpDifference(dump, against: old, mapping: mapping, policy: policy)
      let compared = ComparedDumps(good: good, new: new, difference: difference)
      Output.data(compared.output(shown, options))
      if difference.first == nil { return }
    } catch {
      DumpFiles.tell(error)
      throw ExitStatus.unreadable
    }
    throw ExitStatus.refuted
  }
}

extension ComparisonFormat: ExpressibleByArgument {}

extension ExitStatus {
  fileprivate init(_ verdict: DumpReport.Verdict) {
    switch verdict {
    case .pass: self = .success
    case .undecided: self = .undecided
    case .fail: self = .refuted
    }
  }
}
