import Numbers
import Testing

@testable import Evaluation

/// Shifted letters, places of largest entries, numbers of passes: givens, a text, and what `y` is then.
struct IndexTests {
  @Test(
    "a letter that is moved, and the place of the largest entry",
    arguments: [
      ("v = [1, 2, 3, 5]", "y[j] = v[j+1] - v[j]", nil),
      ("v = [1, 2, 3, 5]", "y[j] = v[j+1]", ["2", "3", "5"]),
      ("v = [1, 2, 3, 5]", "y[j] = v[2+j]", ["3", "5"]),
      ("v = [1, 2, 3, 5]; h = [10, 20, 30]", "y[j] = v[j+1]*h[j]", ["20", "60", "150"]),
      ("v = [1, 2, 3, 5]; h = [10, 20, 30]", "y = sum(j, v[j+1]*h[j])", ["230"]),
      ("A = [[1, 2], [3, 4], [5, 6]]; h = [1, 1]", "y[i,j] = A[i+1,j]*h[j]", ["3", "4", "5", "6"]),
      ("A = [[1, 2, 7], [3, 4, 9]]; h = [1, 1]", "y[j,i] = A[i,j+1]*h[i]", ["2", "4", "7", "9"]),
      ("v = [3, 7, 7, 1]", "y = argmax(v)", ["2"]), ("v = [3]", "y = argmax(v)", ["1"]),
      ("A = [[1, 2, 0], [5, 4, 9], [0, 0, 0]]", "y = argmax(A, axis = 2)", ["2", "3", "1"]),
      ("A = [[1, 2, 0], [5, 4, 9]]", "y[n] = argmax(k, -A[n,k])", ["3", "2"]),
      ("A = [[1, 2, 0], [5, 4, 9]]", "y[k] = argmax(n, A[n,k])", ["2", "2", "2"]),
      ("A = [[0, 0], [0, 0]]", "y[n,k] = softmax(k, A[n,k])", ["0.5", "0.5", "0.5", "0.5"]),
      ("x = linspace(-1, 1, 5)", "y = x^2", ["1", "0.25", "0", "0.25", "1"]),
      ("A = flat([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])", "y = A[2]", ["5", "6", "7", "8"]),
    ] as [(String, String, [String]?)])
  func values(given: String, text: String, expected: [String]?) throws {
    let compiled = Compiled(given: given, text)
    guard let expected else {
      #expect(!compiled.messages.isEmpty)
      return
    }
    try #require(compiled.messages.isEmpty, "\(compiled.messages)")
    #expect(try compiled.exact("y") == expected)
  }

  @Test("the derivative by a quantity that is read with a shift")
  func derivative() throws {
    let compiled = Compiled(
      given: "v = [1, 2, 3, 5]; h = [10, 20, 30]", "E = sum(j, v[j+1]^2*h[j])\ny = dE/dv")
    #expect(try compiled.exact("y") == ["0", "40", "120", "300"])
  }

  @Test(
    "the number of the pass, from 1, in each run of a loop anew",
    arguments: [
      ("repeat 4 as t:\n  x <- x + t^2", "30"), ("repeat n as t:\n  x <- x + t", "6"),
      ("repeat n + 1 as t:\n  y = 10*t\n  x <- y", "40"),
      ("repeat 2 as s:\n  repeat 3 as t:\n    x <- 10*x + s*t", "123246"),
      ("repeat 2 as t:\n  x <- x + t\nrepeat 3 as t:\n  x <- 10*x + t", "3123"),
    ])
  func counter(text: String, expected: String) throws {
    let compiled = Compiled(given: "x = 0; n = 3", text)
    try #require(compiled.messages.isEmpty, "\(compiled.messages)")
    var execution = Execution(compiled.derivation, in: RationalArithmetic())
    execution.run(wants: { _ in true }, visit: { _, _, _ in })
    var evaluator = execution.evaluator()
    let x = try #require(compiled.derivation.scope.quantity("x"))
    #expect(try evaluator.value(of: x.node).entries.map(\.description) == [expected])
  }

  @Test("what a header names means nothing behind its loop")
  func names() {
    let compiled = Compiled(given: "x = 0; X = [1, 2]", "repeat 2 as t:\n  x <- x + t\ny = t")
    #expect(compiled.messages.first?.hasPrefix("nothing here is called `t`") == true)
    let again = Compiled(
      given: "a = 0; X = [[1], [2], [3], [4]]",
      """
      for x <- batches(X, 2):
        a <- a + sum(x)
      for x <- samples(X):
        a <- a + sum(x)
      """)
    #expect(again.messages.isEmpty, "\(again.messages)")
  }
}
