import Checking
import Evaluation
import Language

/// Everything that running a lesson found, ready to be shown to people or machines.
public struct LessonReport: Sendable {
  public let lesson: Lesson
  /// Faults of the text, and of values that could not be computed.
  public let diagnostics: [Diagnostic]
  /// The checked blocks in order, each with its lines.
  public let sections: [Section]
  /// Independent witnesses of every derivative the lesson speaks of.
  public let witnesses: [Witness]
  /// Every step with its digits, in the order of computation.
  public let trace: Trace
  /// For a certified training: the precision it took, and how fast enclosures grew.
  public let growth: EnclosureGrowth?
  /// What the lesson's updates have made of the quantities that they replace, in double precision.
  public let learned: [(name: String, value: Tensor<Double>)]

  /// The worst outcome of any line; a fault of the text makes the lesson fall.
  public var outcome: Outcome {
    let lines = sections.flatMap(\.entries).flatMap(\.outcomes).max() ?? .stands
    let witnesses = witnesses.map(\.outcome).max() ?? .stands
    let faults = diagnostics.contains { $0.severity == .error } ? Outcome.falls : .stands
    return max(lines, max(witnesses, faults))
  }

  /// All judged links, in the order of the text.
  public var claims: [JudgedLink] {
    sections.flatMap(\.entries).flatMap(\.allLinks)
  }
}

/// One checked block, or one table of claims.
public struct Section: Sendable {
  /// `given`, `forward`, … or `table`.
  public let word: String
  public let entries: [Entry]
}

/// One statement with what was found.
public struct Entry: Sendable {
  public enum Kind: Sendable {
    case given
    case definition
    case function
    case chain
    case update
    case display
    /// A loop of so many passes.
    case loop(passes: Int)
    /// A loop of so many passes in double precision; what is shown of a pass is proven from its beginning.
    case doubleLoop(passes: Int)
  }

  public let kind: Kind
  /// The left side in house notation: `z1`, `∂E/∂w2`, `g(x)`.
  public let subject: String
  /// For a definition, an update or a function: the formula in house notation.
  public let formula: String?
  /// The formula with its numbers put in, where that is short enough to read.
  public let substituted: String?
  /// The values of the subject, one for each entry; empty for a function.
  public let values: [Value]
  /// The links of a chain, or those behind a definition's first.
  public let links: [JudgedLink]
  /// In a loop: the entries of each pass that is shown.
  public let passes: [Pass]
  /// In a block of differences: the error of finite differences in floating point by step size.
  public let stepSizes: StepSizes?
  /// In a block of pictures: the quantity as shades.
  public let picture: Picture?
  /// The line of the source it starts on, from 1.
  public let line: Int

  public init(
    kind: Kind, subject: String, formula: String? = nil, substituted: String? = nil, values: [Value] = [],
    links: [JudgedLink] = [], passes: [Pass] = [], stepSizes: StepSizes? = nil,
    picture: Picture? = nil, line: Int
  ) {
    self.kind = kind
    self.subject = subject
    self.formula = formula
    self.substituted = substituted
    self.values = values
    self.links = links
    self.passes = passes
    self.stepSizes = stepSizes
    self.picture = picture
    self.line = line
  }

  /// The links of this statement, those in passes of a loop included.
  var allLinks: [JudgedLink] { links + passes.flatMap(\.entries).flatMap(\.allLinks) }

  var outcomes: [Outcome] { links.map(\.verdict.outcome) + passes.flatMap(\.entries).flatMap(\.outcomes) }
}

/// One pass of a loop.
public struct Pass: Sendable {
  /// Counted over all loops of the lesson, from 0.
  public let number: Int
  public let entries: [Entry]
}

/// One link of a chain and its verdict.
public struct JudgedLink: Sendable {
  /// The line of the source, from 1.
  public let line: Int
  /// The relation and the right side in house notation.
  public let relation: Relation
  public let left: String
  public let right: String
  public let verdict: Verdict
  /// The value of the right side where it is a formula of numbers: digits put in for letters.
  public let value: Value?
  /// Whether this joins the ends of a chain; shown only where it does not stand.
  public let joinsEnds: Bool
}

/// A number with its proof.
public struct Value: Sendable, Hashable {
  public enum Certainty: Sendable, Hashable {
    /// The text is the value.
    case exact
    /// So many significant digits are the value's own, correctly rounded.
    case proven(Int)
    /// It could not be told from zero, or its last digit not decided: says what is known.
    case unproven(String)
  }

  /// The name in ASCII, as an answer file writes it: `dE/dw1`, `a{3}`.
  public let name: String
  /// The place of an entry of a vector or matrix, from 1; empty for a number.
  public let index: [Int]
  public let digits: String
  public let certainty: Certainty
  /// The exact value as a fraction, where it is rational, not a terminating decimal, and short.
  public let fraction: String?
  /// For a derivative of a lesson with transcendental functions: the value computed exactly from the digits
  /// shown of the activations, and how many digits it shares with the true one.
  public let fromDigitsShown: SharedDigits?
  /// For an entry of a quantity defined entry by entry: the formula with its numbers.
  public var working: String?

  /// The same digits, said to have been rounded by whoever wrote them.
  var rounded: Value {
    var copy = Value(
      name: name, index: index, digits: digits, certainty: .unproven("rounded when it was written"),
      fraction: nil, fromDigitsShown: nil)
    copy.working = working
    return copy
  }

  /// `dE/dw1[2,3]`
  public var label: String {
    index.isEmpty ? name : "\(name)[\(index.map(String.init).joined(separator: ","))]"
  }
}

extension Value {
  /// A value that no lesson ran for: an entry of a dump.
  public init(name: String, index: [Int], digits: String, certainty: Certainty) {
    self.init(
      name: name, index: index, digits: digits, certainty: certainty, fraction: nil, fromDigitsShown: nil)
  }
}

/// A value computed another way, and how many leading significant digits agree.
public struct SharedDigits: Sendable, Hashable {
  public let digits: String
  public let shared: Int
  public init(digits: String, shared: Int) {
    self.digits = digits
    self.shared = shared
  }
}

/// What finite differences say of one derivative.
public struct Witness: Sendable {
  public struct Row: Sendable {
    /// `dE/dw1[2,3]`
    public let label: String
    public let outcome: Outcome
    /// `agrees to 23 digits (h = 2⁻⁴⁰, bound 4e-25)`
    public let text: String
    public let digits: Int?
  }
  /// The derivative in house notation.
  public let derivative: String
  public let rows: [Row]
  /// How many entries there are in all; `rows` covers the first ones, and the one that ``scan`` found worst.
  public let entryCount: Int
  /// What differences in double precision say of all entries, where they are many.
  public let scan: DifferenceScan?
  public let line: Int

  public var outcome: Outcome { rows.map(\.outcome).max() ?? .stands }
}
