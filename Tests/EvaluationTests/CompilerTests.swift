import Language
import Numbers
import Testing

@testable import Evaluation

@Test(
  "values of definitions, exactly",
  arguments: [
    ("x = 3", "y = 2x^2 - 1/2(x - 1)^2", ["16"]),
    ("a = 3", "y = a(1 - a)", ["-6"]),
    ("v = [1, 2, 3]", "y[i] = v[i]*i", ["1", "4", "9"]),
    ("v = [1, 2, 3]", "y = sum(i, v[i]*i)", ["14"]),
    ("W = [[1, 2, 3], [4, 5, 6]]", "y = W^T", ["1", "4", "2", "5", "3", "6"]),
    ("W = [[1, 2, 3], [4, 5, 6]]", "y[j,i] = W[i,j]", ["1", "4", "2", "5", "3", "6"]),
    ("W = [[1, 2, 3], [4, 5, 6]]", "y = W[2]", ["4", "5", "6"]),
    ("W = [[1, 2, 3], [4, 5, 6]]", "y[i] = W[i,2]", ["2", "5"]),
    ("v = [1, 2]", "y[i,j] = [i = j]*v[j]", ["1", "0", "0", "2"]),
    ("v = [0.2, 0.5, 0.7]", "y = [v >= 0.5]", ["0", "1", "1"]),
    ("X = [[1, 2], [3, 4]]; b = [[10], [20]]", "y = X + b", ["11", "12", "23", "24"]),
    ("X = [[1, 2], [3, 4]]", "y = max(X, axis = 1)", ["3", "4"]),
    ("X = [[1, 2], [3, 4]]", "y[i] = max(j, X[i,j])", ["2", "4"]),
    ("X = [[1, 2], [3, 4]]", "y = min(X)", ["1"]),
    ("X = [[1, 2], [3, 4]]", "y[i] = sum(j, X[i,j]) - sum(j, X[j,i])", ["-1", "1"]),
    ("v = [1, 2]; w = [3, 4, 5]", "y = sum(j, v[j]) + sum(j, w[j])", ["15"]),
    ("v = [1, 2]; w = [3, 4, 5]", "y[j] = v[j] * sum(k, w[k])", ["12", "24"]),
    ("v = [1, 2]", "y = [v, 3*v]", ["1", "2", "3", "6"]),
    ("x = 2", "f(t) = t^2 + x; y = f(3) + f(f(1))", ["22"]),
    ("x = 2", "f(a, b) = a - b; y = f(x, 5)", ["-3"]),
    ("x = 0", "y = e^x + cosh(x) + softplus(x)/log(2)", ["3"]),
    ("x = [1, 2, 3, 4]", "y = length(x)*mean(x)", ["10"]),
    ("x_1 = 4", "y = x1 + x_1", []),
  ])
func values(given: String, define: String, expected: [String]) throws {
  let compiled = Compiled(given: given, define)
  guard !expected.isEmpty else {
    #expect(compiled.messages == ["nothing here is called `x1`"])
    return
  }
  #expect(compiled.messages.isEmpty)
  if define.contains("softplus") {
    let value = try compiled.value("y", in: CertifiedArithmetic(precision: 100)).entries[0]
    #expect(value.contains(3))
  } else {
    #expect(try compiled.exact("y") == expected)
  }
}

@Test(
  "faults say what is wrong",
  arguments: [
    ("x = 3", "y = 2*xx", "nothing here is called `xx`"),
    ("", "z1 = 1; y = z2", "nothing here is called `z2`"),
    ("", "y = sigmiod(2)", "there is no function `sigmiod`"),
    (
      "W = [[1, 2], [3, 4]]; x = [1, 2, 3]", "y = W @ x",
      "2×2 @ 3: the left side's 2 columns do not meet 3 rows"
    ),
    ("a = [1, 2]; b = [1, 2, 3]", "y = a + b", "the left side is 2, the right side 3"),
    ("x = [1, 2]", "y = x[3]", "index 3 is outside 1…2"),
    ("x = [1, 2]", "y = x[0]", "index 0 is outside 1…2"),
    ("x = [1, 2]", "y = x[1, 2]", "2 indices, but 2 takes at most 1"),
    (
      "x = [1, 2]; w = [1, 2, 3]", "y[i] = x[i]*w[i]",
      "`i` runs to 2 elsewhere in this line, but this axis has 3 entries"
    ),
    ("x = [1, 2]", "y = x[i]", "the right side has the free index `i`, the left side has not"),
    ("x = [1, 2]", "y = sum(i, 3)", "nothing inside this sum is indexed by `i`, so it has no range"),
    ("x = [[1, 2], [3]]", "y = 1", "this row has 1 entries, the first one 2"),
    ("x = 2", "y = 2^2^2^2^2^2", "this exponent is beyond the limit of 1048576"),
    ("x = 2", "y = ones(100000, 100000)", "this would have more than 16777216 entries"),
    ("x = 2", "f(t) = f(t) + 1; y = f(2)", "in `f`"),
    ("x = 2", "y = x'(3)", "`x` is a number, and a prime stands only after a function"),
    (
      "x = 2", "y = x^2; y <- 3",
      "`y` is defined by a formula, so it changes only with what it is computed from"
    ),
    ("x = 2", "x <- [1, 2]", "`x` is a single number, its new value would be 2"),
    (
      "x = 2", "repeat 10^12:\n  x <- x - 1",
      "the number of passes is a whole number, at most 1000000; here it is 1000000000000"
    ),
    ("x = 2", "s = sigmoid(x)\nrepeat s:\n  x <- x - 1", "the number of passes is a whole number"),
    ("x = 2", "repeat 2 as x:\n  x <- x - 1", "`x` already has a meaning"),
    ("v = [1, 2, 3]", "w[j] = v[j+3]", "nothing on the right is indexed by `j`"),
    (
      "v = [1, 2, 3]", "w[j] = v[j] + v[j+1]",
      "`j` runs from 1 to 3, so this index runs from 2 to 4, outside 1…3"
    ),
    ("v = [1, 2, 3]", "w[j] = v[j-1]", "nothing on the right is indexed by `j`"),
    ("A = [[1, 2], [3, 4]]", "w = argmax(A)", "argmax of a 2×2 quantity must name one axis"),
    ("x = 2", "y = x{1}", "there is no pass 1: so far 0 have been run"),
    ("x = 2; x = 3", "y = x", "`x` already has a meaning"),
    ("sigmoid = 2", "y = 1", "`sigmoid` is a function that every lesson knows"),
    ("x = [[1, 2], [3, 4]]", "y = softmax(x)", "softmax of a 2×2 quantity must name its axis"),
  ])
func faults(given: String, define: String, message: String) {
  let compiled = Compiled(given: given, define)
  #expect(compiled.messages.first?.contains(message) == true, "\(compiled.messages)")
}

@Test("a pass reads what is outside it at its top, and replaced givens where it stands")
func passes() throws {
  let compiled = Compiled(
    given: "w = 8, v = 1",
    """
    s = w/2
    repeat 2:
      w <- w - s
      v <- v + w + s
    after = s
    """)
  #expect(compiled.messages.isEmpty)
  var execution = Execution(compiled.derivation, in: RationalArithmetic())
  var seen: [String] = []
  execution.run(
    wants: { _ in true },
    visit: { (line, evaluator, pass) in
      if case .update(let replacements) = line.kind,
        let value = try? evaluator.value(of: replacements[0].node)
      {
        seen.append("\(replacements[0].name){\(pass ?? -1)} = \(value.entries[0])")
      }
      if case .definition(let definition) = line.kind, let value = try? evaluator.value(of: definition.node) {
        seen.append("\(definition.name) = \(value.entries[0])")
      }
    })
  // s is 4 in the first pass although w is 4 by then; 2 in the second.
  #expect(seen == ["s = 4", "w{0} = 4", "v{0} = 9", "w{1} = 2", "v{1} = 13", "after = 1"])
}

@Test("simultaneous updates do not see each other")
func simultaneous() throws {
  let compiled = Compiled(given: "a = 1, b = 2", "a, b <- b, a\nd = a - b")
  var execution = Execution(compiled.derivation, in: RationalArithmetic())
  execution.run(wants: { _ in true }, visit: { (_, _, _) in })
  let state = execution.evaluator()
  let given = compiled.derivation.givens.map { state.knownValue(of: $0.node)?.entries }
  #expect(given == [[2], [1]])
}

@Test("an index letter bound by a sum is no concern of what is outside it")
func boundLetters() throws {
  let compiled = Compiled(given: "v = [1, 2, 3]; w = [4, 5]", "y[j] = w[j] + sum(j, v[j])")
  #expect(compiled.messages.isEmpty)
  #expect(try compiled.exact("y") == ["10", "11"])
}
