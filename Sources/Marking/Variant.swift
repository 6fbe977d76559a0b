import Language
import Lessons
import Numbers

/// A lesson with other numbers, the same for the same seed on every machine.
///
/// Decimals among the givens are drawn anew with as many places as they had, between half and one and a half times
/// their size, and with their sign, which a weight may turn; whole numbers, which may count something, and step
/// sizes stay.
public struct Variant: Sendable {
  public let lesson: Lesson

  public init(_ lesson: Lesson, seed: String) {
    var random = SeededRandom(seed: lesson.source.bytes + Array(seed.utf8))
    var bytes: [UInt8] = []
    var copied = 0
    let source = lesson.source
    for (span, numeral, isWeight) in Variant.numerals(lesson) {
      bytes += source.bytes[copied..<span.start]
      // A weight may turn its sign: some mistakes show at negative ones only.
      let isNegative = bytes.last == UInt8(ascii: "-")
      if isWeight, random.next(below: 3) == 0, !isNegative { bytes.append(UInt8(ascii: "-")) }
      bytes += Array(Variant.redrawn(numeral, &random).utf8)
      copied = span.end
    }
    bytes += source.bytes[copied...]
    self.lesson = Lesson(
      name: lesson.name, source: Source(name: source.name, bytes: bytes), data: lesson.data)
  }

  /// A variant for a student: numbers with which the misconceptions show as well as they can.
  ///
  /// - Parameter structural: what no numbers can show (``Audit/structural(_:)``).
  ///
  /// - Parameter draw: which of the student's draws it is, where that is known: finding out takes audits.
  public static func key(
    for id: String, _ key: AnswerKey, draw: Int? = nil, structural: () -> Set<Audit.Finding>
  ) -> (key: AnswerKey, draw: Int) {
    func drawn(_ draw: Int) -> AnswerKey { key.with(Variant(key.lesson, seed: "student \(id) \(draw)")) }
    if let draw, draws.contains(draw) { return (drawn(draw), draw) }
    let structural = structural()
    var best: (excess: Int, key: AnswerKey, draw: Int)?
    for draw in draws {
      let key = drawn(draw)
      let excess = Audit(key).excess(over: structural)
      if excess == 0 { return (key, draw) }
      if best.map({ excess < $0.excess }) ?? true { best = (excess, key, draw) }
    }
    return best.map { ($0.key, $0.draw) } ?? (drawn(draws.lowerBound), draws.lowerBound)
  }

  /// How many variants are looked at for one that shows all that numbers can show.
  private static let draws = 1...12

  /// The decimals of the blocks of givens, in the order of the text.
  private static func numerals(_ lesson: Lesson) -> [(SourceSpan, Numeral, isWeight: Bool)] {
    let roles = Roles([], lesson.derivation, lesson.tree)
    var result: [(SourceSpan, Numeral, isWeight: Bool)] = []
    for block in lesson.worksheet.blocks where block.word == "given" {
      for statement in lesson.worksheet.statements[block.statements] {
        guard case .chain(let terms, _) = statement.kind, terms.count == 2,
          let name = lesson.tree.named(terms[0]), !roles.rates.contains(name)
        else { continue }
        for id in lesson.tree.all(in: terms[1]) {
          if case .number(let numeral) = lesson.tree[id].kind, !numeral.isInteger, numeral.leastPlace < 0 {
            result.append((lesson.tree[id].span, numeral, roles.isWeight(name)))
          }
        }
      }
    }
    return result.sorted { $0.0.start < $1.0.start }
  }

  private static func redrawn(_ numeral: Numeral, _ random: inout SeededRandom) -> String {
    let places = -numeral.leastPlace
    guard places <= 9, !numeral.value.isZero, let unit = try? Numeral(parsing: "1e\(places)"),
      let units = (numeral.value * unit.value).asInt, units < 1_000_000_000
    else { return numeral.text }
    let lower = max(units / 2, 1)
    let upper = max(units + (units + 1) / 2, lower + 1)
    // A number of at least two digits more than one place wide, so that variants differ at all.
    let drawn = lower + random.next(below: upper - lower + 1)
    let digits = String(drawn)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return padded.dropLast(places) + "." + padded.suffix(places)
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014) from a seed of any length.
struct SeededRandom {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  init(seed: [UInt8]) {
    // FNV-1a.
    for byte in seed { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Nearly uniform in 0..<count.
  mutating func next(below count: Int) -> Int { count > 0 ? Int(next() % UInt64(count)) : 0 }
}
