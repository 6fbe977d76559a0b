import Evaluation
import Numbers

/// Tables of numbers as text: a record a line, its numbers between commas, semicolons or tabs.
///
/// A first line that is no record of numbers names the columns. Decimals are exactly what is written.
enum CSV {
  static func table(_ bytes: [UInt8]) throws(DataError) -> DataTable {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed("it is not UTF-8") }
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(trimmed)
    let separator = separator(of: lines.first { !$0.isEmpty } ?? "")
    var columns: [String] = []
    var entries: [Rational] = []
    var width: Int?
    for (place, line) in lines.enumerated() where !line.isEmpty {
      let cells = line.split(separator: separator, omittingEmptySubsequences: false).map(cell)
      if width == nil, columns.isEmpty, !cells.allSatisfy({ number($0) != nil }) {
        columns = cells
        continue
      }
      let expected = width ?? (columns.isEmpty ? cells.count : columns.count)
      guard cells.count == expected else {
        throw .line(place + 1, "\(cells.count) numbers, where the lines before have \(expected)")
      }
      width = expected
      for cell in cells {
        guard let value = number(cell) else { throw .line(place + 1, "`\(cell)` is no number") }
        entries.append(value)
      }
    }
    guard let width, let shape = Shape([entries.count / width, width]) else {
      throw .malformed("it has no line of numbers, or too many of them")
    }
    return DataTable(columns: columns, values: Tensor(shape: shape, entries: entries))
  }

  private static func separator(of line: Substring) -> Character {
    line.contains("\t") ? "\t" : line.contains(";") ? ";" : ","
  }

  private static func trimmed(_ text: Substring) -> Substring {
    Substring(text.drop { $0 == " " || $0 == "\u{FEFF}" }.reversed().drop { $0 == " " }.reversed().map { $0 })
  }

  private static func cell(_ text: Substring) -> String {
    var cell = trimmed(text)
    if cell.count > 1, cell.first == "\"", cell.last == "\"" { cell = cell.dropFirst().dropLast() }
    return String(cell)
  }

  /// A decimal with a sign, exactly; nil for anything else.
  private static func number(_ text: String) -> Rational? {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative || text.hasPrefix("+") ? String(text.dropFirst()) : text
    guard let numeral = try? Numeral(parsing: digits) else { return nil }
    return isNegative ? -numeral.value : numeral.value
  }
}
