import Language
import Numbers

/// Tables as claims: header cells are formulas, each row puts a number for the row's variable, and every
/// other cell is the digits that its header's formula has there.
extension Compiler {
  /// The claims of a table; nil where the table is prose, which is when none of its headers names anything.
  ///
  /// A header that is one undefined name (`t`) is the row's variable.
  public mutating func claims(
    of table: Worksheet.Table
  ) -> (lines: [Line], diagnostics: [Diagnostic])? {
    let variables = table.headers.indices.filter { column in
      guard let formula = table.headers[column].formula, case .name(let name) = tree[formula].kind else {
        return false
      }
      return resolve(name) == nil
    }
    let columns = table.headers.indices.filter { !variables.contains($0) }
    guard variables.count <= 1, columns.contains(where: { namesQuantity(table.headers[$0].formula) }) else {
      return nil
    }
    var lines: [Line] = []
    var diagnostics: [Diagnostic] = []
    for row in table.rows {
      do throws(Diagnostic) {
        bindings = [:]
        var bound: [String: Tree.NodeID] = [:]
        for column in variables {
          if let (name, value) = try bind(table.headers[column], to: row[column]) { bound[name] = value }
        }
        for column in columns where !row[column].text.isEmpty {
          lines.append(try cellClaim(table.headers[column], row[column], bound, in: table))
        }
      } catch {
        diagnostics.append(error)
      }
    }
    bindings = [:]
    return (lines, diagnostics)
  }

  private func namesQuantity(_ formula: Tree.NodeID?) -> Bool {
    guard let formula else { return false }
    return tree.contains(formula) { if case .name(let name) = $0 { resolve(name) != nil } else { false } }
  }

  private mutating func bind(
    _ header: Worksheet.Table.Cell, to cell: Worksheet.Table.Cell
  ) throws(Diagnostic) -> (name: String, value: Tree.NodeID)? {
    guard let formula = header.formula, case .name(let name) = tree[formula].kind else { return nil }
    guard let value = cell.formula else {
      throw Diagnostic(.malformedNumber, "the row's `\(name)` is no number", at: cell.span)
    }
    bindings[name] = try compile(value)
    return (name, value)
  }

  private mutating func cellClaim(
    _ header: Worksheet.Table.Cell, _ cell: Worksheet.Table.Cell, _ bound: [String: Tree.NodeID],
    in table: Worksheet.Table
  ) throws(Diagnostic) -> Line {
    guard let left = header.formula else {
      throw Diagnostic(.unknownName, "this column's header is no formula", at: header.span)
    }
    guard let right = cell.formula else {
      throw Diagnostic(.malformedNumber, "this cell is no number", at: cell.span)
    }
    ranges = [:]
    var claim = try claim(left, .approximately, right, link: 0, at: cell.span)
    claim.bindings = bound
    return Line(kind: .claim(claim), span: cell.span, statement: table.span, block: nil)
  }
}
