/// "What if one entry of this quantity were larger by so much", asked for every entry at once, as more of a program.
///
/// An entry of the source reaches only a part of each quantity behind it: a weight the one unit that it leads to, and
/// whatever that feeds. Which part that is, the structure of the program says, once for all entries. An axis of a
/// quantity either has the position of the perturbed entry along one of the source's axes (a *lane*), or is reached
/// at all positions. So the changes of a quantity have the lanes that they depend on as axes, and those of its own
/// axes that are reached as a whole; nothing else is computed.
///
/// Sums and products with what does not change carry the change itself, so that a sum of 784 terms of which one
/// changes takes one multiplication; every other operation is done at the changed value, and its old one subtracted.
public struct Perturbation: Sendable {
  /// The program it was made from, with the same nodes and further ones.
  public let program: Program
  /// The given quantity that says how much is added to each entry of the source, one at a time.
  public let step: Program.ID
  /// How much the target changes by each of them: its axes are the source's, followed by the target's own.
  public let change: Program.ID

  /// - Returns: nil where some quantity's changes would be larger than a tensor may be.
  public init?(of target: Program.ID, by source: Program.ID, in program: Program) {
    let involved = program.dependents(of: source, upTo: target)
    var builder = PerturbationBuilder(program, source)
    step = builder.step
    if source <= target {
      for position in Int(source.position)...Int(target.position) where involved[position] {
        guard builder.perturb(Program.ID(position)) else { return nil }
      }
    }
    guard let change = builder.result(target) else { return nil }
    self.change = change
    self.program = builder.program
  }
}
