import Language
import Numbers

/// Values for some givens of a text, and sizes for the axes that it leaves open.
public struct GivenValues: Sendable {
  /// By the given's name; the shape may be another than the text's.
  public var values: [String: Tensor<Rational>]
  /// How far the letters of open givens run.
  public var sizes: [String: Int]

  public init(_ values: [String: Tensor<Rational>] = [:], sizes: [String: Int] = [:]) {
    self.values = values
    self.sizes = sizes
  }
}

extension GivenValues {
  /// What a line such as `eta = 0.1` gives, or several of them.
  ///
  /// - Returns: nil where the text says something else; the diagnostics say what is wrong with it.
  public static func read(_ source: Source) -> (values: GivenValues?, diagnostics: [Diagnostic]) {
    let parsed = Parser.statements(in: source)
    var compiler = Compiler(tree: parsed.tree, scope: Scope())
    let output = compiler.compile(parsed.statements[...], in: Compiler.Block(number: 0, isGiven: true))
    let diagnostics = parsed.diagnostics + output.diagnostics
    let values = Dictionary(output.givens.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    let isSound =
      diagnostics.isEmpty && values.count == output.lines.count && !values.isEmpty
      && output.givens.allSatisfy { $0.letters == nil }
    return (isSound ? GivenValues(values) : nil, diagnostics)
  }
}

/// What the open givens of a text have been given: the sizes of their letters, and numbers.
struct Openings: Sendable {
  var sizes: [String: Int] = [:]
  /// How many numbers have been handed out.
  var drawn = 0
  /// The letters in the order in which they are met, and where the first open given stands.
  var order: [String] = []
  var first: SourceSpan?
  /// Givens of which an assumption says that they sum to 1 over a letter.
  var shares: [String: String] = [:]

  /// Small, and no two alike as long as there are few letters, so that axes in the wrong order do not fit by
  /// accident.
  private static let sizes = [3, 2, 4, 5, 6, 7]

  mutating func size(of letter: String) -> Int {
    if let known = sizes[letter] { return known }
    let size = Openings.sizes[sizes.count % Openings.sizes.count]
    sizes[letter] = size
    return size
  }

  /// An odd number of twentieths between −1 and 1, never the one before it: simple, and nothing is zero.
  mutating func number() -> Rational {
    let place = drawn * 7 % 19
    drawn += 1
    let numerator = Rational(2 * place - 19)
    return numerator * Openings.twentieth
  }

  /// A single 1 along an axis, at another place each time: labels, which sum to 1.
  static func labels(_ shape: Shape, along axis: Int) -> Tensor<Rational> {
    let entries = (0..<shape.count).map { place -> Rational in
      let index = shape.index(at: place)
      let others = index.indices.filter { $0 != axis }.reduce(0) { $0 + index[$1] }
      return (others + index[axis]) % shape.axes[axis] == 0 ? .one : .zero
    }
    return Tensor(shape: shape, entries: entries)
  }

  private static let twentieth = (try? Rational(numerator: 1, denominator: 20)) ?? .half
}

/// Givens of open size: `X[n,i]` alone in a block of givens is a given of two axes; axes with the same letter are
/// equally long. What they hold, a dump says, or whoever else has values; for the lesson itself small sizes and
/// simple numbers are taken.
extension Compiler {
  /// The value of `name = formula` in a block of givens; nil where it is none.
  mutating func givenValue(_ name: String, _ formula: Tree.NodeID) throws(Diagnostic) -> Tensor<Rational>? {
    if let value = givenValues.values[name] { return value }
    if let value = zeros(formula) { return value }
    return try literal(formula)
  }

  /// `zeros(W1)`: as many zeros as the given W1 has entries, however many a dump may bring.
  private func zeros(_ formula: Tree.NodeID) -> Tensor<Rational>? {
    guard case .apply("zeros", primes: 0) = tree[formula].kind, children(formula).count == 1,
      case .name(let name) = tree[children(formula)[0]].kind, let term = scope.quantity(name),
      let value = scope.values[term.node]
    else { return nil }
    return value.map { _ in Rational.zero }
  }

  /// For which sizes formulas are judged where the text leaves some open.
  public var remarkOnOpenSizes: Diagnostic? {
    guard let place = openings.first, !openings.order.isEmpty else { return nil }
    let sizes = openings.order.compactMap { letter in openings.sizes[letter].map { "\(letter) = \($0)" } }
    return Diagnostic(
      .openSizes, "the sizes are open; the formulas are judged for \(sizes.joined(separator: ", "))",
      hint: "`workings compare` takes sizes and numbers from a dump.", at: place, severity: .note)
  }

  /// Looks ahead for assumptions like `sum(j, Y[n,j]) = 1`, which the numbers of an open given are to keep.
  public mutating func foresee(_ assumptions: ArraySlice<Statement>) {
    for statement in assumptions {
      let terms: [Tree.NodeID]
      switch statement.kind {
      case .chain(let chain, _), .assumption(let chain, _): terms = chain
      default: continue
      }
      guard terms.count == 2, case .apply("sum", primes: 0) = tree[terms[0]].kind,
        case .number(let one) = tree[terms[1]].kind, one.value == .one
      else { continue }
      let parts = children(terms[0])
      guard parts.count == 2, case .name(let letter) = tree[parts[0]].kind, case .index = tree[parts[1]].kind,
        case .name(let name) = tree[children(parts[1])[0]].kind
      else { continue }
      openings.shares[name] = letter
    }
  }

  /// - Returns: nil where the line is a formula of what is known.
  mutating func openGiven(_ id: Tree.NodeID, _ output: inout Output) throws(Diagnostic) -> Line.Kind? {
    var letters: [String] = []
    var base = id
    if case .index = tree[id].kind {
      base = children(id)[0]
      for part in children(id).dropFirst() {
        // A number is an axis of that length.
        if case .number(let numeral) = tree[part].kind, let size = numeral.value.asInt,
          (1...Shape.entryLimit).contains(size)
        {
          openings.sizes["\(size)"] = size
          letters.append("\(size)")
          continue
        }
        guard case .name(let letter) = tree[part].kind, resolve(letter) == nil else {
          throw Diagnostic(
            .unknownName, "the axes of a given of open size are letters that nothing else is called",
            hint: "Write X[n,i], a letter or a number for every axis.", at: span(part))
        }
        letters.append(letter)
      }
    }
    guard case .name(let name) = tree[base].kind, resolve(name) == nil, !Builtin.names.contains(name) else {
      return nil
    }
    let value = try openValue(of: name, letters, at: id)
    openings.first = openings.first ?? span(id)
    for letter in letters where !openings.order.contains(letter) && Int(letter) == nil {
      openings.order.append(letter)
    }
    let node = scope.program.given(name, value.shape, at: span(base))
    scope.define(name, .quantity(Term(node)))
    scope.values[node] = value
    output.givens.append(
      Given(name: name, node: node, value: value, uncertainty: nil, span: span(base), letters: letters))
    return .given(name)
  }

  private mutating func openValue(
    of name: String, _ letters: [String], at id: Tree.NodeID
  ) throws(Diagnostic) -> Tensor<Rational> {
    for (letter, size) in givenValues.sizes where openings.sizes[letter] == nil {
      openings.sizes[letter] = size
    }
    if let value = givenValues.values[name] {
      guard value.shape.rank == letters.count else {
        throw Diagnostic(
          .wrongShape, "`\(name)` has \(letters.count) axes here, and its value is \(value.shape)",
          at: span(id))
      }
      for (letter, size) in zip(letters, value.shape.axes) {
        guard let known = openings.sizes.updateValue(size, forKey: letter), known != size else { continue }
        throw Diagnostic(
          .wrongShape,
          Int(letter) == nil
            ? "`\(letter)` runs to \(known) before this, and to \(size) in `\(name)`"
            : "an axis of `\(name)` has \(known) entries here, and \(size) in its value",
          hint: "Axes with the same letter are equally long.", at: span(id))
      }
      return value
    }
    guard let shape = Shape(letters.map { openings.size(of: $0) }) else { throw tooLarge(id) }
    if let axis = openings.shares[name].flatMap({ letters.firstIndex(of: $0) }) {
      return Openings.labels(shape, along: axis)
    }
    return Tensor(shape: shape, entries: (0..<shape.count).map { _ in openings.number() })
  }
}
