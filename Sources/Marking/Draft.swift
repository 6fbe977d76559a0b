import Checking
import Evaluation
import Numbers

/// A sheet while it is being marked.
struct Draft {
  let sheet: Sheet
  /// The entries that count, by quantity.
  private(set) var answered: [Int: [WrittenEntry?]] = [:]
  /// The line that each of them stands on: a place in the sheet's entries.
  private(set) var lineOf: [Int: [Int?]] = [:]
  /// Lines that a later one replaces.
  private(set) var superseded: Set<Int> = []
  /// Lines whose numbers have not the quantity's shape.
  private(set) var misshapen: [Int: Bool] = [:]
  var fits: [Int: [SheetMarker.Fit?]] = [:]
  /// The answered quantities from which a value follows.
  var sources: [Int: [Int]] = [:]
  var tolerance: [Int: Rational] = [:]
  /// Verdicts on the formulas of a line.
  var formulas: [Int: [Verdict]] = [:]
  /// The first wrong formula of a line.
  var wrongFormulas: [Int: JudgedFormula] = [:]
  /// Whether the number at the end of a line of numbers is what that line gives.
  var arithmetic: [Int: Bool] = [:]
  var diagnoses: [Int: [Diagnosis]] = [:]
  var remarks: [String] = []

  init(_ sheet: Sheet, _ key: AnswerKey) {
    self.sheet = sheet
    for item in key.exercise.items { if let within = item.tolerance { tolerance[item.quantity] = within } }
    for (line, entry) in sheet.entries.enumerated() {
      guard let target = entry.target, let numbers = entry.numbers, entry.relations.last != .unequal else {
        continue
      }
      take(numbers, target, line, key.quantities[target.quantity])
    }
    for (quantity, lines) in lineOf {
      for (line, entry) in sheet.entries.enumerated() where entry.target?.quantity == quantity {
        if entry.numbers != nil, misshapen[line] == nil, !lines.contains(line) { superseded.insert(line) }
      }
    }
  }

  private mutating func take(
    _ numbers: Tensor<WrittenEntry>, _ target: NameResolver.Target, _ line: Int, _ quantity: Quantity
  ) {
    let count = quantity.shape.count
    guard numbers.entries.count == target.entries.count else {
      misshapen[line] = false
      return
    }
    if target.entries.count == count, count > 1, numbers.shape != quantity.shape, quantity.shape.rank > 1 {
      // A column written as a row is the same vector; a matrix of another shape is another matrix.
      misshapen[line] = numbers.shape.axes == Array(quantity.shape.axes.reversed())
      return
    }
    var entries = answered[target.quantity] ?? Array(repeating: nil, count: count)
    var lines = lineOf[target.quantity] ?? Array(repeating: nil, count: count)
    for (place, number) in zip(target.entries, numbers.entries) {
      entries[place] = number
      lines[place] = line
    }
    answered[target.quantity] = entries
    lineOf[target.quantity] = lines
  }

  /// Takes a line's answer as right under a convention that the sheet keeps to.
  mutating func accept(_ quantity: Int, at places: [Int]) {
    for place in places { fits[quantity]?[place] = .right }
  }

  /// Reads a transposed matrix as the lesson has it.
  func transpose(_ line: Int, _ quantity: Quantity) -> [WrittenEntry]? {
    guard let numbers = sheet.entries[line].numbers, numbers.shape.rank == 2 else { return nil }
    let (rows, columns) = (numbers.shape.axes[0], numbers.shape.axes[1])
    guard quantity.shape.axes == [columns, rows] else { return nil }
    return (0..<columns).flatMap { column in (0..<rows).map { numbers.entries[$0 * columns + column] } }
  }

  /// Takes numbers for the whole of a quantity.
  mutating func take(_ entries: [WrittenEntry], for quantity: Int, onLine line: Int) {
    misshapen[line] = nil
    answered[quantity] = entries
    lineOf[quantity] = entries.map { _ in line }
    fits[quantity] = entries.map { _ in .right }
  }

  /// The entries that count on a line.
  func places(ofLine line: Int) -> [Int] {
    guard let target = sheet.entries[line].target, let lines = lineOf[target.quantity] else { return [] }
    return lines.indices.filter { lines[$0] == line }
  }

  /// Why a line of the file could not be read.
  func fault(onLine number: Int) -> String? {
    let source = sheet.worksheet.source
    let found = sheet.worksheet.diagnostics.first {
      $0.severity == .error && source.location(of: $0.span.start).line == number
    }
    return found.map { [$0.message, $0.hint].compactMap(\.self).joined(separator: "; ") }
  }

  /// The worst fit on a line.
  func fit(ofLine line: Int) -> SheetMarker.Fit? {
    guard let target = sheet.entries[line].target, let fits = fits[target.quantity] else { return nil }
    return places(ofLine: line).compactMap { fits[$0] }.max()
  }
}
