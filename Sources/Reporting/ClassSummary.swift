import Language
import Marking
import Numbers

/// What a class did, in counts: marks, misconceptions by student, and what nobody could do.
struct ClassSummary {
  private var sheets = 0
  private var unreadable = 0
  private var earned = 0
  private var available = 0
  /// How many sheets earned so many marks.
  private var histogram: [Int: Int] = [:]
  /// Names of some students for each misconception, and how many there are.
  private var misconceptions: [String: (name: String, count: Int, students: [String])] = [:]
  private var asked: Set<String> = []
  private var answered: Set<String> = []

  /// How many names stand behind a misconception.
  private static let nameLimit = 12

  mutating func add(_ sheet: MarkedSheet) {
    sheets += 1
    if sheet.unreadable != nil {
      unreadable += 1
      return
    }
    earned += sheet.earned
    available = max(available, sheet.available)
    histogram[sheet.earned, default: 0] += 1
    var seen: Set<String> = []
    for diagnosis in sheet.lines.compactMap(\.diagnoses.first) {
      let id = diagnosis.ids.joined(separator: "+")
      guard seen.insert(id).inserted else { continue }
      var entry = misconceptions[id] ?? (diagnosis.name, 0, [])
      entry.count += 1
      if entry.students.count < ClassSummary.nameLimit {
        entry.students.append(sheet.student.name ?? sheet.student.id ?? sheet.file)
      }
      misconceptions[id] = entry
    }
    for line in sheet.lines where line.available > 0 {
      guard let quantity = line.quantity else { continue }
      asked.insert(quantity)
      if line.earned > 0 { answered.insert(quantity) }
    }
    asked.formUnion(sheet.missing.map(\.name))
  }

  func text(width: Int) -> String {
    var page = Page(width: max(width, 60), isColored: false)
    page.add("\(sheets) sheets")
    if unreadable > 0 { page.add(", \(unreadable) unreadable") }
    let marked = sheets - unreadable
    if marked > 0, let mean = try? Rational(earned).divided(by: Rational(marked)) {
      page.add(", \(mean.decimal(significant: 3).text) of \(available) marks on average")
    }
    page.newLine()
    for marks in histogram.keys.sorted(by: >) {
      page.pad(to: 2)
      page.add("\(marks) mark\(marks == 1 ? "" : "s"): \(histogram[marks] ?? 0)")
      page.newLine()
    }
    let order = misconceptions.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    for (id, entry) in order {
      let more = entry.count > entry.students.count ? ", …" : ""
      page.wrap(
        "\(id) \(entry.name): \(entry.count) (\(entry.students.joined(separator: ", "))\(more))", at: 2)
      page.newLine()
    }
    let undone = asked.subtracting(answered).sorted()
    if !undone.isEmpty {
      page.wrap("nobody earned a mark for: \(undone.joined(separator: ", "))", at: 2)
      page.newLine()
    }
    return page.text
  }
}
