import Checking
import Evaluation
import Language
import Numbers

/// From what is known of a sheet to what is said of it.
extension SheetMarker {
  mutating func finish(_ draft: Draft, _ marked: inout MarkedSheet) {
    marked.remarks += draft.remarks
    for place in draft.sheet.entries.indices { marked.lines.append(line(place, draft)) }
    addUnreadable(draft, &marked)
    addUnsigned(draft, &marked)
    if marked.lines.isEmpty && draft.sheet.blanks.isEmpty {
      marked.unreadable =
        draft.sheet.worksheet.diagnostics.first?.message ?? "there is no line of the form name = value"
    }
    tellOfOtherLesson(draft, &marked)
    let items = key.exercise.items
    for item in items {
      marked.available += item.marks
      // A whole matrix may be answered entry by entry: the item's marks are shown on the last line.
      let lines = item.entries.map { draft.lineOf[item.quantity]?[$0] }
      let asked = draft.sheet.entries.indices.filter {
        draft.sheet.entries[$0].target?.quantity == item.quantity
      }
      guard let home = lines.compactMap({ $0 }).max() ?? asked.last else {
        if key.exercise.isAsked {
          marked.missing.append(
            MissingAnswer(name: item.name, available: item.marks, hints: hints(for: item.quantity, item)))
        }
        continue
      }
      let earned = marks(item, home, draft)
      marked.earned += earned
      marked.lines[home].earned += earned
      marked.lines[home].available += item.marks
      note(item, home, draft, &marked)
      if lines.contains(where: { $0 == nil }), draft.answered[item.quantity] != nil {
        let missing = zip(item.entries, lines).filter { $1 == nil }.map {
          key.quantities[item.quantity].name(ofEntry: $0.0)
        }
        marked.lines[home].notes.append("still missing: \(missing.joined(separator: ", "))")
      }
    }
    // Only now, for up to here a line's place was its place among the sheet's entries.
    marked.lines.sort { $0.line < $1.line }
  }

  /// A sheet that answers another lesson, as it says itself or as all its names do.
  private func tellOfOtherLesson(_ draft: Draft, _ marked: inout MarkedSheet) {
    let entries = draft.sheet.entries
    if let lesson = draft.sheet.worksheet.frontMatter.text("lesson"), lesson != key.lesson.name {
      marked.remarks.append("the sheet says that it answers the lesson \(Sheet.short(lesson))")
    }
    guard entries.count > 1, entries.allSatisfy({ $0.target == nil }) else { return }
    let names = entries.prefix(3).map(\.subject).joined(separator: ", ")
    marked.unreadable =
      "no line is about anything that this lesson has (\(Sheet.short(names))); is it another lesson's sheet?"
  }

  /// What an item asks for and the answer has not, and how its marks came about.
  private func note(_ item: Exercise.Item, _ home: Int, _ draft: Draft, _ marked: inout MarkedSheet) {
    let fits = item.entries.compactMap { draft.fits[item.quantity]?[$0] ?? nil }
    let sound = fits.count(where: \.isSound)
    if item.wantsExact, fits.contains(where: { $0.isSound && $0 != .exact }) {
      marked.lines[home].notes.append("an exact number is wanted: a fraction, or all its digits")
    }
    if item.wantsFormula, (draft.formulas[home] ?? []).isEmpty, sound > 0 {
      marked.lines[home].notes.append("a formula is wanted too")
    }
    if fits.isEmpty, draft.formulas[home]?.isEmpty == false, draft.misshapen[home] == nil, item.accuracy > 0 {
      marked.lines[home].notes.append("a number is wanted too")
    }
    if fits.count > 1, sound > 0, sound < item.entries.count {
      marked.lines[home].notes.append("\(sound) of \(item.entries.count) entries are right")
    }
  }

  /// Lines of which nothing could be read stand among the others.
  private func addUnreadable(_ draft: Draft, _ marked: inout MarkedSheet) {
    let known = Set(marked.lines.map(\.line))
    var added: Set<Int> = []
    for diagnostic in draft.sheet.worksheet.diagnostics where diagnostic.severity == .error {
      let source = draft.sheet.worksheet.source
      let number = source.location(of: diagnostic.span.start).line
      guard !known.contains(number), !draft.sheet.blanks.contains(number), added.insert(number).inserted,
        !SheetMarker.wholeFile.contains(diagnostic.kind)
      else { continue }
      marked.lines.append(
        MarkedLine(
          line: number, text: Sheet.short(source.line(number)), quantity: nil, standing: .unreadable,
          verdict: Verdict(.unreadable, diagnostic.message)))
    }
  }

  /// Lines such as `a1 0.56`, a number behind a name that is answered nowhere: prose to the reader, an answer perhaps to
  /// whoever wrote it. They are told, and cost nothing.
  private func addUnsigned(_ draft: Draft, _ marked: inout MarkedSheet) {
    let sheet = draft.sheet
    let source = sheet.worksheet.source
    let resolver = NameResolver(
      tree: sheet.tree, names: key.names, quantities: key.quantities, loss: key.roles.loss)
    let known = Set(marked.lines.map(\.line)).union(sheet.blanks)
    for span in sheet.worksheet.prose {
      let words = source.text(span).split(whereSeparator: \.isWhitespace)
      guard words.count > 1, let number = words.last, (try? Numeral(parsing: String(number))) != nil,
        let target = resolver.target(endOf: words.dropLast().joined(separator: " ")),
        draft.answered[target.quantity] == nil
      else { continue }
      let line = source.location(of: span.start).line
      guard !known.contains(line) else { continue }
      let name = key.quantities[target.quantity].name
      marked.lines.append(
        MarkedLine(
          line: line, text: Sheet.short(words.joined(separator: " ")), quantity: nil, standing: .unknown,
          verdict: Verdict(.undecided, "not read as an answer; write \(name) = \(number)")))
    }
  }

  /// Faults of a file rather than of one of its lines.
  private static let wholeFile: Set<Diagnostic.Kind> = [.emptyText, .illFormedText, .tooLong]

  // MARK: Marks

  /// Method marks are for a formula that stands, for numbers that follow, and where most entries of a vector or
  /// matrix are right, since whoever has those knew the way. Accuracy marks are for the share of right entries.
  private func marks(_ item: Exercise.Item, _ home: Int, _ draft: Draft) -> Int {
    let fits = item.entries.map { draft.fits[item.quantity]?[$0] ?? nil }
    let lines = Set(item.entries.compactMap { draft.lineOf[item.quantity]?[$0] } + [home])
    let formulas = lines.flatMap { draft.formulas[$0] ?? [] }
    let hasFormula = !formulas.isEmpty && formulas.allSatisfy(\.isTenable)
    let sound = fits.count { $0?.isSound ?? false }
    let follows = fits.allSatisfy { $0.map { $0 <= .follows } ?? false }
    let isTrivial = lines.contains { triviality(ofLine: $0, draft) != nil }
    let hasDigits = lines.allSatisfy { digitsMissing(onLine: $0, draft) == nil }
    var earned = 0
    let hasMethod = 2 * sound > fits.count || hasFormula || (follows && !isTrivial)
    if hasMethod, hasFormula || !item.wantsFormula, formulas.allSatisfy(\.isTenable) { earned += item.method }
    let right = item.wantsExact ? fits.count { $0 == .exact } : sound
    if hasDigits, !fits.isEmpty { earned += item.accuracyMarks * right / fits.count }
    return earned
  }

  /// Digits that an answer has and should have, where they are too few.
  func digitsMissing(onLine line: Int, _ draft: Draft) -> (has: Int, wants: Int)? {
    guard let target = draft.sheet.entries[line].target else { return nil }
    let wants =
      key.exercise.items(for: target.quantity).map { key.exercise.items[$0].digits }.max()
      ?? Exercise.Item(name: "", quantity: 0, entries: []).digits
    for place in draft.places(ofLine: line) {
      guard let entry = draft.answered[target.quantity]?[place], let has = entry.digits, has < wants,
        let fit = draft.fits[target.quantity]?[place], fit != .exact, fit != .wrong
      else { continue }
      return (has, wants)
    }
    return nil
  }

  /// Why carried-forward work is too easy to earn marks: a zero where there should be none, or a unit that an
  /// earlier mistake has saturated.
  func triviality(ofLine line: Int, _ draft: Draft) -> String? {
    guard let target = draft.sheet.entries[line].target, draft.fit(ofLine: line) == .follows else {
      return nil
    }
    for source in [target.quantity] + (draft.sources[target.quantity] ?? []) {
      let quantity = key.quantities[source]
      for (place, entry) in (draft.answered[source] ?? []).enumerated() {
        guard let entry, let fit = draft.fits[source]?[place], !fit.isSound else { continue }
        let name = quantity.name(ofEntry: place)
        if entry.value.isZero { return "your \(name) = 0 makes the rest trivial" }
        if key.roles.activation(quantity.name) != nil, entry.value == .one {
          return "your \(name) = 1 is a saturated unit, which makes the rest trivial"
        }
      }
    }
    return nil
  }

  // MARK: Lines

  private mutating func line(_ place: Int, _ draft: Draft) -> MarkedLine {
    let entry = draft.sheet.entries[place]
    let name = entry.target.map { key.quantities[$0.quantity].name }
    var line = MarkedLine(
      line: entry.line, text: entry.text, quantity: name, standing: .unknown, verdict: Verdict(.undecided))
    if let assumption = entry.target?.assumption { line.notes.append(assumption) }
    line.notes += entry.notes
    guard let target = entry.target else {
      line.verdict = unknown(entry, draft)
      return line
    }
    if draft.superseded.contains(place) {
      line.standing = .superseded
      line.verdict = Verdict(.undecided, "answered again further down; the last answer counts")
      return line
    }
    line.diagnoses = draft.diagnoses[place] ?? []
    let formulas = draft.formulas[place] ?? []
    let formulaFault = formulas.first { $0.outcome == .falls }
    if let isTransposed = draft.misshapen[place] {
      let shape = key.quantities[target.quantity].shape
      let written = entry.numbers?.shape ?? .scalar
      line.standing = .wrong
      line.verdict = Verdict(
        .refuted,
        "this is \(written), \(name ?? "") is \(shape)"
          + (isTransposed ? ": one is the other transposed" : ""))
    } else if let fit = draft.fit(ofLine: place) {
      (line.standing, line.verdict) = judged(place, fit, target.quantity, draft)
      line.truth = truth(place, target, draft)
      if let fault = formulaFault, fit.isSound {
        line.standing = .wrong
        line.verdict = Verdict(fault.word, "the number is right, the formula is not: \(fault.reason)")
      } else if formulaFault != nil {
        line.notes.append("the formula is wrong: \(Sheet.short(draft.wrongFormulas[place]?.text ?? ""))")
      } else if !formulas.isEmpty, !fit.isSound, fit != .tooClose {
        line.notes.append("the formula is right, the number is not")
      }
      if draft.arithmetic[place] == false {
        line.notes.append("the number is not what the line before it gives")
      }
    } else if let verdict = formulaFault ?? formulas.max(by: { $0.outcome < $1.outcome }) {
      line.standing =
        verdict.outcome == .stands ? .right : verdict.outcome == .undecided ? .undecided : .wrong
      line.verdict = verdict
    } else {
      line.standing = .unreadable
      line.verdict = Verdict(.unreadable, draft.fault(onLine: entry.line) ?? "there is no value here")
    }
    if line.standing == .wrong || line.standing == .follows || line.standing == .undecided {
      line.hints = hints(for: target.quantity)
    }
    return line
  }

  private func judged(
    _ place: Int, _ fit: Fit, _ quantity: Int, _ draft: Draft
  ) -> (MarkedLine.Standing, Verdict) {
    let from = (draft.sources[quantity] ?? []).map { key.quantities[$0].name }.joined(separator: ", ")
    if let digits = digitsMissing(onLine: place, draft), fit.isSound || fit == .follows {
      let has =
        digits.has == 0
        ? "no significant digit" : "only \(digits.has) significant digit\(digits.has == 1 ? "" : "s")"
      return (.undecided, Verdict(.undecided, "\(has); \(digits.wants) are wanted"))
    }
    switch fit {
    case .exact: return (.right, Verdict(.rounds, "exactly right"))
    case .right: return (.right, Verdict(.rounds, "right to the digits written"))
    case .own: return (.rightFromOwn, Verdict(.consistent, "right from your \(from)"))
    case .tooClose:
      return (.undecided, Verdict(.undecided, "too close to a rounding boundary to tell"))
    case .follows:
      let trivial = triviality(ofLine: place, draft).map { "; \($0)" } ?? ""
      let source = from.isEmpty ? "a given that was misread" : "your \(from)"
      return (.follows, Verdict(.follows, "follows from \(source)\(trivial)"))
    case .wrong: return (.wrong, Verdict(.refuted, "wrong here"))
    }
  }

  /// The true values of a line's entries; of many only the wrong ones.
  private mutating func truth(_ line: Int, _ target: NameResolver.Target, _ draft: Draft) -> String {
    let quantity = key.quantities[target.quantity]
    let places = draft.places(ofLine: line)
    let wrong = places.filter { draft.fits[target.quantity]?[$0].map { !$0.isSound } ?? false }
    let shown = places.count > 1 && !wrong.isEmpty ? wrong : places
    var texts: [String] = []
    for place in shown.prefix(SheetMarker.truthLimit) {
      let value = truthText(target.quantity, place)
      texts.append(places.count > 1 ? "\(quantity.name(ofEntry: place)) = \(value)" : value)
    }
    return texts.joined(separator: ", ") + (shown.count > SheetMarker.truthLimit ? ", …" : "")
  }

  private static let truthLimit = 8

  /// The true value as it is shown; kept, for every sheet of a class asks for the same ones.
  private mutating func truthText(_ quantity: Int, _ place: Int) -> String {
    if let known = truthTexts[quantity]?[place] { return known }
    let own = key.quantities[quantity]
    let exact = own.exact?.entries[place].exactDecimal.flatMap { $0.utf8.count <= 24 ? $0 : nil }
    let text = exact ?? own.truth.entries[place].shortText
    truthTexts[quantity, default: [:]][place] = text
    return text
  }

  private func unknown(_ entry: Sheet.Entry, _ draft: Draft) -> Verdict {
    if draft.sheet.ownNames.contains(entry.subject) {
      return Verdict(.holdsHere, "a name of your own")
    }
    if let given = key.lesson.derivation.givens.first(where: { $0.name == entry.subject }) {
      return verdict(on: given, entry)
    }
    let known = key.names.keys.filter { !$0.contains("{") }.sorted()
    let meant = didYouMean(entry.subject, among: known).map { "; did you mean \($0)?" } ?? ""
    return Verdict(.unreadable, "the lesson has no \(entry.subject)\(meant)")
  }
}

extension SheetMarker {
  /// A given that is written down again.
  private func verdict(on given: Given, _ entry: Sheet.Entry) -> Verdict {
    guard let numbers = entry.numbers, numbers.entries.count == given.value.entries.count,
      zip(numbers.entries, given.value.entries).allSatisfy({ $0.lower <= $1 && $1 <= $0.upper })
    else {
      let values = given.value.entries.map { $0.exactDecimal ?? $0.description }.joined(separator: ", ")
      return Verdict(
        .refuted, "the lesson gives \(given.name) = \(given.value.shape.isScalar ? values : "[\(values)]")")
    }
    return Verdict(.holdsHere, "as given")
  }
}
