import Numbers
import Testing

@testable import Evaluation

/// Products that are summed: read as one contraction, with the values that the nodes between would have given.
@Suite struct InnerProductTests {
  static let texts = [
    "s[k] = sum(i, W[k,i]*x[i])", "s[k] = sum(i, x[i]*W[k,i]*v[k])", "s = sum(i, x[i]^2)",
    "s[i] = sum(k, W[k,i]*v[k]) + x[i]", "s = sum(k, sum(i, W[k,i]*x[i])*v[k])", "s[k,i] = v[k]*x[i]",
    "s[k] = mean(i, W[k,i]*x[i])", "s = sum(W*W)", "s[i] = sum(k, W[k,i])",
    "s[j] = sum(k, sum(i, W[k,i]*x[j]))",
  ]

  @Test(arguments: texts) func valuesAreThose(text: String) throws {
    let compiled = Compiled(given: "W = [[1, -2, 3], [4, 5, -6]]\nx = [0.5, 7, -1]\nv = [2, 3]", text)
    #expect(compiled.messages.isEmpty)
    let node = try #require(compiled.derivation.scope.quantity("s")).node
    let program = compiled.derivation.program
    // The same with every node kept, which forms all products and spread factors.
    var fused = Execution(compiled.derivation, in: RationalArithmetic()).evaluator()
    var plain = fused
    for place in program.nodes.indices { plain.keep(Program.ID(place)) }
    #expect(try fused.value(of: node) == plain.value(of: node))
  }

  @Test func aValueThatIsSetBetweenIsRead() throws {
    let compiled = Compiled(given: "W = [[1, 2], [3, 4]]\nx = [5, 6]", "s[k] = sum(i, W[k,i]*x[i])")
    let node = try #require(compiled.derivation.scope.quantity("s")).node
    let program = compiled.derivation.program
    let place = try #require(
      program.nodes.indices.first {
        if case .contraction = program.nodes[$0].operation { true } else { false }
      })
    var evaluator = Execution(compiled.derivation, in: RationalArithmetic()).evaluator()
    let shape = program.nodes[place].shape
    evaluator.set(
      Program.ID(place), to: Tensor(shape: shape, entries: (1...shape.count).map { Rational($0) }))
    #expect(try evaluator.value(of: node).entries == [3, 7])
  }
}
