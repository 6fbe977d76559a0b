import Evaluation
import Numbers

/// Nodes of a program as quantities that a claim may lack, computed together.
struct ProgramCandidates: Candidates {
  let names: [String]
  private let ids: [Program.ID]
  private let program: Program
  private let variables: ProgramVariables
  /// All of them on one tape, and the places of each one's entries.
  private let recorded: (tape: Tape, places: [[Tape.Slot]])?

  init(_ nodes: [(name: String, id: Program.ID)], of program: Program, over variables: ProgramVariables) {
    names = nodes.map(\.name)
    ids = nodes.map(\.id)
    self.program = program
    self.variables = variables
    recorded = variables.recorded(ids, of: program)
  }

  func quantity(_ index: Int) -> any Quantity {
    ProgramQuantity(ids[index], of: program, over: variables)
  }

  func entries<A: Arithmetic>(in arithmetic: A, at point: [A.Number]) -> [[A.Number]] {
    if let recorded,
      let all = try? recorded.tape.results(at: recorded.places, in: arithmetic, point: point)
    {
      return all
    }
    // One that has no value must not keep the others from theirs.
    return ids.indices.map { (try? quantity($0).entries(in: arithmetic, at: point)) ?? [] }
  }
}
