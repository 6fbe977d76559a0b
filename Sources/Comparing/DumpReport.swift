import Dumps
import Lessons
import Marking
import Numbers

/// What a comparison found: a report for each step that was dumped.
public struct ComparisonReport: Sendable {
  public let lesson: String
  public let steps: [DumpReport]

  /// The worst of its steps'.
  public var verdict: DumpReport.Verdict { steps.map(\.verdict).max() ?? .undecided }

  /// The first wrong operation: step and tensor.
  public var first: (step: DumpReport, tensor: TensorReport)? {
    for step in steps { if let tensor = step.first { return (step, tensor) } }
    return nil
  }
}

/// One dump held against a lesson.
public struct DumpReport: Sendable {
  public enum Verdict: String, Sendable, Comparable, CaseIterable {
    case pass, undecided, fail

    public static func < (a: Verdict, b: Verdict) -> Bool { a.rank < b.rank }
    private var rank: Int { Verdict.allCases.firstIndex(of: self) ?? 0 }
  }

  /// The number of the step, where the dump has several.
  public let step: Int?
  /// The type that everything is taken to be computed in: the coarsest one in the dump, or what the policy says.
  public let arithmetic: ElementType
  /// The tensors that stand for something, in the order of computation.
  public let tensors: [TensorReport]
  /// Tensors that stand for nothing in the lesson.
  public let unmapped: [Unmapped]
  /// Quantities of the lesson that the dump has not got.
  public let missing: [String]
  /// Givens that the dump has not got: those for which the lesson's own numbers were taken, and those of which
  /// nothing is known.
  public let ownGivens: [String]
  public let unknownGivens: [String]
  /// Every entry for a golden trace, where one was asked for.
  public internal(set) var trace: [Value] = []

  public struct Unmapped: Sendable, Hashable {
    public let name: String
    public let shape: [Int]
    /// A quantity of the very shape that nothing else stands for.
    public let suggestion: String?
  }

  /// The first operation whose result does not follow from its inputs.
  public var first: TensorReport? { tensors.first { $0.verdict == .wrong } }

  public var verdict: Verdict {
    if first != nil { return .fail }
    let judged = tensors.filter { $0.verdict != .given }
    if judged.isEmpty || judged.contains(where: { $0.verdict == .undecided || $0.verdict == .notReached }) {
      return .undecided
    }
    return .pass
  }
}

/// One tensor of a dump, judged.
public struct TensorReport: Sendable {
  public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// It stands for a given: its numbers are taken.
    case given
    /// Within the bound of the truth.
    case right
    /// Not that, but right from the dump's own inputs.
    case follows
    /// Nothing in the dump gives this.
    case wrong
    /// Neither can be said; ``TensorReport/reason`` says why.
    case undecided
    /// What it is computed from is not known.
    case notReached
  }

  /// The dump's name, and the lesson's.
  public let name: String
  public let quantity: String
  public let type: ElementType
  public let shape: [Int]
  public let verdict: Verdict
  /// What was assumed to take it for that quantity: another name, a transpose, a batch axis.
  public let remarks: [String]
  /// Why it is undecided, not reached, or of the wrong shape.
  public let reason: String?
  /// The formula by which it should follow, and the tensors that this reads.
  public let formula: String?
  public let sources: [String]
  /// The entry that is farthest from what follows from the dump's own inputs, measured by its bound.
  public let worst: EntryReport?
  /// How many entries are too far from it.
  public let wrongEntries: Int
  /// Against the certified truth.
  public let truth: TruthReport?
  /// The bound of the entries; nil where there is nothing to bound.
  public let bound: BoundReport?
  /// What explains a wrong tensor, the likeliest first.
  public internal(set) var explanations: [Explanation]
  /// Misconceptions that give the same here, as far as the bound tells: what this data cannot show.
  public let blindSpots: [BlindSpot]

  public struct BlindSpot: Sendable, Hashable {
    public let id: String
    public let name: String
  }
}

/// One entry against what it should be.
public struct EntryReport: Sendable {
  /// From 1, in the lesson's axes: empty for a single number.
  public let index: [Int]
  /// From 0, in the dump's own axes.
  public let dumpIndex: [Int]
  public let got: Double
  public let expected: Double
  /// What was tolerated.
  public let bound: Double

  public var absoluteError: Double { abs(got - expected) }
  public var relativeError: Double { expected == 0 ? .infinity : abs((got - expected) / expected) }
}

/// The errors of a tensor against the certified truth.
public struct TruthReport: Sendable {
  /// The entry with the largest error in units of the last place.
  public let worst: EntryReport
  /// The truth there, enclosed.
  public let value: Enclosure
  /// The largest errors of all entries: of entries that are zero, the relative one does not count.
  public let maxAbsolute: Double
  public let maxRelative: Double
  public let maxUlps: Double
  /// Significant decimal digits that are right in every entry that is not zero.
  public let digits: Int
}

/// How small a fault would have been seen.
public struct BoundReport: Sendable, Hashable {
  /// The smallest and the largest bound, relative to the entry's value.
  public let smallestRelative: Double
  public let largestRelative: Double
  /// The largest bound.
  public let largest: Double
  /// How it was come by: `float32, unit roundoff 6.0e-08, sums of 7 terms`.
  public let explanation: String
}

/// What a wrong tensor looks like.
public struct Explanation: Sendable, Hashable {
  public enum Cause: Sendable, Hashable {
    /// A formula with known mistakes in it.
    case misconception(ids: [String])
    /// A parameter after its update where the old one belongs, or the other way round.
    case stale(parameter: String, isUpdated: Bool)
    /// An input transposed, reshaped, shifted or otherwise changed.
    case input(String)
    /// The right values times a number.
    case factor(Double)
    case zero
    case transposed
    /// Entries in another order along an axis (from 0).
    case order(axis: Int)
    /// Only a part is wrong: along an axis (from 0) at some index (from 0), or a single entry.
    case part
    /// Beyond the type's range, or no number.
    case notFinite
    /// As good as an evaluation in a coarser type.
    case precision(ElementType)
  }

  public let cause: Cause
  /// In a sentence.
  public let text: String
  /// Why the right one is right.
  public let why: String?
  /// The wrong formula, and the right one.
  public let wrong: String?
  public let right: String?
  /// The quantity in which the mistake was made, where that is not in the dump.
  public internal(set) var step: String?
  /// Other wrong tensors that the same mistake explains.
  public internal(set) var explains: [String] = []
}
