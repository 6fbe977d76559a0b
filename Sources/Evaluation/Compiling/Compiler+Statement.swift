import Language
import Numbers

/// Statements: definitions, claims, updates and loops.
extension Compiler {
  /// What the statements of one block may do.
  public struct Block: Sendable {
    public let number: Int
    /// In a block of givens, `name = number` gives a value.
    public let isGiven: Bool
    /// In a block of assumptions, every line is a condition.
    public let isAssumption: Bool
    /// The numbers of a file or table that a block of givens names.
    public let data: DataTable?
    public init(number: Int, isGiven: Bool, isAssumption: Bool = false, data: DataTable? = nil) {
      self.number = number
      self.isGiven = isGiven
      self.isAssumption = isAssumption
      self.data = data
    }

    /// A checked block of a worksheet.
    public init(number: Int, word: String, data: DataTable? = nil) {
      self.init(number: number, isGiven: word == "given", isAssumption: word == "assume", data: data)
    }
  }

  /// The outcome of compiling statements.
  public struct Output: Sendable {
    public init() {}

    public var lines: [Line] = []
    public var givens: [Given] = []
    public var assumptions: [Claim] = []
    public var diagnostics: [Diagnostic] = []

    /// Tells of a fault, unless it is a formula that could not be read: the parser has told of that.
    mutating func report(_ fault: Diagnostic) {
      if fault.kind != .missingOperand { diagnostics.append(fault) }
    }
  }

  /// Compiles a block's statements; a line with a fault costs that line alone.
  public mutating func compile(_ statements: ArraySlice<Statement>, in block: Block) -> Output {
    var output = Output()
    if let data = block.data { bind(data) }
    defer { if block.data != nil { bindings = [:] } }
    let firstUpdate = statements.firstIndex {
      if case .update = $0.kind { $0.depth == 0 } else { false }
    }
    guard let firstUpdate else {
      compile(statements, depth: 0, in: block, into: &output)
      return output
    }
    compile(statements[..<firstUpdate], depth: 0, in: block, into: &output)
    // Updates outside any loop are one pass: names keep their values until the end of the block.
    let rest = statements[firstUpdate...]
    let header = LoopHeader(count: 1, isImplicit: true, at: statements[firstUpdate].span)
    loop(header, rest, depth: 0, in: block, into: &output)
    return output
  }

  mutating func compile(
    _ statements: ArraySlice<Statement>, depth: Int, in block: Block, into output: inout Output
  ) {
    var position = statements.startIndex
    while position < statements.endIndex {
      let statement = statements[position]
      position += 1
      ranges = [:]
      do throws(Diagnostic) {
        switch statement.kind {
        case .chain(let terms, let relations) where block.isAssumption,
          .assumption(let terms, let relations):
          try findRanges(in: terms)
          for link in relations.indices {
            output.assumptions.append(
              try claim(terms[link], relations[link], terms[link + 1], link: link, at: statement.span))
          }
        case .chain(let terms, let relations):
          try chain(terms, relations, statement, in: block, into: &output)
        case .update(let targets, let values):
          output.lines.append(
            Line(
              kind: .update(try update(targets, values, at: statement.span)), span: statement.span,
              statement: statement.span, block: block.number))
        case .loop, .each:
          let end = statements[position...].firstIndex { $0.depth <= statement.depth } ?? statements.endIndex
          let body = statements[position..<end]
          position = end
          guard scope.current.isEmpty else {
            throw Diagnostic(
              .unsupported, "a loop inside a pass that has already replaced something", at: statement.span)
          }
          let header = try header(of: statement)
          loop(header, body, depth: statement.depth + 1, in: block, into: &output)
        }
      } catch {
        output.report(error)
        markBroken(statement)
      }
    }
  }

  /// A definition that could not be compiled still takes its name, so that later lines are not blamed.
  private mutating func markBroken(_ statement: Statement) {
    guard case .chain(let terms, _) = statement.kind, let first = terms.first else { return }
    var target = first
    if case .index = tree[first].kind { target = children(first)[0] }
    switch tree[target].kind {
    case .name(let name), .apply(let name, primes: 0):
      if resolve(name) == nil, ranges[name] == nil { scope.define(name, .broken) }
    default: return
    }
  }

  // MARK: Chains

  private mutating func chain(
    _ terms: [Tree.NodeID], _ relations: [Relation], _ statement: Statement, in block: Block,
    into output: inout Output
  ) throws(Diagnostic) {
    guard let relation = relations.first, terms.count == relations.count + 1 else {
      if block.isGiven, let only = terms.first, let line = try openGiven(only, &output) {
        output.lines.append(
          Line(kind: line, span: statement.span, statement: statement.span, block: block.number))
        return
      }
      try findRanges(in: terms)
      guard let only = terms.first else { return }
      output.lines.append(
        Line(
          kind: .display(try compile(only), only), span: statement.span, statement: statement.span,
          block: block.number))
      return
    }
    var links = Array(relations.indices)
    if relation == .equal || (block.isGiven && relation == .approximately),
      let line = try definition(
        terms[0], relation, terms[1], rest: Array(terms.dropFirst(2)), in: block, statement, &output)
    {
      output.lines.append(
        Line(kind: line, span: statement.span, statement: statement.span, block: block.number))
      links.removeFirst()
    } else if block.isGiven {
      throw Diagnostic(
        .notGiven, "a block of givens holds lines `name = value`",
        hint: "Put a claim into a ```check block.", at: statement.span)
    }
    try findRanges(in: terms)
    for link in links {
      do throws(Diagnostic) {
        var claim = try claim(
          terms[link], relations[link], terms[link + 1], link: link,
          at: span(terms[link]).joined(span(terms[link + 1])))
        claim.terms = Array(terms.prefix(link + 1))
        claim.subject = try compile(terms[0]).node
        output.lines.append(
          Line(
            kind: .claim(claim), span: span(terms[link + 1]), statement: statement.span, block: block.number))
      } catch {
        guard error.kind == .wrongShape, relations[link] == .equal || relations[link] == .unequal else {
          output.report(error)
          continue
        }
        // Formulas whose shapes do not fit are wrong, which is a verdict on them.
        let claim = Claim(
          relation: relations[link], left: terms[link], right: terms[link + 1],
          sides: .misfit([error.message, error.hint].compactMap(\.self).joined(separator: ". ")), letters: [],
          link: link, span: span(terms[link]).joined(span(terms[link + 1])))
        output.lines.append(
          Line(
            kind: .claim(claim), span: span(terms[link + 1]), statement: statement.span, block: block.number))
      }
    }
    guard terms.count > 2, relations.allSatisfy({ $0 == .equal }), let last = terms.last else { return }
    guard var ends = try? claim(terms[0], .equal, last, link: relations.count, at: statement.span) else {
      return
    }
    ends.joinsEnds = true
    output.lines.append(
      Line(kind: .claim(ends), span: statement.span, statement: statement.span, block: block.number))
  }

  /// A claim of one relation between two formulas, for every value of their free letters.
  public mutating func claim(
    _ left: Tree.NodeID, _ relation: Relation, _ right: Tree.NodeID, link: Int, at place: SourceSpan
  ) throws(Diagnostic) -> Claim {
    let a = try compile(left)
    let b = try compile(right)
    let leftShape = ownShape(a)
    let rightShape = ownShape(b)
    guard leftShape == rightShape || leftShape.isEmpty || rightShape.isEmpty else {
      return Claim(
        relation: relation, left: left, right: right, sides: .shapes(left: leftShape, right: rightShape),
        letters: [], link: link, span: place)
    }
    let (first, second, letters) = try spread(a, b, at: right)
    return Claim(
      relation: relation, left: left, right: right, sides: .nodes(left: first, right: second),
      letters: letters, link: link, span: place)
  }

  // MARK: Definitions

  /// The definition that a chain's first link is; nil where it is a claim.
  private mutating func definition(
    _ left: Tree.NodeID, _ relation: Relation, _ right: Tree.NodeID, rest: [Tree.NodeID], in block: Block,
    _ statement: Statement, _ output: inout Output
  ) throws(Diagnostic) -> Line.Kind? {
    switch tree[left].kind {
    case .name(let name):
      if bindings[name] == nil, let (found, _) = resolve(name) {
        guard block.isGiven else { return nil }
        throw Diagnostic(
          .duplicateName, "`\(found)` already has a meaning", hint: "A name is defined once.", at: span(left))
      }
      return try definition(of: name, letters: [], left, relation, right, rest, in: block, &output)
    case .index:
      let parts = children(left)
      guard case .name(let name) = tree[parts[0]].kind, resolve(name) == nil else { return nil }
      var letters: [String] = []
      for part in parts.dropFirst() {
        guard let letter = indexLetter(part), !letters.contains(letter) else {
          throw Diagnostic(
            .unknownName, "nothing here is called `\(name)`",
            hint: "A vector is defined whole, or with a letter for every axis: \(name)[j] = …", at: span(left)
          )
        }
        letters.append(letter)
      }
      return try definition(of: name, letters: letters, left, relation, right, rest, in: block, &output)
    case .apply(let name, primes: 0):
      guard resolve(name) == nil, !Builtin.names.contains(name),
        let function = NamedFunction(definedBy: left, as: right, in: tree)
      else { return nil }
      scope.define(name, .function(function))
      return .function(name)
    default: return nil
    }
  }

  private mutating func definition(
    of name: String, letters: [String], _ left: Tree.NodeID, _ relation: Relation, _ right: Tree.NodeID,
    _ rest: [Tree.NodeID], in block: Block, _ output: inout Output
  ) throws(Diagnostic) -> Line.Kind {
    if Builtin.names.contains(name), name != "e" {
      throw Diagnostic(
        .reservedName, "`\(name)` is a function that every lesson knows", hint: "Choose another name.",
        at: span(left))
    }
    if case .tuple = tree[right].kind { return try bundle(name, right) }
    if block.isGiven, letters.isEmpty, try defineGenerator(name, right) { return .function(name) }
    if block.isGiven, letters.isEmpty, let parts = try zeroBundle(name, right, at: left, &output) {
      scope.define(name, .bundle(parts))
      return .function(name)
    }
    if block.isGiven, letters.isEmpty, let value = try givenValue(name, right) {
      let node = scope.program.given(name, value.shape, at: span(left))
      scope.define(name, .quantity(Term(node)))
      scope.values[node] = value
      let isRounded = relation == .approximately && givenValues.values[name] == nil
      let uncertainty = isRounded ? try self.uncertainty(right) : nil
      output.givens.append(
        Given(name: name, node: node, value: value, uncertainty: uncertainty, span: span(left)))
      return .given(name)
    }
    defining = name
    defer { defining = nil }
    try findRanges(in: [right] + rest)
    for letter in letters where ranges[letter] == nil {
      throw Diagnostic(
        .unknownName, "nothing on the right is indexed by `\(letter)`, so it has no range", at: span(left))
    }
    var term = try compile(right)
    for letter in term.letters where !letters.contains(letter) {
      throw Diagnostic(
        .wrongShape, "the right side has the free index `\(letter)`, the left side has not",
        hint: "Write \(name)[\((letters + [letter]).joined(separator: ","))] = …, or sum over it.",
        at: span(right))
    }
    if !letters.isEmpty {
      guard ownShape(term).isEmpty else {
        throw Diagnostic(
          .wrongShape,
          "the right side is \(shapeText(ownShape(term))) for each \(letters.joined(separator: ", "))",
          hint: "Index it completely.", at: span(right))
      }
      term = Term(try widened(term, to: letters, at: right))
      // `widened` keeps the order of `letters`.
    }
    term.node = scope.program.defined(name, as: term.node, at: span(left))
    scope.define(name, .quantity(Term(term.node, split: letters.isEmpty ? term.split : nil)))
    return .definition(Definition(name: name, node: term.node, letters: letters, formula: right))
  }

  private mutating func bundle(_ name: String, _ right: Tree.NodeID) throws(Diagnostic) -> Line.Kind {
    var parts: [String] = []
    for part in children(right) {
      guard case .name(let part) = tree[part].kind, let (found, meaning) = resolve(part),
        case .quantity = meaning
      else {
        throw Diagnostic(.wrongShape, "a bundle holds names of given quantities", at: span(right))
      }
      parts.append(found)
    }
    scope.define(name, .bundle(parts))
    return .function(name)
  }
}
