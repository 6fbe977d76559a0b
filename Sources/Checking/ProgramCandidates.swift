import Evaluation
import Numbers

/// Nodes of a program as quantities that a claim may lack, computed together.
struct ProgramCandidates: Candidates {
  let names: [String]
  private let ids: [Program.ID]
  private let program: Program
  private let variables: ProgramVariables

  init(_ nodes: [(name: String, id: Program.ID)], of program: Program, over variables: ProgramVariables) {
    names = nodes.map(\.name)
    ids = nodes.map(\.id)
    self.program = program
    self.variables = variables
  }

  func quantity(_ index: Int) -> any Quantity {
    ProgramQuantity(ids[index], of: program, over: variables)
  }

  func entries<A: Arithmetic>(in arithmetic: A, at point: [A.Number]) -> [[A.Number]] {
    var evaluator = Evaluator(program, in: arithmetic)
    for (name, id) in program.givens {
      let shape = program.shape(id)
      guard let start = variables.start(of: name), start + shape.count <= point.count else { continue }
      evaluator.set(id, to: Tensor(shape: shape, entries: Array(point[start..<start + shape.count])))
    }
    return ids.map { (try? evaluator.value(of: $0).entries) ?? [] }
  }
}
