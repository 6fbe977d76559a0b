import Checking
import Testing

@testable import Marking

@Suite struct SheetMarkerTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let standings: [MarkedLine.Standing]
    var testDescription: String { text }
    init(_ text: String, _ standings: MarkedLine.Standing...) {
      self.text = text
      self.standings = standings
    }
  }

  /// z1 = 0.24, a1 = 0.559713…, z2 = −0.253599…, a2 = 0.436937…, delta2 = 0.058287…
  @Test(arguments: [
    Row("z1 = 0.24", .right),
    Row("z1 = 6/25", .right),
    Row("z1 = 24%", .right),
    Row("z1 = 2.4e-1", .right),
    Row("z_1 = 0.240000", .right),
    Row("z[1] = 0.24", .right),
    Row("z1 = 0.241", .wrong),
    Row("z1 = 0.0", .wrong),
    Row("a1 = 0.56", .right),
    Row("a1 = 0.5597", .right),
    Row("a1 = 0.5598", .wrong),
    Row("a1 = 0.6", .undecided),
    Row("a1 = 14/25", .wrong),
    Row("a1 = 0.56\nz2 = -0.254", .right, .right),
    Row("a1 = 0.60\nz2 = -0.310", .wrong, .follows),
    Row("a1 = 0.60\nz2 = -0.2536", .wrong, .right),
    Row("a1 = 0.60\nz2 = -0.33", .wrong, .wrong),
    // 0.56 rounds: 0.53 − 1.4·0.56 = −0.254, and −0.2512 … −0.2610 can be had from it, no more.
    Row("a1 = 0.56\nz2 = -0.2540", .right, .rightFromOwn),
    Row("a1 = 0.56\nz2 = -0.2620", .right, .wrong),
    Row("z2 = -0.2540\na1 = 0.56", .rightFromOwn, .right),
    Row("z1 = 0.3\nz1 = 0.24", .superseded, .right),
    Row("zz9 = 3", .unknown),
    Row("z1 0.24", .unknown),
    Row("z1 = 0.24\nso z1 0.24", .right),
    Row("We take the rate 0.24"),
    Row("z1 = w1*x + b1", .right),
    Row("z1 = w1*x - b1 = 0.24", .wrong),
    Row("z1 = w1*x + b1 = 0.6*0.9 - 0.3 = 0.24", .right),
    Row("δ₂ = (a2 - y)*a2*(1 - a2) = 0.0583", .right),
    Row("delta2 = a2*(a2 - y) - a2^2*(a2 - y) = 0.0583", .right),
    Row("s = a2*(1 - a2)\ndelta2 = (a2 - y)*s = 0.0583", .unknown, .right),
    Row("**z1** = 0.24", .right),
    Row("My answer: z1 = 0.24", .right),
    Row("dEdw2 = 0.03263", .right),
    Row("grad_w2 = 0.03263", .right),
    Row("dw2 = 0.03263", .right),
    Row("Delta2 = 0.05829", .right),
    Row("z1 = 0,24", .right),
    Row("z1 = 0,25", .wrong),
    Row("z1: 0.24", .right),
    Row("z_1 is 0.24", .right),
    Row("\\delta_2 = (a_2 - y) a_2 (1 - a_2) = 0.0583", .right),
    Row("\\frac{\\partial E}{\\partial w_2} = \\delta_2 \\cdot a_1 = 0.03263", .right),
    Row("\\frac{\\partial E}{\\partial w_2} = \\delta_2 \\cdot z_1 = 0.03263", .wrong),
    Row("dE/dw_2 = 0.03263", .right),
    Row("a1 = 0.56 (rounded)", .right),
    Row("a1 = 0.56 V", .right),
    Row("| what | value |\n|---|---|\n| z1 | 0.24 |\n| a1 | 0.61 |", .right, .wrong),
    Row("x = 0.9", .unknown),
    Row("z1 = ((", .unreadable),
    Row("dE/dw1 = [1, 2]", .wrong),
  ])
  func standings(row: Row) {
    let sheet = Samples.mark(row.text, Samples.single)
    #expect(sheet.lines.map(\.standing) == row.standings, "\(sheet.lines.map(\.verdict))")
  }

  /// A formula that is right only where the labels add up to one.
  @Test func formulasAreJudgedUnderTheLessonsConditions() {
    let key = Samples.key(
      "conditions",
      """
      ```given
      z = [0.7, -1.1, 0.25]
      y = [0.2, 0.7, 0.1]
      ```
      ```assume
      sum(k, y[k]) = 1
      ```
      ```forward
      p[k] = exp(z[k])/sum(j, exp(z[j]))
      L = -sum(k, y[k]*log(p[k]))
      ```
      ```derive
      dL/dz[k] = p[k] - y[k]
      ```
      """)
    let sheet = Samples.mark("dL/dz[k] = p[k]*sum(j, y[j]) - y[k]\np[k] = exp(z[k])/sum(m, exp(z[m]))", key)
    #expect(sheet.lines.map(\.standing) == [.right, .right], "\(sheet.lines.map(\.verdict))")
    #expect(Samples.mark("dL/dz[k] = p[k] + y[k]", key).lines.map(\.standing) == [.wrong])
  }

  @Test func oneMistakeCostsOnce() {
    // w2 left out of delta1; everything after it follows.
    let sheet = Samples.mark(
      "delta2 = 0.05829\ndelta1 = 0.014364\ndE/dw1 = 0.012928\ndE/db1 = 0.014364", Samples.single)
    #expect(sheet.lines.map(\.standing) == [.right, .wrong, .follows, .follows])
    #expect(sheet.firstWrong?.line == 2)
    #expect(sheet.lines[1].diagnoses.first?.ids == ["X1"])
    #expect(sheet.lines[2].verdict.word == .follows)
  }

  @Test func carriedZeroEarnsNothing() {
    let sheet = Samples.mark("delta1 = 0\ndE/dw1 = 0", Samples.single)
    #expect(sheet.lines.map(\.earned) == [0, 0])
  }

  @Test(arguments: [
    ("E = 0.05614\ndelta2 = 0.11658\ndE/dw2 = 0.06525", "without its 1/2"),
    ("delta2 = -0.05829\ndelta1 = 0.02011\ndE/dw2 = 0.03263", "other sign"),
  ])
  func conventionsAreStated(text: String, remark: String) {
    let sheet = Samples.mark(text, Samples.single)
    #expect(sheet.remarks.contains { $0.contains(remark) }, "\(sheet.remarks)")
    #expect(sheet.lines.allSatisfy { $0.standing == .right })
  }

  @Test func aSlopeWithTheOtherSignIsNoConvention() {
    // ∂E/∂z1 says its sign itself, so the sign of δ is a mistake here.
    let sheet = Samples.mark(
      "delta2 = -0.05829\ndelta1 = 0.02011\ndE/dz1 = 0.02011\ndE/dw2 = 0.03263", Samples.single)
    #expect(sheet.lines.map(\.standing) == [.wrong, .follows, .follows, .right])
    #expect(sheet.lines[0].diagnoses.first?.ids == ["L5"])
  }

  @Test func misreadGivensAreNamed() {
    // w2 read as -1.5.
    let sheet = Samples.mark("a1 = 0.559714\nz2 = -0.309570\na2 = 0.42322", Samples.single)
    #expect(sheet.remarks.contains { $0.contains("w2 was read as -1.5") }, "\(sheet.remarks)")
    #expect(sheet.lines.map(\.standing) == [.right, .follows, .follows])
  }

  @Test func matricesMayBeTransposedThroughout() {
    let key = Samples.key(
      "wide",
      """
      ```given
      d = [0.5, 0.25]
      h = [1.5, 2.5, 3.5]
      ```
      ```define
      G = outer(d, h)
      ```
      """)
    let sheet = Samples.mark("G = [[0.75, 0.375], [1.25, 0.625], [1.75, 0.875]]", key)
    #expect(sheet.lines.first?.standing == .right)
    #expect(sheet.remarks.contains { $0.contains("transpose") })
  }

  @Test func descentIsFollowedStepByStep() {
    let key = Samples.key(
      "descent",
      """
      ```given
      a = 10
      eta = 0.3
      ```
      ```define
      f = a^2
      ```
      ```descent
      repeat 4:
        a <- a - eta*df/da
      ```
      """)
    // 4, 1.6, 0.64, 0.256; a slip at the second step is carried on.
    let right = Samples.mark("a{1} = 4\na{2} = 1.6\na{3} = 0.64\na = 0.256", key)
    #expect(right.lines.map(\.standing) == [.right, .right, .right, .right])
    let wrong = Samples.mark("| t | a{t} |\n|---|---|\n| 1 | 4 |\n| 2 | 1.7 |\n| 3 | 0.68 |\n", key)
    #expect(wrong.lines.map(\.standing) == [.right, .wrong, .follows])
  }

  @Test(arguments: [
    "", "\u{0}", "= = =", "z1 =", "z1 = 1e999999999", "z1{9223372036854775807} = 1",
    "z1 = " + String(repeating: "(", count: 5000),
    "a1 = 9^9^9^9", "a1 = exp(exp(exp(99)))", "a1[9223372036854775807] = 1", "z1 = 1/0", "a1 = log(-1)",
  ])
  func hostileSheetsAreMarked(text: String) {
    let sheet = Samples.mark(text, Samples.single)
    #expect(sheet.earned == 0)
  }
}
