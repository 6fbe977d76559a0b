import Language
import Numbers

/// Functions that make data: they stand in blocks of givens, and their values are fixed when the text is read.
enum DataFunction: String, CaseIterable {
  /// `uniform(2, 3)`: NumPy's draws from [0, 1), or from [low, high), row by row.
  case uniform
  /// `normal(25, 2)`: NumPy's standard normal draws.
  case normal
  /// `permutation(10)`: the numbers 1 to 10 in an order that NumPy draws.
  case permutation
  /// `binary(1024, 10)`: row n holds the digits of n − 1, ten of them, the highest first.
  case binary
  /// `rows(X, 701, 1024)`: the rows from one to another.
  case rows
  /// `flat(pictures)`: each row's numbers in one line, row by row.
  case flat
  /// `joined(A, B, C)`: the rows of one after those of another.
  case joined
  /// `linspace(-2, 2, 50)`: so many numbers at equal distances, both ends among them.
  case linspace
  /// `onehot(labels, 10)`: a row for each label 0 … 9, with a 1 where the label says.
  case onehot
}

extension Compiler {
  /// `random = numpy(100)`: whether the line is one of these.
  mutating func defineGenerator(_ name: String, _ right: Tree.NodeID) throws(Diagnostic) -> Bool {
    guard case .apply("numpy", primes: 0) = tree[right].kind else { return false }
    let arguments = children(right)
    try expect(1, arguments, of: "numpy", at: right)
    let seed = try whole(arguments[0], in: 0...Int(UInt32.max), "a seed is a whole number below 2^32")
    scope.generator = NumPyGenerator(seed: UInt32(truncatingIfNeeded: seed))
    scope.define(name, .generator)
    return true
  }

  /// `m = zeros(theta)` of a bundle: given quantities of the same shapes, all zero.
  mutating func zeroBundle(
    _ name: String, _ right: Tree.NodeID, at left: Tree.NodeID, _ output: inout Output
  ) throws(Diagnostic) -> [String]? {
    guard case .apply("zeros", primes: 0) = tree[right].kind, children(right).count == 1,
      case .name(let written) = tree[children(right)[0]].kind,
      case .bundle(let parts)? = resolve(written)?.meaning
    else { return nil }
    var result: [String] = []
    for part in parts {
      guard let term = scope.quantity(part) else { continue }
      let own = "\(name)_\(part)"
      guard resolve(own) == nil else {
        throw Diagnostic(.duplicateName, "`\(own)` already has a meaning", at: span(left))
      }
      let shape = scope.program.shape(term.node)
      let value = Tensor(shape: shape, entries: Array(repeating: Rational.zero, count: shape.count))
      let node = scope.program.given(own, shape, at: span(left))
      scope.define(own, .quantity(Term(node)))
      scope.values[node] = value
      output.givens.append(Given(name: own, node: node, value: value, uncertainty: nil, span: span(left)))
      result.append(own)
    }
    return result
  }

  /// Makes the data that a formula calls for, from left to right.
  mutating func draw(in id: Tree.NodeID) throws(Diagnostic) {
    var pending = [id]
    while let next = pending.popLast() {
      guard case .apply(let name, primes: 0) = tree[next].kind, let function = DataFunction(rawValue: name)
      else {
        pending += tree.children(of: next).reversed()
        continue
      }
      guard scope.drawn[next] == nil else { continue }
      let value = try data(function, at: next)
      let node = scope.program.given("\(name) at \(span(next).start)", value.shape, at: span(next))
      scope.values[node] = value
      scope.drawn[next] = Term(node)
    }
  }

  /// The columns of a block's file under their names, and the whole of it as `data`.
  mutating func bind(_ table: DataTable) {
    func node(_ value: Tensor<Rational>, _ name: String) -> Term {
      let node = scope.program.given("\(name) of data \(scope.values.count)", value.shape)
      scope.values[node] = value
      return Term(node)
    }
    bindings["data"] = node(table.values, "all")
    for (place, name) in table.columns.enumerated() where !name.isEmpty && bindings[name] == nil {
      if let column = table.column(place) { bindings[name] = node(column, name) }
    }
  }

  private mutating func data(
    _ function: DataFunction, at id: Tree.NodeID
  ) throws(Diagnostic) -> Tensor<Rational> {
    var arguments: [Tree.NodeID] = []
    var options: [String: Rational] = [:]
    for argument in children(id) {
      if case .keyword(let name) = tree[argument].kind, let value = children(argument).first {
        options[name] = try dataValue(value).entries.first
      } else {
        arguments.append(argument)
      }
    }
    switch function {
    case .uniform:
      let (low, high) = (options["low"] ?? .zero, options["high"] ?? .one)
      return try drawn(arguments, at: id) { $0.uniform(from: low, to: high) }
    case .normal: return try drawn(arguments, at: id) { $0.normal() }
    case .permutation:
      try expect(1, arguments, of: function.rawValue, at: id)
      let count = try whole(arguments[0], in: 1...Shape.entryLimit, "a count is a whole number from 1")
      var generator = try generator(at: id)
      let order = generator.permutation(count)
      scope.generator = generator
      return try tensor([count], order.map { Rational($0 + 1) }, at: id)
    case .binary:
      try expect(2, arguments, of: function.rawValue, at: id)
      let count = try whole(arguments[0], in: 1...Shape.entryLimit, "a count is a whole number from 1")
      let digits = try whole(arguments[1], in: 1...62, "a number of digits is a whole number from 1")
      guard Shape([count, digits]) != nil else { throw tooLarge(id) }
      return try tensor(
        [count, digits],
        (0..<count).flatMap { n in
          (0..<digits).map { n >> (digits - 1 - $0) & 1 == 1 ? Rational.one : .zero }
        }, at: id)
    case .rows:
      try expect(3, arguments, of: function.rawValue, at: id)
      let whole = try dataValue(arguments[0])
      guard let count = whole.shape.axes.first, count > 0 else {
        throw Diagnostic(.wrongShape, "a single number has no rows", at: span(arguments[0]))
      }
      let first = try self.whole(arguments[1], in: 1...count, "rows are counted from 1")
      let last = try self.whole(arguments[2], in: first...count, "the last row is not before the first one")
      let width = whole.entries.count / count
      return try tensor(
        [last - first + 1] + whole.shape.axes.dropFirst(),
        Array(whole.entries[(first - 1) * width..<last * width]), at: id)
    case .flat:
      try expect(1, arguments, of: function.rawValue, at: id)
      let whole = try dataValue(arguments[0])
      guard let count = whole.shape.axes.first, count > 0 else {
        throw Diagnostic(.wrongShape, "a single number has no rows", at: span(arguments[0]))
      }
      return try tensor([count, whole.entries.count / count], whole.entries, at: id)
    case .joined: return try joined(arguments, at: id)
    case .linspace:
      try expect(3, arguments, of: function.rawValue, at: id)
      let count = try whole(arguments[2], in: 2...Compiler.drawLimit, "a count is a whole number from 2")
      guard let low = try dataValue(arguments[0]).entries.first,
        let high = try dataValue(arguments[1]).entries.first,
        let step = try? (high - low).divided(by: Rational(count - 1))
      else { throw Diagnostic(.wrongArguments, "`linspace` wants two numbers and a count", at: span(id)) }
      return try tensor([count], (0..<count).map { low + step * Rational($0) }, at: id)
    case .onehot:
      try expect(2, arguments, of: function.rawValue, at: id)
      let labels = try dataValue(arguments[0])
      let count = try whole(arguments[1], in: 1...Shape.entryLimit, "a number of classes is a whole number")
      guard Shape(labels.shape.axes + [count]) != nil else { throw tooLarge(id) }
      return try tensor(
        labels.shape.axes + [count],
        labels.entries.flatMap { label in (0..<count).map { label == Rational($0) ? Rational.one : .zero } },
        at: id)
    }
  }

  private mutating func joined(_ arguments: [Tree.NodeID], at id: Tree.NodeID) throws(Diagnostic) -> Tensor<
    Rational
  > {
    var entries: [Rational] = []
    var rows = 0
    var row: [Int]?
    for argument in arguments {
      let part = try dataValue(argument)
      guard let count = part.shape.axes.first, row.map({ $0 == Array(part.shape.axes.dropFirst()) }) ?? true
      else {
        throw Diagnostic(
          .wrongShape, "what is joined has rows of one length, here \(shapeText(part.shape.axes))",
          at: span(argument))
      }
      row = Array(part.shape.axes.dropFirst())
      rows += count
      entries += part.entries
    }
    guard let row else { throw Diagnostic(.wrongArguments, "`joined` wants what it joins", at: span(id)) }
    return try tensor([rows] + row, entries, at: id)
  }

  private func generator(at id: Tree.NodeID) throws(Diagnostic) -> NumPyGenerator {
    if let generator = scope.generator { return generator }
    throw Diagnostic(
      .unknownName, "nothing says where these draws come from", hint: "Write random = numpy(100) first.",
      at: span(id))
  }

  /// Draws row by row for the sizes that the arguments give.
  private mutating func drawn(
    _ arguments: [Tree.NodeID], at id: Tree.NodeID, _ draw: (inout NumPyGenerator) -> Rational
  ) throws(Diagnostic) -> Tensor<Rational> {
    var sizes: [Int] = []
    for argument in arguments {
      sizes.append(try whole(argument, in: 1...Shape.entryLimit, "a size is a whole number from 1"))
    }
    guard let shape = Shape(sizes), shape.count <= Compiler.drawLimit else {
      throw Diagnostic(.tooLarge, "more than \(Compiler.drawLimit) draws", at: span(id))
    }
    var generator = try generator(at: id)
    let entries = (0..<shape.count).map { _ in draw(&generator) }
    scope.generator = generator
    return Tensor(shape: shape, entries: entries)
  }

  /// How many numbers one call may draw.
  static let drawLimit = 1 << 20

  /// The value of a formula of numbers, data functions, and given quantities by name.
  private mutating func dataValue(_ id: Tree.NodeID) throws(Diagnostic) -> Tensor<Rational> {
    if case .name(let name) = tree[id].kind, case .quantity(let term)? = resolve(name)?.meaning,
      let value = scope.values[term.node]
    {
      return value
    }
    if let value = try literal(id) { return value }
    throw Diagnostic(
      .notGiven, "this has no value yet when the text is read",
      hint: "Data are made from numbers, data functions and names of given quantities.", at: span(id))
  }

  private func tensor(_ axes: [Int], _ entries: [Rational], at id: Tree.NodeID) throws(Diagnostic) -> Tensor<
    Rational
  > {
    guard let shape = Shape(axes, limit: Shape.dataLimit), shape.count == entries.count else {
      throw tooLarge(id)
    }
    return Tensor(shape: shape, entries: entries)
  }
}
