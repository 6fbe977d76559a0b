import Language
import Numbers

/// Runs a derivation's lines in order in one arithmetic: the state of the given quantities, and the passes of
/// the loops.
///
/// One evaluator serves the whole run. A pass computes what its updates need, and visited lines what they show;
/// at its end the new values move to the given quantities, and everything that depends on these is out of date.
/// A quantity that has no value in this arithmetic (a sigmoid among exact rationals) makes only what depends
/// on it valueless; the run goes on.
public struct Execution<A: Arithmetic>: Sendable {
  public let derivation: Derivation
  public let arithmetic: A
  /// The evaluator at the state as it is now.
  private var current: Evaluator<A>
  /// How many passes have been made, those of nested loops counted and not the ones around them.
  public private(set) var step = 0
  /// Whether the run was stopped before its end.
  public private(set) var isStopped = false

  private let recordings: [Int: [Recording]]
  private var plans: [Int: LoopPlan] = [:]
  /// How often each loop has been passed.
  private var passes: [Int: Int] = [:]
  /// Where the shuffled orders of a loop come from.
  private var generators: [Int: NumPyGenerator] = [:]

  /// - Parameters:
  ///   - replacing: values for some givens instead of the text's own.
  ///   - omitting: givens that have no value in this arithmetic.
  public init(
    _ derivation: Derivation, in arithmetic: A, replacing: [String: Tensor<A.Number>] = [:],
    omitting: Set<String> = []
  ) {
    self.derivation = derivation
    self.arithmetic = arithmetic
    current = Evaluator(derivation.program, in: arithmetic)
    recordings = Dictionary(grouping: derivation.scope.recordings, by: \.pass)
    for given in derivation.givens where !omitting.contains(given.name) {
      if let value = replacing[given.name] {
        current.set(given.node, to: value)
      } else {
        current.set(given.node, toExact: given.value)
      }
    }
  }

  /// The same run at the same place in another arithmetic.
  public init<Other: Arithmetic>(
    _ other: Execution<Other>, in arithmetic: A, convert: (Other.Number) -> A.Number
  ) {
    derivation = other.derivation
    self.arithmetic = arithmetic
    current = Evaluator(other.derivation.program, in: arithmetic)
    step = other.step
    recordings = other.recordings
    passes = other.passes
    generators = other.generators
    current.sources = other.current.sources
    for node in other.givenNodes where current.sources[node] == nil {
      if let value = other.current.knownValue(of: node) { current.set(node, to: value.map(convert)) }
    }
  }

  /// Goes to where a run of one loop in another arithmetic has come.
  public mutating func adopt<Other: Arithmetic>(
    _ other: Execution<Other>, after loop: Loop, convert: (Other.Number) -> A.Number?
  ) {
    current = evaluator(at: other.current, within: loop, convert: convert)
    step = other.step
    passes = other.passes
    generators = other.generators
    isStopped = other.isStopped
  }

  /// The evaluator at the state of another one inside a loop: what the loop changes is taken over from that, and
  /// everything else is known as well as it is here.
  public mutating func evaluator<Other: Arithmetic>(
    at other: Evaluator<Other>, within loop: Loop, convert: (Other.Number) -> A.Number?
  ) -> Evaluator<A> {
    let plan = plan(for: loop)
    var result = current
    result.settle(plan.changed)
    result.forget(plan.outdated + plan.changed)
    for node in plan.changed + recordedNodes {
      guard let value = other.knownValue(of: node) else { continue }
      let entries = value.entries.compactMap(convert)
      if entries.count == value.entries.count {
        result.set(node, to: Tensor(shape: value.shape, entries: entries))
      }
    }
    return result
  }

  /// Takes over what another evaluator of the same program knows of the state at hand.
  public mutating func share(_ known: Evaluator<A>) { current.learn(from: known) }

  private var givenNodes: [Program.ID] {
    derivation.program.nodes.indices.map { Program.ID($0) }.filter {
      if case .given = derivation.program[$0].operation { true } else { false }
    }
  }

  private var recordedNodes: [Program.ID] { recordings.values.flatMap { $0.map(\.target) } }

  /// An evaluator at the state as it is now.
  public func evaluator() -> Evaluator<A> { current }

  // MARK: Running

  /// Whether the lines of a pass are of interest; the others are only computed as far as the state needs it.
  public typealias Wants = (LoopPass) -> Bool
  /// Called at each line of interest with the evaluator and the number of the pass.
  public typealias Visit = (Line, inout Evaluator<A>, Int?) -> Void
  /// Called after each pass; the run stops where it returns false.
  public typealias GoesOn = (Int, inout Evaluator<A>) -> Bool

  /// Runs all lines, up to the first loop that is not to be run.
  public mutating func run(
    wants: Wants, visit: Visit, goesOn: GoesOn = { _, _ in true }, stopsAt: (Loop) -> Bool = { _ in false }
  ) {
    start()
    for line in derivation.lines where !isStopped {
      if case .loop(let loop) = line.kind {
        if stopsAt(loop) { return }
        run(loop, wants: wants, visit: visit, goesOn: goesOn)
      }
      visit(line, &current, nil)
    }
  }

  /// Records what some formula wants to know of the start.
  public mutating func start() { record() }

  /// Visits one line that stands outside all loops.
  public mutating func visit(_ line: Line, _ visit: Visit) { visit(line, &current, nil) }

  /// Runs one loop that stands outside all others, without visiting its own line.
  public mutating func run(_ loop: Loop, wants: Wants, visit: Visit, goesOn: GoesOn = { _, _ in true }) {
    run(loop, isLast: true, wants, visit, goesOn)
  }

  @_specialize(where A == DoubleArithmetic)
  private mutating func run(_ loop: Loop, isLast: Bool, _ wants: Wants, _ visit: Visit, _ goesOn: GoesOn) {
    let plan = plan(for: loop)
    current.settle(plan.changed)
    let order = order(of: loop)
    let (isNesting, batches) = (loop.isNesting, loop.batches)
    let earlier = passes[loop.place, default: 0]
    var made = 0
    defer { passes[loop.place] = earlier + made }
    for number in 0..<loop.count where !isStopped {
      if let batches { replaceRows(batches, loop, number, order) }
      if let counter = loop.counter { current.reset(counter, to: number + 1) }
      if batches != nil || loop.counter != nil { current.forget(plan.outdated) }
      if !isNesting { record() }
      let isLastPass = number == loop.count - 1
      let isWanted = wants(LoopPass(number: earlier + number, isLast: isLast && isLastPass))
      if isWanted || isNesting {
        for line in loop.lines(ofPass: number) where !isStopped {
          if case .loop(let inner) = line.kind {
            run(inner, isLast: isLast && isLastPass, wants, visit, goesOn)
          } else if isWanted {
            visit(line, &current, step)
          }
        }
      }
      guard !isStopped else { return }
      if isLastPass { advance(plan.last) } else { advance(plan.usual) }
      current.forget(plan.outdated)
      made += 1
      if !isNesting {
        step += 1
        if !goesOn(step - 1, &current) { isStopped = true }
      }
    }
    record()
  }

  /// Computes the new values of a pass and puts them in the places of the old ones.
  private mutating func advance(_ pass: LoopPlan.Updates) {
    if let routine = pass.routine, current.fixed.isEmpty {
      let kept = keep(pass.unready)
      do throws(EvaluationError) {
        try arithmetic.run(routine, on: &current)
        return set(kept)
      } catch {
        // Some value cannot be given: what can is computed one by one.
      }
    }
    let kept = keep(pass.carried)
    do throws(EvaluationError) {
      try current.run(pass.order)
    } catch {
      // One value that cannot be given must not keep the others from theirs.
      for move in pass.moves { _ = try? current.value(of: move.source) }
    }
    replace(pass)
    set(kept)
  }

  private mutating func keep(_ carried: [Recording]) -> [(Program.ID, Tensor<A.Number>)] {
    carried.compactMap { recording in
      (try? current.value(of: recording.node)).map { (recording.target, $0) }
    }
  }

  private mutating func set(_ kept: [(Program.ID, Tensor<A.Number>)]) {
    for (target, value) in kept { current.set(target, to: value) }
  }

  /// Puts the new values in the places of the old ones.
  private mutating func replace(_ pass: LoopPlan.Updates) {
    for move in pass.moves { current.move(move.source, to: move.target) }
  }

  /// Keeps the values that some formula asks for as `q{pass}`.
  private mutating func record() {
    guard !recordings.isEmpty else { return }
    for recording in recordings[step] ?? [] where !current.isKnown(recording.target) {
      if let value = try? current.value(of: recording.node) { current.set(recording.target, to: value) }
    }
  }

  // MARK: Batches

  /// The order that one run of a loop goes through the rows in; nil for the order of the data.
  private mutating func order(of loop: Loop) -> [Int]? {
    guard let batches = loop.batches, let seed = batches.shuffleSeed else { return nil }
    var generator = generators[loop.place] ?? NumPyGenerator(seed: seed)
    defer { generators[loop.place] = generator }
    return generator.permutation(batches.rows.last?.upperBound ?? 0)
  }

  private mutating func replaceRows(_ batches: Batches, _ loop: Loop, _ number: Int, _ order: [Int]?) {
    let rows = batches.rows[number]
    for target in batches.targets {
      let node = batches.lastBody != nil && number == loop.count - 1 ? target.lastNode : target.node
      try? current.setRows(of: node, to: rows, of: target.source, in: order)
    }
  }

  private mutating func plan(for loop: Loop) -> LoopPlan {
    if let plan = plans[loop.place] { return plan }
    let plan = LoopPlan(loop, in: derivation, arithmetic)
    plans[loop.place] = plan
    return plan
  }
}

/// One pass of a loop.
public struct LoopPass: Sendable {
  /// Counted over all runs of the loop, from 0.
  public let number: Int
  /// Whether it is the very last one.
  public let isLast: Bool
}

extension Evaluator {
  /// The value of a node, if it has been computed or set.
  public func knownValue(of id: Program.ID) -> Tensor<A.Number>? {
    if known[Int(id.position)], let cell = cells[Int(id.position)] {
      return Tensor(shape: program[id].shape, entries: cell.entries)
    }
    var copy = self
    return sources[id] == nil ? nil : try? copy.value(of: id)
  }

  /// Sets a given quantity to a whole number.
  mutating func reset(_ id: Program.ID, to number: Int) {
    guard let cell = try? ownCell(id), let number = try? arithmetic.number(Rational(number)) else { return }
    cell.start.update(repeating: number, count: cell.count)
    known[Int(id.position)] = true
    if !sources.isEmpty { sources[id] = nil }
  }

  /// Converts given quantities now that are about to be replaced: what they were once must not come back.
  mutating func settle(_ ids: [Program.ID]) {
    for id in ids where sources[id] != nil {
      _ = try? value(of: id)
      sources[id] = nil
    }
  }

  /// Sets a node to some rows of another one, taken in an order.
  mutating func setRows(
    of id: Program.ID, to rows: Range<Int>, of source: Program.ID, in order: [Int]?
  ) throws(EvaluationError) {
    if !known[Int(source.position)] { try run(needed(for: source)) }
    do throws(ArithmeticError) {
      let cell = try ownCell(id)
      let width = rows.isEmpty ? 0 : cell.count / rows.count
      let start = operand(Int(source.position))
      for (place, row) in rows.enumerated() {
        (cell.start + place * width).update(from: start + (order?[row] ?? row) * width, count: width)
      }
      known[Int(id.position)] = true
    } catch {
      throw EvaluationError(cause: error, node: id)
    }
  }
}
