import Checking
import Evaluation
import Language
import Numbers

/// Marks sheets one after the other; for several at once, several markers share a key.
public struct SheetMarker {
  public let key: AnswerKey
  var bench: Workbench
  /// The same sheet in plain intervals, asked first.
  var coarse: Workbench
  /// Verdicts on formulas that other sheets may have too.
  var formulaVerdicts: [String: JudgedFormula] = [:]
  /// True values as they are shown, by quantity and entry.
  var truthTexts: [Int: [Int: String]] = [:]
  /// Hints by quantity.
  var hintTexts: [Int: [String]] = [:]
  /// Difference quotients with steps that show, by quantity, where no sheet's numbers have a part in them.
  var secants: [Int: [Secant]] = [:]
  /// What the key's wrong recipes give.
  var slipValues: SlipValues
  /// Two mistakes at once, looked for only where no single one fits.
  var pairs: Pairs?
  /// The key with those.
  let pairKey: @Sendable () -> AnswerKey

  /// The same lesson with other numbers, on which a hint can be worked out.
  let example: AnswerKey?

  /// - Parameter worksHints: whether the last hint is to be the step worked on other numbers.
  /// - Parameter pairKey: where the key with two mistakes in each recipe comes from, if that is shared.
  public init(
    _ key: AnswerKey, worksHints: Bool = false, pairKey: (@Sendable () -> AnswerKey)? = nil
  ) {
    self.key = key
    self.pairKey = pairKey ?? { key.withPairs }
    bench = Workbench(key)
    coarse = Workbench(key, isCoarse: true)
    slipValues = SlipValues(key)
    example = worksHints ? key.with(Variant(key.lesson, seed: "hints")) : nil
  }

  /// The variant of the lesson that a file answers, as its front matter says: whose it is, and which draw.
  public static func variant(of source: Source) -> (student: String, draw: Int?)? {
    let fence = Array("---".utf8)
    guard source.bytes.starts(with: fence) else { return nil }
    var end = 0
    for number in 2...frontMatterLimit {
      let line = source.line(number)
      end += line.utf8.count + 2
      if line == "---" { break }
    }
    let head = Array(source.bytes.prefix(end + 8))
    let matter = Worksheet(answers: Source(name: source.name, bytes: head)).frontMatter
    return matter.text("variant").map { ($0, matter.text("draw").flatMap { Int($0) }) }
  }

  /// How many lines of front matter are looked at for a variant.
  private static let frontMatterLimit = 40

  /// Marks one answer file.
  public mutating func mark(_ source: Source) -> MarkedSheet {
    let sheet = Sheet(source, key)
    var marked = MarkedSheet(lesson: key.lesson.name, file: source.name, student: sheet.student)
    marked.diagnostics = sheet.worksheet.diagnostics
    var draft = Draft(sheet, key)
    bench.take(draft.answered)
    coarse.take(draft.answered)
    judge(&draft)
    recognise(&draft)
    diagnose(&draft)
    findMisreading(&draft)
    finish(draft, &marked)
    return marked
  }

  // MARK: Numbers

  /// What is known of one answered entry.
  enum Fit: Int, Comparable {
    case exact, right, own, tooClose, follows, wrong
    static func < (a: Fit, b: Fit) -> Bool { a.rawValue < b.rawValue }
    var isSound: Bool { self <= .own }
  }

  /// Judges the answered quantities, earlier ones first.
  private mutating func judge(_ draft: inout Draft) {
    let order = draft.answered.keys.sorted { key.quantities[$0].rank < key.quantities[$1].rank }
    for quantity in order { judge(quantity, &draft) }
    for entry in draft.sheet.entries.indices { judgeWorking(entry, &draft) }
  }

  private mutating func judge(_ quantity: Int, _ draft: inout Draft) {
    guard let entries = draft.answered[quantity] else { return }
    let truth = key.quantities[quantity]
    var fits = entries.enumerated().map { place, entry in
      entry.map { SheetMarker.fit($0, truth, place, draft.tolerance[quantity]) }
    }
    var sources: [Int] = []
    if fits.contains(where: { $0.map { !$0.isSound } ?? false }) {
      // Of several ways by which it follows, the one from the nearest earlier line is told.
      let ways = truth.recipes.map { recipe in
        let used = bench.sources(of: recipe, for: quantity)
        return (recipe, used, rank: used.map { key.quantities[$0].rank }.max() ?? -1)
      }
      for (recipe, used, _) in ways.sorted(by: { $0.rank > $1.rank }) {
        guard fits.contains(where: { $0.map { !$0.isSound } ?? false }) else { break }
        guard let outcome = bench.outcome(of: recipe, for: quantity), outcome.count == entries.count else {
          continue
        }
        let isSound = used.allSatisfy { draft.fits[$0]?.allSatisfy { $0?.isSound ?? true } ?? true }
        for place in entries.indices {
          guard let entry = entries[place], let fit = fits[place], !fit.isSound,
            SheetMarker.meets(entry, outcome[place])
          else { continue }
          let better: Fit = isSound ? .own : .follows
          guard better < fit else { continue }
          fits[place] = better
          sources = used
        }
      }
    }
    draft.fits[quantity] = fits
    draft.sources[quantity] = sources
  }

  /// An entry against the truth.
  static func fit(_ entry: WrittenEntry, _ quantity: Quantity, _ place: Int, _ tolerance: Rational?) -> Fit {
    let truth = quantity.truth.entries[place]
    // An enclosure may be a point where the value is no exact rational by itself: sigmoid(0).
    let exact = quantity.exact?.entries[place] ?? (truth.isExact ? truth.midpoint : nil)
    if let exact, exact == entry.value { return .exact }
    if let tolerance, truth.isBounded, (truth.midpoint - entry.value).magnitude + truth.radius <= tolerance {
      return .right
    }
    // A written zero is right only for an exact zero.
    if entry.value.isZero { return .wrong }
    if let exact { return entry.lower <= exact && exact <= entry.upper ? .right : .wrong }
    let (lower, upper) = (quantity.bounds[place].lower, quantity.bounds[place].upper)
    // Givens that were rounded when they were printed leave this much open, and no answer can do better.
    if quantity.bounds[place].isUncertain {
      return lower <= entry.upper && entry.lower <= upper ? .right : .wrong
    }
    if entry.isExact { return lower <= entry.value && entry.value <= upper ? .tooClose : .wrong }
    if entry.lower <= lower && upper <= entry.upper { return .right }
    return upper < entry.lower || entry.upper < lower ? .wrong : .tooClose
  }

  /// Whether what follows from the author's numbers can round to what is written.
  static func meets(_ entry: WrittenEntry, _ value: Enclosure) -> Bool {
    guard value.isBounded else { return false }
    if entry.value.isZero { return value.containsZero && value.isExact }
    return value.lower <= entry.upper && entry.lower <= value.upper
  }
}
