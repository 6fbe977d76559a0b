import Language
import Numbers

/// Updates, and loops of them.
extension Compiler {
  mutating func update(
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
    return Replacement(name: name, node: node, target: original.node, formula: value)
  }

  /// How many passes a text may make in all.
  public static let passLimit = 1_000_000

  // MARK: Headers

  /// What a loop's header says.
  struct LoopHeader {
    let count: Int
    var isImplicit = false
    var batches: BatchHeader?
    /// The name of the number of the pass.
    var counter: Tree.NodeID?
    let span: SourceSpan

    init(
      count: Int, isImplicit: Bool = false, batches: BatchHeader? = nil, counter: Tree.NodeID? = nil,
      at span: SourceSpan
    ) {
      self.counter = counter
      self.count = count
      self.isImplicit = isImplicit
      self.batches = batches
      self.span = span
    }
  }

  struct BatchHeader {
    let names: [String]
    let sources: [Program.ID]
    /// The rows of each pass.
    let rows: [Range<Int>]
    /// Whether a pass takes one row as it is, rather than a batch of rows.
    let isSingle: Bool
    let shuffleSeed: UInt32?
    let span: SourceSpan

    /// The sizes that batches have: all of one, and the last one perhaps of another.
    var sizes: [Int] {
      let first = rows.first?.count ?? 0
      return rows.last.map { $0.count == first ? [first] : [first, $0.count] } ?? [first]
    }
  }

  mutating func header(of statement: Statement) throws(Diagnostic) -> LoopHeader {
    switch statement.kind {
    case .each(let targets, let source):
      let batches = try batchHeader(targets, source, at: statement.span)
      return LoopHeader(count: batches.rows.count, batches: batches, at: statement.span)
    case .loop(let count, let counter):
      return LoopHeader(
        count: try whole(count, in: 0...Compiler.passLimit, "the number of passes is a whole number"),
        counter: counter, at: statement.span)
    default: return LoopHeader(count: 0, at: statement.span)
    }
  }

  private mutating func batchHeader(
    _ targets: [Tree.NodeID], _ source: Tree.NodeID, at place: SourceSpan
  ) throws(Diagnostic) -> BatchHeader {
    guard case .apply(let function, primes: 0) = tree[source].kind, ["batches", "samples"].contains(function)
    else {
      throw Diagnostic(
        .malformedLoop, "`for` runs over `batches(…)` or `samples(…)`",
        hint: "Write for x, y <- batches(X, Y, 8): or for x, y <- samples(X, Y):", at: span(source))
    }
    let isSingle = function == "samples"
    var arguments: [Tree.NodeID] = []
    var options: [String: Tree.NodeID] = [:]
    for argument in children(source) {
      if case .keyword(let name) = tree[argument].kind, let value = children(argument).first {
        guard ["shuffle", "joined"].contains(name) else {
          throw Diagnostic(
            .wrongArguments, "`\(function)` knows no option `\(name)`",
            hint:
              "shuffle = 7 draws a new order for every run from that seed; joined = 1 gives the last batch "
              + "the rows that are left over.", at: span(argument))
        }
        options[name] = value
      } else {
        arguments.append(argument)
      }
    }
    let size =
      isSingle
      ? 1
      : try arguments.popLast().map { (id) throws(Diagnostic) in
        try whole(id, in: 1...Shape.entryLimit, "the size of a batch is a whole number from 1")
      } ?? 1
    guard !arguments.isEmpty, arguments.count == targets.count else {
      throw Diagnostic(
        .malformedLoop, "\(targets.count) names for the rows of \(arguments.count) quantities",
        hint: "Write for x, y <- batches(X, Y, 8):", at: place)
    }
    var names: [String] = []
    var sources: [Program.ID] = []
    var total: Int?
    for (target, argument) in zip(targets, arguments) {
      guard case .name(let name) = tree[target].kind else {
        throw Diagnostic(.malformedLoop, "a name is expected before `<-`", at: span(target))
      }
      let term = try compile(argument)
      guard term.letters.isEmpty, let rows = ownShape(term).first, rows > 0, total ?? rows == rows else {
        throw Diagnostic(
          .wrongShape, "what batches are taken from has rows, everywhere the same number of them",
          at: span(argument))
      }
      total = rows
      names.append(name)
      sources.append(term.node)
    }
    let seed = try options["shuffle"].map { (id) throws(Diagnostic) in
      UInt32(
        truncatingIfNeeded: try whole(id, in: 0...Int(UInt32.max), "a seed is a whole number below 2^32"))
    }
    let isJoined =
      try options["joined"].map { (id) throws(Diagnostic) in
        try whole(id, in: 0...1, "joined is 0 or 1") == 1
      } ?? false
    return BatchHeader(
      names: names, sources: sources, rows: Compiler.batches(of: total ?? 0, size, isJoined: isJoined),
      isSingle: isSingle, shuffleSeed: seed, span: place)
  }

  /// Runs of `size` rows. What is left over makes a smaller last batch, or joins the last whole one.
  static func batches(of total: Int, _ size: Int, isJoined: Bool) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    while start < total {
      let end = start + size
      let isLast = isJoined ? end > total - size : end >= total
      result.append(start..<(isLast ? total : end))
      start = isLast ? total : end
    }
    return result
  }

  // MARK: Loops

  /// Compiles a loop; where the last batch has another size, its body twice.
  mutating func loop(
    _ header: LoopHeader, _ statements: ArraySlice<Statement>, depth: Int, in block: Block,
    into output: inout Output
  ) {
    let outside = (names: scope.names, order: scope.order, passes: scope.passes)
    var bodies: [Output] = []
    var targets: [[Program.ID]] = []
    var counter: Program.ID?
    var first: (derivatives: [DerivativeUse], compiled: CompiledFormulas)?
    for size in header.batches?.sizes ?? [0] {
      (scope.names, scope.order, scope.passes) = outside
      var inside = Output()
      do throws(Diagnostic) {
        if let batches = header.batches { targets.append(try bind(batches, size: size)) }
        counter = try header.counter.map { (id) throws(Diagnostic) in try bind(counter: id) }
        compile(statements, depth: depth, in: block, into: &inside)
      } catch {
        inside.report(error)
      }
      scope.current = [:]
      bodies.append(inside)
      if let first { (scope.derivatives, scope.compiled) = first }
      first = (scope.derivatives, scope.compiled)
    }
    let faults = bodies.first { !$0.diagnostics.isEmpty }?.diagnostics ?? []
    output.diagnostics += faults
    let (total, overflow) = header.count.multipliedReportingOverflow(
      by: max(scope.passes - outside.passes, 1))
    scope.passes = outside.passes
    guard !overflow, total <= Compiler.passLimit - outside.passes else {
      output.diagnostics.append(
        Diagnostic(
          .tooLarge, "more than \(Compiler.passLimit) passes are beyond the limit", at: header.span))
      return
    }
    scope.passes += total
    for place in bodies.indices { markFinal(&bodies[place].lines) }
    guard let body = bodies.first else { return }
    output.givens += body.givens
    output.assumptions += body.assumptions
    var loop = Loop(
      count: header.count, isImplicit: header.isImplicit, body: body.lines,
      carried: carried(except: Set(outside.names.keys)), firstPass: outside.passes, place: header.span.start)
    forget(header, except: outside.names)
    loop.counter = counter
    if let batches = header.batches, let nodes = targets.first, let last = targets.last {
      loop.batches = Batches(
        targets: batches.sources.indices.filter { nodes.indices.contains($0) && last.indices.contains($0) }
          .map {
            Batches.Target(source: batches.sources[$0], node: nodes[$0], lastNode: last[$0])
          },
        rows: batches.rows, shuffleSeed: batches.shuffleSeed,
        lastBody: bodies.count > 1 ? bodies[1].lines : nil)
    }
    output.lines.append(
      Line(kind: .loop(loop), span: header.span, statement: header.span, block: block.number))
  }

  /// What a header names means nothing behind its loop.
  private mutating func forget(_ header: LoopHeader, except known: [String: Meaning]) {
    var names = header.batches?.names ?? []
    if let counter = header.counter, case .name(let name) = tree[counter].kind { names.append(name) }
    for name in names where known[name] == nil {
      scope.names[name] = nil
      scope.order.removeAll { $0 == name }
    }
  }

  /// Of several replacements in one pass, the last is the value at the top of the next one.
  private func markFinal(_ lines: inout [Line]) {
    var replaced: Set<String> = []
    for place in lines.indices.reversed() {
      let line = lines[place]
      guard case .update(var replacements) = line.kind else { continue }
      for index in replacements.indices.reversed() {
        replacements[index].isFinal = replaced.insert(replacements[index].name).inserted
      }
      lines[place] = Line(
        kind: .update(replacements), span: line.span, statement: line.statement, block: line.block)
    }
  }

  /// Makes the number of the pass a given quantity of the body.
  private mutating func bind(counter id: Tree.NodeID) throws(Diagnostic) -> Program.ID {
    guard case .name(let name) = tree[id].kind, resolve(name) == nil, !Builtin.names.contains(name) else {
      throw Diagnostic(
        .duplicateName, "`\(tree.source.text(span(id)))` already has a meaning",
        hint: "The number of the pass wants a name of its own.", at: span(id))
    }
    let node = scope.program.given(name, .scalar, at: span(id))
    scope.define(name, .quantity(Term(node)))
    return node
  }

  /// Gives the names of a header the shape of a batch: a new name becomes a given quantity of the body.
  private mutating func bind(_ batches: BatchHeader, size: Int) throws(Diagnostic) -> [Program.ID] {
    var nodes: [Program.ID] = []
    for (name, source) in zip(batches.names, batches.sources) {
      let row = Array(scope.program.shape(source).axes.dropFirst())
      guard let shape = Shape(batches.isSingle ? row : [size] + row) else { continue }
      guard let meaning = scope.names[name] else {
        nodes.append(scope.program.given(name, shape, at: batches.span))
        scope.define(name, .quantity(Term(scope.program.given(name, shape))))
        continue
      }
      guard case .quantity(let term) = meaning, case .given = scope.program[term.node].operation else {
        throw Diagnostic(
          .notGiven, "only a given quantity can be replaced, and `\(name)` is none", at: batches.span)
      }
      guard scope.program.shape(term.node) == shape else {
        throw Diagnostic(
          .wrongShape,
          "`\(name)` is \(shapeText(scope.program.shape(term.node).axes)), a batch is \(shapeText(shape.axes))",
          hint:
            "Give it the shape of a batch, or use a new name and define in the loop's body what depends on it.",
          at: batches.span)
      }
      nodes.append(term.node)
    }
    return nodes
  }

  /// After the loop the quantities defined in its body mean their final values.
  private mutating func carried(except known: Set<String>) -> [Recording] {
    var result: [Recording] = []
    for name in scope.order where !known.contains(name) {
      guard case .quantity(let term) = scope.names[name], case .defined = scope.program[term.node].operation
      else { continue }
      let final = scope.program.given(name + " (final)", scope.program.shape(term.node))
      result.append(Recording(name: name + " (final)", node: term.node, target: final, pass: 0))
      scope.names[name] = .quantity(Term(final, split: term.split))
    }
    return result
  }

  /// A formula that is a whole number of some range, from numbers and given quantities.
  mutating func whole(
    _ id: Tree.NodeID, in range: ClosedRange<Int>, _ what: String
  ) throws(Diagnostic) -> Int {
    let term = try compile(id)
    guard term.letters.isEmpty, let value = valueAtStart(term.node), let number = value.asInt else {
      throw Diagnostic(.malformedLoop, what, at: span(id))
    }
    guard range.contains(number) else {
      throw Diagnostic(
        .tooLarge, "\(what), at most \(range.upperBound); here it is \(number)", at: span(id))
    }
    return number
  }
}
