import Testing

@testable import Language

@Suite struct ParserTests {
  @Test(arguments: [
    // Numbers
    ("0.35", "0.35"), ("9.55704063e-03", "9.55704063e-03"), (".5", ".5"), ("5.", "5."), ("1e5", "1e5"),
    ("9.5e−03", "9.5e-03"), ("５．２", "5.2"), ("½x", "(* 0.5 x)"), ("5%", "5e-2"), ("12.5% x", "(* 12.5e-2 x)"),
    // Names
    ("δ₂", "delta2"), ("w_{jk}", "w_jk"), ("wⱼₖ", "wjk"), ("a_2", "a_2"), ("θ", "theta"), ("σ", "sigma"),
    ("ŷ", "ŷ"), ("Ｗ１", "W1"), ("dW1", "dW1"),
    // Precedence
    ("a + b*c", "(+ a (* b c))"), ("a - b - c", "(- (- a b) c)"), ("a/b/c", "(/ (/ a b) c)"),
    ("a/b*c", "(* (/ a b) c)"), ("2^3^4", "(^ 2 (^ 3 4))"), ("2**3", "(^ 2 3)"), ("-x^2", "(neg (^ x 2))"),
    ("(-x)^2", "(^ (neg x) 2)"), ("a * -b", "(* a (neg b))"), ("a - -b", "(- a (neg b))"),
    ("x^-1", "(^ x (neg 1))"), ("-a*b", "(* (neg a) b)"), ("+x", "x"), ("- -x", "(neg (neg x))"),
    ("2^-x^2", "(^ 2 (neg (^ x 2)))"), ("A @ B * c", "(* (@ A B) c)"), ("x^{n+1}", "(^ x (+ n 1))"),
    // Look-alikes
    ("a · b × c ⊙ d", "(* (* (* a b) c) d)"), ("a − b", "(- a b)"), ("a ÷ b", "(/ a b)"), ("x²", "(^ x 2)"),
    ("x⁻¹", "(^ x (neg 1))"), ("√x + 1", "(+ (sqrt x) 1)"), ("√(x+1)", "(sqrt (+ x 1))"),
    ("∑(j, a[j])", "(sum j (at a j))"),
    // Juxtaposition
    ("2x", "(* 2 x)"), ("2x^2", "(* 2 (^ x 2))"), ("2(a - y)", "(* 2 (- a y))"), ("(a)(b)", "(* a b)"),
    ("(a) b", "(* a b)"), ("1/2(a-y)^2", "(* (/ 1 2) (^ (- a y) 2))"), ("a2(1 - a2)", "(a2 (- 1 a2))"),
    ("2exp(x)", "(* 2 (exp x))"), ("x²(1-x)", "(* (^ x 2) (- 1 x))"), ("w[1](a - y)", "(* (at w 1) (- a y))"),
    ("W^T(a - y)", "(* (T W) (- a y))"), ("3[a >= 0.5]", "(* 3 (iverson≥ a 0.5))"), ("-2x", "(* (neg 2) x)"),
    // Functions
    ("sigmoid'(z2)", "(sigmoid' z2)"), ("σ(z)", "(sigmoid z)"), ("σ′(z)", "(sigmoid' z)"),
    ("g''(x)", "(g'' x)"), ("g″(x)", "(g'' x)"), ("softmax(z, axis = 2)", "(softmax z (axis: 2))"),
    ("f()", "(f)"), ("|x - y|", "(abs (- x y))"), ("2|x|", "missing"),
    // Indices, steps, transposition
    ("w1[k,i]", "(at w1 k i)"), ("x{n+1}", "(step x (+ n 1))"), ("x{n}[1]", "(at (step x n) 1)"),
    ("(a + b)[1]", "(at (+ a b) 1)"), ("W^T", "(T W)"), ("Wᵀ", "(T W)"), ("W.T", "(T W)"),
    ("delta2 @ W2^T", "(@ delta2 (T W2))"), ("-W^T", "(neg (T W))"), ("x^T^2", "(^ (T x) 2)"),
    // TeX
    ("\\delta_1", "delta_1"), ("\\sigma(z_1)", "(sigmoid z_1)"), ("a \\cdot b", "(* a b)"),
    ("\\frac{a}{b + 1}", "(/ a (+ b 1))"), ("\\tfrac12 x", "(* (/ 1 2) x)"),
    ("\\frac{1}{2}^2", "(^ (/ 1 2) 2)"),
    ("\\frac{\\partial E}{\\partial w_1}", "(∂ E w_1)"), ("\\frac{dE}{dw}", "(d E w)"),
    ("\\frac{\\frac{a}{b}}{c}", "(/ (/ a b) c)"), ("\\delta_2 a_1", "(* delta_2 a_1)"),
    ("\\left(a - b\\right) x", "(* (- a b) x)"), ("\\mathbf{W}_1", "W_1"), ("e^{-z_1}", "(^ e (neg z_1))"),
    ("\\sqrt{x + 1}", "(sqrt (+ x 1))"), ("z\\_1", "z_1"), ("\\frac{a}", "missing"), ("\\frac", "missing"),
    ("\\text", "text"), ("\\", "missing"),
    // Lists
    ("[a, b]", "(list a b)"), ("[1, 2; 3, 4]", "(list (list 1 2) (list 3 4))"),
    ("[[1,2],[3,4]]", "(list (list 1 2) (list 3 4))"), ("(a, b)", "(tuple a b)"),
    ("[j = k]", "(iverson= j k)"),
    ("[a<-1]", "(iverson< a (neg 1))"), ("y * [a >= 0.5]", "(* y (iverson≥ a 0.5))"),
    // Derivatives
    ("dE/dw2", "(d E w2)"), ("∂E/∂w2", "(∂ E w2)"), ("dE/dw1[k,i]", "(d E (at w1 k i))"),
    ("da2[j]/dz2[k]", "(d (at a2 j) (at z2 k))"), ("d(a - y)/dx", "(∂ (- a y) x)"),
    ("∂(a*b)/∂(c)", "(∂ (* a b) c)"), ("d sigmoid(z)/dz", "(∂ (sigmoid z) z)"),
    ("d/dx (x^2)", "(∂ (^ x 2) x)"),
    ("∂/∂x sigmoid(x)", "(∂ (sigmoid x) x)"), ("(dE/dw)^2", "(^ (d E w) 2)"), ("dδ1/dθ", "(d delta1 theta)"),
    ("dE/da2 * da2/dz2", "(* (d E a2) (d a2 z2))"), ("eta dE", "missing"), ("2 dE/dw", "(* 2 (d E w))"),
    ("delta1/delta2", "(/ delta1 delta2)"), ("d2E/dw2", "(/ d2E dw2)"), ("dW1/m", "(/ dW1 m)"),
    ("a*d/b", "(/ (* a d) b)"), ("dE / dw2", "(d E w2)"), ("dE/dW^T", "(T (d E W))"),
    ("d(x*y)", "(d (* x y))"),
    ("dE/dw{t}", "(d E (step w t))"), ("dx/dot(a, b)", "(/ dx (dot a b))"),
  ])
  func formulas(_ row: (text: String, expected: String)) {
    let parsed = Parser.statements(in: Source(name: "test", text: "x = \(row.text)"))
    #expect(parsed.statements.map { sExpression($0, in: parsed.tree) } == ["x = \(row.expected)"])
  }

  @Test(arguments: [
    ("a = b = c ≈ d != e", ["a = b = c ≈ d ≠ e"]),
    ("x = 0.9, y = 0.2", ["x = 0.9", "y = 0.2"]),
    ("x = 0.9  y = 0.2   w[1] = 3", ["x = 0.9", "y = 0.2", "(at w 1) = 3"]),
    ("x = 1; y = 2;", ["x = 1", "y = 2"]),
    ("a\n\n  # why\n= b\n  ≈ c", ["a = b ≈ c"]),
    ("a = b +\n  c\nd = 1", ["a = (+ b c)", "d = 1"]),
    ("W = [1, 2;\n     3, 4]\nb = 1", ["W = (list (list 1 2) (list 3 4))", "b = 1"]),
    ("W = [[1, 2],\n[3, 4]]", ["W = (list (list 1 2) (list 3 4))"]),
    ("W <- W - eta*dE/dW", ["W <- (- W (* eta (d E W)))"]),
    ("W, b <- b, W", ["W, b <- b, W"]), ("x ← 1", ["x <- 1"]), ("x := 1", ["x = 1"]), ("x == 1", ["x = 1"]),
    (
      "repeat 7:\n  x <- 1\n  repeat 2\n\ty <- 2\n  z = 1\nu = 2",
      [
        "repeat 7", ".x <- 1", ".repeat 2", "..y <- 2", ".z = 1", "u = 2",
      ]
    ),
    ("for x, y <- batches(X, Y, 8):\n  W <- x", ["for x, y <- (batches X Y 8)", ".W <- x"]),
    ("assume x > 0, sum(k, y[k]) = 1", ["assume x > 0", "assume (sum k (at y k)) = 1"]),
    ("assume x <-1", ["assume x < (neg 1)"]), ("assume 0 < x <= 1", ["assume 0 < x ≤ 1"]),
    ("repeat = 3", ["repeat = 3"]),
    ("a1", ["a1"]), ("", []), ("# nothing\n// here", []), ("a = 1 # one\r\nb = 2\r\n", ["a = 1", "b = 2"]),
    ("f(x) = x^2", ["(f x) = (^ x 2)"]),
    // Lines that cannot be read cost themselves alone.
    ("a = 1\nb = (2\nc = 3", ["a = 1", "b = missing", "c = 3"]),
    ("a = 2 +\nc = 3", ["a = missing", "c = 3"]),
    ("a = W x = 3", ["a = missing = 3"]), ("a = )\nb = 1", ["a = missing", "b = 1"]),
    ("x = 0,5, y = 2", ["x = missing", "y = 2"]), ("x = 3 €  y = 2", ["x = missing = 2"]),
  ])
  func statements(_ row: (text: String, expected: [String])) {
    let parsed = Parser.statements(in: Source(name: "test", text: row.text))
    #expect(parsed.statements.map { sExpression($0, in: parsed.tree) } == row.expected)
  }
}
