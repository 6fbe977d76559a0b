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
    public init(number: Int, isGiven: Bool, isAssumption: Bool = false) {
      self.number = number
      self.isGiven = isGiven
      self.isAssumption = isAssumption
    }

    /// A checked block of a worksheet.
    public init(number: Int, word: String) {
      self.init(number: number, isGiven: word == "given", isAssumption: word == "assume")
    }
  }

  /// The outcome of compiling statements.
  public struct Output: Sendable {
    public init() {}

    public var lines: [Line] = []
    public var givens: [Given] = []
    public var assumptions: [Claim] = []
    public var diagnostics: [Diagnostic] = []
  }

  /// Compiles a block's statements; a line with a fault costs that line alone.
  public mutating func compile(_ statements: ArraySlice<Statement>, in block: Block) -> Output {
    var output = Output()
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
    loop(
      count: 1, isImplicit: true, rest, depth: 0, in: block, at: statements[firstUpdate].span, into: &output)
    return output
  }

  private mutating func compile(
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
        case .loop(let count):
          let end = statements[position...].firstIndex { $0.depth <= statement.depth } ?? statements.endIndex
          let body = statements[position..<end]
          position = end
          guard scope.current.isEmpty else {
            throw Diagnostic(
              .unsupported, "a loop inside a pass that has already replaced something", at: statement.span)
          }
          let passes = try passes(count)
          loop(
            count: passes, isImplicit: false, body, depth: statement.depth + 1, in: block, at: statement.span,
            into: &output)
        case .each:
          throw Diagnostic(
            .unsupported, "`for` over batches is not known yet", hint: "Write repeat n:", at: statement.span)
        }
      } catch {
        output.diagnostics.append(error)
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
          output.diagnostics.append(error)
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
      if let (found, _) = resolve(name) {
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
    if block.isGiven, letters.isEmpty, let value = try literal(right) {
      let node = scope.program.given(name, value.shape, at: span(left))
      scope.define(name, .quantity(Term(node)))
      let uncertainty = relation == .approximately ? try self.uncertainty(right) : nil
      output.givens.append(
        Given(name: name, node: node, value: value, uncertainty: uncertainty, span: span(left)))
      return .given(name)
    }
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

  // MARK: Updates and loops

  private mutating func update(
    _ targets: [Tree.NodeID], _ values: [Tree.NodeID], at place: SourceSpan
  ) throws(Diagnostic) -> [Replacement] {
    guard targets.count == values.count else {
      throw Diagnostic(
        .malformedUpdate,
        "\(targets.count) quantities on the left of `<-`, \(values.count) values on the right",
        at: place)
    }
    var replacements: [Replacement] = []
    for (target, value) in zip(targets, values) {
      guard case .name(let written) = tree[target].kind, let (name, meaning) = resolve(written) else {
        throw Diagnostic(
          .notGiven, "only a given quantity can be replaced", hint: "Write name <- formula.", at: span(target)
        )
      }
      if case .bundle(let parts) = meaning {
        for (place, part) in parts.enumerated() {
          component = place
          defer { component = nil }
          replacements.append(try replacement(of: part, by: value, at: target))
        }
      } else {
        replacements.append(try replacement(of: name, by: value, at: target))
      }
    }
    // All at once: no value above saw another's replacement.
    for replacement in replacements { scope.current[replacement.name] = Term(replacement.node) }
    return replacements
  }

  private mutating func replacement(
    of name: String, by value: Tree.NodeID, at target: Tree.NodeID
  ) throws(Diagnostic) -> Replacement {
    guard case .quantity(let original)? = scope.names[name],
      case .given = scope.program[original.node].operation
    else {
      throw Diagnostic(
        .notGiven, "`\(name)` is defined by a formula, so it changes only with what it is computed from",
        hint: "Only given quantities are replaced with `<-`.", at: span(target))
    }
    ranges = [:]
    try findRanges(in: [value])
    let term = try compile(value)
    let wanted = scope.program.shape(original.node).axes
    guard term.letters.isEmpty, ownShape(term) == wanted else {
      throw Diagnostic(
        .wrongShape, "`\(name)` is \(shapeText(wanted)), its new value would be \(shapeText(ownShape(term)))",
        at: span(value))
    }
    let node = scope.program.defined(name, as: term.node, at: span(target))
    return Replacement(name: name, node: node, formula: value)
  }

  private mutating func passes(_ count: Tree.NodeID) throws(Diagnostic) -> Int {
    let term = try compile(count)
    guard term.letters.isEmpty, let value = constantValue(term.node), value.isInteger,
      value.signum >= 0
    else {
      throw Diagnostic(
        .malformedLoop, "the number of passes is a whole number", hint: "repeat 7:", at: span(count))
    }
    guard let passes = value.numerator.asInt, passes <= Compiler.passLimit else {
      throw Diagnostic(
        .tooLarge, "\(value) passes are beyond the limit of \(Compiler.passLimit)", at: span(count))
    }
    return passes
  }

  /// How many passes a loop may make.
  public static let passLimit = 1_000_000

  private mutating func loop(
    count: Int, isImplicit: Bool, _ statements: ArraySlice<Statement>, depth: Int, in block: Block,
    at place: SourceSpan, into output: inout Output
  ) {
    let known = Set(scope.names.keys)
    let firstPass = scope.passes
    var inside = Output()
    compile(statements, depth: depth, in: block, into: &inside)
    scope.current = [:]
    var carried: [Recording] = []
    for name in scope.order where !known.contains(name) {
      guard case .quantity(let term) = scope.names[name], case .defined = scope.program[term.node].operation
      else { continue }
      let final = scope.program.given(name + " (final)", scope.program.shape(term.node))
      carried.append(Recording(name: name + " (final)", node: term.node, pass: 0))
      scope.names[name] = .quantity(Term(final, split: term.split))
    }
    scope.passes += count
    // Of several replacements in one pass, the last is the value at the top of the next one.
    var replaced: Set<String> = []
    for place in inside.lines.indices.reversed() {
      guard case .update(var replacements) = inside.lines[place].kind else { continue }
      for index in replacements.indices.reversed() {
        replacements[index].isFinal = replaced.insert(replacements[index].name).inserted
      }
      let line = inside.lines[place]
      inside.lines[place] = Line(
        kind: .update(replacements), span: line.span, statement: line.statement, block: line.block)
    }
    output.diagnostics += inside.diagnostics
    output.givens += inside.givens
    output.assumptions += inside.assumptions
    output.lines.append(
      Line(
        kind: .loop(
          Loop(
            count: count, isImplicit: isImplicit, body: inside.lines, carried: carried, firstPass: firstPass)),
        span: place, statement: place, block: block.number))
  }

  // MARK: Literals

  /// The value of a formula that is numbers only; nil where it names something.
  mutating func literal(_ id: Tree.NodeID) throws(Diagnostic) -> Tensor<Rational>? {
    if case .list = tree[id].kind {
      var parts: [Tensor<Rational>] = []
      for part in children(id) {
        guard let value = try literal(part) else { return nil }
        if let first = parts.first, first.shape != value.shape {
          throw Diagnostic(
            .wrongShape,
            "this row has \(shapeText(value.shape.axes)) entries, the first one \(shapeText(first.shape.axes))",
            hint: "All rows of a matrix are equally long.", at: span(part))
        }
        parts.append(value)
      }
      guard let first = parts.first else {
        throw Diagnostic(.wrongShape, "an empty list has no shape", at: span(id))
      }
      guard let shape = Shape([parts.count] + first.shape.axes) else { throw tooLarge(id) }
      return Tensor(shape: shape, entries: parts.flatMap(\.entries))
    }
    guard isNumeric(id) else { return nil }
    let term = try compile(id)
    guard scope.program.shape(term.node).isScalar else {
      var evaluator = Evaluator(scope.program, in: RationalArithmetic())
      return try? evaluator.value(of: term.node)
    }
    var evaluator = Evaluator(scope.program, in: RationalArithmetic())
    do throws(EvaluationError) {
      return try evaluator.value(of: term.node)
    } catch {
      if case .unsupported = error.cause { return nil }
      throw Diagnostic(error, in: scope.program, otherwise: span(id))
    }
  }

  /// Whether a formula names nothing but functions and has no list in it.
  private func isNumeric(_ id: Tree.NodeID) -> Bool {
    !tree.contains(id) {
      switch $0 {
      case .name, .derivative, .step, .index, .missing: true
      default: false
      }
    }
  }

  /// Half a unit of the last digit of each number written, for a given that was rounded.
  private func uncertainty(_ id: Tree.NodeID) throws(Diagnostic) -> Tensor<Rational> {
    switch tree[id].kind {
    case .number(let numeral):
      let interval = numeral.roundingInterval
      return Tensor(scalar: (interval.upper - interval.lower) * .half)
    case .negate: return try uncertainty(children(id)[0])
    case .list:
      let parts = children(id)
      var entries: [Rational] = []
      var axes: [Int] = []
      for part in parts {
        let value = try uncertainty(part)
        axes = value.shape.axes
        entries += value.entries
      }
      guard let shape = Shape([parts.count] + axes), shape.count == entries.count else { throw tooLarge(id) }
      return Tensor(shape: shape, entries: entries)
    default:
      throw Diagnostic(
        .malformedNumber, "behind `≈` stands a number as it was printed, or a list of such", at: span(id))
    }
  }
}

extension Diagnostic {
  /// Why a value could not be computed, at the place that asked for the operation.
  public init(_ error: EvaluationError, in program: Program, otherwise place: SourceSpan) {
    let span = program[error.node].origin ?? place
    switch error.cause {
    case .divisionByZero: self.init(.divisionByZero, "this divides by zero at the given values", at: span)
    case .outsideDomain(let function):
      let needs = function == .log ? "needs a positive number" : "needs a number that is not negative"
      self.init(.outsideDomain, "\(function.rawValue) \(needs) at the given values", at: span)
    case .undecided(let what): self.init(.outsideDomain, "it cannot be told \(what)", at: span)
    case .tooLarge(let what): self.init(.tooLarge, "this needs \(what)", at: span)
    case .unsupported(let function):
      self.init(.unsupported, "\(function.rawValue) has no exact value here", at: span)
    case .unknownValue(let name): self.init(.unknownName, "`\(name)` has no value", at: span)
    }
  }
}
