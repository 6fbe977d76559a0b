import Checking
import Language

/// What was found of an identity, for a person or a program.
public struct PropositionReport {
  private let proposition: Proposition
  private let options: TerminalReport.Options

  public init(_ proposition: Proposition, _ options: TerminalReport.Options = .init()) {
    self.proposition = proposition
    self.options = options
  }

  /// One line a link, what it rests on below it, every line ended.
  public var text: String {
    var page = Page(width: options.width, isColored: options.isColored)
    for link in proposition.links {
      let outcome = link.verdict.outcome
      if link.joinsEnds { page.add("from end to end: ") }
      page.add("\(link.left) \(link.relation.rawValue) \(link.right)")
      page.add("   ")
      page.add("\(outcome.symbol) \(link.verdict.word.rawValue)", outcome.style)
      page.newLine()
      for line in [link.verdict.reason] + link.verdict.evidence.map(\.sentence) where !line.isEmpty {
        page.wrap(line, at: 4, .faint)
        page.newLine()
      }
    }
    if !proposition.sizes.isEmpty {
      page.wrap("judged for the sizes \(proposition.sizes.joined(separator: ", "))", at: 4, .faint)
      page.newLine()
    }
    return page.text
  }

  public var json: JSON {
    .object([
      "verdict": .string(verdict),
      "links": .array(
        proposition.links.map { link in
          .object([
            "text": .string("\(link.left) \(link.relation.rawValue) \(link.right)"),
            "verdict": .string(link.verdict.word.rawValue),
            "reason": .string(link.verdict.reason),
            "evidence": .array(link.verdict.evidence.map(\.json)),
            "ends": .bool(link.joinsEnds),
          ])
        }),
      "sizes": .array(proposition.sizes.map { .string($0) }),
    ])
  }

  /// The word for the whole: an upheld `≠` counts as proved.
  private var verdict: String {
    switch proposition.outcome {
    case .stands?: "proved"
    case .undecided?: "undecided"
    case .falls?: "refuted"
    case nil: "unreadable"
    }
  }
}

extension Evidence {
  /// Evidence as a line for a person.
  var sentence: String { label == "help" ? text : "\(label): \(text)" }

  var json: JSON { .object(["label": .string(label), "text": .string(text)]) }
}
