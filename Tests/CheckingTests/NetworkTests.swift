import Checking
import Evaluation
import Numbers
import Testing

/// dE/dW1 of a network with two layers of sigmoids and half the squared error, by the recursion δ = (W2ᵀδ2)·a(1 − a)
/// against the same with σ′(z) = e^(−z)/(1 + e^(−z))² written out.
private struct HiddenWeights: Equation {
  let inputs: Int
  let hidden: Int
  let outputs: Int
  var leavesOutFactor = false

  // x, W1, b1, W2, b2, y in a row.
  var variableCount: Int { inputs + hidden * inputs + hidden + outputs * hidden + outputs + outputs }

  func sides<A: Arithmetic>(
    in a: A, at point: [A.Number]
  ) throws(ArithmeticError) -> (left: [A.Number], right: [A.Number]) {
    let one = try a.number(.one)
    let w1 = inputs
    let b1 = w1 + hidden * inputs
    let w2 = b1 + hidden
    let b2 = w2 + outputs * hidden
    let y = b2 + outputs
    var z1: [A.Number] = []
    var a1: [A.Number] = []
    for k in 0..<hidden {
      let z = try a.sum(
        a.contraction(count: inputs, Array(point[(w1 + k * inputs)...]), 1, point, 1), point[b1 + k])
      z1.append(z)
      a1.append(try a.value(of: .sigmoid, at: z))
    }
    var delta2: [A.Number] = []
    for j in 0..<outputs {
      let z = try a.sum(
        a.contraction(count: hidden, Array(point[(w2 + j * hidden)...]), 1, a1, 1), point[b2 + j])
      let out = try a.value(of: .sigmoid, at: z)
      let slope = try a.product(out, a.difference(one, out))
      delta2.append(try a.product(a.difference(out, point[y + j]), slope))
    }
    var left: [A.Number] = []
    var right: [A.Number] = []
    for k in 0..<hidden {
      let back = try a.contraction(count: outputs, delta2, 1, Array(point[(w2 + k)...]), hidden)
      let e = try a.value(of: .exp, at: a.negation(z1[k]))
      let slope = try a.quotient(e, a.power(a.sum(one, e), 2))
      let first = try a.product(back, a.product(a1[k], a.difference(one, a1[k])))
      let second = leavesOutFactor ? slope : try a.product(back, slope)
      for i in 0..<inputs {
        left.append(try a.product(first, point[i]))
        right.append(try a.product(second, point[i]))
      }
    }
    return (left, right)
  }
}

struct NetworkTests {
  @Test(arguments: [(1, 1, 1), (3, 5, 2)])
  func `the hidden weights' gradient is proved and, one factor short, refuted`(
    inputs: Int, hidden: Int, outputs: Int
  ) throws {
    var claim = HiddenWeights(inputs: inputs, hidden: hidden, outputs: outputs)
    guard case .proved(let proof) = try decide(claim, text: "hidden weights") else {
      Issue.record("not proved")
      return
    }
    #expect(proof.boundBits <= -100)
    claim.leavesOutFactor = true
    guard case .refuted = try decide(claim, text: "hidden weights, short") else {
      Issue.record("not refuted")
      return
    }
  }

  @Test func `the first weights of a 784-32-10 network are decided at once`() throws {
    let claim = HiddenWeights(inputs: 784, hidden: 32, outputs: 10)
    let decision = try decide(claim, text: "784-32-10")
    guard case .proved(let proof) = decision else {
      Issue.record("\(decision)")
      return
    }
    #expect(proof.boundBits <= -100)
  }
}
