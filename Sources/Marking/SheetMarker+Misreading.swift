import Evaluation
import Numbers

/// Looks for a given that was read wrong: everything follows if w2 was read as 1.5.
extension SheetMarker {
  /// One misreading that explains all wrong lines, where nothing else explains the first of them.
  mutating func findMisreading(_ draft: inout Draft) {
    let wrong = draft.sheet.entries.indices.filter { draft.fit(ofLine: $0) == .wrong }
    guard let first = wrong.first, draft.diagnoses[first] == nil,
      digits(onLines: wrong, draft) >= SheetMarker.tellingDigits
    else { return }
    for given in key.lesson.derivation.givens where reads(given.node, first, draft) {
      for place in given.value.entries.indices {
        for value in Misreading.candidates(of: given, at: place, key.lesson.derivation.givens) {
          var tensor = given.value.map { Enclosure($0, precision: AnswerKey.followingPrecision) }
          tensor.entries[place] = Enclosure(value, precision: AnswerKey.followingPrecision)
          guard wrong.allSatisfy({ follows($0, draft, given.node, tensor) }) else { continue }
          for line in wrong { follow(line, &draft) }
          let index = given.value.shape.index(at: place).map(String.init).joined(separator: ",")
          let name = index.isEmpty ? given.name : "\(given.name)[\(index)]"
          let text = value.exactDecimal ?? value.description
          draft.remarks.append(
            "everything follows if \(name) was read as \(text); marked as following from that")
          return
        }
      }
    }
  }

  /// Whether a line's recipes have anything to do with a given.
  private func reads(_ given: Program.ID, _ line: Int, _ draft: Draft) -> Bool {
    guard let quantity = draft.sheet.entries[line].target?.quantity else { return false }
    return key.quantities[quantity].recipes.contains { bench.reads(given, $0, for: quantity) }
  }

  /// How many digits have to agree: some hundred misreadings are tried, and one of them fits three digits by chance.
  private static let tellingDigits = 5

  private func digits(onLines lines: [Int], _ draft: Draft) -> Int {
    lines.reduce(0) { total, line in
      guard let quantity = draft.sheet.entries[line].target?.quantity else { return total }
      let wrong = draft.places(ofLine: line).filter { draft.fits[quantity]?[$0] == .wrong }
      let entries = wrong.compactMap { draft.answered[quantity]?[$0] }
      return total + entries.reduce(0) { $0 + ($1.digits ?? 0) }
    }
  }

  /// Whether a line's numbers are what some recipe gives with the given as it was read.
  private mutating func follows(
    _ line: Int, _ draft: Draft, _ given: Program.ID, _ value: Tensor<Enclosure>
  ) -> Bool {
    guard let quantity = draft.sheet.entries[line].target?.quantity, let entries = draft.answered[quantity]
    else {
      return false
    }
    let places = draft.places(ofLine: line)
    return key.quantities[quantity].recipes.contains { recipe in
      guard
        let coarse = coarse.enclosures(recipe, for: quantity, reading: given, as: value),
        coarse.count == entries.count,
        places.allSatisfy({ place in entries[place].map { SheetMarker.meets($0, coarse[place]) } ?? true }),
        let values = bench.enclosures(recipe, for: quantity, reading: given, as: value),
        values.count == entries.count
      else { return false }
      return places.allSatisfy { place in
        guard let entry = entries[place] else { return true }
        return SheetMarker.meets(entry, values[place]) && values[place].isTelling(for: entry)
      }
    }
  }

  private func follow(_ line: Int, _ draft: inout Draft) {
    guard let quantity = draft.sheet.entries[line].target?.quantity else { return }
    for place in draft.places(ofLine: line) where draft.fits[quantity]?[place] == .wrong {
      draft.fits[quantity]?[place] = .follows
    }
  }
}

/// What a number may be taken for.
enum Misreading {
  /// The other sign, another given's value, two digits exchanged, the point shifted, one digit misread.
  static func candidates(of given: Given, at place: Int, _ givens: [Given]) -> [Rational] {
    let value = given.value.entries[place]
    var result = [-value]
    for other in givens where other.value.entries.count <= otherLimit {
      result += other.value.entries.filter { $0 != value }
    }
    guard let text = value.magnitude.exactDecimal, text.utf8.count <= digitLimit else { return result }
    let sign: Rational = value.signum < 0 ? -1 : 1
    let digits = Array(text)
    func read(_ digits: [Character]) -> Rational? {
      (try? Numeral(parsing: String(digits))).map { $0.value * sign }
    }
    for position in digits.indices.dropLast() where digits[position].isNumber && digits[position + 1].isNumber
    {
      var swapped = digits
      swapped.swapAt(position, position + 1)
      if let number = read(swapped) { result.append(number) }
    }
    if let tenth = try? value.divided(by: 10) { result += [value * 10, tenth] }
    for position in digits.indices where digits[position].isNumber {
      for digit in "0123456789" where digit != digits[position] {
        var changed = digits
        changed[position] = digit
        if let number = read(changed) { result.append(number) }
      }
    }
    return result.filter { $0 != value }
  }

  private static let otherLimit = 12
  private static let digitLimit = 8
}
