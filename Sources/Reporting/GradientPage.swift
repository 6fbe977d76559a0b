// What a check of a gradient found, for a person.

import Gradients

/// The report of `workings gradcheck`.
public struct GradientPage {
  private let report: GradientReport
  private let title: String
  private let options: TerminalReport.Options

  /// - Parameter title: the command that was checked.
  public init(_ report: GradientReport, title: String, _ options: TerminalReport.Options = .init()) {
    self.report = report
    self.title = title
    self.options = options
  }

  public var text: String {
    var page = Page(width: options.width, isColored: options.isColored)
    page.add(title, .title)
    page.newLine()
    page.wrap("\(entries(report.tensors.reduce(0) { $0 + $1.count })): \(shapes)", at: 2, .faint)
    page.newLine()
    var known: Set<Int> = []
    for point in report.points {
      page.newLine()
      write(point, known: &known, on: &page)
    }
    page.newLine()
    let (word, style) = verdict(report.outcome)
    page.add(word, style)
    page.add(
      "   \(report.values) values and \(report.gradients) gradients asked for, seed \(report.seed)", .faint)
    page.newLine()
    return page.text
  }

  private func entries(_ count: Int) -> String { count == 1 ? "1 entry" : "\(count) entries" }

  private var shapes: String {
    let shown = report.tensors.prefix(12).map { tensor in
      tensor.shape.isEmpty
        ? tensor.name : "\(tensor.name) \(tensor.shape.map(String.init).joined(separator: "×"))"
    }
    return shown.joined(separator: ", ") + (report.tensors.count > 12 ? ", …" : "")
  }

  private func verdict(_ outcome: GradientReport.Outcome) -> (String, Style) {
    switch outcome {
    case .agrees: ("✓ agrees", .good)
    case .disagrees: ("✗ disagrees", .bad)
    case .cannotTell: ("? cannot tell", .unsure)
    }
  }

  /// - Parameter known: tensors that have been told to be wrong; of these, and of points where everything agrees
  ///   again, little more is to be told.
  private func write(_ point: PointReport, known: inout Set<Int>, on page: inout Page) {
    page.add("at \(point.origin.text)")
    if point.value.isFinite { page.add(", where the value is \(NumberText.brief(point.value, digits: 9))") }
    page.newLine()
    for finding in point.findings {
      page.wrap(finding.text(report.tensors), at: 2, finding.isFault ? .bad : .unsure)
      page.newLine()
    }
    let summaries = point.summaries(of: report.tensors)
    let width = summaries.map { Page.columns(report.tensors[$0.tensor].name) }.max() ?? 0
    if point.origin != .start, point.outcome == .agrees {
      page.pad(to: 2)
      page.add("✓ agrees", .good)
      page.pad(to: page.column + 2)
      page.add("to \(point.digits ?? 0) digits", .faint)
      page.newLine()
      return
    }
    for summary in summaries {
      write(summary, shown: known.contains(summary.tensor) ? 1 : 3, nameWidth: min(width, 24), on: &page)
      if summary.outcome == .disagrees { known.insert(summary.tensor) }
    }
    if !summaries.contains(where: { $0.outcome == .disagrees }),
      let probe = point.probes.first(where: \.isWrong)
    {
      page.wrap("along a line that moves everything: \(comparison(probe, per: 1))", at: 2, .bad)
      page.newLine()
    }
  }

  private func write(
    _ summary: TensorSummary, shown: Int, nameWidth: Int, on page: inout Page
  ) {
    page.pad(to: 2)
    page.add(report.tensors[summary.tensor].name)
    page.pad(to: max(page.column + 2, nameWidth + 4))
    let (word, style) = verdict(summary.outcome)
    page.add(word, style)
    page.pad(to: page.column + 2)
    page.wrap(remark(summary), at: page.column, .faint)
    page.newLine()
    for entry in summary.wrong.prefix(shown) {
      let component = entry.judgement.direction.components.first ?? 1
      page.wrap("\(name(entry.entry)): \(comparison(entry.judgement, per: component))", at: nameWidth + 6)
      page.newLine()
    }
    if let pattern = summary.pattern {
      page.wrap(pattern.text, at: nameWidth + 6, .bad)
      page.newLine()
    }
  }

  private func remark(_ summary: TensorSummary) -> String {
    let count = report.tensors[summary.tensor].count
    let looked =
      summary.looked == count ? "all \(entries(count))" : "\(summary.looked) of \(entries(count)) alone"
    switch summary.outcome {
    case .agrees:
      let sees = summary.visible.isFinite ? ", a fault of \(size(summary)) would show" : ""
      return "to \(summary.digits ?? 0) digits, \(looked)\(sees)"
    case .disagrees:
      let strange = summary.strange > 0 ? "\(summary.strange) NaN or infinite, " : ""
      return strange + "\(summary.wrong.count) wrong, \(looked) looked at"
    case .cannotTell:
      guard summary.reason == .noise else {
        return summary.reason?.text ?? "nothing of it could be estimated"
      }
      var text = "the values are too coarse here"
      if summary.visible.isFinite { text += ": faults up to \(size(summary)) would not show" }
      guard let other = report.elsewhere(summary) else { return text }
      return text + "; it agrees to \(other.digits) digits at \(other.origin.text)"
    }
  }

  private func size(_ summary: TensorSummary) -> String {
    let absolute = NumberText.brief(summary.visible, digits: 1)
    guard summary.largest > 0 else { return absolute }
    return "\(absolute) (\(NumberText.brief(summary.visible / summary.largest, digits: 1)) of the largest)"
  }

  /// - Parameter component: how far the entry moves a step.
  private func comparison(_ judgement: Judgement, per component: Double) -> String {
    let bound = judgement.visible / component.magnitude
    let claimed = judgement.claimed / component
    switch judgement.estimate.kind {
    case .kink(let left, let right):
      let sides = [left / component, right / component].map { NumberText.brief($0, digits: 9) }
      return
        "claimed \(NumberText.brief(claimed, digits: 9)), outside the one-sided \(sides[0]) and \(sides[1])"
    default:
      var text = "claimed \(NumberText.brief(claimed, digits: 9)), is "
      text +=
        "\(NumberText.brief(judgement.estimate.value / component, digits: 9)) ± \(NumberText.brief(bound, digits: 1))"
      if case .disagrees(let times) = judgement.verdict, times.isFinite {
        text += ", \(NumberText.brief(times, digits: 2)) times that away"
      }
      return text
    }
  }

  private func name(_ entry: Int) -> String {
    var start = 0
    for tensor in report.tensors {
      if entry < start + tensor.count { return tensor.entryName(entry - start) }
      start += tensor.count
    }
    return "entry \(entry + 1)"
  }
}
