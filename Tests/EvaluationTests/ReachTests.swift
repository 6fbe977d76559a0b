import Numbers
import Testing

@testable import Evaluation

/// What a change of one entry reaches gives what a whole evaluation gives, exactly, for every entry of every given.
@Suite struct ReachTests {
  static let rows: [(given: String, text: String)] = [
    ("w = 3\nx = 0.5", "y = w^2*x - x/w"),
    ("W = [[1, 2], [3, 4], [5, 6]]\nx = [0.5, -2]", "z[k] = sum(i, W[k,i]*x[i])\ny = sum(z^2)/2"),
    ("W = [[1, 2], [3, 4], [5, 6]]\nx = [0.5, -2]", "z = W @ x\na = z/(1 + z^2)\ny[k] = a[k]*sum(a)"),
    (
      "X = [[1, 2], [3, 4], [5, 6]]\nW = [[0.5, -1], [2, 3]]\nb = [1, -1]",
      "Z = X @ W^T + b\nA = Z*(1 - Z)\ny = sum((A - 0.5)^2)/(2*length(X))"
    ),
    ("A = [[1, 2], [3, 4]]", "y = A @ A @ A^T"),
    ("A = [[1, 2], [3, 4]]", "y = sum(i, A[i,i]*A[i,1])"),
    ("A = [[1, 2], [3, 4]]\nv = [5, 7]", "y = outer(v, v)*A - A[2,1]*v[1]"),
    ("v = [5, -7, 2]", "y = max(k, v[k]) + relu(v) + abs(v)*[v >= 0]"),
    ("v = [5, -7, 2]\nw = 2", "y[k] = v[k]*w + w\nz = y[2]*v[1]"),
    ("v = [5, 7, 2]", "y = mean(n, v[n])\nz = sum(n, (v[n] - y)^2)"),
    ("a = 2", "b = a\nc = a*b\ny = [a, b*c, 7]"),
    ("v = [1, 2]\nw = 3", "y = w"),
  ]

  @Test(arguments: rows)
  func agreesWithTheWhole(_ row: (given: String, text: String)) throws {
    let compiled = Compiled(given: row.given, row.text)
    #expect(compiled.messages == [])
    let derivation = compiled.derivation
    let program = derivation.program
    let arithmetic = RationalArithmetic()
    var compared = 0
    for given in derivation.givens {
      for target in program.nodes.indices.map({ Program.ID($0) }) where program.name(of: target) != nil {
        var evaluator = Execution(derivation, in: arithmetic).evaluator()
        let source = try evaluator.value(of: given.node)
        let old = try evaluator.value(of: target)
        let order = program.evaluated(for: [target])
        for entry in source.entries.indices {
          let reach = Reach(of: entry, in: given.node, to: target, order: order, in: program)
          var moved = source
          moved.entries[entry] = moved.entries[entry] + Rational(1000)
          let whole = try evaluator.reading(target, with: given.node, as: moved, in: arithmetic) { $0 }
          var parts = old
          let found = try evaluator.reading(reach, as: moved.entries[entry], in: arithmetic) { $0 }
          #expect(found.count == reach.places.count)
          for (place, number) in zip(reach.places, found) { parts.entries[place] = number }
          #expect(parts == whole, "\(program.name(of: target) ?? "") by \(given.name)[\(entry)]")
          compared += 1
        }
      }
    }
    #expect(compared > 0)
  }

  /// A weight of a layer reaches one unit, and by it the units behind.
  @Test func isSmall() throws {
    let compiled = Compiled(
      given: "x = [1, 2, 3]\nW = [[1, 2, 3], [4, 5, 6]]\nV = [[1, 2], [3, 4]]",
      "z[k] = sum(i, W[k,i]*x[i])\na = z^2\nq[j] = sum(k, V[j,k]*a[k])")
    let program = compiled.derivation.program
    let w = try #require(compiled.derivation.givens.first { $0.name == "W" })
    let q = try #require(compiled.derivation.scope.quantity("q"))
    let reach = Reach(of: 4, in: w.node, to: q.node, order: program.evaluated(for: [q.node]), in: program)
    #expect(reach.parts.map(\.places.count).reduce(0, +) <= 12)
    let named = reach.parts.filter { program.name(of: $0.node) == "z" || program.name(of: $0.node) == "a" }
    #expect(named.map(\.places) == [[1], [1]])
    #expect(reach.places == [0, 1])
  }
}
