import Evaluation
import Language
import Numbers

/// An answer file, read: which quantity each line is about and what it says of it.
struct Sheet {
  struct Entry {
    let line: Int
    let text: String
    let statement: Statement?
    /// nil where the lesson has no such quantity.
    let target: NameResolver.Target?
    /// The name on the left as written.
    let subject: String
    /// Terms between the name and the number at the end: formulas, then lines of numbers.
    let working: [Tree.NodeID]
    /// The number or numbers at the end.
    let numbers: Tensor<WrittenEntry>?
    let relations: [Relation]
    /// What was passed over or taken to be meant.
    var notes: [String] = []
  }

  let worksheet: Worksheet
  private(set) var entries: [Entry] = []
  /// Lines where nothing stands behind the equals sign yet.
  private(set) var blanks: Set<Int> = []

  var tree: Tree { worksheet.tree }

  /// A line as it is repeated in a report.
  static func short(_ text: String) -> String {
    text.utf8.count <= textLimit ? text : text.prefix(textLimit) + "…"
  }

  private static let textLimit = 400

  /// What is repeated of a statement: its whole line, unless several stand on that, and what it goes on over.
  private func text(of statement: Statement, isAlone: Bool) -> String {
    let source = worksheet.source
    guard isAlone else { return source.text(statement.span) }
    let first = source.location(of: statement.span.start).line
    let last = source.location(of: max(statement.span.end - 1, statement.span.start)).line
    guard last == first else { return source.text(statement.span) }
    return source.line(first).trimmed(of: " \t\r")
  }

  init(_ source: Source, _ key: AnswerKey) {
    worksheet = Worksheet(answers: source)
    var resolver = NameResolver(
      tree: worksheet.tree, names: key.names, quantities: key.quantities, loss: key.roles.loss)
    let lines = Dictionary(
      worksheet.statements.map { (source.location(of: $0.span.start).line, 1) }, uniquingKeysWith: +)
    for statement in worksheet.statements {
      guard case .chain(let terms, let relations) = statement.kind, terms.count > 1, let left = terms.first
      else { continue }
      if terms.dropFirst().allSatisfy({ worksheet.tree[$0].kind == .missing }),
        source.text(statement.span).last(where: { !$0.isWhitespace }) == "="
      {
        blanks.insert(source.location(of: statement.span.start).line)
        continue
      }
      var target = resolver.target(left)
      var subject = Printer(worksheet.tree, ascii: true).text(left)
      if worksheet.tree[left].kind == .missing {
        let head = source.text(statement.span).prefix { !"=≈≠<>".contains($0) }
        subject = Sheet.short(String(head).trimmed(of: " \t"))
        target = resolver.target(endOf: subject)
      }
      let last = terms[terms.count - 1]
      var numbers = WrittenEntry.read(last, in: worksheet.tree)
      var notes: [String] = []
      if numbers == nil, let (number, remark) = remarked(last, key) {
        numbers = WrittenEntry.read(number, in: worksheet.tree)
        notes.append("`\(remark)` behind the number was passed over")
      }
      let line = source.location(of: statement.span.start).line
      notes += worksheet.diagnostics.filter {
        $0.severity != .error && source.location(of: $0.span.start).line == line
      }.map(\.message)
      let working = Array(terms.dropFirst().dropLast(numbers == nil ? 0 : 1))
      entries.append(
        Entry(
          line: line, text: Sheet.short(text(of: statement, isAlone: lines[line] == 1)),
          statement: statement, target: target, subject: subject, working: working, numbers: numbers,
          relations: relations, notes: notes))
    }
    for table in worksheet.tables { read(table, &resolver) }
    entries.sort { $0.line < $1.line }
  }

  /// The number in `0.56 (rounded)` or `0.17 V`, and what stands behind it: words that are nothing here.
  private func remarked(_ id: Tree.NodeID, _ key: AnswerKey) -> (Tree.NodeID, String)? {
    guard case .multiply = tree[id].kind, let number = tree.children(of: id).first,
      let rest = tree.children(of: id).last, tree.holdsNumbersOnly(number), !tree.holdsNumbersOnly(rest),
      tree.quantities(in: rest).allSatisfy({ place in
        guard case .name(let name) = tree[place].kind else { return false }
        let plain = name.filter { $0 != "_" }
        return [name, plain].allSatisfy {
          key.names[$0] == nil && key.lesson.derivation.scope.quantity($0) == nil
        } && !worksheet.statements.contains { defines($0, name) }
      })
    else { return nil }
    return (number, worksheet.source.text(tree[rest].span))
  }

  private func defines(_ statement: Statement, _ name: String) -> Bool {
    guard case .chain(let terms, _) = statement.kind, terms.count > 1 else { return false }
    return tree.named(terms[0]) == name
  }

  // MARK: Tables

  /// A table whose headers are quantities, such as `t | a{t} | a{t+1}`.
  private mutating func read(_ table: Worksheet.Table, _ resolver: inout NameResolver) {
    let variable = table.headers.indices.first { column in
      guard let formula = table.headers[column].formula, case .name = tree[formula].kind else { return false }
      return resolver.target(formula) == nil
    }
    let isNamed = table.headers.contains { header in
      guard let formula = header.formula else { return false }
      if case .step = tree[formula].kind { return true }
      return resolver.target(formula) != nil
    }
    if !isNamed { return readRows(table, &resolver) }
    for row in table.rows {
      let step = variable.flatMap { row[$0].formula }.flatMap { integer($0) }
      for (column, cell) in row.enumerated() where column != variable {
        guard let header = table.headers[column].formula, let formula = cell.formula,
          let numbers = WrittenEntry.read(formula, in: tree),
          let target = target(header, step, &resolver)
        else { continue }
        let name = resolver.quantities[target.quantity].name
        entries.append(
          Entry(
            line: worksheet.source.location(of: cell.span.start).line, text: "\(name) = \(cell.text)",
            statement: nil, target: target, subject: name, working: [], numbers: numbers, relations: [.equal])
        )
      }
    }
  }

  /// A table with a quantity at the beginning of each row and its number at the end.
  private mutating func readRows(_ table: Worksheet.Table, _ resolver: inout NameResolver) {
    for row in table.rows {
      guard let name = row.first?.formula, let target = resolver.target(name),
        let cell = row.dropFirst().last(where: { $0.formula != nil }), let formula = cell.formula,
        let numbers = WrittenEntry.read(formula, in: tree)
      else { continue }
      let subject = resolver.quantities[target.quantity].name
      entries.append(
        Entry(
          line: worksheet.source.location(of: cell.span.start).line, text: "\(subject) = \(cell.text)",
          statement: nil, target: target, subject: subject, working: [], numbers: numbers,
          relations: [.equal]))
    }
  }

  private func target(
    _ header: Tree.NodeID, _ step: Int?, _ resolver: inout NameResolver
  ) -> NameResolver.Target? {
    guard case .step = tree[header].kind else { return resolver.target(header) }
    let parts = Array(tree.children(of: header))
    guard parts.count == 2, let name = tree.named(parts[0]), let step, let offset = offset(parts[1]),
      let quantity = resolver.names["\(name){\(step + offset)}"]
    else { return nil }
    return NameResolver.Target(
      quantity: quantity, entries: Array(0..<resolver.quantities[quantity].shape.count))
  }

  /// 1 for `t + 1`, 0 for `t`.
  private func offset(_ id: Tree.NodeID) -> Int? {
    let parts = Array(tree.children(of: id))
    switch tree[id].kind {
    case .name: return 0
    case .add where parts.count == 2: return integer(parts[1])
    case .subtract where parts.count == 2: return integer(parts[1]).map { -$0 }
    default: return nil
    }
  }

  /// A step's number; what is far beyond any descent is none, so that sums of two cannot overflow.
  private func integer(_ id: Tree.NodeID) -> Int? {
    guard case .number(let numeral) = tree[id].kind, let value = numeral.value.asInt,
      value.magnitude <= 1_000_000
    else { return nil }
    return value
  }

  // MARK: Names of the author's own

  /// Lines `name = formula` about names that the lesson has not, in order.
  var ownDefinitions: [Statement] {
    entries.compactMap { entry in
      guard entry.target == nil, isUsed(entry.subject), let statement = entry.statement,
        case .chain(let terms, let relations) = statement.kind, terms.count > 1, relations.first == .equal,
        case .name = tree[terms[0]].kind
      else { return nil }
      return Statement(
        kind: .chain(terms: [terms[0], terms[1]], relations: [.equal]), span: statement.span, depth: 0)
    }
  }

  private func isUsed(_ name: String) -> Bool {
    entries.contains { entry in
      entry.subject != name
        && entry.working.contains { term in tree.quantities(in: term).contains { tree.named($0) == name } }
    }
  }

  var ownNames: Set<String> {
    Set(
      ownDefinitions.compactMap { statement in
        guard case .chain(let terms, _) = statement.kind, let first = terms.first else { return nil }
        return tree.named(first)
      })
  }

  // MARK: Who

  /// The student's name and number in the front matter.
  var student: Student {
    func text(_ keys: [String]) -> String? { keys.compactMap { worksheet.frontMatter.text($0) }.first }
    return Student(
      id: text(["id", "student_id", "student", "matriculation"]), name: text(["name", "student_name"]),
      email: text(["email"]))
  }
}

/// Who answered.
public struct Student: Sendable, Hashable {
  public var id: String?
  public var name: String?
  public var email: String?

  public init(id: String? = nil, name: String? = nil, email: String? = nil) {
    self.id = id
    self.name = name
    self.email = email
  }
}
