/// What the residues of a run tell.
extension ResidueRun {
  /// Whether two results are the same at all points of all draws.
  func areEqual(_ a: Tape.Slot, _ b: Tape.Slot) -> Bool {
    if a == b { return true }
    let (x, y) = (residues(a), residues(b))
    return (laneStarts[max(level(a), level(b))]..<laneCount).allSatisfy { x[$0] == y[$0] }
  }

  /// The residues of the exponents of a draw at the points of the level below the top, where all have some.
  func exponentRows(ofDraw draw: Int) -> [(level: Int, residues: [UInt64])] {
    guard levels > 1 else { return [] }
    let lanes = blocks[blockStarts[levels - 2] + draw].lanes
    return exponents.map { ($0.level, Array($0.residues[lanes])) }
  }

  /// The field of that level.
  func exponentField(ofDraw draw: Int) -> ResidueField { towers[draw].fields[max(levels - 2, 0)] }

  /// Whether the exponents of all draws depend on each other as the script says.
  func confirms(_ script: SignatureScript) -> Bool {
    guard exponents.count == script.exponentCount else { return false }
    return script.relations.allSatisfy { relation in
      let row = exponents[relation.call]
      guard relation.terms.allSatisfy({ exponents[$0.call].level <= row.level }) else { return false }
      return blocks[blockStarts[row.level]..<blockStarts[levels - 1]].allSatisfy { block in
        let field = block.field
        let scale = field.residue(integer: relation.scale)
        let coefficients = relation.terms.map { field.residue(integer: $0.coefficient) }
        return block.lanes.allSatisfy { lane in
          var rest = field.product(scale, row.residues[lane])
          for (term, coefficient) in zip(relation.terms, coefficients) {
            let part = field.product(coefficient, exponents[term.call].residues[lane])
            rest = field.difference(rest, part)
          }
          return rest == 0
        }
      }
    }
  }
}
