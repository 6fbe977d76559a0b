import Comparing
import Dumps
import Language

/// Reads what `workings compare` is given; what is wrong with it is told on standard error.
enum DumpFiles {
  /// A dump, or standard input where the word is `-`.
  static func read(_ word: String) throws(ExitStatus) -> Dump {
    let isInput = word == AnswerFiles.standardInput
    let bytes: [UInt8]
    do throws(FileError) {
      bytes =
        isInput
        ? try Files.standardInput(limit: DumpLimits.size) : try Files.read(word, limit: DumpLimits.size)
    } catch {
      Output.diagnostic(error.text)
      throw error.status
    }
    do throws(DumpError) {
      return try Dump(reading: bytes, file: isInput ? Files.standardInputName : word)
    } catch {
      tell(error, as: "error")
      throw .unreadable
    }
  }

  /// What was left out of a dump, as warnings.
  static func tellUnread(_ dump: Dump) {
    for error in dump.unread { tell(error, as: "warning") }
  }

  private static func tell(_ error: DumpError, as severity: String) {
    let place = "\(error.file): \(severity): \(error.description.dropFirst(error.file.count + 2))"
    let lines = [place] + (error.hint.map { ["  \($0)"] } ?? [])
    Output.diagnostic(lines.map { TerminalText.printable($0) + "\n" }.joined())
  }

  /// The mapping that pairs and files of pairs make.
  static func mapping(_ words: [String]) throws(ExitStatus) -> NameMapping {
    var lines: [String] = []
    for word in words {
      guard !word.contains("=") else {
        lines.append(word)
        continue
      }
      lines += try source(word).lines
    }
    do throws(ComparisonError) {
      return try NameMapping(lines: lines)
    } catch {
      tell(error)
      throw .usage
    }
  }

  static func policy(_ path: String?) throws(ExitStatus) -> Policy {
    guard let path else { return .stable }
    let source = try source(path)
    do throws(Diagnostic) {
      return try Policy(reading: source)
    } catch {
      Output.diagnostic(error.rendered(in: source))
      throw .unreadable
    }
  }

  static func tell(_ error: ComparisonError) {
    let lines = ["workings: error: \(error.message)"] + (error.hint.map { ["  \($0)"] } ?? [])
    Output.diagnostic(lines.map { TerminalText.printable($0) + "\n" }.joined())
  }

  private static func source(_ path: String) throws(ExitStatus) -> Source {
    do throws(FileError) {
      return try Files.source(path)
    } catch {
      Output.diagnostic(error.text)
      throw error.status
    }
  }
}
