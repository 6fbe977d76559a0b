import Lessons
import Numbers

/// Simple pictures: matrices as shades, and curves of what a training shows pass by pass.
extension TerminalReport {
  /// An entry is two characters wide, which is about as wide as a line is high.
  mutating func write(_ picture: Picture, indent: Int) {
    for row in picture.rows {
      page.pad(to: indent)
      page.add("│" + row.map { "\($0)\($0)" }.joined() + "│")
      page.newLine()
    }
    page.pad(to: indent)
    page.wrap(
      "light \(TerminalReport.short(picture.lightest)), dark \(TerminalReport.short(picture.darkest))",
      at: indent,
      .faint)
    page.newLine()
  }

  private static func short(_ number: Rational) -> String {
    number.exactDecimal.flatMap { $0.count <= 8 ? $0 : nil } ?? number.decimal(significant: 4).text
  }

  /// How many passes a curve needs.
  private static let curveLength = 8

  /// A bar for each pass that is shown, for every single number that most of them show.
  mutating func curves(_ passes: [Pass], indent: Int) {
    var subjects: [String] = []
    var values: [String: [(pass: Int, value: Double)]] = [:]
    for pass in passes {
      for entry in pass.entries {
        guard entry.values.count == 1, let value = entry.values.first, value.index.isEmpty,
          let number = Double(value.digits), number.isFinite
        else { continue }
        if values[entry.subject] == nil { subjects.append(entry.subject) }
        values[entry.subject, default: []].append((pass.number, number))
      }
    }
    for subject in subjects {
      guard let points = values[subject], points.count >= TerminalReport.curveLength,
        let first = points.first,
        let last = points.last
      else { continue }
      page.pad(to: indent)
      page.add(subject)
      page.pad(to: max(indent + 10, page.column + 1))
      page.add(TerminalReport.bars(points.map(\.value)))
      page.pad(to: page.column + 2)
      page.add("a bar a pass shown, \(first.pass) to \(last.pass)", .faint)
      page.newLine()
    }
  }

  /// `█▆▃▁`: the lowest value has the lowest bar.
  static func bars(_ values: [Double]) -> String {
    let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    guard let low = values.min(), let high = values.max() else { return "" }
    let range = high - low
    return String(
      values.map { value in
        let share = range > 0 ? (value - low) / range : 0
        return bars[min(max(Int(share * Double(bars.count)), 0), bars.count - 1)]
      })
  }
}
