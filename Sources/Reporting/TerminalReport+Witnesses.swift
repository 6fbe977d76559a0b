import Checking
import Lessons
import Numbers

extension TerminalReport {
  /// The witnesses of the derivative that an entry is about; they are shown once.
  mutating func takeWitnesses(of entry: Entry) -> [Row] {
    guard let name = entry.values.first?.name else { return [] }
    let mine = witnesses.filter { $0.derivative == name || $0.derivative == entry.subject }
    witnesses.removeAll { $0.derivative == name || $0.derivative == entry.subject }
    return mine.flatMap { rows($0, named: false) }
  }

  /// Witnesses of derivatives that stand in the middle of a line.
  mutating func remainingWitnesses() {
    guard !witnesses.isEmpty else { return }
    page.add("central differences")
    page.newLine()
    let rows = witnesses.flatMap { self.rows($0, named: true) }
    let columns = Columns(rows, indent: 2, width: page.width)
    for row in rows { columns.write(row, on: &page) }
  }

  private func rows(_ witness: Witness, named: Bool) -> [Row] {
    let failing = witness.rows.filter { $0.outcome != .stands }
    let unseen = witness.entryCount - witness.rows.count
    let rest =
      witness.scan.map { [$0.text] } ?? (unseen > 0 ? ["\(unseen) further entries were not looked at"] : [])
    if witness.rows.isEmpty, let text = rest.first {
      return [row(witness.derivative, named, text, .stands, [])]
    }
    if failing.isEmpty, witness.rows.count > 1 {
      let digits = witness.rows.compactMap(\.digits).min()
      let least = digits.map { ", to \($0) digits or more" } ?? ""
      let text = "\(witness.rows.count) entries, each agrees\(least)"
      return [row(witness.derivative, named, text, .stands, rest)]
    }
    let shown = failing.isEmpty ? witness.rows : failing
    return shown.enumerated().map { place, one in
      let label = witness.rows.count == 1 ? witness.derivative : one.label
      return row(
        label, named || witness.rows.count > 1, one.text, one.outcome, place == shown.count - 1 ? rest : [])
    }
  }

  private func row(
    _ label: String, _ named: Bool, _ text: String, _ outcome: Outcome, _ remarks: [String]
  ) -> Row {
    let told = outcome == .stands ? text : "\(outcome.symbol) \(text)"
    return Row(
      cells: [named ? "\(label): \(told)" : "central difference: \(told)"],
      style: outcome == .stands ? .faint : outcome.style, remarks: remarks.map { Row.Note($0) })
  }
}

extension DifferenceScan {
  /// What was seen, without a verdict.
  fileprivate var text: String {
    "all \(entryCount) entries in double precision: within \(rounded(error)) of the derivative, the largest "
      + "of which is \(rounded(largest))"
  }

  /// To two significant digits.
  private func rounded(_ x: Double) -> String {
    (try? Rational(exactly: x))?.decimal(significant: 2).text ?? "\(x)"
  }
}
