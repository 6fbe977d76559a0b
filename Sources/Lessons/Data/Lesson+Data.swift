import Evaluation
import Language
import Numbers

/// The data that a block of givens names: ```` ```given points.csv ````, or ```` ```given table ```` for the table
/// that stands last before it.
extension Lesson {
  struct LoadedData: Sendable {
    var table: DataTable?
    /// Which of the document's tables it is.
    var place: Int?
    var diagnostics: [Diagnostic] = []
  }

  static func table(of block: Worksheet.Block, in worksheet: Worksheet, _ source: DataSource) -> LoadedData {
    guard block.word == "given", !block.arguments.isEmpty else { return LoadedData() }
    var result = LoadedData()
    do throws(DataError) {
      if block.arguments == "table" {
        guard
          let place = worksheet.tables.lastIndex(where: { $0.span.start < block.opening.start })
        else { throw .malformed("no table stands before this block") }
        result.place = place
        result.table = try numbers(of: worksheet.tables[place], in: worksheet.tree)
      } else {
        result.table = try source.table(block.arguments)
      }
    } catch {
      result.diagnostics = [
        Diagnostic(
          .unreadableData, "`\(block.arguments)` cannot be taken as data: \(error.message)",
          hint: "Name a CSV or IDX file beside the lesson, or write `given table` below a table of numbers.",
          at: block.opening)
      ]
    }
    return result
  }

  private static func numbers(of table: Worksheet.Table, in tree: Tree) throws(DataError) -> DataTable {
    var entries: [Rational] = []
    for (row, cells) in table.rows.enumerated() {
      for cell in cells {
        guard let value = cell.formula.flatMap({ number($0, in: tree) }) else {
          throw .line(row + 1, "`\(cell.text)` is no number")
        }
        entries.append(value)
      }
    }
    guard let shape = Shape([table.rows.count, table.headers.count]), shape.count == entries.count,
      !entries.isEmpty
    else { throw .malformed("the table has no rows") }
    let names = table.headers.map { header in
      if let formula = header.formula, case .name(let name) = tree[formula].kind { name } else { "" }
    }
    return DataTable(columns: names, values: Tensor(shape: shape, entries: entries))
  }

  private static func number(_ id: Tree.NodeID, in tree: Tree) -> Rational? {
    switch tree[id].kind {
    case .number(let numeral): return numeral.value
    case .negate:
      guard let operand = tree.children(of: id).first, case .number(let numeral) = tree[operand].kind else {
        return nil
      }
      return -numeral.value
    default: return nil
    }
  }
}
