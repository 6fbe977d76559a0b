import Evaluation

/// Finds how the tensors that stand for a lesson's givens lie in their axes, so that axes that the lesson ties are
/// equally long, with as little assumed as can be.
struct SizeFit {
  struct Wanted {
    /// The dump's name, for messages.
    let name: String
    /// The lesson's.
    let given: String
    let shape: [Int]
    /// The class of each axis of the given.
    let classes: [Int]
    let isTransposed: Bool
  }

  struct Solution {
    var placements: [Placement] = []
    var sizes: [Int: Int] = [:]
    var cost = 0
  }

  private let wanted: [Wanted]
  private var best: [Solution] = []
  private var tries = 0

  /// How many partial solutions are looked at: far more than any network that is not made up for it needs.
  private static let tryLimit = 20_000

  /// - Throws: ``ComparisonError`` where nothing fits, or where two ways fit equally well.
  static func solve(_ wanted: [Wanted]) throws(ComparisonError) -> Solution {
    var fit = SizeFit(wanted)
    fit.search(0, Solution())
    guard let found = fit.best.first else { throw fit.conflict() }
    guard fit.best.count == 1 else {
      let names = zip(wanted, zip(found.placements, fit.best[1].placements)).filter { $1.0 != $1.1 }.map(
        \.0.name)
      throw ComparisonError(
        .sizes, "the sizes do not tell whether \(names.joined(separator: ", ")) must be transposed",
        hint: "Say so in the mapping: \(names.first ?? "")=… or \(names.first ?? "")=…^T.")
    }
    return found
  }

  private init(_ wanted: [Wanted]) { self.wanted = wanted }

  private mutating func search(_ place: Int, _ partial: Solution) {
    tries += 1
    guard tries <= SizeFit.tryLimit else { return }
    if let known = best.first, partial.cost > known.cost { return }
    guard wanted.indices.contains(place) else {
      if let known = best.first, partial.cost < known.cost { best = [] }
      best.append(partial)
      return
    }
    let next = wanted[place]
    for placement in Placement.candidates(
      next.shape, rank: next.classes.count, transposed: next.isTransposed)
    {
      var solution = partial
      guard SizeFit.add(placement, next, &solution) else { continue }
      search(place + 1, solution)
    }
  }

  private static func add(_ placement: Placement, _ wanted: Wanted, _ solution: inout Solution) -> Bool {
    for (axis, size) in zip(wanted.classes, placement.result) {
      if let known = solution.sizes[axis], known != size { return false }
      solution.sizes[axis] = size
    }
    solution.placements.append(placement)
    solution.cost += wanted.isTransposed ? 0 : placement.cost
    return true
  }

  /// What does not go together when every tensor is taken as it is.
  private func conflict() -> ComparisonError {
    var sizes: [Int: (size: Int, name: String)] = [:]
    for next in wanted {
      let placements = Placement.candidates(
        next.shape, rank: next.classes.count, transposed: next.isTransposed)
      guard let placement = placements.first else {
        return ComparisonError(
          .sizes,
          "`\(next.name)` is \(next.shape.shapeText), but the lesson's \(next.given) has \(next.classes.count) axes",
          hint: "One batch axis may be missing, and axes of size 1 may be there besides; nothing else.")
      }
      for (axis, size) in zip(next.classes, placement.result) {
        if let known = sizes[axis], known.size != size {
          return ComparisonError(
            .sizes,
            "`\(next.name)` is \(next.shape.shapeText), and by the lesson one of its axes is as long as one of `\(known.name)`, which has \(known.size)",
            hint: "Is `\(next.name)` mapped to the right quantity (\(next.given))?")
        }
        sizes[axis] = (size, next.name)
      }
    }
    return ComparisonError(.sizes, "the sizes of the dump's tensors do not fit the lesson")
  }
}
