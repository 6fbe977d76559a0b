import Checking
import Language
import Lessons

extension TerminalReport {
  /// Differences shown; the others are counted.
  private static let differenceLimit = 20

  mutating func golden() {
    margin("golden")
    page.add(result.golden.path)
    let note = goldenNote
    let room = max(Columns.noteRoom(page.width), Page.columns(note.text))
    page.pad(to: max(page.column + 2, page.width - room))
    page.add(note.text, note.style)
    page.newLine()
    let differences = result.golden.differences
    for difference in differences.prefix(TerminalReport.differenceLimit) { write(difference) }
    if differences.count > TerminalReport.differenceLimit {
      page.pad(to: 2)
      page.add("… and \(differences.count - TerminalReport.differenceLimit) more")
      page.newLine()
    }
  }

  private var goldenNote: Row.Note {
    switch (result.golden.comparison, result.golden.action) {
    case (.identical(let steps), _): return Row.Note("identical, \(count(steps, "step"))", .good)
    case (_, .accepted):
      return Row.Note("✓ accepted, \(count(result.report.trace.steps.count, "step"))", .good)
    case (.differs(let differences), _):
      return Row.Note("✗ differs in \(count(differences.count, "step"))", .bad)
    case (.notCompared(let why), _): return Row.Note("not compared: \(why)")
    case (.missing, _): return Row.Note("✗ missing", .bad)
    }
  }

  /// A difference as three short lines, so that digits stand under each other.
  private mutating func write(_ difference: GoldenDifference) {
    page.pad(to: 2)
    page.add(difference.step)
    if let line = difference.line {
      page.pad(to: page.column + 3)
      page.add("\(result.golden.path):\(line)", .faint)
    }
    page.newLine()
    for (word, text) in [("golden", difference.expected), ("now", difference.got)] {
      page.pad(to: 4)
      page.add(word, .faint)
      page.pad(to: 12)
      page.wrap(text ?? "no such step", at: 12)
      page.newLine()
    }
  }

  // MARK: What to do next

  /// One line for whoever has to put it right.
  mutating func nextStep() {
    guard let step = nextStepText else { return }
    page.add("next", result.outcome.style)
    page.wrap(step.text, at: TerminalReport.marginWidth)
    page.newLine()
    guard let command = step.command else { return }
    // On a line of its own and never broken, so that it can be copied.
    page.pad(to: TerminalReport.marginWidth)
    page.add(command)
    page.newLine()
  }

  private var nextStepText: (text: String, command: String?)? {
    let report = result.report
    if let fault = report.diagnostics.first(where: { $0.severity == .error }) {
      let line = report.lesson.source.location(of: fault.span.start).line
      return ("mend \(result.path):\(line): \(fault.message)", nil)
    }
    if let link = report.claims.first(where: { $0.verdict.outcome == .falls }) {
      return ("look at \(result.path):\(link.line), the first line that does not stand", nil)
    }
    if let witness = report.witnesses.first(where: { $0.outcome == .falls }) {
      return (
        "look at \(result.path):\(witness.line): finite differences contradict \(witness.derivative)", nil
      )
    }
    if !result.golden.stands { return goldenStep }
    if let link = report.claims.first(where: { $0.verdict.outcome == .undecided }) {
      return ("look at \(result.path):\(link.line), the first line that is neither proved nor refuted", nil)
    }
    return nil
  }

  private var goldenStep: (text: String, command: String?) {
    switch result.golden.action {
    case .failed(let why): (why, nil)
    case .pending(let file): ("if the values in \(file) are right:", result.golden.acceptCommand)
    case .none, .accepted: ("if the values are right:", result.golden.acceptCommand)
    }
  }
}
